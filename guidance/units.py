"""Units: what an index holds, worked out from the editions of one document and the whole record of their force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from . import force, kinds, rows
from .model import Basis, Block, Kind, Paragraph
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


def of_document(db: Connection, document_id: int, known_at: datetime) -> Iterator[Unit]:
    """All units of a document as known at an instant and before."""
    for found in rows.timelines_of(db, known_at, [document_id]):
        by_edition = _unplaced(db, found)
        open_since: dict[tuple[_Key, Days], tuple[datetime, Unit]] = {}
        for instant in force.record_instants(found.periods):
            standing = _standing(found, by_edition, instant)
            for key in [key for key in open_since if key not in standing]:
                since, unit = open_since.pop(key)
                yield replace(unit, recorded_from=since, recorded_to=instant)
            for key, unit in standing.items():
                open_since.setdefault(key, (instant, unit))
        for since, unit in open_since.values():
            yield replace(unit, recorded_from=since, recorded_to=None)


def _standing(
    found: Timeline, by_edition: dict[int, list[tuple[_Key, Unit]]], instant: datetime
) -> dict[tuple[_Key, Days], Unit]:
    """What stood on which days, as known at the instant; neighbouring days with the same text are one span."""
    days: defaultdict[_Key, list[Days]] = defaultdict(list)
    latest: dict[_Key, Unit] = {}
    for span in force.spans(found.periods, instant):
        for key, unit in by_edition[span.edition]:
            own = days[key]
            if own and own[-1][1] == span.from_date:
                own[-1] = (own[-1][0], span.to_date)
            else:
                own.append((span.from_date, span.to_date))
            latest[key] = unit
    return {
        (key, one): replace(latest[key], in_force_from=one[0], in_force_to=one[1])
        for key, own in days.items()
        for one in own
    }


def _unplaced(db: Connection, found: Timeline) -> dict[int, list[tuple[_Key, Unit]]]:
    """The units of each edition by ordinal, their days not yet known."""
    document = found.document
    editions = rows.editions(db, [(found, ordinal) for ordinal in found.edition_ids], date.min)
    result: dict[int, list[tuple[_Key, Unit]]] = {}
    for edition in editions:
        aliases = kinds.aliases(document.kind, edition.facts)
        own: list[tuple[_Key, Unit]] = []
        for paragraph, over in _indexed(rows.paragraphs(db, edition.id)):
            headings = tuple(one.plain for one in over)
            refs = tuple(ref for ref in (document.ref, *(one.ref for one in over), paragraph.ref) if ref)
            key = (paragraph.pid, paragraph.text_hash, edition.title, headings, refs, aliases)
            own.append(
                (
                    key,
                    Unit(
                        document.id,
                        document.kind,
                        document.slug,
                        document.topics,
                        paragraph.pid,
                        paragraph.position,
                        edition.title,
                        headings,
                        refs,
                        aliases,
                        paragraph.text_hash,
                        paragraph.plain,
                        edition.basis,
                        date.min,
                        None,
                        edition.published_at,
                        None,
                    ),
                )
            )
        result[edition.ordinal] = own
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
