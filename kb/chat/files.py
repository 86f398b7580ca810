"""Files of messages, turned into the text of a chat in memory: text, CSV, a zip, and exports in JSON and HTML. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from zoneinfo import ZoneInfo

from guidance.model import Issue

LONGEST = 800_000
"""Characters of a chat that are read at once."""
LARGEST_FILE = 4 * LONGEST
"""Bytes that a file may have when it is unpacked."""
ACCEPTED = (".txt", ".csv", ".zip", ".html", ".htm", ".json")
LONDON = ZoneInfo("Europe/London")

_DELIMITERS = ",;\t|"
_COLUMNS = {
    "text": ("message", "text", "body", "content", "chat", "message text"),
    "sender": ("sender", "from", "name", "author", "user", "sender name"),
    "sent": ("date", "sent", "timestamp", "time", "datetime", "date sent", "sent at", "date/time"),
}


@dataclass(frozen=True)
class Columns:
    """Which columns of a CSV hold what, by their headings; empty: not told."""

    text: str = ""
    sender: str = ""
    sent: str = ""


@dataclass(frozen=True)
class Opened:
    """The text of a chat, or what is wrong. `headings`: of a CSV whose columns have to be chosen."""

    text: str = ""
    issue: Issue | None = None
    headings: Sequence[str] = ()


def opened(name: str, content: bytes, columns: Columns) -> Opened:
    """The chat in a file. A file that cannot be read is an issue that says what to do, never an error."""
    ending = next((one for one in ACCEPTED if name.lower().endswith(one)), "")
    if not ending:
        return _wrong(f"Choose a file that ends in {', '.join(ACCEPTED[:-1])} or {ACCEPTED[-1]}.")
    if len(content) > LARGEST_FILE:
        return _wrong(_too_long())
    try:
        return _unpacked(ending, content, columns)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return _wrong("The zip cannot be opened. Unpack it and choose the text file in it.")
    except (ValueError, RecursionError):
        return _wrong("The file is not what its name says. Open it, and paste the messages instead.")


def _unpacked(ending: str, content: bytes, columns: Columns) -> Opened:
    if ending == ".zip":
        return _zip(content, columns)
    text = decoded(content)
    if ending == ".csv":
        return from_csv(text, columns)
    if ending == ".json":
        return _told(_json(json.loads(text)), "JSON")
    return within(Opened(text)) if ending == ".txt" else _told(_html(text), "HTML")


def decoded(content: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with a mark, or as Windows writes them."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def within(found: Opened) -> Opened:
    """The same, if it is not too long to be read at once, and not empty."""
    if len(found.text) > LONGEST:
        return _wrong(_too_long())
    return found if found.text.strip() else _wrong("There is no message in it. Paste the messages instead.")


def from_csv(text: str, columns: Columns) -> Opened:
    """The chat in a CSV with a line of headings."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    try:
        headings = [one.strip() for one in next(rows, [])]
        places = {name: _place(headings, getattr(columns, name), name) for name in _COLUMNS}
        if places["text"] is None:
            issue = Issue("column_text", "Choose the column that holds the messages")
            return Opened(text, issue, [one for one in headings if one])
        lines = [_line(row, places) for row in rows if any(row)]
    except csv.Error:
        return _wrong("The CSV cannot be read. Open it in a spreadsheet, and paste the messages instead.")
    return within(Opened("\n".join(lines)))


def _place(headings: Sequence[str], chosen: str, name: str) -> int | None:
    if chosen:
        return headings.index(chosen) if chosen in headings else None
    folded = [one.casefold() for one in headings]
    return next((folded.index(one) for one in _COLUMNS[name] if one in folded), None)


def _line(row: Sequence[str], places: Mapping[str, int | None]) -> str:
    text, sender, sent = (row[at].strip() if at is not None and at < len(row) else "" for at in places.values())
    return _written(_stamp(sent), sender, text)


