"""Messages recognised in text and in files: who wrote what when, and what cannot be known."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.chat import files, messages
from kb.chat.files import Columns, opened
from kb.chat.messages import Chat, Order

FIFTH = date(2021, 3, 5)
TELEGRAM = """<div class="message default clearfix"><div class="body">
<div class="pull_right date details" title="05.03.2021 21:04:11 UTC+00:00">21:04</div>
<div class="from_name">Sam </div><div class="text">hey<br>you &amp; me</div></div></div>"""
FACEBOOK = json.dumps(
    {"messages": [{"sender_name": "Sam", "timestamp_ms": 1614978251000, "content": "caf\u00c3\u00a9"}]}
)
PIECES = json.dumps({"messages": [{"from": "Sam", "date": "2021-03-05T21:04:11", "text": ["h", {"text": "ey"}]}]})
WHATSAPP = "[05/03/2021, 21:04:11] Sam: hey\n[13/03/2021, 09:00:00] Alex: yes"


def told(chat: Chat) -> list[tuple[str, date | None, str]]:
    return [(one.sender, one.day, chat.text[one.start : one.end]) for one in chat.messages]


@pytest.mark.parametrize(
    "text",
    [
        "[25/03/2021, 21:04:11] Sam: hey\nmore of it",
        "\u200e[25/03/2021, 9:04:11\u202fPM] ~Sam: hey\nmore of it",
        "25/03/2021, 21:04 - Sam: hey\nmore of it",
        "25/03/21, 9:04 pm - Sam: hey\nmore of it",
        "2021-03-25T21:04:00Z Sam: hey\nmore of it",
        "[2021-03-25 21:04] Sam: hey\nmore of it",
        "25.03.2021 21:04 Sam: hey\nmore of it",
    ],
)
def test_the_forms_of_exports_are_recognised_with_their_later_lines(text: str) -> None:
    chat = messages.read(text)
    assert told(chat) == [("Sam", date(2021, 3, 25), "hey\nmore of it")]
    assert chat.messages[0].at in {time(21, 4), time(21, 4, 11)}


def test_plain_lines_and_named_lines_have_the_date_that_was_told() -> None:
    assert told(messages.read("hello\n\nthere", day=FIFTH)) == [("", FIFTH, "hello"), ("", FIFTH, "there")]
    assert told(messages.read("Sam: hey\nAlex: yes", day=FIFTH)) == [("Sam", FIFTH, "hey"), ("Alex", FIFTH, "yes")]
    assert [one.at for one in messages.read("21:03 Sam: hey\n21:04 Alex: yes").messages] == [time(21, 3), time(21, 4)]


def test_a_date_of_two_readings_is_reported_and_can_be_settled() -> None:
    text = "05/03/2021, 21:04 - Sam: hey\n06/03/2021, 21:04 - Alex: yes"
    chat = messages.read(text)
    assert (chat.ambiguous, chat.order) == (2, Order.UNKNOWN)
    assert chat.messages[0].day == FIFTH
    chosen = messages.read(text, Order.MONTH)
    assert (chosen.ambiguous, chosen.messages[0].day) == (0, date(2021, 5, 3))


def test_one_date_that_has_a_single_reading_settles_the_others() -> None:
    chat = messages.read(WHATSAPP)
    assert (chat.ambiguous, chat.order, chat.messages[0].day) == (0, Order.DAY, FIFTH)
    american = messages.read("3/5/21, 9:04 PM - Sam: hey\n3/13/21, 9:04 PM - Alex: yes")
    assert (american.ambiguous, american.messages[0].day) == (0, FIFTH)


def test_dates_that_contradict_each_other_are_reported() -> None:
    chat = messages.read("13/03/2021, 21:04 - Sam: hey\n03/14/2021, 21:04 - Alex: yes\n05/03/2021, 21:04 - Sam: no")
    assert (chat.mixed, chat.ambiguous) == (True, 1)
    assert [one.day for one in chat.messages[:2]] == [date(2021, 3, 13), date(2021, 3, 14)]


def test_a_date_that_is_in_no_calendar_is_no_date() -> None:
    chat = messages.read("31/02/2020, 10:00 - Sam: hey\n00/00/0000, 99:99 - Alex: yes")
    assert [(one.day, one.bad_date) for one in chat.messages] == [(None, True), (None, True)]


def test_what_the_system_wrote_has_no_sender() -> None:
    chat = messages.read("25/03/2021, 21:04 - Messages are encrypted\n25/03/2021, 21:05 - Sam: hey")
    assert told(chat)[0] == ("", date(2021, 3, 25), "Messages are encrypted")


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error_and_nothing_is_told_twice(text: str) -> None:
    chat = messages.read(text)
    end = 0
    for one in chat.messages:
        assert end <= one.start <= one.end <= len(text)
        end = one.end


@pytest.mark.parametrize(
    "name, content, expected",
    [
        ("a.txt", WHATSAPP.encode("utf-16"), "hey"),
        ("a.TXT", b"\xef\xbb\xbf" + WHATSAPP.encode(), "hey"),
        ("a.csv", b'From,Date,Message\nSam,2021-03-05 21:04,"hey, you"\n', "hey, you"),
        ("a.csv", b"From;Date;Message\nSam;05/03/2021;hey\n", "hey"),
        ("a.json", FACEBOOK.encode(), "café"),
        ("a.json", PIECES.encode(), "hey"),
        ("a.html", TELEGRAM.encode(), "hey\nyou & me"),
    ],
)  # fmt: skip
def test_files_of_common_exports_become_messages(name: str, content: bytes, expected: str) -> None:
    found = opened(name, content, Columns())
    assert found.issue is None
    assert told(messages.read(found.text))[0] == ("Sam", FIFTH, expected)


def test_the_text_in_a_zip_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("IMG-1.jpg", b"\xff")
        archive.writestr("_chat.txt", WHATSAPP)
    assert opened("export.zip", file.getvalue(), Columns()).text == WHATSAPP


def test_a_csv_whose_columns_are_not_known_asks_for_them_and_then_reads_them() -> None:
    content = b"Who,When,Said\nSam,2021-03-05 21:04,hey\n"
    asked = opened("a.csv", content, Columns())
    assert (asked.headings, asked.issue and asked.issue.field) == (["Who", "When", "Said"], "column_text")
    found = files.from_csv(content.decode(), Columns("Said", "Who", "When"))
    assert told(messages.read(found.text)) == [("Sam", FIFTH, "hey")]


@pytest.mark.parametrize(
    "name, content",
    [
        ("a.exe", b"x"), ("", b"x"), ("a.zip", b"not a zip"), ("a.json", b"{"), ("a.json", b"[" * 100_000),
        ("a.json", b"3"),
        ("a.html", b"<p>none</p>"), ("a.txt", b""), ("a.txt", b"x" * (files.LONGEST + 1)), ("a.csv", b"Message\n"),
        ("a.txt", b"x" * (files.LARGEST_FILE + 1)),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_what_to_do(name: str, content: bytes) -> None:
    found = opened(name, content, Columns())
    assert found.issue
    assert found.issue.message.endswith(".")


def test_a_zip_that_swells_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_chat.txt", "0" * (files.LARGEST_FILE * 4))
    assert opened("a.zip", file.getvalue(), Columns()).issue
