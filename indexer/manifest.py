"""The manifest: which files are the index, their checksums, and how far in the ledger they reach.

It is the truth. What it does not name does not count, and what it names must be there, byte for byte. It is switched
by rename, so a crash leaves the old one or the new one.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from guidance.published import Cursor

from .schema import FORMAT

NAME = "manifest.json"


class DamagedError(Exception):
    """The index cannot be used as it is; `str(error)` is a clause that says why. Mended by a rebuild."""


@dataclass(frozen=True)
class FileMark:
    """Size in bytes and SHA-256 of a file."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """`build` is the folder beside the manifest that holds `files`; `generation` is Whoosh's number of this state."""

    build: str
    generation: int
    cursor: Cursor
    files: Mapping[str, FileMark]


def read(folder: Path) -> Manifest:
    """The manifest of an index. Raises DamagedError if it is missing, damaged, or of another format."""
    try:
        content = json.loads((folder / NAME).read_text("utf-8"))
        if content.get("format") != FORMAT:
            raise DamagedError("it was made by another version of this program")
        if content.pop("check") != _check(content):
            raise DamagedError("its manifest is damaged")
        cursor = content["cursor"]
        return Manifest(
            content["build"],
            content["generation"],
            Cursor(cursor["seq"], datetime.fromisoformat(cursor["at"]), cursor["hash"]),
            {name: FileMark(*mark) for name, mark in content["files"].items()},
        )
    except FileNotFoundError:
        raise DamagedError("there is none yet") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError("its manifest cannot be read") from error


def write(folder: Path, manifest: Manifest) -> None:
    """Make this the manifest, durably and at one stroke."""
    cursor = manifest.cursor
    content: dict[str, Any] = {
        "format": FORMAT,
        "build": manifest.build,
        "generation": manifest.generation,
        "cursor": {"seq": cursor.seq, "at": cursor.at.isoformat(), "hash": cursor.hash},
        "files": {name: [mark.size, mark.sha256] for name, mark in sorted(manifest.files.items())},
    }
    content["check"] = _check(content)
    aside = folder / f"{NAME}.new"
    with aside.open("w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(folder / NAME)
    sync_folder(folder)


def mark(path: Path) -> FileMark:
    """The mark of a file as it is now."""
    with path.open("rb") as file:
        return FileMark(os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest())


def sync_file(path: Path) -> None:
    """See that what was written to the file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See that names in the folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Verifier:
    """Compares files with their marks; reads a file again only when its size, time or inode has changed since."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[FileMark, tuple[int, int, int]]] = {}

    def verify(self, folder: Path, manifest: Manifest) -> None:
        """Raises DamagedError naming the first file that is missing or differs."""
        build = folder / manifest.build
        seen: dict[Path, tuple[FileMark, tuple[int, int, int]]] = {}
        for name, wanted in manifest.files.items():
            path = build / name
            try:
                at_hand = _stamp(path)
                if self._seen.get(path) != (wanted, at_hand) and mark(path) != wanted:
                    raise DamagedError(f"the file {name} is damaged")
            except OSError:
                raise DamagedError(f"the file {name} is missing") from None
            seen[path] = (wanted, at_hand)
        self._seen = seen


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ino


def sweep(folder: Path, keep: Collection[str]) -> None:
    """Remove what a crash or an older state left in a build's folder."""
    for path in folder.iterdir():
        if path.name not in keep:
            if path.is_dir():
                sweep(path, ())
                path.rmdir()
            else:
                path.unlink(missing_ok=True)


def _check(content: Mapping[str, Any]) -> str:
    plain = json.dumps({key: value for key, value in content.items() if key != "check"}, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
