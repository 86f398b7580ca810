"""Writing published records: one edition with its paragraphs, texts, renderings and references. Used by the acts only.

Everything here runs inside the caller's transaction and writes no event; the act does.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from . import kinds, markup, seals, tables, texts
from .composing import compose
from .markup import Link, SourceBlock
from .model import Basis, Block, Kind, ReferenceType
from .numbering import labels, numbers, whole
from .paragraphs import Standing, align, new_pid, text_hash
from .workflow import ChangeClass, Lineage, LineageType

MAX_ANCHOR, MAX_REF, MAX_CLASSES = 80, 40, 200
_MISPLACED = re.compile(rf"\{{:?[^{{}}\n]*\.{markup.INTERNAL}\b[^{{}}\n]*\}}")


@dataclass(frozen=True)
class NewEdition:
    """What is needed to write one published edition."""

    kind: Kind
    slug: str
    document_id: int
    event_seq: int
    ordinal: int
    basis: Basis
    title: str
    summary: str
    body: str
    facts: Mapping[str, Any]
    change_note: str
    published_at: datetime
    in_force_from: date
    pids: tuple[str, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    raised: Mapping[str, ChangeClass] = field(default_factory=dict)


def content_hash(edition: NewEdition) -> str:
    """The hash of everything that was said in an edition and of its first commencement date; pids are not words."""
    told = {
        "kind": edition.kind,
        "slug": edition.slug,
        "ordinal": edition.ordinal,
        "basis": edition.basis,
        "title": edition.title,
        "summary": edition.summary,
        "body": edition.body,
        "facts": edition.facts,
        "change_note": edition.change_note,
        "published_at": edition.published_at.isoformat(),
        "in_force_from": edition.in_force_from.isoformat(),
    }
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"kb-edition/1\n" + canonical.encode()).hexdigest()


def sealed(editions: Sequence[NewEdition]) -> dict[str, Any]:
    """What the event that publishes the editions says of each: the hash of its words and that of its identity."""
    identity = {one.ordinal: seals.identity(one.lineage, one.raised) for one in editions}
    return {
        "editions": {str(one.ordinal): content_hash(one) for one in editions},
        "identity": {str(ordinal): told for ordinal, told in identity.items() if told},
        "pids": {str(one.ordinal): seals.of("pids", one.pids) for one in editions if one.pids},
    }


def blocks_of(kind: Kind, facts: Mapping[str, Any], body: str) -> list[SourceBlock]:
    """The paragraphs that an edition is made of, internal ones too, if the text can be published.

    Raises ValueError with a sentence for the writer where it cannot.
    """
    blocks = markup.split(compose(kind, facts, body))
    for block in blocks:
        if len(block.anchor) > MAX_ANCHOR or len(block.ref) > MAX_REF or len(" ".join(block.classes)) > MAX_CLASSES:
            raise ValueError(f"the attributes of the paragraph on line {block.line} are too long")
        if block.block is not Block.CODE and not block.internal and (told := _MISPLACED.search(block.source)):
            raise ValueError(
                f"the mark {told[0]} in the paragraph on line {block.line} would be published as it stands, with the "
                "paragraph: put it on a line of its own before the paragraph, or at the end of a heading"
            )
    internal = any(block.internal for block in blocks)
    if internal and any(block.internal for block in markup.split(compose(kind, facts, ""))):
        raise ValueError("what is made of facts is seen by readers: internal paragraphs belong in the body")
    anchors = [block.anchor for block in blocks if block.anchor]
    if twice := sorted({anchor for anchor in anchors if anchors.count(anchor) > 1}):
        raise ValueError(f"the anchor #{twice[0]} names two paragraphs; every anchor must be its own")
    return blocks


def write_document(
    db: Connection, kind: Kind, slug: str, labels: tuple[str, Sequence[str]], seq: int, document_id: int | None
) -> int:
    """Write a new document, or (with its id) the labels of one that is there: its `ref` and its topics."""
    ref, topics = labels
    values = {"ref": ref, "topics": list(topics), "changed_seq": seq}
    if document_id is not None:
        db.execute(update(tables.document).where(tables.document.c.id == document_id).values(**values))
        return document_id
    own = insert(tables.document).values(kind=kind, slug=slug, **values).returning(tables.document.c.id)
    return int(db.execute(own).scalar_one())


def write_edition(db: Connection, edition: NewEdition, base: Sequence[Standing]) -> tuple[int, list[Standing]]:
    """Write the edition, aligned with the paragraphs of the one it is based on; its id and its own paragraphs.

    Raises ValueError with a sentence for the writer where the text cannot be taken.
    """
    blocks = blocks_of(edition.kind, edition.facts, edition.body)
    edition_id = _insert_edition(db, edition)
    pids = _pids(db, edition, edition_id, base, blocks)
    links = texts.write(db, blocks)
    public = [one for one in zip(blocks, pids, links, strict=True) if not one[0].internal]
    _write_paragraphs(db, edition_id, [block for block, _, _ in public], [pid for _, pid, _ in public])
    _write_internal_paragraphs(db, edition_id, blocks, pids)
    # Who points to what is for readers to see, so what an internal paragraph names is not in it.
    _write_references(db, edition, edition_id, {pid: own for _, pid, own in public})
    _write_identity(db, edition_id, edition)
    standing = [Standing(pid, block.block, block.anchor, block.source) for pid, block in zip(pids, blocks, strict=True)]
    return edition_id, standing


def standing(db: Connection, edition_id: int) -> list[Standing]:
    """The paragraphs of a published edition, internal ones too, as the next one is aligned with them."""
    public, internal = (
        {
            row.position: Standing(row.pid, Block(row.block), row.anchor, row.source)
            for row in db.execute(
                select(place.c.position, place.c.pid, place.c.block, place.c.anchor, tables.text.c.source)
                .join_from(place, tables.text, place.c.text_hash == tables.text.c.hash)
                .where(place.c.edition_id == edition_id)
                .order_by(place.c.position)
            )
        }
        for place in (tables.edition_paragraph, tables.internal_paragraph)
    )
    return whole(list(public.values()), internal)


def lineage(db: Connection, edition_id: int) -> list[Lineage]:
    """What an edition says of how its paragraphs came to be, and how those went that it left out."""
    own = tables.lineage.c
    found = db.execute(
        select(own.type, own.pid, own.other_pid, own.reason).where(own.edition_id == edition_id).order_by(own.id)
    )
    return [Lineage(LineageType(row.type), row.pid, row.other_pid, row.reason) for row in found]


def raised(db: Connection, edition_id: int) -> dict[str, ChangeClass]:
    """The classes of change that somebody raised in an edition, by paragraph."""
    own = tables.raised_class.c
    found = db.execute(select(own.pid, own.change_class).where(own.edition_id == edition_id).order_by(own.pid))
    return {pid: ChangeClass(told) for pid, told in found}


def _insert_edition(db: Connection, edition: NewEdition) -> int:
    made: int = db.execute(
        insert(tables.edition)
        .values(
            document_id=edition.document_id,
            ordinal=edition.ordinal,
            basis=edition.basis,
            title=edition.title,
            summary=edition.summary,
            body=edition.body,
            facts=dict(edition.facts),
            change_note=edition.change_note,
            content_hash=content_hash(edition),
            published_at=edition.published_at,
            event_seq=edition.event_seq,
        )
        .returning(tables.edition.c.id)
    ).scalar_one()
    return made


def _pids(
    db: Connection,
    edition: NewEdition,
    edition_id: int,
    base: Sequence[Standing],
    blocks: Sequence[SourceBlock],
) -> list[str]:
    if edition.pids:
        if len(edition.pids) != len(blocks) or len(set(edition.pids)) != len(blocks):
            raise ValueError(f'"pids" must name each of the {len(blocks)} paragraphs once')
        pids = list(edition.pids)
    else:
        aligned = align(base, blocks)
        seed = f"{edition.kind}/{edition.slug}/{edition.ordinal}"
        pids = [pid or new_pid(f"{seed}/{index}") for index, pid in enumerate(aligned, 1)]
    known = {one.pid for one in base}
    fresh = [pid for pid in pids if pid not in known]
    taken = texts.present(db, tables.paragraph, "pid", fresh)
    if edition.pids:
        fresh = [pid for pid in fresh if pid not in taken]
    elif taken:
        # Two seeds met in one pid (or a discarded text had it): a longer seed gives another.
        pids = [_free(pid, taken) if pid in taken else pid for pid in pids]
        fresh = [pid for pid in pids if pid not in known]
    if fresh:
        db.execute(insert(tables.paragraph), [{"pid": pid, "first_edition_id": edition_id} for pid in fresh])
    return pids


def _free(pid: str, taken: set[str]) -> str:
    while pid in taken:
        pid = new_pid(f"{pid}+")
    return pid


def _write_paragraphs(db: Connection, edition_id: int, blocks: Sequence[SourceBlock], pids: Sequence[str]) -> None:
    told = zip(blocks, pids, numbers(blocks), labels(blocks), strict=True)
    rows = [
        {"edition_id": edition_id, "position": index, **_row(block, pid), "number": number, "label": label}
        for index, (block, pid, number, label) in enumerate(told, 1)
    ]
    if rows:
        db.execute(insert(tables.edition_paragraph), rows)


def _write_internal_paragraphs(
    db: Connection, edition_id: int, blocks: Sequence[SourceBlock], pids: Sequence[str]
) -> None:
    rows = [
        {"edition_id": edition_id, "position": index, **_row(block, pid)}
        for index, (block, pid) in enumerate(zip(blocks, pids, strict=True), 1)
        if block.internal
    ]
    if rows:
        db.execute(insert(tables.internal_paragraph), rows)


def _row(block: SourceBlock, pid: str) -> dict[str, Any]:
    return {
        "pid": pid,
        "text_hash": text_hash(block.source),
        "block": block.block,
        "level": block.level,
        "anchor": block.anchor,
        "classes": " ".join(block.classes),
        "ref": block.ref,
    }


def _write_identity(db: Connection, edition_id: int, edition: NewEdition) -> None:
    lineage = [
        {"edition_id": edition_id, "type": one.type, "pid": one.pid, "other_pid": one.other, "reason": one.reason}
        for one in edition.lineage
    ]
    if lineage:
        db.execute(insert(tables.lineage), lineage)
    raised = [{"edition_id": edition_id, "pid": pid, "change_class": to} for pid, to in edition.raised.items()]
    if raised:
        db.execute(insert(tables.raised_class), raised)


def _write_references(
    db: Connection,
    edition: NewEdition,
    edition_id: int,
    links: Mapping[str, Sequence[Link]],
) -> None:
    found = {("", *target) for target in kinds.targets(edition.kind, edition.facts)}
    for pid, own in links.items():
        for link in own:
            said = link.type or default_reference(edition.kind, link.kind)
            found.add((pid, said, link.kind, link.slug, link.anchor))
    rows = [
        {
            "edition_id": edition_id,
            "pid": pid,
            "type": said,
            "to_kind": kind,
            "to_slug": slug,
            "to_anchor": anchor,
        }
        for pid, said, kind, slug, anchor in sorted(found)
    ]
    if rows:
        db.execute(insert(tables.reference), rows)


def default_reference(source: Kind, target: Kind) -> ReferenceType:
    """What a plain link says, by the kinds at its ends."""
    if target is Kind.AUTHORITY:
        return ReferenceType.CITES
    if source is Kind.CASE_STUDY:
        return ReferenceType.ILLUSTRATES
    return ReferenceType.DEFINES if target is Kind.TERM else ReferenceType.CITES
