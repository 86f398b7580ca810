"""How postings lie on disk: Whoosh's codec, with each list as plain arrays in one piece instead of pickled blocks.

A list is read with one `frombuffer` an array. Whoosh's own matchers can still read it, which is how segments are
merged. Postings are gathered by term as they come, instead of being sorted one by one at the end.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable
from itertools import chain
from operator import sub
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.matching import ListMatcher
from whoosh.writing import SegmentWriter

from . import vocabulary
from .schema import TEXT_FIELDS

_HEADER = struct.Struct("<BIII")
_COMPRESSED = 1
_WORTH_COMPRESSING = 128


class Packed(NamedTuple):
    """A posting list: units (rising), weights, and the values one after the other with the size of each in bytes."""

    ids: NDArray[np.int32]
    weights: NDArray[np.float32]
    sizes: NDArray[np.int32]
    values: bytes


class _Gathered:
    """A posting list that is being made."""

    __slots__ = ("ids", "sizes", "values", "weights")

    def __init__(self) -> None:
        self.ids = array("i")
        self.weights = array("f")
        self.sizes = array("i")
        self.values = bytearray()


class Codec(W3Codec):
    """Whoosh's third, but for the lists; and segments are numbered, not named by chance, so that no two are alike."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def new_segment(self, storage: Any, indexname: str) -> W3Segment:
        """The segment that is about to be written."""
        return W3Segment(self, indexname, segid=f"{self.number:08d}")

    # Lengths of fields by block serve an optimisation of Whoosh's own scoring that we do not use.
    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> _Writer:
        """What Whoosh's field writer puts lists into."""
        return _Writer(dbfile)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """A list as Whoosh's matchers see it."""
        found = read(dbfile, terminfo.extent()[0])
        ends = np.cumsum(found.sizes)
        values = [found.values[end - size : end] for size, end in zip(found.sizes, ends, strict=True)]
        return ListMatcher(
            found.ids.tolist(),
            found.weights.tolist(),
            values,
            format_,
            scorer=scorer,
            term=term,
            terminfo=terminfo,
        )


class _Writer:
    """Writes one list after the other."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.terminfo: Any = None

    def start_postings(self, format_: Any, terminfo: Any) -> None:
        """Begin the list of a term."""
        self.terminfo = terminfo

    def put(self, found: _Gathered) -> None:
        """The list, whole."""
        offset = self.file.tell()
        self.file.write(_pack(found))
        info = self.terminfo
        info._df, info._weight, info._maxweight = (
            len(found.ids),
            float(sum(found.weights)),
            max(found.weights),
        )
        info._minid, info._maxid = found.ids[0], found.ids[-1]
        info.set_extent(offset, self.file.tell() - offset)

    def finish_postings(self) -> Any:
        """What Whoosh keeps about the term."""
        return self.terminfo


class Pool:
    """Takes the place of Whoosh's pool of postings to be sorted: gathers them by field and term. In memory."""

    def __init__(self) -> None:
        self.lists: dict[tuple[str, bytes], _Gathered] = {}

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """One posting; units of a list come in rising order."""
        field, term, unit, weight, value = posting
        self.put(unit, field, [(term, 1, weight, value)])

    def put(self, unit: int, field: str, postings: Iterable[tuple[bytes, int, float, bytes]]) -> int:
        """All postings of a unit in a field, as the field gives them; how many words they are."""
        length = 0
        for term, frequency, weight, value in postings:
            place = (field, term)
            if place in self.lists:
                found = self.lists[place]
            else:
                found = self.lists[place] = _Gathered()
            found.ids.append(unit)
            found.weights.append(weight)
            found.sizes.append(len(value))
            found.values += value
            length += frequency
        return length

    def extend(self, field: str, term: bytes, more: Packed) -> None:
        """A whole list of units that come after all that are there."""
        found = self.lists.setdefault((field, term), _Gathered())
        found.ids.frombytes(more.ids.tobytes())
        found.weights.frombytes(more.weights.tobytes())
        found.sizes.frombytes(more.sizes.tobytes())
        found.values += more.values

    def cleanup(self) -> None:
        """Nothing is left on disk."""


