"""Explain a chat, through the pages: what is shown, what can be taken away, and that nothing of it is kept."""

from __future__ import annotations

import csv
import gc
import io
import os
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from docx import Document

from kb.chat import annotating
from tests.factories import document, edition
from tests.kb.client import Answer, Browser
from tests.kb.world import World

CHAT = "[24/06/2021, 21:00:00] Sam: he ghosted me on Ember\n[24/06/2021, 21:05:00] Alex: =oh no"
CANARY = "quokkacanary"
FORM = "/transcript/"


def explained(browser: Browser, text: str = CHAT, status: int = 200, **more: str) -> Answer:
    return browser.send(FORM, {"text": text, **more}, status)


def test_expressions_are_marked_with_a_note_each(reader: Browser) -> None:
    page = explained(reader).page
    assert [one.text for one in page.root.with_class("kb-mark")] == ["ghosted", "Ember"]
    assert "2 expressions in 2 messages, read as WhatsApp export" in page.text
    assert page.root.every(id="note-1")
    (title,) = page.root.with_class("kb-note__title")[:1]
    assert [one["href"] for one in title.every("a")] == ["/toolkit/terms/ghosting"]


def test_what_is_pasted_is_shown_as_it_is_and_never_as_markup(reader: Browser) -> None:
    answer = explained(reader, "<img src=x onerror=alert(1)> ghosted & <b>bold</b>")
    assert "<img" not in answer.html
    texts = [one.text for one in answer.page.root.with_class("kb-chat__text")]
    assert re.sub(r"(?<=ghosted)1", "", texts[0]) == "<img src=x onerror=alert(1)> ghosted & <b>bold</b>"


def test_the_schedule_can_be_taken_away(reader: Browser) -> None:
    told = explained(reader, **{"as": "csv"})
    rows = list(csv.reader(io.StringIO(told.response.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[4] for row in rows] == ["Expression", "ghosted", "Ember"]
    assert rows[1][7].startswith("KB:")
    word = Document(io.BytesIO(explained(reader, **{"as": "docx"}).response.data))
    assert [one.text for one in word.tables[0].columns[4].cells] == ["Expression", "ghosted", "Ember"]
    pdf = explained(reader, **{"as": "pdf"}).response.data
    assert pdf.startswith(b"%PDF-")
    assert CANARY.encode() not in pdf


def test_no_cell_begins_a_formula(reader: Browser) -> None:
    told = explained(reader, "=1+1: he ghosted me\n@cmd: ghosted", **{"as": "csv"}).response.get_data(as_text=True)
    cells = [cell for row in csv.reader(io.StringIO(told.lstrip("\ufeff"))) for cell in row]
    assert not [one for one in cells if one.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_kinds_of_expression_can_be_chosen_and_names_hidden(reader: Browser) -> None:
    page = explained(reader, show="site", hide_names="1").page
    assert [one.text for one in page.root.with_class("kb-mark")] == ["Ember"]
    heads = [one.text for one in page.root.with_class("kb-chat__head")]
    assert "Person A" in heads[0]
    assert "Person B" in heads[1]


def test_dates_of_two_readings_are_told_and_can_be_settled(reader: Browser) -> None:
    text = "05/03/2021, 21:04 - Sam: ghosted"
    assert "1 date could be read day first or month first" in explained(reader, text).page.text
    settled = explained(reader, text, order="month").page.text
    assert "3 May 2021" in settled
    assert "could be read" not in settled


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"text": ""}, "There is no message in it"),
        ({"text": "ghosted", "day_day": "31", "day_month": "2", "day_year": "2021"}, "date"),
        ({"text": "x" * 800_001}, "This is too long to be read at once"),
    ],
)
def test_a_mistake_is_told_and_what_was_pasted_is_still_there(
    fields: dict[str, str], said: str, reader: Browser
) -> None:
    answer = reader.send(FORM, fields, 400)
    assert said in answer.page.root.with_class("govuk-error-summary")[0].text
    assert fields["text"][:50] in answer.html


