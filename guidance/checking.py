"""Proving the store: the ledger's chain, texts against their hashes, force and identity. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from . import kinds, ledger, rows, tables
from .markup import RENDERING_VERSION
from .paragraphs import text_hash
from .store import Store


def problems(store: Store) -> list[str]:
    """What is wrong, in words; empty where every check passes."""
    with store.reading() as db:
        return [*_ledger(db), *_texts(db), *_renderings(db), *_editions(db, store)]


def counts(store: Store) -> dict[str, int]:
    """How many of each thing the store holds, by the word for it."""
    by_kind = select(tables.document.c.kind, func.count()).group_by(tables.document.c.kind)
    with store.reading() as db:
        found = {str(kind): int(number) for kind, number in db.execute(by_kind)}
        for name in ("edition", "paragraph", "text", "reference", "event"):
            found[name] = db.scalar(select(func.count()).select_from(tables.metadata.tables[name])) or 0
    return found


def _ledger(db: Connection) -> Iterator[str]:
    if broken := ledger.first_broken(db):
        yield f"The ledger does not follow from itself at event {broken}: it, or the one before, was changed."


def _texts(db: Connection) -> Iterator[str]:
    for row in db.execute(select(tables.text)):
        if text_hash(row.source) != row.hash:
            yield f"The text stored under {row.hash[:12]} has other words than that hash says."


def _renderings(db: Connection) -> Iterator[str]:
    made = tables.rendering.c
    stale = db.scalar(select(func.count()).select_from(tables.rendering).where(made.version != RENDERING_VERSION))
    if stale:
        yield f"{stale} texts were rendered by another version. Run: kb init"


def _editions(db: Connection, store: Store) -> Iterator[str]:
    own = tables.edition.c
    published = {row.id: row for row in db.execute(select(own.id, own.document_id, own.ordinal))}
    stated = set(db.scalars(select(tables.force_period.c.edition_id)))
    for missing in sorted(published.keys() - stated):
        yield f"Edition {published[missing].ordinal} of document {published[missing].document_id} was never in force."
    for one in rows.timelines(db, store.now()):
        ends = [span.to_date for span in one.spans]
        for index, span in enumerate(one.spans[1:]):
            before = ends[index]
            if before is None or before > span.from_date:
                yield f"{one.document.slug}: two editions are in force on {span.from_date}."


def overlaps(store: Store) -> list[str]:
    """Facts of the newest editions that contradict each other."""
    with store.reading() as db:
        newest = [(one, max(one.edition_ids)) for one in rows.timelines(db, store.now())]
        editions = rows.editions(db, newest, store.now().date())
    return [
        f"{one.document.kind}:{one.document.slug}: {told}." for one in editions for told in kinds.overlaps(one.facts)
    ]


def dangling(store: Store) -> list[str]:
    """References from editions that are or will be in force to documents that are not there."""
    columns = tables.reference.c
    with store.reading() as db:
        known = {(row.kind, row.slug) for row in db.execute(select(tables.document.c.kind, tables.document.c.slug))}
        labels = set(db.scalars(select(tables.edition_paragraph.c.ref).distinct()))
        found = db.execute(
            select(tables.document.c.kind, tables.document.c.slug, tables.edition.c.ordinal, tables.reference)
            .join_from(tables.reference, tables.edition, columns.edition_id == tables.edition.c.id)
            .join(tables.document, tables.edition.c.document_id == tables.document.c.id)
        ).all()
    return [
        f"{row.kind}:{row.slug}, edition {row.ordinal}, names {row.to_kind}:{row.to_slug or row.to_anchor}, "
        "which is not published."
        for row in found
        if (row.to_slug and (row.to_kind, row.to_slug) not in known)
        or (not row.to_slug and row.to_anchor not in labels)
    ]
