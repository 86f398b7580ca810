"""Rows of the published tables read into nouns. The questions themselves stand in `published`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from . import force, tables
from .answers import Consultation
from .errors import NotFoundError
from .model import Basis, Block, Document, Edition, ForcePeriod, Kind, Paragraph, Span

_EDITION_COLUMNS = [column for column in tables.edition.c if column.name not in {"body", "event_seq"}]
_CHUNK = 500
_BLOCKS = {block.value: block for block in Block}

EVER = datetime.max.replace(tzinfo=UTC)
"""As known at this instant nothing is hidden: for acts alone, which must not forget what is under embargo."""


@dataclass(frozen=True)
class Timeline:
    """A document with every statement of force known at one instant, and what follows from them."""

    document: Document
    periods: tuple[ForcePeriod, ...]
    spans: tuple[Span, ...]
    edition_ids: Mapping[int, int]


# Statements on the way of every search and page are built once: building one costs as much as running it.
_PERIODS = (
    select(
        tables.document,
        tables.edition.c.ordinal,
        tables.edition.c.id.label("edition_id"),
        tables.force_period.c.from_date,
        tables.force_period.c.to_date,
        tables.force_period.c.recorded_at,
        tables.force_period.c.reason,
        tables.force_period.c.replacement,
    )
    .select_from(tables.force_period)
    .join(tables.edition, tables.force_period.c.edition_id == tables.edition.c.id)
    .join(tables.document, tables.force_period.c.document_id == tables.document.c.id)
    .where(tables.force_period.c.recorded_at <= bindparam("known_at"))
    .order_by(tables.force_period.c.id)
)
_PERIODS_OF = _PERIODS.where(tables.document.c.id.in_(bindparam("ids", expanding=True)))
_PERIODS_NAMED = _PERIODS.where(
    tables.document.c.kind == bindparam("kind"), tables.document.c.slug == bindparam("slug")
)
_EDITIONS = select(*_EDITION_COLUMNS).where(tables.edition.c.id.in_(bindparam("ids", expanding=True)))
_PLACE = ("pid", "position", "block", "level", "number", "anchor", "classes", "ref", "text_hash")
_PARAGRAPHS = (
    select(*(tables.edition_paragraph.c[name] for name in _PLACE), tables.rendering.c.plain, tables.rendering.c.html)
    .join_from(
        tables.edition_paragraph,
        tables.rendering,
        (tables.edition_paragraph.c.text_hash == tables.rendering.c.text_hash)
        & (tables.edition_paragraph.c.block == tables.rendering.c.block),
    )
    .where(tables.edition_paragraph.c.edition_id == bindparam("edition_id"))
    .order_by(tables.edition_paragraph.c.position)
)
_HOLDERS = (
    select(tables.edition_paragraph.c.pid, tables.edition.c.document_id, tables.edition.c.ordinal)
    .join_from(tables.edition_paragraph, tables.edition, tables.edition_paragraph.c.edition_id == tables.edition.c.id)
    .where(tables.edition_paragraph.c.pid.in_(bindparam("pids", expanding=True)))
)


def timelines(db: Connection, known_at: datetime, *where: ColumnElement[bool]) -> list[Timeline]:
    """The timelines of the documents that meet the conditions and of which anything is known at the instant."""
    return _timelines(db.execute(_PERIODS.where(*where), {"known_at": known_at}))


def timelines_of(db: Connection, known_at: datetime, document_ids: Iterable[int]) -> list[Timeline]:
    """`timelines` of documents by id."""
    return _timelines(db.execute(_PERIODS_OF, {"known_at": known_at, "ids": list(document_ids)}))


def _timelines(rows: Iterable[Row[Any]]) -> list[Timeline]:
    documents: dict[int, Document] = {}
    periods: defaultdict[int, list[ForcePeriod]] = defaultdict(list)
    ids: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        documents.setdefault(row.id, Document(row.id, Kind(row.kind), row.slug, row.ref, tuple(row.topics)))
        said = row.reason, row.replacement or ""
        periods[row.id].append(ForcePeriod(row.ordinal, row.from_date, row.to_date, row.recorded_at, *said))
        ids[row.id][row.ordinal] = row.edition_id
    return [
        Timeline(one, tuple(periods[key]), tuple(force.spans(periods[key])), ids[key]) for key, one in documents.items()
    ]


def timeline(db: Connection, kind: Kind, slug: str, known_at: datetime) -> Timeline:
    """The timeline of one document. Raises NotFoundError where nothing of that name is published at the instant."""
    found = _timelines(db.execute(_PERIODS_NAMED, {"known_at": known_at, "kind": kind, "slug": slug}))
    if not found:
        raise NotFoundError(f"Nothing is published under the name {slug}.")
    return found[0]


def editions(db: Connection, wanted: Sequence[tuple[Timeline, int]], as_at: date) -> list[Edition]:
    """The editions (timeline, ordinal) in the order asked for, each with its force as at the date."""
    rows: dict[int, Row[Any]] = {}
    ids = [one.edition_ids[ordinal] for one, ordinal in wanted]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        for row in db.execute(_EDITIONS, {"ids": chunk}):
            rows[row.id] = row
    return [_edition(rows[key], one, as_at) for key, (one, _) in zip(ids, wanted, strict=True)]


def edition(db: Connection, found: Timeline, ordinal: int, as_at: date) -> Edition:
    """One edition. Raises NotFoundError where it is not published."""
    if ordinal not in found.edition_ids:
        raise NotFoundError(f"{found.document.slug} has no edition {ordinal}.")
    return editions(db, [(found, ordinal)], as_at)[0]


def _edition(row: Row[Any], found: Timeline, as_at: date) -> Edition:
    own = next((span for span in found.spans if span.edition == row.ordinal), None)
    return Edition(
        id=row.id,
        document=found.document,
        ordinal=row.ordinal,
        basis=Basis(row.basis),
        title=row.title,
        summary=row.summary,
        change_note=row.change_note,
        facts=row.facts,
        content_hash=row.content_hash,
        published_at=row.published_at,
        force=force.force_of(found.spans, row.ordinal, as_at),
        in_force_from=own.from_date if own else None,
        in_force_to=own.to_date if own else None,
        force_reason=own.reason if own else "",
        replacement=own.replacement if own else "",
    )


def paragraphs(db: Connection, edition_id: int) -> list[Paragraph]:
    """The paragraphs of an edition in reading order."""
    # Read by place, not by name: hundreds of rows stand between a reader and the page.
    return [
        Paragraph(pid, position, _BLOCKS[block], level, number, anchor, tuple(classes.split()), *words)
        for pid, position, block, level, number, anchor, classes, *words in db.execute(
            _PARAGRAPHS, {"edition_id": edition_id}
        )
    ]


def headings_over(found: Iterable[Paragraph]) -> list[tuple[Paragraph, tuple[Paragraph, ...]]]:
    """Each paragraph with the headings that it stands under, outermost first. A heading does not stand under itself."""
    path: list[Paragraph] = []
    placed: list[tuple[Paragraph, tuple[Paragraph, ...]]] = []
    for paragraph in found:
        if paragraph.block is Block.HEADING:
            path = [one for one in path if one.level < paragraph.level]
            placed.append((paragraph, tuple(path)))
            path.append(paragraph)
        else:
            placed.append((paragraph, tuple(path)))
    return placed


def documents_of(db: Connection, pids: Sequence[str]) -> set[int]:
    """The documents that ever held the paragraphs."""
    return {row.document_id for row in db.execute(_HOLDERS, {"pids": list(pids)})}


def holders(db: Connection, pids: Sequence[str], known_at: datetime) -> list[tuple[Timeline, dict[str, set[int]]]]:
    """The documents that ever held the paragraphs, with the ordinals of the editions that hold each."""
    by_document: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in db.execute(_HOLDERS, {"pids": list(pids)}):
        by_document[row.document_id][row.pid].add(row.ordinal)
    found = timelines_of(db, known_at, by_document)
    result: list[tuple[Timeline, dict[str, set[int]]]] = []
    for one in found:
        known = {pid: held & one.edition_ids.keys() for pid, held in by_document[one.document.id].items()}
        result.append((one, {pid: held for pid, held in known.items() if held}))
    return result


def consultations(db: Connection, document_id: int, known_at: datetime) -> list[Consultation]:
    """Every statement about consultations on a document, oldest first."""
    own = tables.consultation.c
    told = (own.thread, tables.edition.c.ordinal, own.title, own.opens, own.closes, own.note, own.outcome)
    found = db.execute(
        select(*told, own.recorded_at)
        .join_from(tables.consultation, tables.edition, own.edition_id == tables.edition.c.id)
        .where(own.document_id == document_id, own.recorded_at <= known_at, tables.edition.c.published_at <= known_at)
        .order_by(own.id)
    )
    return [Consultation(*row) for row in found]
