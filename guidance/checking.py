"""Proving the store: the ledger's chain, texts against their hashes, force and identity. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select

from . import kinds, ledger, passwords, proving, rows, tables
from .markup import RENDERING_VERSION, render
from .model import Block
from .paragraphs import text_hash
from .store import Store


def problems(store: Store) -> list[str]:
    """What is wrong, in words; empty where every check passes."""
    with store.reading() as db:
        return [*_ledger(db), *_texts(db), *_renderings(db), *proving.problems(db), *_people(db)]


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
    if ledger.shortened(db):
        yield "The ledger does not end with the event that was written last: its end was changed."
    newest = ledger.head(db).seq
    columns = (column for table in tables.metadata.tables.values() for column in table.c)
    told = [column for column in columns if column.references(tables.event.c.seq)]
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
        if (row.html, row.plain) != _page(Block(row.block), row.source):
            yield f"The page made of text {row.text_hash[:12]} says something else than the text."


def _page(block: Block, source: str) -> tuple[str, str] | None:
    """The HTML and the plain words of a text, or None for one that could not have been published."""
    try:
        right = render(block, source)
    except ValueError:
        return None
    return right.html, right.plain


def _people(db: Connection) -> Iterator[str]:
    """Every person is as the events about them say; a password set before events kept its seal is taken as it is."""
    said: defaultdict[str, dict[str, Any]] = defaultdict(lambda: {"active": True})
    for event in ledger.events(db):
        if event.action.startswith("person."):
            said[event.subject] |= event.detail
            said[event.subject]["active"] &= event.action != "person.disabled"
    for row in db.execute(select(tables.person).order_by(tables.person.c.id)):
        told = said.pop(f"person:{row.id}", {"email": "", "role": "", "active": True})
        has = {"email": row.email, "role": row.role, "active": row.active, "seal": passwords.seal(row.password_hash)}
        for name, thing in _OF_A_PERSON.items():
            if name in told and told[name] != has[name]:
                yield f"The {thing} of {row.email} is not what the ledger says: it, or the ledger, was changed."
    for subject in said:
        yield f"The ledger speaks of {subject}, who is not there."


_OF_A_PERSON = {"email": "address", "role": "role", "active": "right to sign in", "seal": "password"}


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
