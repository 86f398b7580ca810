"""Loading packs: the way in for content that was published elsewhere or written by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from . import calendar, homes, ledger, packs, records, rows, seals, tables
from . import statements as stated
from .answers import Consultation
from .errors import PackError
from .force import spans
from .model import ForcePeriod, Kind, Person
from .packparts import PackEmergency
from .packs import PackDocument, PackEdition
from .paragraphs import Standing
from .permissions import Action, require
from .records import NewEdition, content_hash, standing, write_document, write_edition
from .statements import EmergencyRecord, next_thread
from .store import Store


@dataclass(frozen=True)
class Loaded:
    """What loading a pack did: documents in it, documents changed, editions added."""

    documents: int
    changed: int
    editions: int


def load_pack(
    store: Store, person: Person, path: Path, progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Loaded:
    """Load every document of a pack, or none of them.

    What is there already is left alone, so loading a pack twice changes nothing. A pack that says something else
    about an edition that is published is refused: published editions never change. Raises PackError.
    """
    documents = _in_order(packs.read(path))
    changed: dict[tuple[Kind, str], str] = {}
    editions = 0
    with store.writing() as db:
        require(person, Action.LOAD_PACK)
        before = ledger.head(db).seq
        for done, document in enumerate(documents, 1):
            added, touched = _load_document(db, person, store.now(), document)
            if touched:
                changed[document.kind, document.slug] = document.where
            editions += added
            progress(done, len(documents))
        _require_one_home(db, before, calendar.today(store.now()), changed)
    return Loaded(len(documents), len(changed), editions)


def _in_order(documents: Sequence[PackDocument]) -> list[PackDocument]:
    """The documents so that each comes after those whose paragraphs it takes over; else in the order of the pack."""
    waiting = {(one.kind, one.slug): one for one in documents}
    ordered: list[PackDocument] = []
    while waiting:
        ready = [one for one in waiting.values() if not _leans_on(one) & waiting.keys() - {(one.kind, one.slug)}]
        for one in ready or list(waiting.values()):
            ordered.append(waiting.pop((one.kind, one.slug)))
    return ordered


def _leans_on(document: PackDocument) -> set[tuple[Kind, str]]:
    return {(kind, slug) for edition in document.editions for kind, slug, _ in edition.continues}


def _require_one_home(db: Connection, before: int, today: date, touched: Mapping[tuple[Kind, str], str]) -> None:
    """Refuse a pack, by the line of a document that it touched, after which two would claim one paragraph."""
    for pid, *both in homes.contested(db, before, today):
        claims = {(home.document.kind, home.document.slug): home for home in both}
        # Documents are loaded in the order in which they take over from one another.
        blamed = [name for name in touched if name in claims]
        if blamed:
            (other,) = claims.keys() - blamed[-1:]
            raise PackError(
                touched[blamed[-1]],
                f"the paragraph {pid} would stand in {':'.join(blamed[-1])} and, with other words, in "
                f"{':'.join(other)}. Leave it out of one of them, or withdraw the other",
            )


def _load_document(db: Connection, person: Person, now: datetime, document: PackDocument) -> tuple[int, bool]:
    """Editions added, and whether anything at all was changed."""
    row = db.execute(
        select(tables.document).where(tables.document.c.kind == document.kind, tables.document.c.slug == document.slug)
    ).first()
    known = _known_editions(db, row.id) if row else {}
    new = [edition for edition in document.editions if edition.ordinal not in known]
    _refuse_contradictions(document, known)
    if new and known and new[0].ordinal < max(known):
        raise PackError(
            document.where, f"edition {new[0].ordinal} comes before edition {max(known)}, already published"
        )
    statements = _new_statements(db, document, row, known, now)
    consultations = _new_consultations(db, document, row)
    labels = (document.ref, document.topics)
    relabelled = row is not None and (row.ref, tuple(row.topics)) != labels
    if row is not None and not new and not statements and not consultations and not relabelled:
        return 0, False
    subject = f"{document.kind}:{document.slug}"
    told = _sealed(document, new, statements, consultations)
    seq = ledger.append(db, person, now, "document.loaded", subject, told)
    document_id = write_document(db, document.kind, document.slug, labels, seq, row.id if row else None)
    ids = {ordinal: one.id for ordinal, one in known.items()}
    ids |= _write_editions(db, document, new, document_id, seq, ids)
    stated.write(db, document_id, ids, statements, seq)
    for one in consultations:
        if one.edition not in ids:
            raise PackError(document.where, f"a consultation is on edition {one.edition}, which is not there")
        stated.write_consultation(db, document_id, ids[one.edition], one, seq)
    return len(new), True


def _sealed(
    document: PackDocument,
    new: Sequence[PackEdition],
    statements: Sequence[ForcePeriod],
    consultations: Sequence[Consultation],
) -> dict[str, Any]:
    told = records.sealed([_new_edition(document, one, 0, 0) for one in new]) | stated.sealed(statements)
    if emergencies := {str(one.ordinal): _emergency(one.emergency).seal for one in new if one.emergency}:
        told["emergency"] = emergencies
    if consultations:
        told["consultations"] = [seals.consultation(one) for one in consultations]
    return told


@dataclass(frozen=True)
class _Known:
    """An edition that is published already."""

    id: int
    content_hash: str


def _known_editions(db: Connection, document_id: int) -> dict[int, _Known]:
    columns = tables.edition.c
    rows = db.execute(
        select(columns.id, columns.ordinal, columns.content_hash).where(columns.document_id == document_id)
    )
    return {row.ordinal: _Known(row.id, row.content_hash) for row in rows}


def _refuse_contradictions(document: PackDocument, known: dict[int, _Known]) -> None:
    for edition in document.editions:
        there = known.get(edition.ordinal)
        if there and there.content_hash != content_hash(_new_edition(document, edition, 0, 0)):
            raise PackError(
                document.where,
                f"edition {edition.ordinal} of {document.kind}:{document.slug} is published with other words or dates. "
                f"Published editions never change: add edition {max(known) + 1} instead",
            )


def _write_editions(
    db: Connection,
    document: PackDocument,
    new: Sequence[PackEdition],
    document_id: int,
    seq: int,
    ids: dict[int, int],
) -> dict[int, int]:
    written: dict[int, int] = {}
    base: list[Standing] = standing(db, ids[max(ids)]) if ids and new else []
    for edition in new:
        there = {one.pid for one in base}
        base = [*base, *(one for one in _gone_over(db, document, edition) if one.pid not in there)]
        try:
            written[edition.ordinal], base = write_edition(db, _new_edition(document, edition, document_id, seq), base)
        except ValueError as error:
            raise PackError(f"{document.where}, edition {edition.ordinal}", str(error)) from error
        if edition.emergency:
            stated.write_emergency(db, written[edition.ordinal], _emergency(edition.emergency))
    return written


def _gone_over(db: Connection, document: PackDocument, edition: PackEdition) -> list[Standing]:
    """Paragraphs of other documents that this edition takes over: those that their own later editions left out."""
    found: list[Standing] = []
    own, place = tables.edition.c, tables.edition_paragraph.c
    for kind, slug, ordinal in edition.continues:
        editions = {
            row.ordinal: row.id
            for row in db.execute(
                select(own.ordinal, own.id)
                .join_from(tables.edition, tables.document, own.document_id == tables.document.c.id)
                .where(tables.document.c.kind == kind, tables.document.c.slug == slug, own.ordinal >= ordinal)
            )
        }
        if ordinal not in editions:
            raise PackError(document.where, f'"continues" names {kind}:{slug}#{ordinal}, which is not published')
        later = [editions[one] for one in editions if one > ordinal]
        kept = set(db.scalars(select(place.pid).where(place.edition_id.in_(later))))
        found += [one for one in standing(db, editions[ordinal]) if one.pid not in kept]
    return found


def _new_edition(document: PackDocument, edition: PackEdition, document_id: int, seq: int) -> NewEdition:
    return NewEdition(
        kind=document.kind,
        slug=document.slug,
        document_id=document_id,
        event_seq=seq,
        ordinal=edition.ordinal,
        basis=edition.basis,
        title=edition.title,
        summary=edition.summary,
        body=edition.body,
        facts=edition.facts,
        change_note=edition.change_note,
        published_at=edition.published_at,
        in_force_from=_first_stated(edition),
        pids=edition.pids,
        lineage=edition.lineage,
        raised=edition.raised,
    )


def _emergency(told: PackEmergency) -> EmergencyRecord:
    return EmergencyRecord(told.reason, told.at, reviewed_at=told.reviewed_at, review_note=told.review_note)


def _first_stated(edition: PackEdition) -> date:
    """The commencement date that was recorded first; it belongs to what an edition said of itself."""
    if not edition.force:
        return edition.in_force_from
    return min(edition.force, key=lambda one: one.recorded_at).from_date


def _new_statements(
    db: Connection, document: PackDocument, row: Row[Any] | None, known: dict[int, _Known], now: datetime
) -> list[ForcePeriod]:
    """The statements of force in the pack that are not recorded yet."""
    there = stated.recorded(db, row.id) if row else []
    told: list[ForcePeriod] = []
    for edition in document.editions:
        if edition.force:
            told += [
                ForcePeriod(edition.ordinal, one.from_date, one.to_date, one.recorded_at, one.reason, one.replacement)
                for one in edition.force
            ]
        elif edition.ordinal not in known:
            told.append(ForcePeriod(edition.ordinal, edition.in_force_from, None, edition.published_at))
    fresh = [period for period in told if period not in there]
    if document.withdrawn_from:
        fresh += _withdrawal(document, [*there, *fresh], now)
    return fresh


def _new_consultations(db: Connection, document: PackDocument, row: Row[Any] | None) -> list[Consultation]:
    """The statements about consultations that are not recorded yet; a consultation that is known keeps its number."""
    if not document.consultations:
        return []
    there = {seals.consultation(one): one.id for one in (rows.consultations(db, row.id, rows.EVER) if row else ())}
    numbers = {one.id: there[told] for one in document.consultations if (told := seals.consultation(one)) in there}
    free = next_thread(db)
    for one in document.consultations:
        if one.id not in numbers:
            numbers[one.id], free = free, free + 1
    fresh = (one for one in document.consultations if seals.consultation(one) not in there)
    return [replace(one, id=numbers[one.id]) for one in fresh]


def _withdrawal(document: PackDocument, periods: Sequence[ForcePeriod], now: datetime) -> list[ForcePeriod]:
    """The statements that end a withdrawn document: its last edition ends, or never begins, and the one before ends."""
    standing_now = spans(periods)
    ended = document.withdrawn_from
    told_by_force = any(edition.force for edition in document.editions[-1:])
    if ended is None or told_by_force or not standing_now or standing_now[-1].to_date == ended:
        return []
    last = standing_now[-1]
    if ended < last.from_date:
        raise PackError(document.where, f"it is withdrawn before its last edition commences on {last.from_date}")
    published = max(period.recorded_at for period in periods)
    recorded = max(published, min(datetime.combine(ended, time(), UTC), now))
    closing = [last] if ended > last.from_date else standing_now[-2:]
    said = document.withdrawn_reason, document.replacement
    return [ForcePeriod(one.edition, one.from_date, ended, recorded, *said) for one in closing]
