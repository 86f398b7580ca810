"""What each kind of document holds beside its body: the shape of its facts, and the paragraphs made of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .markup import parse_target
from .model import Issue, Kind, ReferenceType

LABELS: dict[Kind, tuple[str, str]] = {
    Kind.GUIDANCE: ("Guidance", "Guidance"),
    Kind.CASE_STUDY: ("Case study", "Case studies"),
    Kind.TERM: ("Dating term", "Dating terms"),
    Kind.SITE: ("Dating site", "Dating sites"),
    Kind.AUTHORITY: ("Authority", "Authorities"),
    Kind.PRACTICE_NOTE: ("Practice note", "Practice notes"),
}
"""What people read for one and for several of a kind."""

CONFIDENCE = {
    "checked": "Checked",
    "secondary": "Secondary source",
    "background": "Background knowledge",
    "uncertain": "Uncertain: check before relying on it",
}

OUTCOMES = {
    "charge": "Charge",
    "no_further_action": "No further action",
    "further_enquiries": "Further enquiries",
    "charge_alternative": "Charge on a different offence",
}

SITE_FACTS = {
    "operator": "Operator",
    "launched": "Launched",
    "status": "Status",
    "audience": "Who it is for",
    "first_message": "Who can message first",
    "discovery": "How people are found",
    "minimum_age": "Minimum age",
    "verification": "Verification",
    "age_check": "Age check",
    "unmatch": "What unmatching does",
    "messages_kept": "How long messages are kept",
    "location": "Location",
    "images": "Images",
    "video": "Video and calls",
    "features": "Features",
    "evidence": "Evidence it leaves",
    "uk_reach": "Reach in the UK",
}
"""The dated facts of a site, in the order in which they are shown and compared."""

ONE_AT_A_TIME = frozenset({"operator", "status", "minimum_age", "first_message", "unmatch", "messages_kept"})
"""Facts that have one value at any time; of the others a site may have several."""


@dataclass(frozen=True)
class _Shape:
    """What a value must be; `check` returns what is wrong with it, or an empty string."""

    check: Callable[[Any], str]
    parts: Mapping[str, _Shape] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


def _text(value: Any) -> str:
    return "" if isinstance(value, str) and value.strip() else "must be a text that is not empty"


def _flag(value: Any) -> str:
    return "" if isinstance(value, bool) else "must be true or false"


def _texts(value: Any) -> str:
    right = isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
    return "" if right else "must be a list of texts"


def _day(value: Any) -> str:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        return "must be a date such as 2020-11-01"
    return ""


def _partial_day(value: Any) -> str:
    right = isinstance(value, str) and re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", value)
    return (
        ""
        if right and not _day(f"{value}-01-01"[:10])
        else "must be a year, month or day such as 2014, 2014-06 or 2014-06-30"
    )


def _pointers(value: Any) -> str:
    right = isinstance(value, list) and all(isinstance(one, str) and parse_target(one) for one in value)
    return "" if right else "must be a list of targets such as guidance:myths#m34"


def _one_of(*names: str) -> _Shape:
    return _Shape(lambda value: "" if value in names else f"must be one of {', '.join(names)}")


def _rows(required: str, **parts: _Shape) -> _Shape:
    return _Shape(
        lambda value: "" if isinstance(value, list) else "must be a list of entries",
        parts,
        frozenset(required.split()),
    )


TEXT, FLAG, TEXTS, DAY, PARTIAL = (_Shape(check) for check in (_text, _flag, _texts, _day, _partial_day))
SURE = _one_of(*CONFIDENCE)
_COMMON = {"reviewed": DAY, "review_by": DAY, "confidence": SURE, "sources": TEXTS}
_ALIAS_TYPES = _one_of("variant", "abbreviation", "emoji", "misspelling", "algospeak")

SHAPES: dict[Kind, dict[str, _Shape]] = {
    Kind.GUIDANCE: dict(_COMMON),
    Kind.TERM: {
        **_COMMON,
        "aliases": _rows("text type", text=TEXT, type=_ALIAS_TYPES, needs_context=FLAG),
        "senses": _rows(
            "definition",
            definition=TEXT,
            caution=TEXT,
            register=TEXT,
            category=TEXT,
            attested_from=PARTIAL,
            attested_to=PARTIAL,
            region=TEXT,
            confidence=SURE,
            sources=TEXTS,
        ),
    },
    Kind.SITE: {
        **_COMMON,
        "aliases": _rows("text", text=TEXT, valid_from=PARTIAL, valid_to=PARTIAL),
        "site_facts": _rows(
            "key value",
            key=_one_of(*SITE_FACTS),
            value=TEXT,
            valid_from=PARTIAL,
            valid_to=PARTIAL,
            confidence=SURE,
            source=TEXT,
        ),
    },
    Kind.CASE_STUDY: {
        **_COMMON,
        "fictional": FLAG,
        "outcome": _one_of(*OUTCOMES),
        "victim_group": TEXTS,
        "myths": TEXTS,
        "terms": TEXTS,
        "sites": TEXTS,
        "authorities": TEXTS,
    },
    Kind.AUTHORITY: {
        **_COMMON,
        "type": _one_of("provision", "case"),
        "citations": TEXTS,
        "names": TEXTS,
        "in_force_from": DAY,
        "in_force_to": DAY,
        "significance": TEXT,
    },
    Kind.PRACTICE_NOTE: {
        **_COMMON,
        "type": _one_of("initiative", "action", "casework_example", "community_note"),
        "area": TEXT,
        "status": TEXT,
        "measures": _rows("what", what=TEXT, baseline=TEXT, after=TEXT, period=TEXT, source=TEXT),
        "supports": _Shape(_pointers),
    },
}
"""What may stand in `facts`, by kind. A key that is not here is refused, so that a slip of the pen is found."""


def check(kind: Kind, facts: Mapping[str, Any]) -> list[Issue]:
    """What is wrong with the facts, each with the path of the value; empty where nothing is."""
    return _check_parts("facts", facts, SHAPES[kind], frozenset()) or _check_review(facts)


def _check_review(facts: Mapping[str, Any]) -> list[Issue]:
    """The next review comes after the last one; both days are right in themselves by now."""
    last, due = facts.get("reviewed"), facts.get("review_by")
    if last and due and date.fromisoformat(due) <= date.fromisoformat(last):
        return [Issue("facts.reviewed", f"must be a day before the next review, which is due by {due}")]
    return []


def _check_parts(
    path: str, values: Mapping[str, Any], shapes: Mapping[str, _Shape], required: frozenset[str]
) -> list[Issue]:
    issues = [Issue(f"{path}.{name}", "is missing") for name in sorted(required - values.keys())]
    for name, value in values.items():
        place = f"{path}.{name}"
        if name not in shapes:
            issues.append(Issue(place, f"is not known here; known are {', '.join(sorted(shapes))}"))
        elif problem := shapes[name].check(value):
            issues.append(Issue(place, problem))
        elif shapes[name].parts:
            issues += _check_rows(place, value, shapes[name])
    return issues


def _check_rows(place: str, rows: list[Any], shape: _Shape) -> list[Issue]:
    issues: list[Issue] = []
    for index, row in enumerate(rows, 1):
        if isinstance(row, dict):
            issues += _check_parts(f"{place}[{index}]", row, shape.parts, shape.required)
        else:
            issues.append(Issue(f"{place}[{index}]", "must have named parts"))
    return issues


def aliases(kind: Kind, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The other ways in which people write what this document is about."""
    if kind is Kind.AUTHORITY:
        return (*facts.get("citations", ()), *facts.get("names", ()))
    return tuple(alias["text"] for alias in facts.get("aliases", ()))


