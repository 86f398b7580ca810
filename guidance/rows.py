"""Rows of the published tables read into nouns. The questions themselves stand in `published`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from . import force, tables
from .errors import NotFoundError
from .model import Basis, Block, Document, Edition, ForcePeriod, Kind, Paragraph, Span

_EDITION_COLUMNS = [column for column in tables.edition.c if column.name not in {"body", "event_seq"}]
_CHUNK = 500


@dataclass(frozen=True)
class Timeline:
    """A document with every statement of force known at one instant, and what follows from them."""

    document: Document
    periods: tuple[ForcePeriod, ...]
    spans: tuple[Span, ...]
    edition_ids: Mapping[int, int]


def timelines(db: Connection, known_at: datetime, *where: ColumnElement[bool]) -> list[Timeline]:
    """The timelines of the documents that meet the conditions and of which anything is known at the instant."""
    period, edition, document = tables.force_period.c, tables.edition.c, tables.document.c
    rows = db.execute(
        select(
            tables.document,
            edition.ordinal,
            edition.id.label("edition_id"),
            period.from_date,
            period.to_date,
            period.recorded_at,
            period.reason,
        )
        .select_from(tables.force_period)
        .join(tables.edition, period.edition_id == edition.id)
        .join(tables.document, period.document_id == document.id)
        .where(period.recorded_at <= known_at, *where)
        .order_by(period.id)
    )
    documents: dict[int, Document] = {}
    periods: defaultdict[int, list[ForcePeriod]] = defaultdict(list)
    ids: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for row in rows:
        documents.setdefault(row.id, Document(row.id, Kind(row.kind), row.slug, row.ref, tuple(row.topics)))
        periods[row.id].append(ForcePeriod(row.ordinal, row.from_date, row.to_date, row.recorded_at, row.reason))
        ids[row.id][row.ordinal] = row.edition_id
    return [
        Timeline(one, tuple(periods[key]), tuple(force.spans(periods[key])), ids[key]) for key, one in documents.items()
    ]


def timeline(db: Connection, kind: Kind, slug: str, known_at: datetime) -> Timeline:
    """The timeline of one document. Raises NotFoundError where nothing of that name is published at the instant."""
    document = tables.document.c
    found = timelines(db, known_at, document.kind == kind, document.slug == slug)
    if not found:
        raise NotFoundError(f"Nothing is published under the name {slug}.")
    return found[0]


def editions(db: Connection, wanted: Sequence[tuple[Timeline, int]], as_at: date) -> list[Edition]:
    """The editions (timeline, ordinal) in the order asked for, each with its force as at the date."""
    rows: dict[int, Row[Any]] = {}
    ids = [one.edition_ids[ordinal] for one, ordinal in wanted]
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        for row in db.execute(select(*_EDITION_COLUMNS).where(tables.edition.c.id.in_(chunk))):
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
    )


def paragraphs(db: Connection, edition_id: int) -> list[Paragraph]:
    """The paragraphs of an edition in reading order."""
    place, made = tables.edition_paragraph.c, tables.rendering.c
    rows = db.execute(
        select(tables.edition_paragraph, made.plain, made.html)
        .join_from(
            tables.edition_paragraph,
            tables.rendering,
            (place.text_hash == made.text_hash) & (place.block == made.block),
        )
        .where(place.edition_id == edition_id)
        .order_by(place.position)
    )
    return [
        Paragraph(
            pid=row.pid,
            position=row.position,
            block=Block(row.block),
            level=row.level,
            number=row.number,
            anchor=row.anchor,
            classes=tuple(row.classes.split()),
            ref=row.ref,
            text_hash=row.text_hash,
            plain=row.plain,
            html=row.html,
        )
        for row in rows
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


def holders(db: Connection, pids: Sequence[str], known_at: datetime) -> list[tuple[Timeline, dict[str, set[int]]]]:
    """The documents that ever held the paragraphs, with the ordinals of the editions that hold each."""
    place, own = tables.edition_paragraph.c, tables.edition.c
    rows = db.execute(
        select(place.pid, own.document_id, own.ordinal)
        .join_from(tables.edition_paragraph, tables.edition, place.edition_id == own.id)
        .where(place.pid.in_(pids))
    ).all()
    by_document: defaultdict[int, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for row in rows:
        by_document[row.document_id][row.pid].add(row.ordinal)
    found = timelines(db, known_at, tables.document.c.id.in_(list(by_document)))
    result: list[tuple[Timeline, dict[str, set[int]]]] = []
    for one in found:
        known = {pid: held & one.edition_ids.keys() for pid, held in by_document[one.document.id].items()}
        result.append((one, {pid: held for pid, held in known.items() if held}))
    return result