class Writer(SegmentWriter):
    """Whoosh's writer of a segment, over `Pool` and `Codec`; lists its words beside it. The caller holds the lock."""

    def __init__(self, index: Any) -> None:
        super().__init__(index, _lk=False, codec=Codec(index.latest_generation() + 1))
        self.pool = Pool()
        self.words: Counter[str] = Counter()
        self._fields = sorted(self.schema.items())

    def add_document(self, **values: Any) -> None:
        """Whoosh's step, for every field of the schema; ours have no boosts, vectors or spellings to look for."""
        writer = self.perdocwriter
        writer.start_doc(self.docnum)
        for name, field in self._fields:
            value = values[name]
            length = self.pool.put(self.docnum, name, field.index(value)) if field.indexed else 0
            writer.add_field(name, field, value if field.stored else None, length if field.scorable else 0)
            if field.column_type:
                writer.add_column_value(name, field.column_type, field.to_column_value(value))
        writer.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: Any, startdoc: int, docmap: dict[int, int] | None) -> None:
        """Whoosh's step of a merge: the postings of another segment, a list at a time; `docmap` has what is live."""
        numbers = np.arange(startdoc, startdoc + reader.doc_count_all(), dtype=np.int32)
        if docmap is not None:
            numbers[:] = -1
            numbers[list(docmap)] = list(docmap.values())
        for (field, term), terminfo in reader:
            found = read(reader._terms._postfile, terminfo.extent()[0])
            if docmap is not None:
                found = _only(found, numbers[found.ids] >= 0)
            if len(found.ids):
                self.pool.extend(field, term, found._replace(ids=numbers[found.ids]))

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        last = ""
        for (field, term), found in sorted(self.pool.lists.items(), key=lambda one: one[0]):
            if field in TEXT_FIELDS:
                self.words[term.decode()] += len(found.ids)
            if field != last:
                if last:
                    self.fieldwriter.finish_field()
                self.fieldwriter.start_field(field, self.schema[field])
                last = field
            self.fieldwriter.start_term(term)
            self.fieldwriter._postwriter.put(found)
            self.fieldwriter.finish_term()
        if last:
            self.fieldwriter.finish_field()
        self.fieldwriter.close()

    def _finalize_segment(self) -> W3Segment:
        segment = super()._finalize_segment()
        # Only now: Whoosh has put every file of the segment that was there into one.
        vocabulary.write(Path(self.storage.folder) / segment.make_filename(vocabulary.EXTENSION), self.words)
        return segment


def read(file: Any, offset: int) -> Packed:
    """The list at a place in Whoosh's file of postings. Raises ValueError, zlib.error or struct.error for no list."""
    # Whoosh keeps the length too, but reads it back as a tuple.
    flags, count, stored, size = _HEADER.unpack(file.get(offset, _HEADER.size))
    body = file.get(offset + _HEADER.size, stored)
    if flags & _COMPRESSED:
        body = zlib.decompress(body)
    if len(body) != size:
        raise ValueError("a posting list is cut short")
    steps = np.frombuffer(body, np.int32, count)
    weights = np.frombuffer(body, np.float32, count, 4 * count)
    sizes = np.frombuffer(body, np.int32, count, 8 * count)
    values = body[12 * count :]
    if int(sizes.sum()) != len(values):
        raise ValueError("the values of a posting list do not fit it")
    return Packed(np.cumsum(steps, dtype=np.int32), weights, sizes, values)


def _only(found: Packed, chosen: NDArray[np.bool_]) -> Packed:
    if chosen.all():
        return found
    sizes = found.sizes[chosen]
    values = np.frombuffer(found.values, np.uint8)[np.repeat(chosen, found.sizes)].tobytes()
    return Packed(found.ids[chosen], found.weights[chosen], sizes, values)


def _pack(found: _Gathered) -> bytes:
    steps = array("i", map(sub, found.ids, chain((0,), found.ids)))
    body = b"".join((steps.tobytes(), found.weights.tobytes(), found.sizes.tobytes(), bytes(found.values)))
    flags, size = 0, len(body)
    if size > _WORTH_COMPRESSING:
        flags, body = _COMPRESSED, zlib.compress(body, 1)
    return _HEADER.pack(flags, len(found.ids), len(body), size) + body
