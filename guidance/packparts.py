"""What a pack says about its editions beside their words: force, lineage, emergencies, consultations; each checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .answers import Consultation
from .errors import PackError
from .markup import parse_target
from .model import Kind
from .packvalues import day, instant, known, named, whole_number, words
from .workflow import ChangeClass, Lineage, LineageType

_PID = re.compile(r"[0-9a-z]{10,16}")
_STATEMENT = frozenset("from to recorded_at reason replacement".split())
_LINEAGE = frozenset("type pid other reason".split())
_EMERGENCY = frozenset("reason at reviewed_at review_note".split())
_CONSULTATION = frozenset("edition title opens closes note outcome recorded_at".split())


@dataclass(frozen=True)
class PackForce:
    """One statement of force as exported: dates, the instant it was recorded, its reason, and what to use instead."""

    from_date: date
    to_date: date | None
    recorded_at: datetime
    reason: str
    replacement: str = ""


@dataclass(frozen=True)
class PackEmergency:
    """That an edition was published in an emergency, and its review. A pack names nobody."""

    reason: str
    at: datetime
    reviewed_at: datetime | None
    review_note: str


def pids(where: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of all paragraphs, in the order of the text."""
    found = raw.get("pids", [])
    if not isinstance(found, list) or not all(isinstance(pid, str) and _PID.fullmatch(pid) for pid in found):
        raise PackError(where, '"pids" must be a list of paragraph ids')
    return tuple(found)


def continues(where: str, raw: Any) -> tuple[tuple[Kind, str, int], ...]:
    """The editions of other documents whose paragraphs go over into this one."""
    found: list[tuple[Kind, str, int]] = []
    for one in raw if isinstance(raw, list) else [None]:
        target = parse_target(one) if isinstance(one, str) else None
        if target is None or not target[2].isdigit():
            raise PackError(where, '"continues" must list editions of other documents, such as "guidance:myths#5"')
        found.append((target[0], target[1], int(target[2])))
    return tuple(found)


def replacement(where: str, raw: Mapping[str, Any]) -> str:
    """What to use instead of something withdrawn, such as `guidance:consent`; empty where nothing is named."""
    told = words(where, raw, "replacement", optional=True)
    target = parse_target(told) if told else None
    if told and (target is None or target[2] or len(told) > 160):
        raise PackError(where, '"replacement" must name a document, such as "guidance:consent"')
    return told


def force(where: str, edition: Mapping[str, Any]) -> tuple[PackForce, ...]:
    """Every statement of force about an edition."""
    return tuple(_statement(where, one, edition) for one in _objects(where, edition, "force"))


def _statement(where: str, raw: Mapping[str, Any], edition: Mapping[str, Any]) -> PackForce:
    known(where, "statement of force", raw, _STATEMENT)
    recorded_at = instant(where, raw, "recorded_at")
    if recorded_at < instant(where, edition, "published_at"):
        raise PackError(where, '"recorded_at" is before the edition was published')
    to_date = day(where, raw, "to") if raw.get("to") is not None else None
    reason = words(where, raw, "reason", optional=True)
    return PackForce(day(where, raw, "from"), to_date, recorded_at, reason, replacement(where, raw))


def lineage(where: str, edition: Mapping[str, Any], own: Sequence[str]) -> tuple[Lineage, ...]:
    """How paragraphs of an edition came to be, or those that it left out went. `own` are the ids of its paragraphs."""
    return tuple(_lineage(where, one, set(own)) for one in _objects(where, edition, "lineage"))


def _lineage(where: str, raw: Mapping[str, Any], own: set[str]) -> Lineage:
    known(where, "lineage", raw, _LINEAGE)
    said = named(where, raw, "type", LineageType)
    pid, other = (words(where, raw, part, optional=part == "other") for part in ("pid", "other"))
    if not all(_PID.fullmatch(one) for one in (pid, *filter(None, [other]))):
        raise PackError(where, '"lineage" must name paragraphs by their ids')
    if (pid in own) is (said is LineageType.REPLACED_BY) or (said is not LineageType.REPLACED_BY and not other):
        raise PackError(where, f'"lineage" says {said} of {pid}, which does not fit the "pids" of the edition')
    return Lineage(said, pid, other, words(where, raw, "reason", optional=True))


def raised(where: str, edition: Mapping[str, Any], own: Sequence[str]) -> dict[str, ChangeClass]:
    """The classes of change that somebody raised, by paragraph."""
    found = edition.get("raised", {})
    if not isinstance(found, dict) or not found.keys() <= {*own}:
        raise PackError(where, '"raised" must give a class of change to paragraphs that "pids" names')
    return {pid: named(where, found, pid, ChangeClass) for pid in found}


def emergency(where: str, edition: Mapping[str, Any]) -> PackEmergency | None:
    """How an edition was published in an emergency, if it was."""
    raw = edition.get("emergency")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise PackError(where, '"emergency" must have a "reason" and "at"')
    known(where, "emergency", raw, _EMERGENCY)
    reviewed = instant(where, raw, "reviewed_at") if raw.get("reviewed_at") is not None else None
    note = words(where, raw, "review_note", optional=True)
    return PackEmergency(words(where, raw, "reason"), instant(where, raw, "at"), reviewed, note)


def consultations(where: str, document: Mapping[str, Any]) -> tuple[Consultation, ...]:
    """Every statement about consultations; those of one consultation have the same number."""
    found = document.get("consultations", [])
    if not isinstance(found, list) or not all(isinstance(one, list) for one in found):
        raise PackError(where, '"consultations" must be a list of lists of statements, one list for each consultation')
    return tuple(
        _consultation(where, one, number)
        for number, thread in enumerate(found, 1)
        for one in _objects(where, {"consultations": thread}, "consultations")
    )


def _consultation(where: str, raw: Mapping[str, Any], number: int) -> Consultation:
    known(where, "consultation", raw, _CONSULTATION)
    opens, closes = (day(where, raw, part) for part in ("opens", "closes"))
    if closes < opens:
        raise PackError(where, "a consultation closes before it opens")
    note, outcome = (words(where, raw, part, optional=True) for part in ("note", "outcome"))
    recorded_at = instant(where, raw, "recorded_at")
    edition, title = whole_number(where, raw, "edition"), words(where, raw, "title")
    return Consultation(number, edition, title, opens, closes, note, outcome, recorded_at)


def _objects(where: str, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise PackError(where, f'"{key}" must be a list of statements with named parts')
    return found
