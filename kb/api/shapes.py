"""Nouns as JSON: the names in it are promised to scripts and do not change within v1."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from guidance.citation import cite
from guidance.compare import Row
from guidance.markup import assemble
from guidance.model import Edition, Kind, Paragraph
from guidance.published import Placed, Resolution
from kb.links import internal


def day(value: date | None) -> str | None:
    """A civil date, or null."""
    return value.isoformat() if value else None


def moment(value: datetime) -> str:
    """An instant in UTC."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def edition(one: Edition) -> dict[str, Any]:
    """An edition without its text."""
    document = one.document
    return {
        "kind": document.kind,
        "slug": document.slug,
        "ref": document.ref,
        "topics": list(document.topics),
        "ordinal": one.ordinal,
        "basis": one.basis,
        "force": one.force,
        "title": one.title,
        "summary": one.summary,
        "change_note": one.change_note,
        "published_at": moment(one.published_at),
        "in_force_from": day(one.in_force_from),
        "in_force_to": day(one.in_force_to),
        "replacement": one.replacement,
        "content_hash": one.content_hash,
    }


def whole(one: Edition, paragraphs: Sequence[Paragraph], as_at: date) -> dict[str, Any]:
    """An edition with its facts and its text."""
    told = [paragraph(each, as_at) for each in paragraphs]
    return edition(one) | {"facts": dict(one.facts), "paragraphs": told}


def paragraph(one: Paragraph, as_at: date) -> dict[str, Any]:
    """A paragraph in its place."""
    return {
        "pid": one.pid,
        "number": one.number,
        "block": one.block,
        "level": one.level,
        "anchor": one.anchor,
        "ref": one.ref,
        "text": one.plain,
        "html": assemble(one.html, internal),
        "text_hash": one.text_hash,
        "citation": str(cite(one.pid, as_at, one.text_hash)),
    }


def placed(one: Placed, as_at: date) -> dict[str, Any]:
    """A paragraph with the edition that holds it."""
    return paragraph(one.paragraph, as_at) | {"headings": list(one.headings), "edition": edition(one.edition)}


def absent(resolution: Resolution, kind: Kind, slug: str) -> dict[str, Any]:
    """A document of which nothing is in force: an answer, with what there is to know."""
    return {
        "kind": kind,
        "slug": slug,
        "as_at": day(resolution.as_at),
        "force": "withdrawn" if resolution.ended else "not_yet_in_force",
        "first_in_force": day(resolution.first_in_force),
        "withdrawn_reason": resolution.withdrawn_reason,
        "replacement": resolution.replacement,
        "paragraphs": [],
    }


def change(row: Row) -> dict[str, Any]:
    """One paragraph of a comparison."""
    standing = row.new or row.old
    return {
        "change": row.change,
        "pid": standing.pid if standing else None,
        "old_number": row.old.number if row.old else None,
        "new_number": row.new.number if row.new else None,
        "segments": [{"op": one.op, "text": one.text} for one in row.segments],
    }
