"""Reading paragraphs that are for the policy team alone. The read model must not know this module."""

from __future__ import annotations

from sqlalchemy import Connection, select

from . import rows, tables
from .model import Block, Paragraph
from .numbering import whole


def paragraphs(db: Connection, edition_id: int) -> dict[int, Paragraph]:
    """The internal paragraphs of an edition, each by its place (from 1) among all paragraphs; they have no number."""
    place, made = tables.internal_paragraph.c, tables.rendering.c
    found = db.execute(
        select(tables.internal_paragraph, made.plain, made.html)
        .join_from(
            tables.internal_paragraph,
            tables.rendering,
            (place.text_hash == made.text_hash) & (place.block == made.block),
        )
        .where(place.edition_id == edition_id)
    )
    return {
        row.position: Paragraph(
            pid=row.pid,
            position=row.position,
            block=Block(row.block),
            level=row.level,
            number="",
            anchor=row.anchor,
            classes=tuple(row.classes.split()),
            ref=row.ref,
            text_hash=row.text_hash,
            plain=row.plain,
            html=row.html,
        )
        for row in found
    }


def all_paragraphs(db: Connection, edition_id: int) -> list[Paragraph]:
    """Every paragraph of an edition in the order of its text, internal ones too."""
    return whole(rows.paragraphs(db, edition_id), paragraphs(db, edition_id))
