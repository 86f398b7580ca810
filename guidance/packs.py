"""Packs: reading and writing documents as `kb-pack/1`, and what a right one looks like. Knows no database.

A pack is a file of JSON Lines (`.jsonl`, or `.jsonl.gz`), one document a line, or a folder of TOML files, one document
a file with the same names in it, which is how people write them by hand (see docs/content.md).
"""

from __future__ import annotations

import gzip
import json
import re
import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from . import kinds, packparts
from .answers import Consultation
from .errors import PackError
from .model import Basis, Kind
from .packparts import PackEmergency, PackForce
from .packvalues import day, instant, known, named, sound, texts_in, whole_number, words
from .workflow import ChangeClass, Lineage

FORMAT = "kb-pack/1"
MAX_REF = 40
MAX_LINE = 64 * 1024 * 1024
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DOCUMENT_KEYS = frozenset("format kind slug ref topics editions withdrawn consultations ledger".split())
_EDITION_KEYS = frozenset(
    """ordinal basis title summary body facts published_at in_force_from change_note continues pids force
    lineage raised emergency""".split()
)


@dataclass(frozen=True)
class PackEdition:
    """One edition as a pack holds it.

    `continues` names editions of other documents (kind, slug, ordinal) whose paragraphs went over into this one.
    `pids`, `force` and what follows them are there in exports, so that nothing is lost.
    """

    ordinal: int
    basis: Basis
    title: str
    summary: str
    body: str
    facts: Mapping[str, Any]
    published_at: datetime
    in_force_from: date
    change_note: str
    continues: tuple[tuple[Kind, str, int], ...] = ()
    pids: tuple[str, ...] = ()
    force: tuple[PackForce, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    raised: Mapping[str, ChangeClass] = field(default_factory=dict)
    emergency: PackEmergency | None = None


@dataclass(frozen=True)
class PackDocument:
    """One document as a pack holds it; `where` says which line or file it came from."""

    where: str
    kind: Kind
    slug: str
    ref: str
    topics: tuple[str, ...]
    editions: tuple[PackEdition, ...]
    withdrawn_from: date | None = None
    withdrawn_reason: str = ""
    replacement: str = ""
    consultations: tuple[Consultation, ...] = ()


def read(path: Path) -> list[PackDocument]:
    """The documents of a pack, in its order. Raises PackError with the line or file and the reason.

    An address may stand twice where the first document was withdrawn before the second commenced: one thread then,
    whose editions are numbered on.
    """
    found: dict[tuple[Kind, str], PackDocument] = {}
    for where, raw in _raw(path):
        one = document(where, raw)
        earlier = found.get((one.kind, one.slug))
        found[one.kind, one.slug] = _continued(earlier, one) if earlier else one
    return list(found.values())


def _continued(earlier: PackDocument, later: PackDocument) -> PackDocument:
    ended, begins = earlier.withdrawn_from, later.editions[0].in_force_from
    if ended is None or ended > begins:
        raise PackError(later.where, f"{later.kind}:{later.slug} stands twice in this pack (first in {earlier.where})")
    last = earlier.editions[-1]
    open_ended = PackForce(last.in_force_from, None, last.published_at, "")
    recorded = max(last.published_at, datetime.combine(ended, time(), UTC))
    closed = PackForce(last.in_force_from, ended, recorded, earlier.withdrawn_reason, earlier.replacement)
    editions = (*earlier.editions[:-1], replace(last, force=(*(last.force or (open_ended,)), closed)))
    numbered = (replace(one, ordinal=one.ordinal + last.ordinal) for one in later.editions)
    threads = max((one.id for one in earlier.consultations), default=0)
    consultations = (
        replace(one, id=one.id + threads, edition=one.edition + last.ordinal) for one in later.consultations
    )
    return replace(
        later,
        where=earlier.where,
        editions=(*editions, *numbered),
        consultations=(*earlier.consultations, *consultations),
    )


def document(where: str, raw: Any) -> PackDocument:
    """One document checked and made typed. Raises PackError at the first thing that is wrong."""
    if not isinstance(raw, dict):
        raise PackError(where, "a document must be an object with named parts")
    known(where, "document", raw, _DOCUMENT_KEYS)
    if raw.get("format") != FORMAT:
        raise PackError(where, f'"format" must be "{FORMAT}"')
    kind = named(where, raw, "kind", Kind)
    slug = raw.get("slug")
    if not isinstance(slug, str) or not _SLUG.fullmatch(slug) or len(slug) > 120:
        raise PackError(where, '"slug" must be lower-case words joined by hyphens, at most 120 characters')
    editions = raw.get("editions")
    if not isinstance(editions, list) or not editions:
        raise PackError(where, '"editions" must be a list with at least one edition')
    checked = tuple(_edition(f"{where}, edition {index}", kind, one) for index, one in enumerate(editions, 1))
    if [one.ordinal for one in checked] != sorted({one.ordinal for one in checked}):
        raise PackError(where, "the editions must stand in the order of their ordinals, each once")
    topics = raw.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(one, str) and _SLUG.fullmatch(one) for one in topics):
        raise PackError(where, '"topics" must be a list of names such as "memory-and-trauma"')
    withdrawn = raw.get("withdrawn") or {}
    if not isinstance(withdrawn, dict):
        raise PackError(where, '"withdrawn" must have "from" and "reason"')
    known(where, "withdrawal", withdrawn, frozenset({"from", "reason", "replacement"}))
    ref = words(where, raw, "ref", optional=True)
    if len(ref) > MAX_REF:
        raise PackError(where, f'"ref" can have at most {MAX_REF} characters')
    return PackDocument(
        where,
        kind,
        slug,
        ref,
        tuple(topics),
        checked,
        day(where, withdrawn, "from") if withdrawn else None,
        words(where, withdrawn, "reason", optional=True) if withdrawn else "",
        packparts.replacement(where, withdrawn),
        packparts.consultations(where, raw),
    )


