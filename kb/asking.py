"""Dates that people put into boxes: what they typed, what it means, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from guidance.model import Issue

from .dates import BadDateError, Reading, parse_parts

NAMES = ("day", "month", "year")


@dataclass(frozen=True)
class Asked:
    """What a form asks for: as at a date, as known at the end of another. The addresses leave out what is today."""

    boxes: Mapping[str, str] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    as_at: str | None = None
    known_at: str | None = None

    @property
    def is_answered(self) -> bool:
        """Whether it names a date, and rightly."""
        return bool(self.boxes) and not self.issues


def typed(told: Mapping[str, str], prefix: str = "") -> tuple[str, str, str]:
    """What stands in three boxes."""
    day, month, year = (told.get(f"{prefix}{name}", "").strip() for name in NAMES)
    return day, month, year


def day_in(told: Mapping[str, str], prefix: str, field: str, issues: list[Issue]) -> date | None:
    """The day in three boxes; what is wrong with it is added to the issues. None where they are empty, or wrong."""
    boxes = typed(told, prefix)
    if not any(boxes):
        return None
    try:
        return parse_parts(*boxes)
    except BadDateError as error:
        issues.append(Issue(field, str(error)))
        return None


def asked(told: Mapping[str, str], today: date) -> Asked:
    """The two dates that a form's boxes name. Both empty: nothing is asked yet."""
    names = [f"{prefix}{name}" for prefix in ("", "known-") for name in NAMES]
    boxes = {name: told.get(name, "").strip() for name in names}
    if not any(name in told for name in names):
        return Asked()
    issues: list[Issue] = []
    as_at = day_in(told, "", "said", issues)
    known = day_in(told, "known-", "known", issues)
    if as_at is None and not issues:
        issues.insert(0, Issue("said", "Enter the day that you ask about"))
    return Asked(
        boxes,
        tuple(issues),
        as_at.isoformat() if as_at and as_at != today else None,
        known.isoformat() if known and known != today else None,
    )


def boxes(reading: Reading) -> Mapping[str, str]:
    """The boxes filled in with the dates that a page is read as at; empty where it is read as at today."""
    days = ("", None if reading.is_today else reading.as_at), ("known-", reading.known_day)
    return {f"{prefix}{name}": value for prefix, day in days for name, value in zip(NAMES, parts(day), strict=True)}


def parts(day: date | None) -> tuple[str, str, str]:
    """A day as it stands in three boxes."""
    return (str(day.day), str(day.month), str(day.year)) if day else ("", "", "")
