"""Who points to what: references between paragraphs, followed through identity when a paragraph has gone elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from . import tables
from .model import Document, Kind, Paragraph

Target = tuple[Kind, str, str]
"""Kind, slug and anchor; with no slug the anchor is a label such as M15."""

_PLACE, _DOCUMENT = tables.edition_paragraph.c, tables.document.c
_NAMED = (
    select(_DOCUMENT.kind, _DOCUMENT.slug, _PLACE.anchor, _PLACE.ref, _PLACE.pid)
    .select_from(tables.edition_paragraph)
    .join(tables.edition, _PLACE.edition_id == tables.edition.c.id)
    .join(tables.document, tables.edition.c.document_id == _DOCUMENT.id)
    .distinct()
)


def names(
    db: Connection, document: Document, paragraphs: Sequence[Paragraph], known_at: datetime
) -> dict[tuple[str, str], str]:
    """Every (slug, anchor) and ("", label) that means one of these paragraphs, by its pid; the document itself: "".

    Includes the names that a paragraph had in a document that it stood in before.
    """
    found = {(document.slug, ""): ""}
    pids = [one.pid for one in paragraphs if one.anchor or one.ref]
    public = tables.edition.c.published_at <= known_at
    for row in db.execute(_NAMED.where(_PLACE.pid.in_(pids), _DOCUMENT.kind == document.kind, public)):
        if row.anchor:
            found[row.slug, row.anchor] = row.pid
        if row.ref:
            found["", row.ref] = row.pid
    return found


def to_any(db: Connection, kind: Kind, named: Mapping[tuple[str, str], str]) -> list[Any]:
    """References, from whatever edition, to one of the names: edition_id, document_id, type, to_slug, to_anchor."""
    columns = tables.reference.c
    slugs = {slug for slug, _ in named}
    found = db.execute(
        select(columns.edition_id, tables.edition.c.document_id, columns.type, columns.to_slug, columns.to_anchor)
        .join_from(tables.reference, tables.edition, columns.edition_id == tables.edition.c.id)
        .where(columns.to_kind == kind, columns.to_slug.in_(slugs))
        .distinct()
    )
    return [row for row in found if (row.to_slug, row.to_anchor) in named]


def pids(db: Connection, targets: Iterable[Target], known_at: datetime) -> list[tuple[Target, str]]:
    """The paragraphs that ever bore each target's name, in editions that were public at the instant."""
    wanted = {target for target in targets if target[2]}
    if not wanted:
        return []
    anchors = {anchor for _, slug, anchor in wanted if slug and anchor}
    labels = {anchor for _, slug, anchor in wanted if not slug}
    found: list[tuple[Target, str]] = []
    # Each condition says that the column is not empty, so that the index over those that are not can serve.
    by_anchor = (_PLACE.anchor != "") & _PLACE.anchor.in_(anchors)
    by_label = (_PLACE.ref != "") & _PLACE.ref.in_(labels)
    public = tables.edition.c.published_at <= known_at
    for row in (*db.execute(_NAMED.where(by_anchor, public)), *db.execute(_NAMED.where(by_label, public))):
        kind = Kind(row.kind)
        for target in ((kind, row.slug, row.anchor), (kind, "", row.ref)):
            if target in wanted:
                found.append((target, row.pid))
    return found
