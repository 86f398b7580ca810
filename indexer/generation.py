"""One state of the index, opened: its segments, what is deleted in them, and what of them stands at a date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import writing
from .gathered import Gathered
from .manifest import Manifest
from .schema import microseconds
from .segments import Cache, Mask, Segment

MASKS_KEPT = 16


@dataclass(frozen=True)
class Part:
    """A segment with what is live in it in this generation.

    Its documents are numbered: `document_number` by unit, and `starts` where each begins.
    """

    segment: Segment
    live: Mask
    document_number: NDArray[np.int32]
    starts: NDArray[np.int64]

    def having(self, units: Mask) -> Mask:
        """By number of document, whether any of the units is in it."""
        found: Mask = np.logical_or.reduceat(units, self.starts) if len(self.starts) else np.empty(0, np.bool_)
        return found


class Generation:
    """The segments of one manifest. Opened once, then only read; safe to share between threads."""

    def __init__(self, folder: Path, manifest: Manifest, cache: Cache, before: Generation | None = None) -> None:
        """Open the generation. Its files must have been verified; segments that `before` has open are taken over.

        Raises DamagedError.
        """
        self.manifest = manifest
        known = {part.segment.digest: part.segment for part in before.parts} if before else {}
        build = folder / manifest.build
        self.parts: tuple[Part, ...] = tuple(
            _part(build, one, manifest.files[writing.main_file(one)].sha256, cache, known)
            for one in writing.segments(build, manifest.generation)
        )
        self._stored = [(part.segment, part.live) for part in self.parts]
        self.parts = _with_scattered(self.parts, cache)
        self.days = np.unique(np.concatenate([[0], *(_ends(part, "force") for part in self.parts)]))
        self.instants = np.unique(np.concatenate([[0], *(_ends(part, "recorded") for part in self.parts)]))
        self._masks: OrderedDict[tuple[int, int], tuple[Mask, ...]] = OrderedDict()
        self._lock = Lock()

    def standing(self, as_at: date, known_at: datetime) -> tuple[Mask, ...]:
        """For each part: the live units in force on the day, as known at the instant.

        The answer only changes where a span begins or ends, so it is kept for all days and instants in between.
        """
        day, instant = as_at.toordinal(), microseconds(known_at)
        key = (
            int(np.searchsorted(self.days, day, "right")),
            int(np.searchsorted(self.instants, instant, "right")),
        )
        with self._lock:
            if key in self._masks:
                self._masks.move_to_end(key)
                return self._masks[key]
        made = tuple(_standing(part, day, instant) for part in self.parts)
        with self._lock:
            self._masks[key] = made
            while len(self._masks) > MASKS_KEPT:
                self._masks.popitem(last=False)
        return made

    def begun(self, as_at: date, known_at: datetime) -> tuple[Mask, ...]:
        """For each part: the live units that are or were in force on the day or before it, as known at the instant."""
        day, instant = as_at.toordinal(), microseconds(known_at)
        return tuple(part.live & (part.segment.force_from <= day) & _recorded(part, instant) for part in self.parts)

    def units(self) -> int:
        """How many units are live."""
        return sum(int(part.live.sum()) for part in self.parts)

    def documents(self) -> set[int]:
        """The documents that have a live unit."""
        return {int(one) for part in self.parts for one in np.unique(part.segment.document[part.live])}

    def segments(self) -> int:
        """How many there are on disk."""
        return len(self._stored)

    def of_documents(self, ids: tuple[int, ...]) -> dict[int, tuple[str, int]]:
        """The live units of these documents by their marks: in which segment each is, with which number."""
        found: dict[int, tuple[str, int]] = {}
        for segment, live in self._stored:
            units = np.flatnonzero(live & np.isin(segment.document, ids))
            marks = segment.mark[units]
            found |= {int(mark): (segment.name, int(unit)) for mark, unit in zip(marks, units, strict=True)}
        return found


def _part(build: Path, found: Any, digest: str, cache: Cache, known: Mapping[str, Segment]) -> Part:
    segment = known.get(digest) or Segment(build, found, digest, cache)
    live = np.ones(segment.size, dtype=np.bool_)
    live[list(found.deleted_docs())] = False
    return _numbered(segment, live)


def _numbered(segment: Segment, live: Mask) -> Part:
    changes = np.diff(segment.document, prepend=segment.document[:1]) != 0
    changes[:1] = True
    return Part(segment, live, (np.cumsum(changes) - 1).astype(np.int32), np.flatnonzero(changes))


def _with_scattered(parts: tuple[Part, ...], cache: Cache) -> tuple[Part, ...]:
    """The same, but each document whole in one part: those that stand in several places are gathered in one more."""
    runs = [part.segment.document[part.starts][part.having(part.live)] for part in parts]
    documents, times = np.unique(np.concatenate([np.empty(0, np.int64), *runs]), return_counts=True)
    scattered = documents[times > 1]
    if not len(scattered):
        return parts
    taken = [part.live & np.isin(part.segment.document, scattered) for part in parts]
    gathered = Gathered([(part.segment, np.flatnonzero(own)) for part, own in zip(parts, taken, strict=True)], cache)
    left = (replace(part, live=part.live & ~own) for part, own in zip(parts, taken, strict=True))
    return (*left, _numbered(gathered, np.ones(gathered.size, dtype=np.bool_)))


def _ends(part: Part, span: str) -> NDArray[np.int64]:
    def make() -> tuple[NDArray[np.int64], int]:
        ends = [getattr(part.segment, f"{span}_from"), getattr(part.segment, f"{span}_to")]
        found = np.unique(np.concatenate(ends)).astype(np.int64)
        return found, found.nbytes

    return part.segment.remembered(("ends", span), make)


def _standing(part: Part, day: int, instant: int) -> Mask:
    one = part.segment
    in_force = (one.force_from <= day) & (day < one.force_to)
    found: Mask = part.live & in_force & _recorded(part, instant)
    return found


def _recorded(part: Part, instant: int) -> Mask:
    found: Mask = (part.segment.recorded_from <= instant) & (instant < part.segment.recorded_to)
    return found
