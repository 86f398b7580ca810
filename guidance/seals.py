"""What an event keeps of things that are too long, or too private, to stand in it: their hashes. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from .answers import Consultation
from .model import ForcePeriod
from .workflow import ChangeClass, Lineage


def of(what: str, *parts: object) -> str:
    """The hash of some words, numbers, dates and instants, under the name of what they say."""
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_told)
    return hashlib.sha256(f"kb-{what}/1\n{canonical}".encode()).hexdigest()


def statement(period: ForcePeriod) -> str:
    """Of a statement of force, with the instant, the reason and the replacement that stand in it."""
    dates = period.from_date, period.to_date, period.recorded_at
    return of("statement", period.edition, *dates, period.reason, period.replacement)


def identity(lineage: Iterable[Lineage], raised: Mapping[str, ChangeClass]) -> str:
    """Of how the paragraphs of an edition came to be, and the classes that were raised; empty where nothing is said."""
    told = sorted([one.type, one.pid, one.other, one.reason] for one in lineage)
    return of("identity", told, raised) if told or raised else ""


def emergency(reason: str, at: datetime, reviewed_at: datetime | None, note: str) -> str:
    """Of an emergency publication, as it stands before or after its review."""
    return of("emergency", reason, at, reviewed_at, note)


def consultation(one: Consultation) -> str:
    """Of a statement about a consultation; which number it bears here is no part of it."""
    dates = one.opens, one.closes, one.recorded_at
    return of("consultation", one.edition, one.title, *dates, one.note, one.outcome)


def _told(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"cannot be sealed: {value!r}")
