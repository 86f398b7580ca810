"""One segment of the index, read into arrays: columns at once, postings when first asked for. Knows Whoosh's files.

Arrays are never written to after they are made, so threads share them; the files are read under a lock.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from threading import Lock, RLock
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from . import codec, vocabulary
from .manifest import DamagedError
from .schema import PID_BYTES, TEXT_FIELDS, schema

Ints = NDArray[np.int64]
Ids = NDArray[np.int32]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

CACHE_BYTES = 32 * 1024 * 1024
"""Decoded postings kept in memory by one index, all segments together; more for a large one."""
UNIT_BYTES = 700
"""What a unit of a large index may take of that: with less, frequent words are decoded again for every question."""
ENTRY_BYTES = 1_000
"""What the Python objects around a decoded list take, roughly."""


class Postings(NamedTuple):
    """Where a term stands: units, rising; in `ids[i]` at `positions[starts[i]:starts[i + 1]]`, or with `weights[i]`.

    Words have positions, labels have weights.
    """

    ids: Ids
    starts: Ids
    positions: NDArray[np.uint16]
    weights: Floats


class Shown(NamedTuple):
    """What a hit shows of a unit."""

    kind: str
    slug: str
    title: str
    headings: tuple[str, ...]
    text_hash: str


T = TypeVar("T")


class Cache:
    """Decoded arrays by key, the least recently used dropped when they pass a number of bytes. Safe between threads."""

    def __init__(self, limit: int = CACHE_BYTES) -> None:
        self.least = self.limit = limit
        self.bytes = 0
        self._kept: OrderedDict[tuple[str, Hashable], tuple[Any, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, segment: str, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """The value for the key, made (with its size) if it is not there. `make` may run twice; values are equal."""
        place = (segment, key)
        with self._lock:
            if place in self._kept:
                self._kept.move_to_end(place)
                found: T = self._kept[place][0]
                return found
        made, size = make()
        with self._lock:
            if place not in self._kept:
                self._kept[place] = (made, size + ENTRY_BYTES)
                self.bytes += size + ENTRY_BYTES
            while self.bytes > self.limit and self._kept:
                _, (_, dropped) = self._kept.popitem(last=False)
                self.bytes -= dropped
        return made

    def peek(self, segment: str, key: Hashable) -> Any:
        """The value for the key, or None where it is not there."""
        with self._lock:
            found = self._kept.get((segment, key))
            if found is None:
                return None
            self._kept.move_to_end((segment, key))
            return found[0]

    def keep_only(self, segments: Mapping[str, int]) -> None:
        """Drop what belongs to other segments than these, which have so many units each."""
        kept = segments.keys()
        self.limit = max(self.least, UNIT_BYTES * sum(segments.values()))
        with self._lock:
            for place in [place for place in self._kept if place[0] not in kept]:
                self.bytes -= self._kept.pop(place)[1]


class Segment:
    """An immutable segment, apart from deletions, which the generation knows.

    Raises DamagedError, from anything, when its files are not what they should be.
    """

    def __init__(self, build: Path, whoosh_segment: Any, digest: str, cache: Cache) -> None:
        """Open it. `digest` is the checksum of its file, by which arrays are remembered: names may come again."""
        self.name: str = whoosh_segment.segment_id()
        self.digest = digest
        self.size: int = whoosh_segment.doc_count_all()
        self._cache = cache
        self._lock = RLock()
        try:
            # Never mapped into memory: a file cut short under a map ends the process with SIGBUS.
            self._reader = SegmentReader(FileStorage(str(build), supports_mmap=False), schema(), whoosh_segment)
            self.vocabulary = vocabulary.read(build / f"{self.name}{vocabulary.EXTENSION}")
            self._read_columns()
            # A search may be reading from a generation that was left behind, so its files close with the last of them.
            weakref.finalize(self, self._reader.close)
        except DamagedError:
            raise
        except Exception as error:  # Whoosh raises whatever its parts happen to raise
            raise DamagedError(f"the segment {self.name} cannot be read") from error

    def postings(self, field: str, term: str) -> Postings | None:
        """The postings of a term in a field (deleted units too), or None where there are none."""
        return self._cache.get(self.digest, (field, term), lambda: self._decode(field, term))

    def remembered(self, key: Hashable, make: Callable[[], tuple[T, int]]) -> T:
        """What was worked out before from this segment's postings, or else is now."""
        return self._cache.get(self.digest, key, make)

    def pid(self, unit: int) -> str:
        """The paragraph that the unit is a text of."""
        return bytes(self._pids[unit]).decode()

    def shown(self, unit: int) -> Shown:
        """What a hit shows of the unit."""

        def make() -> tuple[Shown, int]:
            with self._lock, _Reading(self.name):
                kind, slug, title, headings, text_hash = self._reader.stored_fields(unit)["shown"]
            return Shown(kind, slug, title, tuple(headings), text_hash), 1_000

        return self.remembered(("shown", unit), make)

    def labelled(self, field: str, wanted: frozenset[str]) -> Mask:
        """The units that have one of the kinds, or of the topics."""

        def make() -> tuple[Mask, int]:
            names, starts, codes = (getattr(self, f"{field}_{part}") for part in ("names", "starts", "codes"))
            own = np.isin(codes, [code for code, name in enumerate(names) if name in wanted])
            before = np.concatenate([[0], np.cumsum(own)])
            found: Mask = before[starts[1:]] > before[starts[:-1]]
            return found, found.nbytes

        return self.remembered(("labelled", field, wanted), make)

    def kept_text(self, text_hash: str) -> str | None:
        """The words of a text that was shown before; None where they have to be read."""
        found: str | None = self._cache.peek(self.digest, ("text", text_hash))
        return found

    def keep_text(self, text_hash: str, words: str) -> None:
        """Keep the words of a text of this segment with its arrays."""
        self._cache.get(self.digest, ("text", text_hash), lambda: (words, len(words) * 2))

    def _read_columns(self) -> None:
        self.document: Ints = self._column("document", ">i8").astype(np.int64)
        self.position: Ids = self._column("position", ">i4").astype(np.int32)
        self.force_from: Ids = self._column("force_from", ">i4").astype(np.int32)
        self.force_to: Ids = self._column("force_to", ">i4").astype(np.int32)
        self.recorded_from: Ints = self._column("recorded_from", ">i8").astype(np.int64)
        self.recorded_to: Ints = self._column("recorded_to", ">i8").astype(np.int64)
        self.mark: Ints = self._column("mark", ">i8").astype(np.int64)
        self._pids = self._column("pid", f"S{PID_BYTES}")
        lengths = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float32)
        self.lengths: dict[str, Floats] = {field: lengths[self._column(f"_{field}_len", "u1")] for field in TEXT_FIELDS}
        self.kind_names, self.kind_starts, self.kind_codes = self._labels("kind")
        self.topic_names, self.topic_starts, self.topic_codes = self._labels("topic")

    def _column(self, name: str, code: str) -> NDArray[Any]:
        """A numeric column as an array. Whoosh leaves out noughts at the end, and a column that is all noughts."""
        found = np.zeros(self.size, dtype=np.dtype(code))
        per_document = self._reader._perdoc
        if per_document.has_column(name):
            file, offset, length = per_document._get_column_file(name)
            values = np.frombuffer(file.get(offset, length), dtype=np.dtype(code))
            found[: len(values)] = values
        return found

    def _labels(self, field: str) -> tuple[tuple[str, ...], Ids, Ids]:
        """The names of the field, and for each unit (from `starts[i]` to `starts[i + 1]`) the numbers of its names."""
        names = self._names(field)
        ids: list[Ids] = []
        for name in names:
            found = self._decode(field, name)[0]
            ids.append(found.ids if found else np.empty(0, np.int32))
        units = np.concatenate(ids) if ids else np.empty(0, np.int32)
        codes = np.repeat(np.arange(len(names), dtype=np.int32), [len(found) for found in ids])
        order = np.argsort(units, kind="stable")
        starts = np.zeros(self.size + 1, dtype=np.int32)
        np.cumsum(np.bincount(units, minlength=self.size), out=starts[1:])
        return names, starts, codes[order]

    def _names(self, field: str) -> tuple[str, ...]:
        has = field in self._reader.indexed_field_names()
        return tuple(term.decode() for term in self._reader.lexicon(field)) if has else ()

    def _decode(self, field: str, term: str) -> tuple[Postings | None, int]:
        with self._lock, _Reading(self.name):
            try:
                terminfo = self._reader._terms.term_info(field, term.encode())
            except TermNotFound:
                return None, 0
            packed = codec.read(self._reader._terms._postfile, terminfo.extent()[0])
        starts = np.zeros(len(packed.ids) + 1, dtype=np.int32)
        np.cumsum(packed.sizes // 2, out=starts[1:])
        positions = np.frombuffer(packed.values, dtype=np.uint16)
        found = Postings(packed.ids, starts, positions, packed.weights if not len(positions) else packed.weights[:0])
        return found, sum(part.nbytes for part in found)


class _Reading:
    """Turns whatever Whoosh raises over a damaged file into DamagedError."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, DamagedError):
            raise DamagedError(f"the segment {self.name} cannot be read") from error