def _stamp(told: str) -> str:
    """A date and time as it stands in an export, in a form that `messages.read` knows; or as it was."""
    if re.fullmatch(r"\d{10}(\d{3})?(\.\d+)?", told):
        seconds = float(told) / (1000 if len(told.split(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(LONDON).strftime("%Y-%m-%d %H:%M:%S")
    if re.fullmatch(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}", told):
        return f"{told} 00:00"
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return told
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).strftime("%Y-%m-%d %H:%M:%S")


def _written(stamp: str, sender: str, text: str) -> str:
    """A message on lines of its own, as `messages.read` reads it."""
    name = sender.replace(":", " ").replace("\n", " ").strip() or "Unknown"
    body = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"{stamp} {name}: {body}" if stamp else f"{name}: {body}"


def _zip(content: bytes, columns: Columns) -> Opened:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = [
            one for one in archive.infolist() if one.filename.lower().endswith((".txt", ".json", ".html", ".csv"))
        ]
        inside.sort(key=lambda one: (not one.filename.lower().endswith("chat.txt"), one.filename.count("/")))
        if not inside:
            return _wrong("There is no text file in the zip. Choose the zip that “Export chat” made.")
        with archive.open(inside[0]) as file:
            told = file.read(LARGEST_FILE + 1)
    return opened(inside[0].filename, told, columns)


def _told(lines: Iterable[str], name: str) -> Opened:
    text = "\n".join(lines)
    if not text:
        return _wrong(f"No messages were found in this {name}. Paste them instead.")
    return within(Opened(text))


def _json(told: Any) -> list[str]:
    """Messages of the exports of Facebook and Instagram, and of Telegram."""
    rows = told.get("messages", []) if isinstance(told, dict) else told if isinstance(told, list) else []
    lines: list[tuple[str, str]] = []
    for row in rows:
        if not isinstance(row, dict):
            continue
        if "timestamp_ms" in row or "sender_name" in row:
            stamp = _stamp(str(row.get("timestamp_ms", "")))
            name, text = (_mended(str(row.get(key) or "")) for key in ("sender_name", "content"))
        else:
            stamp = _stamp(str(row.get("date") or row.get("timestamp") or row.get("sent") or ""))
            name = str(row.get("from") or row.get("sender") or row.get("author") or "")
            text = _pieces(row.get("text", row.get("message", row.get("body", ""))))
        if text:
            lines.append((stamp, _written(stamp, name, text)))
    newest_first = len(lines) > 1 and lines[0][0] > lines[-1][0]
    return [line for _, line in (reversed(lines) if newest_first else lines)]


def _pieces(told: Any) -> str:
    """A text of Telegram: a string, or a list of strings and marked pieces."""
    if isinstance(told, list):
        return "".join(one if isinstance(one, str) else str(one.get("text", "")) for one in told if one)
    return told if isinstance(told, str) else ""


def _mended(told: str) -> str:
    """Text of Facebook's exports, which write the bytes of UTF-8 as if each were a letter."""
    try:
        return told.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return told


class _Telegram(HTMLParser):
    """The messages of a Telegram export in HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._field, self._depth = "", 0
        self._stamp, self._name, self._text = "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        classes = told.get("class", "").split()
        if self._field:
            if tag == "br":
                self._text += "\n"
            elif tag == "div":
                self._depth += 1
            return
        if tag == "div" and "date" in classes and told.get("title"):
            self._stamp = _telegram_stamp(told["title"])
        elif tag == "div" and "from_name" in classes:
            self._field, self._depth, self._name = "name", 1, ""
        elif tag == "div" and "text" in classes:
            self._field, self._depth, self._text = "text", 1, ""

    def handle_data(self, data: str) -> None:
        if self._field == "name":
            self._name += data
        elif self._field == "text":
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if not self._field or tag != "div":
            return
        self._depth -= 1
        if self._depth == 0:
            if self._field == "text" and self._text.strip():
                self.lines.append(_written(self._stamp, self._name.strip(), self._text.strip()))
            self._field = ""


def _telegram_stamp(told: str) -> str:
    found = re.match(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d(?::\d\d)?)", told)
    return f"{found[3]}-{found[2]}-{found[1]} {found[4]}" if found else ""


def _html(text: str) -> list[str]:
    parser = _Telegram()
    parser.feed(text)
    parser.close()
    return parser.lines


def _wrong(message: str) -> Opened:
    return Opened(issue=Issue("file", message))


def _too_long() -> str:
    return f"This is too long to be read at once. Take a part of up to {LONGEST:,} characters."