def test_a_file_is_read_and_one_that_asks_for_columns_gets_them(reader: Browser) -> None:
    token = reader.csrf_token(FORM)
    data = {"csrf_token": token, "file": (io.BytesIO(b"Who,Said\nSam,ghosted\n"), "a.csv")}
    asked = reader.ask("POST", FORM, 400, data=data, content_type="multipart/form-data")
    assert "Which columns hold what?" in asked.page.text
    fields = {"csv": "1", "column_text": "Said", "column_sender": "Who", "text": "Who,Said\nSam,ghosted\n"}
    assert explained(reader, **fields).page.root.with_class("kb-mark")


def test_a_draft_term_is_not_found(own: World) -> None:
    assert not explained(own.signed_in(), "a quokkaterm").page.root.with_class("kb-mark")
    own.publish(document("quokkaterm", kind="term", editions=[edition(1, "Told.", title="Quokkaterm")]))
    assert explained(own.signed_in(), "a quokkaterm").page.root.with_class("kb-mark")


@pytest.mark.parametrize("wanted", ["", "csv", "docx", "pdf"])
def test_nothing_that_is_pasted_is_kept(own: World, wanted: str, caplog: pytest.LogCaptureFixture) -> None:
    browser = own.signed_in()
    answer = explained(browser, f"Sam: {CANARY} ghosted\n" * 20, **{"as": wanted} if wanted else {})
    assert answer.headers["Cache-Control"] == "no-store"
    # Large enough that Werkzeug alone would spool it to a temporary file.
    large = uploaded(browser.csrf_token(FORM), (f"{'x' * 900} {CANARY} ghosted\n" * 650).encode())
    browser.ask("POST", FORM, 200, data=large, content_type="multipart/form-data; boundary=part")
    browser.ask(
        "POST", "/api/v1/transcript", 200, json={"text": CANARY}, headers={"X-CSRFToken": browser.csrf_token(FORM)}
    )
    assert traces(own, caplog) == []
    assert CANARY not in browser.cookie()
    assert CANARY not in browser.get("/policy/", None).html


def test_nothing_is_kept_after_an_error_either(
    own: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = own.signed_in()
    token = browser.csrf_token(FORM)

    def broken(*told: object) -> None:
        raise ValueError(f"cannot make sense of {told}")

    monkeypatch.setattr(annotating, "annotate", broken)
    own.app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = browser.ask("POST", FORM, 500, data={"csrf_token": token, "text": f"Sam: {CANARY}"})
    assert CANARY not in answer.html
    assert "ValueError" in caplog.text
    assert traces(own, caplog) == []


def uploaded(token: str, content: bytes) -> bytes:
    """The body of a request that uploads a file, written by hand: the test client would make a temporary file of it."""
    return (
        (
            f'--part\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
            f'--part\r\nContent-Disposition: form-data; name="file"; filename="{CANARY}.txt"\r\n\r\n'
        ).encode()
        + content
        + b"\r\n--part--\r\n"
    )


def traces(site: World, caplog: pytest.LogCaptureFixture) -> list[str]:
    """Where the canary was left: a file of the site or elsewhere, the log, the environment, the memory of pages."""
    wanted = CANARY.encode()
    files = [one for one in site.folder.rglob("*") if one.is_file()]
    files += [one for one in Path(tempfile.gettempdir()).glob("tmp*") if one.is_file()]
    found = [str(one) for one in files if wanted in _whole(one)]
    found += ["the log"] if CANARY in caplog.text else []
    found += ["the environment"] if CANARY in str(os.environ) else []
    gc.collect()
    kept = site.app.extensions["kb"].memory
    found += ["the memory of pages"] if CANARY in repr(vars(kept._pages)) else []
    return found


def _whole(path: Path) -> bytes:
    content = path.read_bytes()
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            content += b"".join(archive.read(one) for one in archive.namelist())
    return content


def test_a_large_upload_never_reaches_a_file(reader: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    token = reader.csrf_token(FORM)
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", refused)
    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refused, raising=False)
    monkeypatch.setattr("werkzeug.formparser.TemporaryFile", refused, raising=False)
    content = b"x" * 600_000 + b" ghosted"
    reader.ask("POST", FORM, 200, data=uploaded(token, content), content_type="multipart/form-data; boundary=part")


def test_what_is_too_large_is_refused_with_what_to_do(reader: Browser) -> None:
    body = uploaded(reader.csrf_token(FORM), b"x" * 1_100_000)
    answer = reader.ask("POST", FORM, 413, data=body, content_type="multipart/form-data; boundary=part")
    assert "Send less at once" in answer.page.text