def overlaps(facts: Mapping[str, Any]) -> list[str]:
    """Entries that cannot both be so: a meaning told twice, or two values of a fact that has one at a time."""
    found: list[str] = []
    for name, key, low, high in (
        ("senses", "definition", "attested_from", "attested_to"),
        ("site_facts", "key", "valid_from", "valid_to"),
    ):
        rows = facts.get(name, ())
        for index, one in enumerate(rows):
            for other in rows[index + 1 :]:
                single = name == "senses" or one[key] in ONE_AT_A_TIME
                if (
                    single
                    and one[key] == other[key]
                    and _meet(one.get(low), one.get(high), other.get(low), other.get(high))
                ):
                    found.append(f"{name}: “{one[key]}” stands twice for the same time")
    return found


def _meet(low: str | None, high: str | None, other_low: str | None, other_high: str | None) -> bool:
    """Whether two spans of partial dates share a time; a shared year at their ends is where one passes to the other."""
    return (not high or not other_low or other_low < high) and (not other_high or not low or low < other_high)


def targets(kind: Kind, facts: Mapping[str, Any]) -> list[tuple[ReferenceType, Kind, str, str]]:
    """Where the facts point: type, kind, slug, anchor. A myth is named by its label: no slug, the label as anchor."""
    found: list[tuple[ReferenceType, Kind, str, str]] = []
    if kind is Kind.CASE_STUDY:
        found += [(ReferenceType.ILLUSTRATES, Kind.GUIDANCE, "", myth) for myth in facts.get("myths", ())]
        for name, target in (("terms", Kind.TERM), ("sites", Kind.SITE)):
            found += [(ReferenceType.ILLUSTRATES, target, slug, "") for slug in facts.get(name, ())]
        found += [(ReferenceType.CITES, Kind.AUTHORITY, slug, "") for slug in facts.get("authorities", ())]
    for target_text in facts.get("supports", ()):
        if pointed := parse_target(target_text):
            found.append((ReferenceType.DEPENDS_ON, *pointed))
    return found
