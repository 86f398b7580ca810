"""The index in a folder: opened, caught up with the library, rebuilt, asked. Nothing outside the store is believed.

Several processes may share the folder. Those that read follow the manifest; one at a time writes, under a lock on a
file. A build is never changed but by adding files, and the manifest says which count.
"""

from __future__ import annotations

import fcntl
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from guidance.published import Cursor, Library, Unit

from . import manifest as manifests
from . import search, writing
from .answers import Answer, Place, Question, nothing
from .generation import Generation
from .manifest import DamagedError, Manifest
from .schema import mark
from .segments import Cache

LOCK = "writer.lock"
BATCH = 50
"""Documents that are read from the library at a time."""
MOSTLY_NEW = 0.5
"""Share of changed documents from which a rebuild is cheaper than mending, and leaves no holes."""
FEW = 50
"""Changed documents up to which that is not asked."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Status:
    """Whether the index can be used, or the `problem` with it; its size; the ledger number it has reached.

    `behind` counts the documents that have changed since.
    """

    sound: bool
    problem: str
    units: int
    documents: int
    segments: int
    bytes: int
    cursor_seq: int
    behind: int


class Index:
    """Full-text search over a library, kept in a private folder. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cache = Cache()
        self._verifier = manifests.Verifier()
        self._generation: Generation | None = None
        self._stamp: tuple[int, ...] = ()
        self._foreign: tuple[int, ...] | None = None
        self._lock = RLock()

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The index in the folder, which is made, for its owner only, if it is not there. Its content is read later."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        return cls(folder)

    def search(self, question: Question, library: Library) -> Answer:
        """The answer, from what was last caught up with. Never raises over what was typed, nor over a damaged index."""
        try:
            generation = self._current()
            if self._foreign == self._stamp:
                return nothing(search.NO_INDEX)
            return search.answer(generation, question, library)
        except DamagedError:
            self._forget()
            return nothing(search.NO_INDEX)

    def places(self, question: Question) -> list[Place]:
        """What `search` would show, by its places alone. Raises DamagedError."""
        return search.places(self._current(), question)

    def catch_up(self, library: Library) -> bool:
        """Take in what has changed in the library. True if the index is level with it now.

        False if another process is writing: this search is a moment behind. An index that is missing, damaged, or of
        another database is rebuilt.
        """
        due = self._due(library)
        if due and not due[1]:
            return True
        with self._writing(wait=False) as mine:
            if not mine:
                return False
            # Another process may have done the work while we came to the lock.
            due = self._due(library)
            if due is None:
                self._rebuild(library, None)
            elif due[1]:
                self._take_in(library, *due)
            return True

    def rebuild(self, library: Library, progress: Progress | None = None) -> None:
        """Make the index anew aside, then switch; the old one serves meanwhile. `progress(done, documents)` is told."""
        with self._writing(wait=True):
            self._rebuild(library, progress)

    def status(self, library: Library) -> Status:
        """What there is to say about the index, its files compared with their checksums."""
        try:
            manifest = self._verified()
            generation = self._current()
        except DamagedError as error:
            _, every = library.changed_since(None)
            return Status(False, f"The index cannot be used: {error}.", 0, 0, 0, 0, 0, len(every))
        known = library.knows(manifest.cursor)
        behind = library.changed_since(manifest.cursor if known else None)[1]
        return Status(
            sound=known,
            problem="" if known else "The index was made from another database, or from a later state of this one.",
            units=generation.units(),
            documents=len(generation.documents()),
            segments=generation.segments(),
            bytes=sum(mark.size for mark in manifest.files.values()),
            cursor_seq=manifest.cursor.seq,
            behind=len(behind),
        )

    # Reading

    def _current(self) -> Generation:
        """The generation that the manifest names, opened. Raises DamagedError."""
        stamp = self._manifest_stamp()
        with self._lock:
            if self._generation and stamp == self._stamp:
                return self._generation
            for last_try in (False, False, True):
                try:
                    return self._reload()
                except DamagedError:
                    # A writer may have switched and swept between our reading the manifest and the files.
                    if last_try or self._manifest_stamp() == stamp:
                        raise
                    stamp = self._manifest_stamp()
            raise AssertionError

    def _reload(self) -> Generation:
        stamp = self._manifest_stamp()
        manifest = self._verified()
        # After a fork the open files, and the places they are read at, would be shared with the parent.
        before = self._generation if self._stamp[:1] == stamp[:1] else None
        self._generation = Generation(self.folder, manifest, self._cache, before)
        self._stamp = stamp
        self._cache.keep_only({part.segment.digest: part.segment.size for part in self._generation.parts})
        return self._generation

    def _verified(self) -> Manifest:
        """The manifest, its files compared. Raises DamagedError."""
        stamp = self._manifest_stamp()
        with self._lock:
            known = self._generation if stamp == self._stamp else None
            manifest = known.manifest if known else manifests.read(self.folder)
            self._verifier.verify(self.folder, manifest)
        return manifest

    def _forget(self) -> None:
        with self._lock:
            self._generation = None
            self._verifier = manifests.Verifier()

    def _manifest_stamp(self) -> tuple[int, ...]:
        try:
            found = (self.folder / manifests.NAME).stat()
        except OSError:
            return (os.getpid(),)
        return os.getpid(), found.st_mtime_ns, found.st_ino, found.st_size

    # Writing

    def _due(self, library: Library) -> tuple[Cursor, tuple[int, ...]] | None:
        """The documents to take in, and the cursor that is reached with them; None if only a rebuild helps."""
        try:
            cursor = self._verified().cursor
            self._current()
        except DamagedError:
            self._forget()
            return None
        known = library.knows(cursor)
        # Should another process have the lock, better no answer than one from another database.
        self._foreign = None if known else self._stamp
        return library.changed_since(cursor) if known else None

    def _take_in(self, library: Library, cursor: Cursor, changed: tuple[int, ...]) -> None:
        generation = self._current()
        if len(changed) > FEW and len(changed) > MOSTLY_NEW * len(generation.documents()):
            self._rebuild(library, None)
            return
        manifest = generation.manifest
        build = self.folder / manifest.build
        manifests.sweep(build, manifest.files)
        # The cursor is older than what we read: what changes meanwhile is taken in again next time, never missed.
        # Most of what a new edition says was there before: only what differs is written.
        gone = generation.of_documents(changed)
        fresh = [unit for unit in _units(library, changed, None) if gone.pop(mark(unit), None) is None]
        number, files = manifest.generation, manifest.files
        if gone or fresh:
            doomed: defaultdict[str, list[int]] = defaultdict(list)
            for segment, unit in gone.values():
                doomed[segment].append(unit)
            number, files = writing.write(build, manifest.files, doomed, fresh)
        self._switch(Manifest(manifest.build, number, cursor, files))

    def _rebuild(self, library: Library, progress: Progress | None) -> None:
        taken = [int(path.name[6:]) for path in self.folder.glob("build-*") if path.name[6:].isdigit()]
        build = f"build-{max(taken, default=0) + 1:06d}"
        writing.create(self.folder / build)
        cursor, every = library.changed_since(None)
        number, files = writing.write(self.folder / build, {}, {}, _units(library, every, progress))
        self._switch(Manifest(build, number, cursor, files))

    def _switch(self, manifest: Manifest) -> None:
        manifests.write(self.folder, manifest)
        self._current()
        keep = {manifests.NAME, LOCK, manifest.build}
        manifests.sweep(self.folder, keep)
        manifests.sweep(self.folder / manifest.build, manifest.files)

    @contextmanager
    def _writing(self, *, wait: bool) -> Iterator[bool]:
        """Hold the lock for writing; gives False if another process or thread has it and we do not wait."""
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True
        finally:
            os.close(handle)


def _units(library: Library, document_ids: Sequence[int], progress: Progress | None) -> Iterator[Unit]:
    for start in range(0, len(document_ids), BATCH):
        batch = document_ids[start : start + BATCH]
        yield from library.units(batch)
        if progress:
            progress(start + len(batch), len(document_ids))


__all__ = ["Answer", "Cursor", "Index", "Question", "Status"]
