"""Writing published records: one edition with its paragraphs, texts, renderings and references. Used by the acts only.

Everything here runs inside the caller's transaction and writes no event; the act does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from . import kinds, markup, tables
from .composing import compose
from .markup import Link, Rendered, SourceBlock
from .model import Basis, Block, Kind, ReferenceType
from .paragraphs import Standing, align, new_pid, text_hash

MAX_ANCHOR, MAX_REF, MAX_CLASSES = 80, 40, 200
_CHUNK = 500


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


def write_edition(db: Connection, edition: NewEdition, base: Sequence[Standing]) -> tuple[int, list[Standing]]:
    """Write the edition, aligned with the paragraphs of the one it is based on; its id and its own paragraphs.

    Raises ValueError with a sentence for the writer where the text cannot be taken.
    """
    blocks = markup.split(compose(edition.kind, edition.facts, edition.body))
    for block in blocks:
        if len(block.anchor) > MAX_ANCHOR or len(block.ref) > MAX_REF or len(" ".join(block.classes)) > MAX_CLASSES:
            raise ValueError(f"the attributes of the paragraph on line {block.line} are too long")
    anchors = [block.anchor for block in blocks if block.anchor]
    if twice := sorted({anchor for anchor in anchors if anchors.count(anchor) > 1}):
        raise ValueError(f"the anchor #{twice[0]} names two paragraphs; every anchor must be its own")
    edition_id = _insert_edition(db, edition)
    pids = _pids(db, edition, edition_id, base, blocks)
    links = _write_texts(db, blocks)
    _write_paragraphs(db, edition_id, blocks, pids)
    _write_references(db, edition, edition_id, pids, links)
    standing = [Standing(pid, block.block, block.anchor, block.source) for pid, block in zip(pids, blocks, strict=True)]
    return edition_id, standing


def standing(db: Connection, edition_id: int) -> list[Standing]:
    """The paragraphs of a published edition, as the next one is aligned with them."""
    place, words = tables.edition_paragraph.c, tables.text.c
    rows = db.execute(
        select(place.pid, place.block, place.anchor, words.source)
        .join_from(tables.edition_paragraph, tables.text, place.text_hash == words.hash)
        .where(place.edition_id == edition_id)
        .order_by(place.position)
    )
    return [Standing(row.pid, Block(row.block), row.anchor, row.source) for row in rows]


def numbers(blocks: Sequence[SourceBlock]) -> list[str]:
    """Display numbers: sections 1, 2, … at the highest heading level, and 1.1, 1.2, … for the paragraphs in each.

    Lower headings have none; what stands before the first section is 0.1, 0.2, …
    """
    top = min((block.level for block in blocks if block.block is Block.HEADING), default=0)
    section = paragraph = 0
    found: list[str] = []
    for block in blocks:
        if block.block is not Block.HEADING:
            paragraph += 1
            found.append(f"{section}.{paragraph}")
        elif block.level == top:
            section, paragraph = section + 1, 0
            found.append(str(section))
        else:
            found.append("")
    return found


def labels(blocks: Sequence[SourceBlock]) -> list[str]:
    """What people call each paragraph's place: its own `ref`, or that of the innermost heading over it that has one."""
    path: list[SourceBlock] = []
    found: list[str] = []
    for block in blocks:
        if block.block is Block.HEADING:
            path = [*(one for one in path if one.level < block.level), block]
        over = [one.ref for one in path if one.ref]
        found.append(block.ref or (over[-1] if over else ""))
    return found


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
    taken = _present(db, tables.paragraph, "pid", fresh)
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


def _write_texts(db: Connection, blocks: Sequence[SourceBlock]) -> list[tuple[Link, ...]]:
    """Store the texts that are new, render those and no others, and return the links of every block."""
    by_hash = {text_hash(block.source): block.source for block in blocks}
    missing = set(by_hash) - _present(db, tables.text, "hash", by_hash)
    if missing:
        db.execute(insert(tables.text), [{"hash": one, "source": by_hash[one]} for one in sorted(missing)])
    done = _rendered(db, by_hash)
    rows: list[dict[str, str]] = []
    links: list[tuple[Link, ...]] = []
    for block in blocks:
        key = text_hash(block.source), block.block
        if key in done:
            links.append(markup.links(block.block, block.source))
            continue
        done.add(key)
        rendered = markup.render(block.block, block.source)
        links.append(rendered.links)
        rows.append(_rendering_row(*key, rendered))
    if rows:
        db.execute(insert(tables.rendering), rows)
    return links


def refresh_renderings(db: Connection) -> int:
    """Render anew, from the unchanged texts, what an older version of `markup` made; how many there were."""
    made, words = tables.rendering.c, tables.text.c
    stale = db.execute(
        select(made.text_hash, made.block, words.source)
        .join_from(tables.rendering, tables.text, made.text_hash == words.hash)
        .where(made.version != markup.RENDERING_VERSION)
    ).all()
    for row in stale:
        block = Block(row.block)
        values = _rendering_row(row.text_hash, block, markup.render(block, row.source))
        db.execute(
            update(tables.rendering).where(made.text_hash == row.text_hash, made.block == row.block).values(**values)
        )
    return len(stale)


def _rendered(db: Connection, hashes: Iterable[str]) -> set[tuple[str, Block]]:
    found: set[tuple[str, Block]] = set()
    made = tables.rendering.c
    for chunk in _chunks(hashes):
        rows = db.execute(select(made.text_hash, made.block).where(made.text_hash.in_(chunk)))
        found.update((row.text_hash, Block(row.block)) for row in rows)
    return found


def _rendering_row(address: str, block: Block, rendered: Rendered) -> dict[str, str]:
    return {
        "text_hash": address,
        "block": block,
        "version": markup.RENDERING_VERSION,
        "html": rendered.html,
        "plain": rendered.plain,
    }


def _write_paragraphs(db: Connection, edition_id: int, blocks: Sequence[SourceBlock], pids: Sequence[str]) -> None:
    rows = [
        {
            "edition_id": edition_id,
            "position": index,
            "pid": pid,
            "text_hash": text_hash(block.source),
            "block": block.block,
            "level": block.level,
            "number": number,
            "anchor": block.anchor,
            "classes": " ".join(block.classes),
            "ref": block.ref,
            "label": label,
        }
        for index, (block, pid, number, label) in enumerate(
            zip(blocks, pids, numbers(blocks), labels(blocks), strict=True), 1
        )
    ]
    if rows:
        db.execute(insert(tables.edition_paragraph), rows)


def _write_references(
    db: Connection,
    edition: NewEdition,
    edition_id: int,
    pids: Sequence[str],
    links: Sequence[tuple[Link, ...]],
) -> None:
    found = {("", *target) for target in kinds.targets(edition.kind, edition.facts)}
    for pid, own in zip(pids, links, strict=True):
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


def _present(db: Connection, table: Table, column: str, values: Iterable[str]) -> set[str]:
    """Which of the values the table already has."""
    found: set[str] = set()
    for chunk in _chunks(values):
        found.update(db.scalars(select(table.c[column]).where(table.c[column].in_(chunk))))
    return found


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(values)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk
