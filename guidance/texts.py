"""Texts, stored once under the hash of their words, and what pages show of them. Inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, insert, select, update

from . import markup, tables
from .markup import Link, Rendered, SourceBlock
from .model import Block
from .paragraphs import text_hash

_CHUNK = 500


def write(db: Connection, blocks: Sequence[SourceBlock]) -> list[tuple[Link, ...]]:
    """Store the texts that are new, render those and no others, and return the links of every block."""
    by_hash = {text_hash(block.source): block.source for block in blocks}
    missing = set(by_hash) - present(db, tables.text, "hash", by_hash)
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
    for chunk in chunks(hashes):
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


def present(db: Connection, table: Table, column: str, values: Iterable[str]) -> set[str]:
    """Which of the values the table already has."""
    found: set[str] = set()
    for chunk in chunks(values):
        found.update(db.scalars(select(table.c[column]).where(table.c[column].in_(chunk))))
    return found


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(values)
    while chunk := list(islice(waiting, _CHUNK)):
        yield chunk
