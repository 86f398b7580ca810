"""Units: what an index holds, worked out from the editions of one document and the whole record of their force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from . import force, kinds, rows
from .model import Basis, Block, Edition, Kind, Paragraph
from .rows import Timeline


@dataclass(frozen=True)
class Unit:
    """One text of a paragraph over a span in which it stood unchanged: what is indexed, found and shown as a hit.

    In force on days `in_force_from <= day < in_force_to`, as known at instants `recorded_from <= t < recorded_to`
    (None: no end). What is found with it (title, headings, labels, aliases) belongs to its sameness.
    """

    document_id: int
    kind: Kind
    slug: str
    topics: tuple[str, ...]
    pid: str
    position: int
    title: str
    headings: tuple[str, ...]
    refs: tuple[str, ...]
    aliases: tuple[str, ...]
    text_hash: str
    text: str
    basis: Basis
    in_force_from: date
    in_force_to: date | None
    recorded_from: datetime
    recorded_to: datetime | None


Days = tuple[date, date | None]
_Key = tuple[str, str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What a unit is the same by: pid, text, title, headings, labels and aliases."""
_Place = tuple[Edition, Paragraph]


def of_document(db: Connection, document_id: int, known_at: datetime) -> Iterator[Unit]:
    """All units of a document as known at an instant and before."""
    for found in rows.timelines_of(db, known_at, [document_id]):
        by_edition = _by_edition(db, found)
        open_since: dict[tuple[_Key, Days], tuple[datetime, _Place]] = {}
        for instant in force.record_instants(found.periods):
            standing = _standing(found, by_edition, instant)
            for key in [key for key in open_since if key not in standing]:
                yield _unit(*key, *open_since.pop(key), instant)
            for key, place in standing.items():
                open_since.setdefault(key, (instant, place))
        for key, since in open_since.items():
            yield _unit(*key, *since, None)


def _standing(
    found: Timeline, by_edition: dict[int, list[tuple[_Key, _Place]]], instant: datetime
) -> dict[tuple[_Key, Days], _Place]:
    """What stood on which days, as known at the instant; neighbouring days with the same text are one span."""
    days: defaultdict[_Key, list[Days]] = defaultdict(list)
    latest: dict[_Key, _Place] = {}
    for span in force.spans(found.periods, instant):
        for key, place in by_edition[span.edition]:
            own = days[key]
            if own and own[-1][1] == span.from_date:
                own[-1] = (own[-1][0], span.to_date)
            else:
                own.append((span.from_date, span.to_date))
            latest[key] = place
    return {(key, one): latest[key] for key, own in days.items() for one in own}


def _unit(key: _Key, days: Days, since: datetime, place: _Place, until: datetime | None) -> Unit:
    pid, text_hash, title, headings, refs, aliases = key
    edition, paragraph = place
    return Unit(
        edition.document.id,
        edition.document.kind,
        edition.document.slug,
        edition.document.topics,
        pid,
        paragraph.position,
        title,
        headings,
        refs,
        aliases,
        text_hash,
        paragraph.plain,
        edition.basis,
        days[0],
        days[1],
        since,
        until,
    )


def _by_edition(db: Connection, found: Timeline) -> dict[int, list[tuple[_Key, _Place]]]:
    """What is indexed of each edition, by ordinal."""
    document = found.document
    editions = rows.editions(db, [(found, ordinal) for ordinal in found.edition_ids], date.min)
    result: dict[int, list[tuple[_Key, _Place]]] = {}
    for edition in editions:
        aliases = kinds.aliases(document.kind, edition.facts)
        own = result[edition.ordinal] = []
        for paragraph, over in _indexed(rows.paragraphs(db, edition.id)):
            headings = tuple(one.plain for one in over)
            refs = tuple(ref for ref in (document.ref, *(one.ref for one in over), paragraph.ref) if ref)
            key = (paragraph.pid, paragraph.text_hash, edition.title, headings, refs, aliases)
            own.append((key, (edition, paragraph)))
    return result


def _indexed(found: list[Paragraph]) -> Iterator[tuple[Paragraph, tuple[Paragraph, ...]]]:
    """Every paragraph with its headings; a heading only where nothing stands under it."""
    placed = rows.headings_over(found)
    for index, (paragraph, over) in enumerate(placed):
        if paragraph.block is Block.HEADING:
            following = placed[index + 1][0] if index + 1 < len(placed) else None
            if following and (following.block is not Block.HEADING or following.level > paragraph.level):
                continue
        yield paragraph, over
