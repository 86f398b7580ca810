"""Documents whose units stand in several places of the index, put together as one more segment in memory.

An edition adds the few units that it changed and leaves the others where they are. Whoever asks may rely on it all the
same that a document stands in one segment, its units side by side.
"""

from __future__ import annotations

import hashlib
from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from .schema import TEXT_FIELDS
from .segments import Cache, Ids, Ints, Postings, Segment, Shown
from .vocabulary import Vocabulary

_COLUMNS = ("document", "position", "force_from", "force_to", "recorded_from", "recorded_to", "mark")


@dataclass(frozen=True)
class _Words(Vocabulary):
    """The words of the segments, asked of each. It tells none by its first letters: those segments do that."""

    sources: tuple[Vocabulary, ...] = ()

    def family(self, stem: str) -> tuple[str, ...]:
        """The words of any of the segments that have the stem."""
        return tuple(dict.fromkeys(word for one in self.sources for word in one.family(stem)))


class Gathered(Segment):
    """Units of stored segments, by document. A list of postings is put together when it is first asked for."""

    def __init__(self, taken: Sequence[tuple[Segment, Ints]], cache: Cache) -> None:
        """`taken` names the segments, each with the numbers of its units, rising."""
        taken = [(segment, units) for segment, units in taken if len(units)]
        self._cache = cache
        self._sources = [segment for segment, _ in taken]
        documents = np.concatenate([segment.document[units] for segment, units in taken])
        self._order = np.argsort(documents, kind="stable")
        self._source = np.repeat(np.arange(len(taken)), [len(units) for _, units in taken])[self._order]
        self._unit = np.concatenate([units for _, units in taken])[self._order]
        self.size = len(self._unit)
        self._places = [self._places_of(number) for number in range(len(taken))]
        told = " ".join(one.digest for one in self._sources).encode() + self._source.tobytes() + self._unit.tobytes()
        self.name, self.digest = "gathered", hashlib.sha256(told).hexdigest()
        for name in _COLUMNS:
            setattr(self, name, self._joined([getattr(segment, name)[units] for segment, units in taken]))
        self.lengths = {
            field: self._joined([segment.lengths[field][units] for segment, units in taken]) for field in TEXT_FIELDS
        }
        self.kind_names, self.kind_starts, self.kind_codes = self._labels("kind")
        self.topic_names, self.topic_starts, self.topic_codes = self._labels("topic")
        sources = tuple(one.vocabulary for one in self._sources)
        words = ChainMap(*(cast("dict[str, int]", one.words) for one in sources))
        self.vocabulary = _Words(words, {}, (), sources)

    def pid(self, unit: int) -> str:
        """The paragraph that the unit is a text of."""
        source: Segment = self._sources[self._source[unit]]
        return source.pid(int(self._unit[unit]))

    def shown(self, unit: int) -> Shown:
        """What a hit shows of the unit."""
        source: Segment = self._sources[self._source[unit]]
        return source.shown(int(self._unit[unit]))

    def _joined(self, parts: Sequence[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate(parts)[self._order]

    def _places_of(self, number: int) -> Ids:
        """By unit of a source its number here, or -1."""
        own = np.flatnonzero(self._source == number)
        places = np.full(self._sources[number].size, -1, dtype=np.int32)
        places[self._unit[own]] = own
        return places

    def _names(self, field: str) -> tuple[str, ...]:
        own = f"{field}_names"
        return tuple(sorted({name for one in self._sources for name in getattr(one, own)}))

    def _decode(self, field: str, term: str) -> tuple[Postings | None, int]:
        found = [
            _only(postings, places)
            for one, places in zip(self._sources, self._places, strict=True)
            if (postings := one.postings(field, term)) is not None
        ]
        ids = np.concatenate([np.empty(0, np.int32), *(one.ids for one in found)])
        if not len(ids):
            return None, 0
        sizes = np.concatenate([np.diff(one.starts) for one in found])
        weights = np.concatenate([one.weights for one in found])
        positions = np.concatenate([one.positions for one in found])
        order = np.argsort(ids)
        before = np.cumsum(sizes) - sizes
        made = Postings(
            ids[order],
            _starts(sizes[order]),
            positions[_runs(before[order], sizes[order])],
            weights[order] if len(weights) else weights,
        )
        return made, sum(part.nbytes for part in made)


def _only(found: Postings, places: Ids) -> Postings:
    """The part of a list that is of the units with a place, by that place."""
    rows = np.flatnonzero(places[found.ids] >= 0)
    sizes = np.diff(found.starts)[rows]
    positions = found.positions[_runs(found.starts[rows], sizes)]
    weights = found.weights[rows] if len(found.weights) else found.weights
    return Postings(places[found.ids[rows]], _starts(sizes), positions, weights)


def _starts(sizes: NDArray[Any]) -> Ids:
    starts = np.zeros(len(sizes) + 1, dtype=np.int32)
    np.cumsum(sizes, out=starts[1:])
    return starts


def _runs(starts: NDArray[Any], sizes: NDArray[Any]) -> Ints:
    """The numbers from each start on, as many as its size, one run after the other."""
    ends = np.cumsum(sizes)
    found: Ints = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts - ends + sizes, sizes)
    return found
