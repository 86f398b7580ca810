"""The messages of a chat: who wrote what when, recognised from pasted text with offsets into it. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

LONGEST_SENDER = 60
FIRST_YEAR = 1990


class Order(StrEnum):
    """Which number of a date comes first."""

    UNKNOWN = "unknown"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True)
class Message:
    """One message: `text[start:end]` of the chat is what was written. Sender empty, day and time None: not told.

    `ambiguous`: the date has two readings, and nothing in the chat says which is right.
    """

    number: int
    start: int
    end: int
    sender: str = ""
    day: date | None = None
    at: time | None = None
    ambiguous: bool = False
    bad_date: bool = False


@dataclass(frozen=True)
class Chat:
    """The messages of a text, the name of the form they were in, and how its dates were read."""

    text: str
    messages: Sequence[Message]
    form: str
    order: Order = Order.UNKNOWN
    order_was_chosen: bool = False
    mixed: bool = False

    @property
    def ambiguous(self) -> int:
        """How many messages have a date of two readings."""
        return sum(one.ambiguous for one in self.messages)

    @property
    def bad_dates(self) -> int:
        """How many messages have a date that is in no calendar."""
        return sum(one.bad_date for one in self.messages)


_MARKS = "[\u200e\u200f\u202a-\u202e\ufeff]*"
_TIME = r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?[\s\u202f]*(?P<half>[AaPp]\.?[Mm]\.?)?"
_NUMBERS = r"(?P<first>\d{1,4})[/.\-](?P<middle>\d{1,2})[/.\-](?P<last>\d{1,4})"
_SENDER = rf"(?P<sender>[^:\n]{{1,{LONGEST_SENDER}}}?)"
FORMS: dict[str, re.Pattern[str]] = {
    name: re.compile(told, re.MULTILINE)
    for name, told in {
        "WhatsApp export": rf"^{_MARKS}\[{_NUMBERS},?[ ]+{_TIME}\][ ]{_MARKS}{_SENDER}:(?:[ ]|$)",
        "WhatsApp export (dash)": rf"^{_MARKS}{_NUMBERS},?[ ]+{_TIME}[ ][-\u2013][ ]{_MARKS}(?:{_SENDER}:(?:[ ]|$))?",
        "lines with date and time": (
            rf"^{_MARKS}\[?{_NUMBERS}[T ,]+{_TIME}(?:\.\d+)?(?:Z|[+\-]\d\d:?\d\d)?\]?[ ,]*[-\u2013|]?[ ]*"
            rf"(?:{_SENDER}:(?:[ ]|$))?"
        ),
        "lines with a time": rf"^{_MARKS}\[?{_TIME}\]?[ ]+[-\u2013]?[ ]*{_SENDER}:(?:[ ]|$)",
        "lines with a name": rf"^{_MARKS}(?P<sender>(?!https?:)[^\W\d_][^:\n]{{0,24}}?):[ ]",
    }.items()
}
_LINE = re.compile(r"^.*\S.*$", re.MULTILINE)
_CLEAR = 0.9
"""Share of the lines in one form from which no other is tried."""
_FEWEST = 0.5
"""Share of the lines that must be in a form that says no more than a name."""


def read(text: str, order: Order = Order.UNKNOWN, day: date | None = None) -> Chat:
    """The messages of a text. `order` settles dates of two readings; `day` is that of messages without a date."""
    lines = sum(1 for _ in _LINE.finditer(text))
    best, heads = _form(text, lines)
    if not heads or (best == "lines with a name" and len(heads) < max(2, _FEWEST * lines)):
        told = [Message(number, *one.span(), day=day) for number, one in enumerate(_LINE.finditer(text), 1)]
        return Chat(text, told, "plain lines")
    dated = "first" in heads[0].re.groupindex
    settled, mixed = _order(heads) if dated else (Order.UNKNOWN, False)
    used = order if settled is Order.UNKNOWN or mixed else settled
    messages: list[Message] = []
    before = text[: heads[0].start()]
    if before.strip():
        messages.append(Message(1, *_trimmed(text, 0, heads[0].start()), day=day))
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(text)
        start, end = _trimmed(text, head.end(), end)
        when, ambiguous, bad = _day(head, used, settled=settled is not Order.UNKNOWN and not mixed) if dated else (
            day, False, False,
        )  # fmt: skip
        has_time = "hour" in head.re.groupindex
        at = _time(head) if has_time else None
        sender = (head["sender"] or "").strip().lstrip("~\u200e\u202a ").rstrip("\u202c ")
        messages.append(Message(len(messages) + 1, start, end, sender, when, at, ambiguous, bad))
    return Chat(text, messages, best, used, order is not Order.UNKNOWN and used is order, mixed)


def _form(text: str, lines: int) -> tuple[str, list[re.Match[str]]]:
    """The form that most lines are in, and its beginnings; the first wins where two find as many, for it tells most."""
    best, heads = "", list[re.Match[str]]()
    for name, pattern in FORMS.items():
        found = list(pattern.finditer(text))
        if len(found) > len(heads):
            best, heads = name, found
        if len(heads) > _CLEAR * lines:
            break
    return best, heads


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The place without the white space round it."""
    told = text[start:end]
    left = len(told) - len(told.lstrip())
    return start + left, max(start + left, start + len(told.rstrip()))


def _order(heads: Sequence[re.Match[str]]) -> tuple[Order, bool]:
    """What the dates themselves say about their order, and whether they contradict each other."""
    day_first = any(int(one["first"]) > 12 and len(one["first"]) <= 2 for one in heads)
    month_first = any(int(one["middle"]) > 12 and len(one["first"]) <= 2 for one in heads)
    if day_first and month_first:
        return Order.UNKNOWN, True
    if day_first or month_first:
        return (Order.DAY if day_first else Order.MONTH), False
    return Order.UNKNOWN, False


def _day(head: re.Match[str], order: Order, *, settled: bool) -> tuple[date | None, bool, bool]:
    """The day, whether it has another reading, and whether it is in no calendar."""
    first, middle, last = head["first"], int(head["middle"]), head["last"]
    if len(first) == 4:
        return (*_made(int(first), middle, int(last)),)
    year = int(last) + (2000 if len(last) <= 2 else 0)
    one, other = int(first), middle
    if order is Order.MONTH:
        one, other = other, one
    found, _, bad = _made(year, other, one)
    swapped = _made(year, one, other)[0]
    if bad and swapped:
        return swapped, False, False
    sure = settled or order is not Order.UNKNOWN or found == swapped or swapped is None
    return found, not sure, bad


def _made(year: int, month: int, day: int) -> tuple[date | None, bool, bool]:
    try:
        found = date(year, month, day)
    except ValueError:
        return None, False, True
    return (found, False, False) if year >= FIRST_YEAR else (None, False, True)


def _time(head: re.Match[str]) -> time | None:
    hour, half = int(head["hour"]), (head["half"] or "").replace(".", "").lower()
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, int(head["minute"]), int(head["second"] or 0))
    except ValueError:
        return None
