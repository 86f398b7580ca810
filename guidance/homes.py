"""Where paragraphs are at home: no paragraph stands in two documents with different words at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations

from sqlalchemy import Connection, func, select

from . import rows, tables
from .model import Document, Span

_EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Home:
    """A document in whose last edition a paragraph stands, when that edition is in force, and the words there."""

    document: Document
    span: Span
    text_hash: str


def contested(db: Connection, before: int, today: date) -> Iterator[tuple[str, Home, Home]]:
    """Each paragraph that two documents would have with different words on some day from today on, with both homes.

    Looked at are the paragraphs of documents that events after `before` changed. Of a document its last edition
    counts, until it is withdrawn: from then on another may edit the paragraphs that it took over.
    """
    found: defaultdict[str, list[Home]] = defaultdict(list)
    for pid, home in _shared(db, before):
        found[pid].append(home)
    for pid, homes in found.items():
        for one, other in combinations(homes, 2):
            if one.text_hash != other.text_hash and _meet(one.span, other.span, today):
                yield pid, one, other


def _shared(db: Connection, before: int) -> Iterator[tuple[str, Home]]:
    """The homes of each paragraph that a document changed after the event has, or had, in common with another."""
    own, place = tables.edition.c, tables.edition_paragraph.c
    placed = tables.edition_paragraph.join(tables.edition, place.edition_id == own.id)
    changed = select(tables.document.c.id).where(tables.document.c.changed_seq > before)
    here = select(place.pid).select_from(placed).where(own.document_id.in_(changed))
    several = func.count(own.document_id.distinct()) > 1
    pids = select(place.pid).select_from(placed).where(place.pid.in_(here)).group_by(place.pid).having(several)
    columns = (place.pid, place.text_hash, own.document_id, own.ordinal)
    held = db.execute(select(*columns).select_from(placed).where(place.pid.in_(pids)).order_by(place.pid)).all()
    timelines = rows.timelines_of(db, _EVER, {row.document_id for row in held})
    last = {one.document.id: (one.document, one.spans[-1]) for one in timelines if one.spans}
    for row in held:
        if row.document_id in last and row.ordinal == last[row.document_id][1].edition:
            yield row.pid, Home(*last[row.document_id], row.text_hash)


def _meet(one: Span, other: Span, today: date) -> bool:
    """Whether both are in force on some day from today on."""
    begin = max(one.from_date, other.from_date, today)
    return all(span.to_date is None or begin < span.to_date for span in (one, other))
