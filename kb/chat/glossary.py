"""What there is to look for in a chat: the terms and sites in force, by all their names, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from guidance import kinds
from guidance.citation import Token, cite
from guidance.model import Edition, Kind
from guidance.published import Library
from indexer.lexicon import SITE, Lexicon, Name
from kb.dates import Reading
from kb.lists import facts_at
from kb.pages import cited_as_at

EVERYDAY_SITES = frozenset(
    "archer breeze her hornet lex lumen once outsiders pairs pure raya recon romeo salt seeking signal snap squirt "
    "stir stitch stich thursday upward zoe messenger scruff minder happen grinder lumin monkey".split()
)
"""Names of sites that are everyday words or given names as well: they need their surroundings."""
SHOWN_FACTS = ("status", "first_message", "unmatch", "messages_kept")
"""What about a site helps to read a chat."""


@dataclass(frozen=True)
class Sense:
    """A meaning of a term, or a fact of a site, with its years, its source and the citation of its paragraph."""

    words: str
    caution: str
    confidence: str
    source: str
    citation: Token | None
    begun: str = ""
    ended: str = ""
    label: str = ""

    def attested(self, day: date) -> bool:
        """Whether it was in use on the day."""
        return not self.later(day) and not self.earlier(day)

    def later(self, day: date) -> bool:
        """Whether it came only after the day."""
        return bool(self.begun) and day.isoformat() < self.begun

    def earlier(self, day: date) -> bool:
        """Whether it had gone out of use by the day."""
        return bool(self.ended) and day.isoformat()[: len(self.ended)] > self.ended


@dataclass(frozen=True)
class Myth:
    """A myth that an entry bears on: its label, and where it stands."""

    label: str
    title: str
    slug: str
    anchor: str


class Entry:
    """A term or a site. What is behind it is read when it is first asked for."""

    def __init__(self, library: Library, edition: Edition, reading: Reading) -> None:
        self.edition, self._library, self._reading = edition, library, reading
        self.kind, self.slug, self.title = edition.document.kind, edition.document.slug, edition.title

    @cached_property
    def senses(self) -> tuple[Sense, ...]:
        """The meanings of a term."""
        rows = self.edition.facts.get("senses", ())
        return tuple(self._sense(number, row, "attested") for number, row in enumerate(rows, 1))

    def facts(self, day: date) -> tuple[Sense, ...]:
        """What was so about a site on a day, of what helps to read a chat."""
        rows = list(self.edition.facts.get("site_facts", ()))
        told = [(key, row) for key in SHOWN_FACTS for row in facts_at(rows, key, day)[-1:]]
        return tuple(self._sense(rows.index(row) + 1, row, "valid", kinds.SITE_FACTS[key]) for key, row in told)

    @cached_property
    def myths(self) -> tuple[Myth, ...]:
        """The myths that the entry names."""
        found = {(one.kind, one.slug, one.anchor) for one in self._library.references(self.edition)}
        wanted = [one for one in found if one[0] is Kind.GUIDANCE and one[2]]
        standing = self._library.follow(wanted, self._reading.as_at, self._reading.known_at)
        myths = {
            Myth(one.label, one.edition.title, one.edition.document.slug, one.anchor or target[2])
            for target, one in standing.items()
            if one.label.startswith("M")
        }
        return tuple(sorted(myths, key=lambda one: (len(one.label), one.label)))

    @cached_property
    def _citations(self) -> Mapping[str, Token]:
        day = cited_as_at(self.edition, self._reading.as_at)
        return {
            name: cite(one.pid, day, one.text_hash)
            for one in self._library.paragraphs(self.edition)
            for name in one.classes
            if name.startswith("fact-")
        }

    def _sense(self, number: int, row: Mapping[str, Any], dated: str, label: str = "") -> Sense:
        return Sense(
            row.get("definition") or row.get("value", ""),
            row.get("caution", ""),
            kinds.CONFIDENCE.get(row.get("confidence", ""), ""),
            row.get("source") or "; ".join(row.get("sources", ())),
            self._citations.get(f"fact-{number}"),
            row.get(f"{dated}_from", ""),
            row.get(f"{dated}_to", ""),
            label,
        )


class Glossary:
    """Everything that can be found, as at the date of a page. Made once for each state of what is published."""

    def __init__(self, library: Library, reading: Reading) -> None:
        editions = [
            one for kind in (Kind.TERM, Kind.SITE) for one in library.in_force(kind, reading.as_at, reading.known_at)
        ]
        self.entries = {(one.document.kind.value, one.document.slug): Entry(library, one, reading) for one in editions}
        self.lexicon = Lexicon(name for one in editions for name in names(one))


def names(edition: Edition) -> Iterable[Name]:
    """All ways of writing what the edition is about; those that are ordinary words as well need their surroundings."""
    key = (edition.document.kind.value, edition.document.slug)
    aliases = edition.facts.get("aliases", ())
    if edition.document.kind is Kind.SITE:
        for text in (edition.title, *(one["text"] for one in aliases)):
            yield Name(text, key, SITE, text.casefold() in EVERYDAY_SITES)
        return
    title = edition.title.casefold()
    single = len(title.split()) == 1
    ordinary = any(
        one.get("needs_context") and (one["text"].casefold() == title or (single and _begins(one["text"], title)))
        for one in aliases
    )
    yield Name(edition.title, key, "title", ordinary)
    for one in aliases:
        if one["text"].casefold() != title:
            yield Name(one["text"], key, one["type"], bool(one.get("needs_context")))


def _begins(alias: str, title: str) -> bool:
    """Whether the alias is a form of the title, such as its plural."""
    return alias.casefold().startswith(title) and " " not in alias
