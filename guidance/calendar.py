"""Civil dates in London, which is where guidance commences."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today(now: datetime) -> date:
    """The civil date in London at an instant."""
    return now.astimezone(LONDON).date()


def midnight(day: date) -> datetime:
    """The instant, in UTC, at which a civil date begins in London."""
    return at(day, time())


def at(day: date, clock: time) -> datetime:
    """The instant, in UTC, at which London's clocks show `clock` on a civil date."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)
