"""Narrowing a list: case studies by myth, victim group, site and decision; terms by category and register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance import kinds
from guidance.model import Edition, Kind

from .links import page_date
from .services import services

FIELDS: Mapping[Kind, Sequence[tuple[str, str, str]]] = {
    Kind.CASE_STUDY: (
        ("myth", "Myth", "myths"),
        ("group", "Victim group", "victim_group"),
        ("site", "Site", "sites"),
        ("outcome", "Decision", "outcome"),
    ),
    Kind.TERM: (("category", "Category", "category"), ("register", "Register", "register")),
}
"""By kind: the name in the address, what people read, and the fact (of a term: the part of its senses) it stands in."""


@dataclass(frozen=True)
class Choice:
    """One way of narrowing: its options (value and words, with how many studies have it) and the one chosen."""

    name: str
    title: str
    fact: str
    options: Sequence[tuple[str, str]]
    chosen: str


@dataclass(frozen=True)
class Narrowing:
    """All ways together; a document is in the list when it has everything that was chosen."""

    choices: Sequence[Choice]

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen."""
        return any(one.chosen for one in self.choices)

    def holds(self, edition: Edition) -> bool:
        """Whether the document has everything that was chosen."""
        return all(not one.chosen or one.chosen in _values(edition, one.fact) for one in self.choices)


def narrowing(kind: Kind, editions: Sequence[Edition], args: Mapping[str, str]) -> Narrowing | None:
    """What a list can be narrowed by, and what the address chose; None for a list that cannot be narrowed.

    An unknown value chooses nothing.
    """
    if kind not in FIELDS:
        return None
    called = {**_titles(editions), **kinds.OUTCOMES}
    choices = []
    for name, title, fact in FIELDS[kind]:
        counts = Counter(value for one in editions for value in _values(one, fact))
        words = {value: called.get(value, value.replace("_", " ")) for value in counts}
        options = [(value, f"{words[value]} ({counts[value]})") for value in sorted(counts, key=lambda one: words[one])]
        chosen = args.get(name, "")
        choices.append(Choice(name, title, fact, [("", "Any"), *options], chosen if chosen in counts else ""))
    return Narrowing(choices)


def _values(edition: Edition, fact: str) -> Sequence[str]:
    if edition.document.kind is Kind.TERM:
        return tuple(dict.fromkeys(one[fact] for one in edition.facts.get("senses", ()) if one.get(fact)))
    found = edition.facts.get(fact, ())
    return (found,) if isinstance(found, str) else tuple(found)


def _titles(editions: Iterable[Edition]) -> dict[str, str]:
    reading = page_date()
    named = {(Kind.SITE, slug) for one in editions for slug in _values(one, "sites")}
    found = services().library.in_force_of(named, reading.as_at, reading.known_at)
    return {one.document.slug: one.title for one in found}
