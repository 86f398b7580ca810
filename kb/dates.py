"""The date that a page is read as at: taken from its address, kept in every link, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 1800, 2999


class BadDateError(ValueError):
    """What was given is not a date; the message says how to write one."""


@dataclass(frozen=True)
class Reading:
    """The dates of a page: `as_at` (valid time) and `known_at` (record time; None: now).

    `asked` holds what the address said, to be carried on by every link.
    """

    as_at: date
    known_at: datetime | None
    is_today: bool
    asked: Mapping[str, str]

    @property
    def label(self) -> str:
        """The date in words."""
        return civil(self.as_at)

    @property
    def known_day(self) -> date | None:
        """The day in London of `known_at`."""
        return self.known_at.astimezone(LONDON).date() if self.known_at else None


def reading(args: Mapping[str, str], now: datetime) -> Reading:
    """The dates in an address; today in London where it names none. Raises BadDateError."""
    asked: dict[str, str] = {}
    today = now.astimezone(LONDON).date()
    as_at, known_at = today, None
    if told := args.get("as_at", "").strip():
        as_at = parse_day(told)
        if as_at != today:
            asked["as_at"] = as_at.isoformat()
    if told := args.get("known_at", "").strip():
        known_at = parse_instant(told)
        asked["known_at"] = told
    return Reading(as_at, known_at, as_at == today, asked)


def parse_day(told: str) -> date:
    """A civil date as it stands in an address. Raises BadDateError."""
    try:
        day = date.fromisoformat(told)
    except ValueError as error:
        raise BadDateError(f"“{told[:40]}” is not a date. Write it as year-month-day, like 2021-02-01.") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadDateError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")
    return day


def parse_instant(told: str) -> datetime:
    """An instant, or a civil date (its last instant in London), as it stands in an address. Raises BadDateError."""
    if len(told) == len("2021-02-01"):
        return datetime.combine(parse_day(told), time.max, LONDON).astimezone(UTC)
    try:
        instant = datetime.fromisoformat(told.replace(" ", "+"))
    except ValueError as error:
        raise BadDateError(f"“{told[:40]}” is not a date or an instant, like 2021-02-01T09:00:00Z.") from error
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise BadDateError(f"The year must be between {FIRST_YEAR} and {LAST_YEAR}.")
    return (instant if instant.tzinfo else instant.replace(tzinfo=LONDON)).astimezone(UTC)


def parse_parts(day: str, month: str, year: str) -> date:
    """Three boxes as people fill them: `1`, `2` or `feb` or `February`, `2021`. Raises BadDateError."""
    if not (day.strip() and month.strip() and year.strip()):
        raise BadDateError("Enter a day, a month and a year, like 27 3 2021.")
    name = month.strip().lower()
    found = [number for number in range(1, 13) if len(name) > 2 and _month(number).lower().startswith(name)]
    try:
        number = found[0] if found else int(month)
        parsed = date(int(year), number, int(day))
    except (ValueError, OverflowError) as error:
        told = " ".join((day, month, year))[:40]
        raise BadDateError(f"“{told}” is not a date. Enter a day, a month and a year, like 27 3 2021.") from error
    return parse_day(parsed.isoformat())


@lru_cache(maxsize=4_096)
def civil(day: date) -> str:
    """A date in words: 1 November 2020."""
    return f"{day.day} {_month(day.month)} {day.year}"


def instant(moment: datetime) -> str:
    """An instant in words, in London: 19 October 2020, 10:00."""
    there = moment.astimezone(LONDON)
    return f"{civil(there.date())}, {there:%H:%M}"


def _month(number: int) -> str:
    return date(2000, number, 1).strftime("%B")
