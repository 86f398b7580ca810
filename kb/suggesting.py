"""Suggestions: documents in force whose title, label or another name begins with what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from guidance import kinds
from guidance.published import Library

from .dates import Reading
from .links import document_link

SHOWN = 8
LONGEST = 100


@dataclass(frozen=True)
class Suggestion:
    """A document that somebody may mean; `text` is the name that was met."""

    text: str
    title: str
    kind: str
    url: str


def suggestions(library: Library, typed: str, reading: Reading) -> list[Suggestion]:
    """At most eight: names that are the words typed, then names that begin so, then names with a word that does."""
    wanted = " ".join(typed.casefold().split())[:LONGEST]
    if not wanted:
        return []
    found: list[tuple[int, int, str, Suggestion]] = []
    for one in library.in_force(None, reading.as_at, reading.known_at):
        document = one.document
        names = (one.title, document.ref, *kinds.aliases(document.kind, one.facts))
        ranked = [(_rank(name.casefold(), wanted), len(name), name) for name in names if name]
        rank, length, name = min(ranked)
        if rank < _NOT_MET:
            url = document_link(document.kind, document.slug)
            found.append((rank, length, name, Suggestion(name, one.title, document.kind, url)))
    return [one for *_, one in sorted(found, key=lambda item: item[:3])[:SHOWN]]


_NOT_MET = 3


def _rank(name: str, wanted: str) -> int:
    if name == wanted:
        return 0
    if name.startswith(wanted):
        return 1
    return 2 if f" {wanted}" in name else _NOT_MET
