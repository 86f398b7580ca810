"""The dates of a publication as people put them into boxes: from which day in force, from which instant to be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from guidance.model import Issue
from kb.asking import NAMES, day_in, typed
from kb.dates import LONDON

_COMMENCES, _EMBARGO = "commences-", "visible-"
BOXES = (*(f"{prefix}{name}" for prefix in (_COMMENCES, _EMBARGO) for name in NAMES), "visible-time", "reason")


@dataclass(frozen=True)
class Planned:
    """What a form says: the day, the instant (None: at once) and the reason; what is wrong; what was typed, by box."""

    commences: date | None = None
    visible_from: datetime | None = None
    reason: str = ""
    issues: tuple[Issue, ...] = ()
    values: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(BOXES, ""))


def blank() -> Planned:
    """A form that nobody has filled in."""
    return Planned()


def read(told: Mapping[str, str], *, embargo: bool = True) -> Planned:
    """What the boxes of `plan_fields` mean; without those for an embargo, where they are not shown."""
    issues: list[Issue] = []
    commences = day_in(told, _COMMENCES, "commences", issues)
    if not any(typed(told, _COMMENCES)):
        issues.append(Issue("commences", "Enter the day from which it is in force"))
    values = {name: told.get(name, "").strip() for name in BOXES}
    visible_from = _embargo(told, issues) if embargo else None
    return Planned(commences, visible_from, told.get("reason", ""), tuple(issues), values)


def _embargo(told: Mapping[str, str], issues: list[Issue]) -> datetime | None:
    """The instant at which an embargo ends, by the clocks of London; None where both boxes are empty."""
    clock = told.get("visible-time", "").strip()
    day = day_in(told, _EMBARGO, "visible_from", issues)
    if not any(typed(told, _EMBARGO)):
        if clock:
            issues.append(
                Issue("visible_from", "Enter the day on which the embargo ends as well, or leave out the time")
            )
        return None
    hours = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", clock, re.ASCII)
    if hours is None:
        issues.append(Issue("visible_time", "Enter a time of day, like 09:30"))
        return None
    return _instant(day, time(int(hours[1]), int(hours[2])), issues) if day else None


def _instant(day: date, clock: time, issues: list[Issue]) -> datetime | None:
    """The instant, where the clocks of London show that time once on that day."""
    there = datetime.combine(day, clock, LONDON)
    instant = there.astimezone(UTC)
    if instant.astimezone(LONDON).time() != clock:
        issues.append(
            Issue("visible_time", "The clocks go forward on that day and leave this time out. Choose another")
        )
        return None
    if there.replace(fold=1).utcoffset() != there.utcoffset():
        issues.append(Issue("visible_time", "The clocks go back on that day and show this time twice. Choose another"))
        return None
    return instant
