"""The paragraphs made of an edition's facts: a sense or a dated fact is cited and found like any other. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from .kinds import SITE_FACTS
from .model import Kind


def compose(kind: Kind, facts: Mapping[str, Any], body: str) -> str:
    """The whole text of an edition as Markdown: the paragraphs made of its facts, then its body.

    What is made of facts thereby has pids, numbers, history and a place in the index like any other paragraph. A
    block made of entry n carries the class `fact-n`, by which a page finds the entry again.
    """
    made = _COMPOSERS[kind](facts) if kind in _COMPOSERS else ""
    return f"{made}\n\n{body}" if made else body


def between(low: str | None, high: str | None, *, word: str = "Used ") -> str:
    """Two partial dates in words: 'Used from 2014 to 2020.'; empty where neither is known."""
    if low and high:
        told = f"{word}from {in_words(low)} to {in_words(high)}."
    elif low:
        told = f"{word}from {in_words(low)}."
    else:
        told = f"{word}until {in_words(high)}." if high else ""
    return told[:1].upper() + told[1:]


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
        # When it was launched says its own date.
        own_date = row["key"] == "launched"
        dates = "" if own_date else between(row.get("valid_from"), row.get("valid_to"), word="")
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
        told += [f"{label}: {row[name].rstrip('.')}." for name, label in _MEASURE_PARTS.items() if row.get(name)]
        blocks.append(f"{{.fact-{index}}}\n{_one_line(' '.join(told))}")
    return "\n\n".join(blocks)


_MEASURE_PARTS = {"baseline": "Before", "after": "After", "period": "Over", "source": "Source"}
_COMPOSERS: dict[Kind, Callable[[Mapping[str, Any]], str]] = {
    Kind.TERM: _compose_term,
    Kind.SITE: _compose_site,
    Kind.AUTHORITY: _compose_authority,
    Kind.PRACTICE_NOTE: _compose_practice_note,
}


def _one_line(words: str, lead: str = "") -> str:
    return lead + " ".join(words.split()) if words else ""
