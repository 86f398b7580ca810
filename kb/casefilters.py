"""Narrowing the list of case studies: by myth, victim group, site and outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance import kinds
from guidance.model import Edition, Kind

from .links import page_date
from .services import services

FIELDS = (("myth", "Myth", "myths"), ("group", "Victim group", "victim_group"), ("site", "Site", "sites"),
          ("outcome", "Decision", "outcome"))  # fmt: skip
"""The name in the address, what people read, and the fact that it stands in."""


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
    """All ways together; a study is in the list when it has everything that was chosen."""

    choices: Sequence[Choice]

    @property
    def is_narrow(self) -> bool:
        """Whether anything was chosen."""
        return any(one.chosen for one in self.choices)

    def holds(self, edition: Edition) -> bool:
        """Whether the study has everything that was chosen."""
        return all(not one.chosen or one.chosen in _values(edition, one.fact) for one in self.choices)


def narrowing(editions: Sequence[Edition], args: Mapping[str, str]) -> Narrowing:
    """What the studies of the list can be narrowed by, and what the address chose. An unknown value chooses nothing."""
    called = {**_titles(editions), **kinds.OUTCOMES}
    choices = []
    for name, title, fact in FIELDS:
        counts = Counter(value for one in editions for value in _values(one, fact))
        words = {value: called.get(value, value) for value in counts}
        options = [(value, f"{words[value]} ({counts[value]})") for value in sorted(counts, key=lambda one: words[one])]
        chosen = args.get(name, "")
        choices.append(Choice(name, title, fact, [("", "Any"), *options], chosen if chosen in counts else ""))
    return Narrowing(choices)


def _values(edition: Edition, fact: str) -> Sequence[str]:
    found = edition.facts.get(fact, ())
    return (found,) if isinstance(found, str) else tuple(found)


def _titles(editions: Iterable[Edition]) -> dict[str, str]:
    reading = page_date()
    named = {(Kind.SITE, slug) for one in editions for slug in _values(one, "sites")}
    found = services().library.in_force_of(named, reading.as_at, reading.known_at)
    return {one.document.slug: one.title for one in found}
