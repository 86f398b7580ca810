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
    right = isinstance(value, str) and re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value)
    return "" if right else "must be a year, month or day such as 2014, 2014-06 or 2014-06-30"


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
_COMMON = {"review_by": DAY, "confidence": SURE, "sources": TEXTS}
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
        "supports": TEXTS,
    },
}
"""What may stand in `facts`, by kind. A key that is not here is refused, so that a slip of the pen is found."""


def check(kind: Kind, facts: Mapping[str, Any]) -> list[Issue]:
    """What is wrong with the facts, each with the path of the value; empty where nothing is."""
    return _check_parts("facts", facts, SHAPES[kind], frozenset())


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


def compose(kind: Kind, facts: Mapping[str, Any], body: str) -> str:
    """The whole text of an edition as Markdown: the paragraphs made of its facts, then its body.

    What is made of facts thereby has pids, numbers, history and a place in the index like any other paragraph. A
    block made of entry n carries the class `fact-n`, by which a page finds the entry again.
    """
    made = _COMPOSERS[kind](facts) if kind in _COMPOSERS else ""
    return f"{made}\n\n{body}" if made else body


def aliases(kind: Kind, facts: Mapping[str, Any]) -> tuple[str, ...]:
    """The other ways in which people write what this document is about."""
    if kind is Kind.AUTHORITY:
        return (*facts.get("citations", ()), *facts.get("names", ()))
    return tuple(alias["text"] for alias in facts.get("aliases", ()))


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


def between(low: str | None, high: str | None, *, word: str = "Used") -> str:
    """Two partial dates in words: 'Used from 2014 to 2020.'; empty where neither is known."""
    if low and high:
        return f"{word} from {in_words(low)} to {in_words(high)}."
    if low:
        return f"{word} from {in_words(low)}."
    return f"{word} until {in_words(high)}." if high else ""


def in_words(partial: str) -> str:
    """A partial date as people write it: '2014', 'June 2014', '30 June 2014'."""
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return partial
    month = date(2000, parts[1], 1).strftime("%B")
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{parts[2]} {month} {parts[0]}"


def _compose_term(facts: Mapping[str, Any]) -> str:
    senses = facts.get("senses", ())
    blocks = ["## Meaning" if len(senses) == 1 else "## Meanings"] if senses else []
    for index, sense in enumerate(senses, 1):
        care = f" **Take care:** {sense['caution']}" if sense.get("caution") else ""
        dates = between(sense.get("attested_from"), sense.get("attested_to"))
        blocks.append(f"{{.fact-{index}}}\n{_one_line(sense['definition'])} {dates}{_one_line(care, lead=' ')}".strip())
    return "\n\n".join(blocks)


def _compose_site(facts: Mapping[str, Any]) -> str:
    rows = facts.get("site_facts", ())
    order = list(SITE_FACTS)
    blocks = ["## What is known"] if rows else []
    for index, row in sorted(enumerate(rows, 1), key=lambda pair: order.index(pair[1]["key"])):
        dates = between(row.get("valid_from"), row.get("valid_to"), word="So")
        blocks.append(f"{{.fact-{index}}}\n**{SITE_FACTS[row['key']]}:** {_one_line(row['value'])} {dates}".strip())
    return "\n\n".join(blocks)


def _compose_authority(facts: Mapping[str, Any]) -> str:
    if not (significance := facts.get("significance")):
        return ""
    return f"## Significance\n\n{significance}"


def _compose_practice_note(facts: Mapping[str, Any]) -> str:
    blocks = ["## Measures"] if facts.get("measures") else []
    for index, row in enumerate(facts.get("measures", ()), 1):
        told = [f"**{row['what']}:**"]
        told += [f"{label} {row[name]}." for name, label in _MEASURE_PARTS.items() if row.get(name)]
        blocks.append(f"{{.fact-{index}}}\n{_one_line(' '.join(told))}")
    return "\n\n".join(blocks)


_MEASURE_PARTS = {"baseline": "before", "after": "after", "period": "period", "source": "source"}
_COMPOSERS: dict[Kind, Callable[[Mapping[str, Any]], str]] = {
    Kind.TERM: _compose_term,
    Kind.SITE: _compose_site,
    Kind.AUTHORITY: _compose_authority,
    Kind.PRACTICE_NOTE: _compose_practice_note,
}


def _one_line(words: str, lead: str = "") -> str:
    return lead + " ".join(words.split()) if words else ""