def _raw(path: Path) -> Iterator[tuple[str, Any]]:
    if path.is_dir():
        yield from _raw_folder(path)
    elif path.is_file():
        yield from _raw_lines(path)
    else:
        raise PackError(str(path), "there is no such file or folder")


def _raw_lines(path: Path) -> Iterator[tuple[str, Any]]:
    opened = gzip.open(path, "rb") if path.name.endswith(".gz") else path.open("rb")
    number = 0
    try:
        with opened as lines:
            while line := lines.readline(MAX_LINE + 1):
                number += 1
                where = f"{path.name}, line {number}"
                if len(line) > MAX_LINE:
                    raise PackError(where, f"the line is longer than {MAX_LINE:,} bytes")
                if line.strip():
                    yield where, _json(where, line)
    except (OSError, EOFError, zlib.error) as error:
        raise PackError(f"{path.name}, after line {number}", f"cannot be read on: {error}") from error


def _json(where: str, line: bytes) -> Any:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PackError(where, "is not UTF-8 text") from error
    except (ValueError, RecursionError) as error:
        raise PackError(where, f"is not JSON ({error})") from error


def _raw_folder(folder: Path) -> Iterator[tuple[str, Any]]:
    paths = sorted(folder.rglob("*.toml"))
    if not paths:
        raise PackError(str(folder), "there is no document (a .toml file) in this folder")
    for path in paths:
        where = path.relative_to(folder).as_posix()
        try:
            raw = tomllib.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError, OSError) as error:
            raise PackError(where, f"is not TOML ({error})") from error
        editions = raw.get("editions")
        for edition in editions if isinstance(editions, list) else ():
            if isinstance(edition, dict) and "body_file" in edition:
                edition["body"] = _body_file(where, path.parent, str(edition.pop("body_file")))
        yield where, raw


def _body_file(where: str, folder: Path, name: str) -> str:
    try:
        path = (folder / name).resolve()
    except ValueError as error:
        raise PackError(where, f'"body_file" is no file name: {error}') from error
    if not path.is_relative_to(folder.resolve()):
        raise PackError(where, f'"body_file" must stay beside the file that names it: {name}')
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise PackError(where, f'"body_file" {name} cannot be read: {error}') from error


def _edition(where: str, kind: Kind, raw: Any) -> PackEdition:
    if not isinstance(raw, dict):
        raise PackError(where, "an edition must be an object with named parts")
    known(where, "edition", raw, _EDITION_KEYS)
    ordinal = whole_number(where, raw, "ordinal")
    facts = raw.get("facts", {})
    if not isinstance(facts, dict):
        raise PackError(where, '"facts" must have named parts')
    if issues := kinds.check(kind, facts):
        raise PackError(where, f"{issues[0].field} {issues[0].message}")
    for told in texts_in(facts):
        sound(where, "facts", told)
    pids = packparts.pids(where, raw)
    return PackEdition(
        ordinal,
        named(where, raw, "basis", Basis),
        words(where, raw, "title"),
        words(where, raw, "summary", optional=True),
        words(where, raw, "body", optional=True),
        facts,
        instant(where, raw, "published_at"),
        day(where, raw, "in_force_from"),
        words(where, raw, "change_note", optional=True),
        packparts.continues(where, raw.get("continues", [])),
        pids,
        packparts.force(where, raw),
        packparts.lineage(where, raw, pids),
        packparts.raised(where, raw, pids),
        packparts.emergency(where, raw),
    )
