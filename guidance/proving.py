"""Proving what is published, and the decisions that led to it, by hashes and the ledger. Changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Table, exists, select

from . import contents, ledger, records, seals, statements, tables
from .answers import Consultation
from .composing import compose
from .markup import split
from .model import Basis, ForcePeriod, Kind
from .numbering import labels, numbers
from .paragraphs import text_hash
from .records import NewEdition, content_hash
from .workflow import Content

_Details = Mapping[int, Mapping[str, Any]]
"""What each event says, by its number."""

_PLACE = "position text_hash block level anchor classes ref".split()


def problems(db: Connection) -> Iterator[str]:
    """What is wrong, in words."""
    details = {one.seq: one.detail for one in ledger.events(db)}
    yield from _editions(db, details)
    yield from _identities(db)
    yield from _consultations(db, details)
    yield from _emergencies(db)
    yield from _drafts(db)


def _editions(db: Connection, details: _Details) -> Iterator[str]:
    """Every published edition against its own hash, the ledger, and the paragraphs that its text makes."""
    own, period = tables.edition.c, tables.force_period.c
    stated: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.execute(select(tables.force_period).order_by(period.recorded_at, period.id)):
        stated[row.edition_id].append(row)
    joined = select(tables.edition, tables.document.c.kind, tables.document.c.slug).join_from(
        tables.edition, tables.document, own.document_id == tables.document.c.id
    )
    for row in db.execute(joined.order_by(own.id)).all():
        name = f"{row.kind}:{row.slug}, edition {row.ordinal}"
        if not stated[row.id]:
            yield f"{name}, was never in force."
            continue
        told = details.get(row.event_seq, {})
        said = _as_written(row, stated[row.id][0].from_date)
        if not row.content_hash == content_hash(said) == _part(told, "editions").get(str(row.ordinal)):
            yield f"{name}, says something else than when it was published."
        if not all(_is_sealed(one, row.ordinal, details.get(one.event_seq, {})) for one in stated[row.id]):
            yield f"{name}: a statement of force is not as it was recorded."
        public = _standing(db, tables.edition_paragraph, row.id, "number", "label")
        if (public, _standing(db, tables.internal_paragraph, row.id)) != _expected(said):
            yield f"{name}: its paragraphs are not those of its text."
        if not _is_identified(db, row, told):
            yield f"{name}: how its paragraphs came to be is not as it was recorded."


def _is_sealed(row: Row[Any], ordinal: int, told: Mapping[str, Any]) -> bool:
    """Whether the event says of a statement of force what it says itself. Earlier events kept its dates alone."""
    dates = [ordinal, str(row.from_date), str(row.to_date)]
    period = ForcePeriod(ordinal, row.from_date, row.to_date, row.recorded_at, row.reason, row.replacement or "")
    whole_said = "said" not in told or seals.statement(period) in told["said"]
    return dates in told.get("force", ()) and whole_said


def _is_identified(db: Connection, row: Row[Any], told: Mapping[str, Any]) -> bool:
    ordinal = str(row.ordinal)
    seal = seals.identity(records.lineage(db, row.id), records.raised(db, row.id))
    if seal != _part(told, "identity").get(ordinal, ""):
        return False
    pids = _part(told, "pids").get(ordinal)
    return pids is None or pids == seals.of("pids", [one.pid for one in records.standing(db, row.id)])


def _identities(db: Connection) -> Iterator[str]:
    """A paragraph stands for ever in the edition in which it first stood."""
    own = tables.paragraph.c
    stands = [
        exists().where(place.c.pid == own.pid, place.c.edition_id == own.first_edition_id)
        for place in (tables.edition_paragraph, tables.internal_paragraph)
    ]
    for pid in db.scalars(select(own.pid).where(*(~one for one in stands))):
        yield f"The paragraph {pid} does not stand where it first stood: its identity was changed."


def _consultations(db: Connection, details: _Details) -> Iterator[str]:
    own = tables.consultation.c
    words = own.title, own.opens, own.closes, own.note, own.outcome, own.recorded_at
    found = db.execute(
        select(own.event_seq, own.thread, tables.edition.c.ordinal, *words)
        .join_from(tables.consultation, tables.edition, own.edition_id == tables.edition.c.id)
        .order_by(own.id)
    )
    for event_seq, *told in found:
        if seals.consultation(Consultation(*told)) not in details.get(event_seq, {}).get("consultations", ()):
            yield f"What was said of consultation {told[0]} is not as it was recorded."


def _emergencies(db: Connection) -> Iterator[str]:
    """Every emergency publication, and its review, is as the last event about it says."""
    said: dict[tuple[str, str], str] = {}
    for event in ledger.events(db):
        for ordinal, seal in _part(event.detail, "emergency").items():
            said[event.subject, ordinal] = seal
    own, document = tables.edition.c, tables.document.c
    found = db.execute(
        select(own.id, own.ordinal, document.kind, document.slug)
        .join_from(tables.emergency, tables.edition, tables.emergency.c.edition_id == own.id)
        .join(tables.document, own.document_id == document.id)
    ).all()
    for row in found:
        told = statements.emergency_of(db, row.id)
        if told is None or said.pop((f"{row.kind}:{row.slug}", str(row.ordinal)), "") != told.seal:
            yield f"{row.kind}:{row.slug}, edition {row.ordinal}: its emergency publication is not as it was recorded."
    for subject, ordinal in said:
        yield f"The ledger speaks of an emergency publication of {subject}, edition {ordinal}, which is not there."


def _drafts(db: Connection) -> Iterator[str]:
    """Every revision says what the event about it says, and every decision was made."""
    written: dict[tuple[str, Any], Any] = {}
    decided: set[tuple[str, str, Any, Any]] = set()
    for event in ledger.events(db):
        if event.subject.startswith("draft:") and "revision" in event.detail:
            if "content" in event.detail:
                written[event.subject, event.detail["revision"]] = event.detail["content"]
            decided.add((event.subject, event.action, event.detail["revision"], event.detail.get("fingerprint")))
    own = tables.revision.c
    words = own.title, own.summary, own.body, own.facts
    for row in db.execute(select(own.draft_id, own.number, *words).order_by(own.draft_id, own.number)):
        content = Content(row.title, row.summary, row.body, row.facts)
        if written.get((f"draft:{row.draft_id}", row.number)) != contents.fingerprint(content):
            yield f"Revision {row.number} of draft {row.draft_id} is not as it was saved."
    for row in db.execute(select(tables.decision)):
        told = f"draft:{row.draft_id}", f"draft.{row.outcome}", row.revision, row.fingerprint
        if told not in decided:
            yield f"A decision on revision {row.revision} of draft {row.draft_id} is not in the ledger: {row.outcome}."


def _as_written(row: Row[Any], first_stated: date) -> NewEdition:
    return NewEdition(
        kind=Kind(row.kind),
        slug=row.slug,
        document_id=row.document_id,
        event_seq=row.event_seq,
        ordinal=row.ordinal,
        basis=Basis(row.basis),
        title=row.title,
        summary=row.summary,
        body=row.body,
        facts=row.facts,
        change_note=row.change_note,
        published_at=row.published_at,
        in_force_from=first_stated,
    )


_Found = list[tuple[Any, ...]]


def _standing(db: Connection, place: Table, edition_id: int, *more: str) -> _Found:
    columns = [place.c[name] for name in (*_PLACE, *more)]
    found = db.execute(select(*columns).where(place.c.edition_id == edition_id).order_by(place.c.position))
    return [tuple(row) for row in found]


def _expected(edition: NewEdition) -> tuple[_Found, _Found] | None:
    """The public and the internal paragraphs that a text makes, or None for one that could not have been published."""
    try:
        blocks = split(compose(edition.kind, edition.facts, edition.body))
    except ValueError:
        return None
    told = [
        (text_hash(one.source), one.block.value, one.level, one.anchor, " ".join(one.classes), one.ref)
        for one in blocks
    ]
    named = zip(blocks, told, numbers(blocks), labels(blocks), strict=True)
    public = [(*said, number, label) for block, said, number, label in named if not block.internal]
    internal = [
        (index, *said) for index, (block, said) in enumerate(zip(blocks, told, strict=True), 1) if block.internal
    ]
    return [(index, *said) for index, said in enumerate(public, 1)], internal


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of an event that has parts itself; empty where it has not."""
    found = told.get(name)
    return found if isinstance(found, dict) else {}
