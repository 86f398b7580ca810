"""Writing units with Whoosh: into a new build, or into one that stands. Nothing that a manifest names is deleted here.

So a crash, wherever it falls, leaves the state that the manifest describes; what it left half done is swept before the
next writing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex
from whoosh.reading import SegmentReader

from guidance.published import Unit

from . import manifest as manifests
from . import vocabulary
from .codec import Writer
from .schema import TEXT_FIELDS, row, schema

INDEX_NAME = "MAIN"
MOST_AT_ONCE = 50_000
"""Units from which a segment is full and the next begun: they are gathered in memory, some 3 kB each."""
MOST_SEGMENTS = 8
"""From as many on the smallest are merged."""
LARGE = 20_000
"""Units from which a segment is left as it is: to copy it takes too long for somebody to wait for."""


class _KeepingStorage(FileStorage):
    """Does not delete what the present manifest names, whatever Whoosh thinks of it.

    Columns are in memory until they are in their segment's one file: two dozen files made and removed would take longer
    than to write a few hundred units.
    """

    def __init__(self, build: Path, kept: Collection[str]) -> None:
        super().__init__(str(build))
        self.kept = kept
        self._columns = RamStorage()

    def _place(self, name: str) -> Any:
        return self._columns if _is_column(name) else super()

    def list(self) -> list[str]:
        """The names of all files, the columns too."""
        return [*super().list(), *self._columns.list()]

    def create_file(self, name: str, **options: Any) -> Any:
        """A file to be written."""
        return self._place(name).create_file(name, **options)

    def open_file(self, name: str, **options: Any) -> Any:
        """A file to be read."""
        return self._place(name).open_file(name, **options)

    def file_length(self, name: str) -> int:
        """In bytes."""
        return int(self._place(name).file_length(name))

    def file_modified(self, name: str) -> float:
        """When, in seconds since 1970; -1 for what is in memory."""
        return float(self._place(name).file_modified(name))

    def delete_file(self, name: str) -> None:
        """Delete, or leave where somebody may be reading it still."""
        if _is_column(name):
            self._columns.delete_file(name)
        elif name not in self.kept:
            super().delete_file(name)


def _is_column(name: str) -> bool:
    return name.endswith(W3Codec.COLUMN_EXT)


class _Merged(SegmentReader):
    """A segment that is copied. Only texts have lengths: to look for others asks the disk, for each unit and field."""

    def doc_field_length(self, number: int, field: str, default: int = 0) -> int:
        """How many words a unit has in the field."""
        # Whoosh says None of a field that no unit of the segment has.
        return (super().doc_field_length(number, field, default) if field in TEXT_FIELDS else None) or default


def create(build: Path) -> None:
    """Make an empty index in a new folder."""
    build.mkdir(mode=0o700)
    FileIndex.create(FileStorage(str(build)), schema(), INDEX_NAME)


def write(
    build: Path,
    kept: Mapping[str, manifests.FileMark],
    doomed: Mapping[str, Collection[int]],
    units: Iterable[Unit],
) -> tuple[int, dict[str, manifests.FileMark]]:
    """Delete units (their numbers by segment), add others, and give the new generation and its files, synced.

    `kept` are the files of the present manifest, none of which is touched.
    """
    index = FileIndex(_KeepingStorage(build, kept.keys()), schema(), INDEX_NAME)
    documents = groupby(units, key=lambda unit: unit.document_id)
    more, generation = True, 0
    while more:
        writer = Writer(index)
        try:
            for segment in writer.segments:
                for number in doomed.get(segment.segment_id(), ()):
                    segment.delete_document(number)
            more = _fill(writer, documents)
            writer.commit(mergetype=_merge)
        except BaseException:
            if not writer.is_closed:
                writer.cancel()
            raise
        doomed, generation = {}, writer.generation
    return generation, _finish(build, kept, generation)


def _fill(writer: Writer, documents: Iterable[tuple[int, Iterable[Unit]]]) -> bool:
    """Add whole documents until there are enough for a segment; whether there may be more."""
    for _, units in documents:
        for unit in units:
            writer.add_document(**row(unit))
        if writer.doc_count() >= MOST_AT_ONCE:
            return True
    return False


def segments(build: Path, generation: int) -> list[Any]:
    """Whoosh's own records of the segments of a generation, in order. Unpickles, so verify the files first.

    Raises DamagedError where another process has swept the generation away since.
    """
    try:
        toc = TOC.read(FileStorage(str(build)), INDEX_NAME, gen=generation, schema=schema())
    except OSError as error:
        raise manifests.DamagedError(f"its generation {generation} is gone") from error
    found: list[Any] = toc.segments
    return found


def main_file(segment: Any) -> str:
    """The file that a segment's data is in."""
    return str(segment.make_filename(segment.COMPOUND_EXT))


def _finish(build: Path, kept: Mapping[str, manifests.FileMark], generation: int) -> dict[str, manifests.FileMark]:
    names = [f"_{INDEX_NAME}_{generation}.toc"]
    for segment in segments(build, generation):
        names += [main_file(segment), segment.make_filename(vocabulary.EXTENSION)]
    files: dict[str, manifests.FileMark] = {}
    for name in names:
        if name not in kept:
            manifests.sync_file(build / name)
        files[name] = kept.get(name) or manifests.mark(build / name)
    manifests.sync_folder(build)
    return files


def _merge(writer: Writer, found: list[Any]) -> list[Any]:
    """Whoosh's question: which segments stay? The others, the smallest, are copied into the new one."""
    staying = [one for one in found if one.doc_count() > 0]
    small = sorted((one for one in staying if one.doc_count() < LARGE), key=lambda one: one.doc_count())
    merged: list[Any] = []
    if len(staying) >= MOST_SEGMENTS:
        total = 0
        while small and (len(merged) < 2 or small[0].doc_count() <= total):
            total += small[0].doc_count()
            merged.append(small.pop(0))
    for one in merged:
        reader = _Merged(writer.storage, writer.schema, one)
        writer.add_reader(reader)
        reader.close()
    return [one for one in staying if one not in merged]
