"""Terms in a spreadsheet, through the pages: taken away, changed, looked over, made drafts of."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from guidance import drafts
from guidance.model import Kind, Role
from guidance.store import open_store
from kb import sheets
from tests.factories import Clock, a_person, document, edition
from tests.kb.client import Answer, Browser
from tests.kb.shell import Shell
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, World

BULK = "/policy/bulk/"


def table(browser: Browser, ending: str = "csv", kind: str = "term") -> list[list[str]]:
    return sheets.read(f"a.{ending}", browser.get(f"{BULK}{kind}.{ending}").response.data)


def shown(browser: Browser, rows: list[list[str]], status: int = 200, **more: object) -> Answer:
    told = {"csrf_token": browser.csrf_token(BULK), "kind": "term", "file": (io.BytesIO(sheets.to_csv(rows)), "a.csv")}
    return browser.ask("POST", BULK, status, data={**told, **more}, content_type="multipart/form-data")


def place(rows: list[list[str]], slug: str, column: str, part: str = "entry") -> tuple[int, int]:
    heads = rows[0]
    own = next(at for at, row in enumerate(rows) if row[0] == slug and row[heads.index("Part")] == part)
    return own, heads.index(column)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["term", "site"])
def test_a_table_sent_back_as_it_came_changes_nothing(own: World, ending: str, kind: str) -> None:
    browser = own.signed_in(AUTHOR)
    answer = shown(browser, table(browser, ending, kind), kind=kind)
    assert "0 entries would change" in answer.page.text
    assert not answer.page.root.every("input", name="rows")


def test_a_change_is_shown_and_becomes_a_draft(own: World) -> None:
    browser = own.signed_in(AUTHOR)
    rows = table(browser)
    row, column = place(rows, "ghosting", "How it may be misread", "meaning")
    rows[row][column] = "Now <b>read</b> with care, = or not."
    answer = shown(browser, rows)
    assert "1 entry would change" in answer.page.text
    assert "Meaning 1: How it may be misread" in answer.page.text
    assert "<b>read" not in answer.html
    held = answer.page.root.only("input", name="rows")["value"]
    fields = {"kind": "term", "rows": held}
    done = browser.send(f"{BULK}drafts", fields, 303, form=BULK)
    assert "1 draft begun" in browser.get(done.location).page.text
    (made,) = drafts.list_drafts(own.store, who(own, AUTHOR))
    assert (made.kind, made.slug) == (Kind.TERM, "ghosting")
    assert (
        "Now <b>read</b>" in drafts.revision(own.store, who(own, AUTHOR), made.id).content.facts["senses"][0]["caution"]
    )
    assert "has an open draft" in browser.send(f"{BULK}drafts", fields, 200, form=BULK).page.text


@pytest.mark.parametrize(
    "cell, column, said",
    [
        ("nonsense", "Part", "Row 2 has “nonsense” under Part"),
        ("", "Address", "Row 2 has no address"),
        ("quite", "How sure we are", "Row 2 has “quite” under How sure we are"),
        ("one", "Edition", "Row 2 has no number of an edition"),
    ],
)
def test_a_slip_is_told_by_its_row(own: World, cell: str, column: str, said: str) -> None:
    browser = own.signed_in(AUTHOR)
    rows = table(browser)
    rows[1] += [""] * (len(rows[0]) - len(rows[1]))
    rows[1][rows[0].index(column)] = cell
    assert said in shown(browser, rows, 400).page.root.with_class("govuk-error-summary")[0].text


def test_other_mistakes_are_told_too(own: World) -> None:
    browser = own.signed_in(AUTHOR)
    rows = table(browser)
    without = [row[:-1] for row in rows]
    assert "Keep every column" in shown(browser, without, 400).page.text
    assert "Choose what the table holds" in shown(browser, rows, 400, kind="").page.text
    assert "ends in .csv or .xlsx" in shown(browser, rows, 400, file=(io.BytesIO(b"x"), "a.pdf")).page.text
    assert "Choose the table" in browser.send(BULK, {"kind": "term"}, 400).page.text
    assert "The table is empty" in browser.send(f"{BULK}drafts", {"kind": "term"}, 400, form=BULK).page.text
    browser.get(f"{BULK}guidance.csv", 404)


def test_the_same_from_the_command_line(ready: Shell) -> None:
    facts = {"senses": [{"definition": "To stop replying."}], "reviewed": "2020-01-01", "review_by": "2020-07-01"}
    told = document("ghosting", kind="term", editions=[edition(1, "A body.", title="Ghosting", facts=facts)])
    ready.done("load", ready.pack(told))
    store = open_store(f"sqlite:///{ready.data / 'kb.sqlite'}", Clock())
    a_person(store, Role.AUTHOR)
    acting = ("--as", "author@example.org")
    file = ready.folder / "terms.csv"
    assert ready.done("policy", "bulk", "export", "term", str(file), "--due", *acting).startswith("Wrote 1 entries")
    _change(file, "To stop replying.", "To go quiet.")
    looked = ready.done("policy", "bulk", "start", "term", str(file), "--look", *acting)
    assert looked == "ghosting\tsenses[1].definition\tTo stop replying.\tTo go quiet.\n"
    assert "1 drafts are begun: 1." in ready.done("policy", "bulk", "start", "term", str(file), *acting)
    assert "has an open draft" in ready.refused("policy", "bulk", "start", "term", str(file), *acting)
    store.close()


def _change(file: Path, old: str, new: str) -> None:
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))


def test_what_is_due_can_be_taken_away_alone(own: World) -> None:
    browser = own.signed_in(AUTHOR)
    every = table(browser)
    due = sheets.read("a.csv", browser.get(f"{BULK}term.csv?due=1").response.data)
    assert due[0] == every[0]
    assert len(due) < len(every)
