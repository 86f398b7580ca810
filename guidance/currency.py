"""How soon an entry is to be looked at again, by how fast what it says grows old. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from .model import Kind

SLANG, SITE_FACTS, CONCEPTS = 6, 3, 24
"""Months: the language of apps moves within a season or two, their settings faster, law and concepts hardly."""

_LASTING = frozenset({"formal", "clinical"})
"""Registers of words that mean what they meant."""
_MONTHS = {
    Kind.SITE: SITE_FACTS,
    Kind.CASE_STUDY: SLANG,
    Kind.PRACTICE_NOTE: SLANG,
    Kind.AUTHORITY: CONCEPTS,
}


def months(kind: Kind, facts: Mapping[str, Any]) -> int:
    """After how many months an entry is due; 0 for guidance, which is reviewed as its owners decide."""
    if kind is Kind.TERM:
        registers = {one.get("register", "") for one in facts.get("senses", ())}
        return CONCEPTS if registers and registers <= _LASTING else SLANG
    return _MONTHS.get(kind, 0)


def with_review_by(kind: Kind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with the day of the next review, counted from the last one, where that is told and the next is not.

    The facts are right in themselves: see `kinds.check`.
    """
    last, after = facts.get("reviewed"), months(kind, facts)
    if not last or not after or facts.get("review_by"):
        return dict(facts)
    return {**facts, "review_by": _later(date.fromisoformat(last), after).isoformat()}


def _later(day: date, by: int) -> date:
    """The same day of the month so many months on, or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + by, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
