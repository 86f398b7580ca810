"""Which edition is in force on which day, worked out from force periods alone. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from .model import Force, ForcePeriod, Span


def spans(periods: Iterable[ForcePeriod], known_at: datetime | None = None) -> list[Span]:
    """The days on which each edition is in force, earliest first, never overlapping.

    For each edition its latest statement recorded by `known_at` (None: all of them) counts. An edition ends on its
    own end or on the start of the next one, whichever is first, and never comes back after that. Of two editions
    that start on one day the higher number counts. A statement whose end is not after its start takes the edition
    out of force altogether.
    """
    latest: dict[int, ForcePeriod] = {}
    for period in periods:
        if known_at is not None and period.recorded_at > known_at:
            continue
        standing = latest.get(period.edition)
        if standing is None or period.recorded_at >= standing.recorded_at:
            latest[period.edition] = period
    standing_ones = (one for one in latest.values() if one.to_date is None or one.from_date < one.to_date)
    ordered = sorted(standing_ones, key=lambda period: (period.from_date, period.edition))
    found: list[Span] = []
    for index, period in enumerate(ordered):
        end = period.to_date
        if index + 1 < len(ordered):
            next_start = ordered[index + 1].from_date
            end = next_start if end is None else min(end, next_start)
        if end is None or period.from_date < end:
            found.append(Span(period.edition, period.from_date, end, period.reason, period.replacement))
    return found


def at(found: Sequence[Span], day: date) -> Span | None:
    """The one span that covers `day`, if any."""
    return next((span for span in found if span.covers(day)), None)


def force_of(found: Sequence[Span], edition: int, day: date) -> Force:
    """Where `edition` stands on `day`. One that never was in force (overtaken on its first day) is superseded."""
    own = next((span for span in found if span.edition == edition), None)
    if own is None:
        return Force.SUPERSEDED
    if own.covers(day):
        return Force.IN_FORCE
    if day < own.from_date:
        return Force.PROSPECTIVE
    followed = any(span.from_date >= own.from_date and span.edition != edition for span in found)
    return Force.SUPERSEDED if followed else Force.WITHDRAWN


def record_instants(periods: Iterable[ForcePeriod]) -> list[datetime]:
    """The instants at which what was known changed, earliest first."""
    return sorted({period.recorded_at for period in periods})
