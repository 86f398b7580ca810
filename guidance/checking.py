"""Proving the store: the ledger's chain, texts against their hashes, force and identity. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select

from . import kinds, ledger, rows, tables
from .composing import compose
from .markup import RENDERING_VERSION, render, split
from .model import Basis, Block, Kind
from .paragraphs import text_hash
from .records import NewEdition, content_hash, labels, numbers
from .store import Store


def problems(store: Store) -> list[str]:
    """What is wrong, in words; empty where every check passes."""
    with store.reading() as db:
        return [*_ledger(db), *_texts(db), *_renderings(db), *_editions(db), *_identities(db)]


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
    newest = ledger.head(db).seq
    told = [tables.document.c.changed_seq, tables.edition.c.event_seq, tables.force_period.c.event_seq]
    last = max(db.scalar(select(func.max(column))) or 0 for column in told)
    if last > newest:
        yield f"The ledger ends at event {newest}, but event {last} is spoken of: its end was taken away."


def _texts(db: Connection) -> Iterator[str]:
    for row in db.execute(select(tables.text)):
        if text_hash(row.source) != row.hash:
            yield f"The text stored under {row.hash[:12]} has other words than that hash says."


def _renderings(db: Connection) -> Iterator[str]:
    made = tables.rendering.c
    stale = db.scalar(select(func.count()).select_from(tables.rendering).where(made.version != RENDERING_VERSION))
    if stale:
        yield f"{stale} texts were rendered by another version. Run: kb init"
    source = tables.text.c.source
    found = select(made.text_hash, made.block, made.html, made.plain, source).join_from(
        tables.rendering, tables.text, made.text_hash == tables.text.c.hash
    )
    for row in db.execute(found.where(made.version == RENDERING_VERSION)):
        right = render(Block(row.block), row.source)
        if (row.html, row.plain) != (right.html, right.plain):
            yield f"The page made of text {row.text_hash[:12]} says something else than the text."


def _editions(db: Connection) -> Iterator[str]:
    """Every published edition against its own hash, the ledger, and the paragraphs that its text makes."""
    own, period = tables.edition.c, tables.force_period.c
    sealed = _sealed(db)
    stated: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.execute(select(tables.force_period).order_by(period.recorded_at, period.id)):
        stated[row.edition_id].append(row)
    joined = select(tables.edition, tables.document.c.kind, tables.document.c.slug).join_from(
        tables.edition, tables.document, own.document_id == tables.document.c.id
    )
    for row in db.execute(joined.order_by(own.id)).all():
        name = f"{row.kind}:{row.slug}, edition {row.ordinal}"
        if not stated[row.id]:
            yield f"{name}, was never in force."
            continue
        said = _as_written(row, stated[row.id][0].from_date)
        if not row.content_hash == content_hash(said) == sealed.get((row.event_seq, "edition", row.ordinal)):
            yield f"{name}, says something else than when it was published."
        for one in stated[row.id]:
            told = [row.ordinal, str(one.from_date), str(one.to_date)]
            if told not in sealed.get((one.event_seq, "force", 0), ()):
                yield f"{name}: a statement of force is not as it was recorded."
        if _paragraphs(db, row.id) != _expected(said):
            yield f"{name}: its paragraphs are not those of its text."


def _identities(db: Connection) -> Iterator[str]:
    """A paragraph stands for ever in the edition in which it first stood."""
    own, place = tables.paragraph.c, tables.edition_paragraph.c
    stands = exists().where(place.pid == own.pid, place.edition_id == own.first_edition_id)
    for pid in db.scalars(select(own.pid).where(~stands)):
        yield f"The paragraph {pid} does not stand where it first stood: its identity was changed."


def _sealed(db: Connection) -> dict[tuple[int, str, int], Any]:
    """What the ledger holds of editions (their hashes) and of force, by event."""
    found: dict[tuple[int, str, int], Any] = {}
    for row in db.execute(select(tables.event.c.seq, tables.event.c.detail)):
        for ordinal, address in row.detail.get("editions", {}).items():
            found[row.seq, "edition", int(ordinal)] = address
        found[row.seq, "force", 0] = row.detail.get("force", [])
    return found


def _as_written(row: Row[Any], first_stated: date) -> NewEdition:
    return NewEdition(
        kind=Kind(row.kind),
        slug=row.slug,
        document_id=row.document_id,
        event_seq=row.event_seq,
        ordinal=row.ordinal,
        basis=Basis(row.basis),
        title=row.title,
        summary=row.summary,
        body=row.body,
        facts=row.facts,
        change_note=row.change_note,
        published_at=row.published_at,
        in_force_from=first_stated,
    )


def _paragraphs(db: Connection, edition_id: int) -> list[tuple[Any, ...]]:
    place = tables.edition_paragraph.c
    columns = [place.position, place.text_hash, place.block, place.level, place.number, place.anchor, place.ref]
    rows_found = db.execute(
        select(*columns, place.label).where(place.edition_id == edition_id).order_by(place.position)
    )
    return [tuple(row) for row in rows_found]


def _expected(edition: NewEdition) -> list[tuple[Any, ...]]:
    blocks = split(compose(edition.kind, edition.facts, edition.body))
    return [
        (index, text_hash(one.source), one.block.value, one.level, number, one.anchor, one.ref, label)
        for index, (one, number, label) in enumerate(zip(blocks, numbers(blocks), labels(blocks), strict=True), 1)
    ]


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
