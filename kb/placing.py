"""Where paragraphs stand in force, remembered: nearly every search shows some that another showed before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from guidance.model import Edition
from guidance.published import Library, Standing

from .shelves import Shelf

EDITIONS, PLACES = 1_000, 20_000
"""What one process remembers: an edition with its facts takes some kilobytes, a place a few hundred bytes."""

_Key = tuple[str, int]
_Place = tuple[str, str, str] | None


class Placing:
    """Standings of paragraphs. Editions in force are kept for a generation and a date; their paragraphs for ever."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._editions = Shelf(EDITIONS)
        self._places = Shelf(PLACES)

    def standing(
        self, document_of: Mapping[str, int], generation: str, as_at: date, known_at: datetime | None
    ) -> dict[str, Standing]:
        """`Library.standing` of the paragraphs, each in its document, at the generation of what is published."""
        state = generation, as_at, known_at
        found = self._editions.many(
            [(one, *state) for one in dict.fromkeys(document_of.values())],
            lambda keys: {
                (one, *state): edition
                for one, edition in self._library.current([key[0] for key in keys], as_at, known_at).items()
            },
        )
        editions = {key[0]: edition for key, edition in found.items()}
        # Where a paragraph stands in an edition never changes, nor that it does not stand there.
        own = {pid: editions[one] for pid, one in document_of.items() if one in editions}
        places = self._places.many(
            [(pid, edition.id) for pid, edition in own.items()], lambda keys: self._look(keys, own)
        )
        return {pid: Standing(own[pid], pid, *place) for (pid, _), place in places.items() if place}

    def _look(self, keys: Sequence[_Key], own: Mapping[str, Edition]) -> dict[_Key, _Place]:
        found = self._library.standing_in([pid for pid, _ in keys], [own[pid] for pid, _ in keys])
        standing = ((key, found.get(key[0])) for key in keys)
        return {
            key: (one.number, one.anchor, one.label) if one and one.edition.id == key[1] else None
            for key, one in standing
        }
