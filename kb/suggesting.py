"""Suggestions while somebody types: names of documents and labels of paragraphs that begin like what was typed."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import nsmallest
from typing import cast

from flask import Flask, current_app

from guidance import kinds
from guidance.model import Edition, Kind
from guidance.published import Library

from . import access
from .dates import Reading
from .links import document_link, fragment
from .services import services
from .shelves import Shelf

SHOWN = 8
LONGEST = 100
STATES_KEPT = 8
"""Dates for which the names are kept in order; to put them in order takes longer than anybody types."""


@dataclass(frozen=True)
class Suggestion:
    """A document or paragraph that somebody may mean; `text` is the name that was met."""

    text: str
    title: str
    kind: str
    url: str


@dataclass(frozen=True)
class _Named:
    """A name of something: `what` tells things apart, `where` is its address without dates."""

    name: str
    title: str
    kind: Kind
    slug: str
    anchor: str


class Names:
    """All names as at a date, so ordered that those with a word that begins in some way stand side by side."""

    def __init__(self, library: Library, reading: Reading) -> None:
        told = [one for edition in library.in_force(None, reading.as_at, reading.known_at) for one in _of(edition)]
        told += _labelled(library, reading)
        keyed = sorted(
            (_fold(one.name)[place:], place > 0, number)
            for number, one in enumerate(told)
            for place in _beginnings(_fold(one.name))
        )
        self._named = told
        self._keys = [key for key, _, _ in keyed]
        self._rest = [(inside, number) for _, inside, number in keyed]

    def beginning(self, typed: str) -> list[_Named]:
        """At most eight, each thing once: names that are the words typed, that begin so, that have a word that does."""
        wanted = _fold(typed)[:LONGEST]
        if not wanted:
            return []
        first = bisect_left(self._keys, wanted)
        last = bisect_left(self._keys, wanted + "\U0010ffff", first)
        ranked = (
            (inside, self._keys[place] != wanted, len(self._named[number].name), self._named[number].name, number)
            for place, (inside, number) in zip(range(first, last), self._rest[first:last], strict=True)
        )
        best: dict[tuple[Kind, str, str], _Named] = {}
        for *_, number in nsmallest(SHOWN * 8, ranked):
            one = self._named[number]
            best.setdefault((one.kind, one.slug, one.anchor), one)
        return list(best.values())[:SHOWN]


def init_app(app: Flask) -> None:
    """Remember the names of what is published, for a few dates."""
    app.extensions["kb.names"] = Shelf(STATES_KEPT)


def suggestions(typed: str, reading: Reading) -> list[Suggestion]:
    """What may be meant, best first, of what is in force as at the date."""
    known = services()
    shelf = cast("Shelf", current_app.extensions["kb.names"])
    generation = known.memory.generation(access.head(), known.config.now())
    state = id(known), generation, reading.as_at, reading.known_at
    names = shelf.get(state, lambda: Names(known.library, reading), lambda _: 1)
    return [
        Suggestion(one.name, one.title, one.kind, document_link(one.kind, one.slug, one.anchor))
        for one in names.beginning(typed)
    ]


def _of(edition: Edition) -> Iterator[_Named]:
    document = edition.document
    names = (edition.title, document.ref, *kinds.aliases(document.kind, edition.facts))
    for name in dict.fromkeys(filter(None, names)):
        yield _Named(name, edition.title, document.kind, document.slug, "")


def _labelled(library: Library, reading: Reading) -> Iterable[_Named]:
    """Paragraphs of guidance that bear a label of their own, such as M15, by that and by their words."""
    for edition in library.in_force(Kind.GUIDANCE, reading.as_at, reading.known_at):
        for one in library.paragraphs(edition):
            if one.ref:
                place = edition.document.slug, fragment(one.anchor, one.pid)
                for name in (one.ref, one.plain):
                    yield _Named(name, f"{one.ref}: {one.plain}", Kind.GUIDANCE, *place)


def _beginnings(folded: str) -> Iterator[int]:
    """Where the words of a name begin."""
    for place, letter in enumerate(folded):
        if not letter.isspace() and (place == 0 or not (folded[place - 1].isalnum() or folded[place - 1] in "'.")):
            yield place


def _fold(text: str) -> str:
    told = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return " ".join(told.split())
