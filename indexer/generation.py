"""One state of the index, opened: its segments, what is deleted in them, and what of them stands at a date."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import writing
from .manifest import Manifest
from .schema import microseconds
from .segments import Cache, Mask, Segment

MASKS_KEPT = 16


@dataclass(frozen=True)
class Part:
    """A segment with what is live in it in this generation, and the units that begin another document."""

    segment: Segment
    live: Mask
    document_number: NDArray[np.int32]


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

    def units(self) -> int:
        """How many units are live."""
        return sum(int(part.live.sum()) for part in self.parts)

    def documents(self) -> set[int]:
        """The documents that have a live unit."""
        return {int(one) for part in self.parts for one in np.unique(part.segment.document[part.live])}

    def of_documents(self, ids: tuple[int, ...]) -> Mapping[str, list[int]]:
        """The live units of these documents, by segment."""
        found: dict[str, list[int]] = {}
        for part in self.parts:
            units = np.flatnonzero(part.live & np.isin(part.segment.document, ids))
            found[part.segment.name] = [int(unit) for unit in units]
        return found


def _part(build: Path, found: Any, digest: str, cache: Cache, known: Mapping[str, Segment]) -> Part:
    segment = known.get(digest) or Segment(build, found, digest, cache)
    live = np.ones(segment.size, dtype=np.bool_)
    live[list(found.deleted_docs())] = False
    changes = np.diff(segment.document, prepend=segment.document[:1]) != 0
    return Part(segment, live, np.cumsum(changes).astype(np.int32))


def _ends(part: Part, span: str) -> NDArray[np.int64]:
    ends = [getattr(part.segment, f"{span}_from"), getattr(part.segment, f"{span}_to")]
    return np.unique(np.concatenate(ends)).astype(np.int64)


def _standing(part: Part, day: int, instant: int) -> Mask:
    one = part.segment
    in_force = (one.force_from <= day) & (day < one.force_to)
    found: Mask = part.live & in_force & (one.recorded_from <= instant) & (instant < one.recorded_to)
    return found
