"""The story of a document: all that was recorded about it, newest first, with who and why.

Readers are told in which role somebody acted. Who it was is for the policy team.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, select

from . import rows, tables
from .answers import Consultation
from .model import Basis, Kind, Person
from .permissions import Action, require
from .rows import Timeline
from .store import Store


class Happening(StrEnum):
    """What can be recorded about a document."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    REVIEWED = "reviewed"
    CONSULTATION_OPENED = "consultation_opened"
    CONSULTATION_CHANGED = "consultation_changed"
    CONSULTATION_CONCLUDED = "consultation_concluded"


@dataclass(frozen=True)
class Days:
    """From one civil date until another (exclusive; None: with no end known)."""

    from_date: date
    to_date: date | None


@dataclass(frozen=True)
class Entry:
    """One thing that was recorded, as known from `at` on.

    `days` are those then stated, `before` those stated until then, `reason` why. `note` is the change note of an
    edition, and of a review what was found, for the policy team alone. `role` is empty of what came in a pack, `name`
    for readers.
    """

    at: datetime
    what: Happening
    ordinal: int
    role: str
    name: str
    acted_at: datetime
    reason: str = ""
    note: str = ""
    title: str = ""
    basis: Basis | None = None
    days: Days | None = None
    before: Days | None = None
    replacement: str = ""
    emergency: str = ""
    consultation: Consultation | None = None
    consulted_before: Consultation | None = None


_ROLES = {
    "edition.published": "publisher",
    "dates.corrected": "publisher",
    "document.withdrawn": "publisher",
    "consultation.opened": "publisher",
    "consultation.changed": "publisher",
    "consultation.concluded": "publisher",
}
"""In which role somebody did what, see `permissions`."""

_EVENT, _PERSON, _PERIOD = tables.event.c, tables.person.c, tables.force_period.c
_ACTED = (_EVENT.seq, _EVENT.action, _EVENT.at.label("acted_at"), func.coalesce(_PERSON.name, "").label("name"))


def public(store: Store, kind: Kind, slug: str, known_at: datetime | None = None) -> list[Entry]:
    """What readers may know by an instant (None: now), without names. Raises NotFoundError as the library does."""
    now = store.now()
    known = now if known_at is None else min(known_at, now)
    with store.reading() as db:
        return _entries(db, rows.timeline(db, kind, slug, known), known, named=False)


def full(store: Store, person: Person, kind: Kind, slug: str) -> list[Entry]:
    """Everything, embargoed or not, with names."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return entries(db, rows.timeline(db, kind, slug, rows.EVER))


def entries(db: Connection, found: Timeline) -> list[Entry]:
    """`full` inside a transaction, of a timeline as known for ever."""
    return _entries(db, found, rows.EVER, named=True)


def _entries(db: Connection, found: Timeline, known_at: datetime, *, named: bool) -> list[Entry]:
    told = [
        *_of_force(db, found, known_at, named=named),
        *_reviews(db, found, known_at, named=named),
        *_consultations(db, found, known_at, named=named),
    ]
    return sorted(told, key=lambda one: (one.at, one.ordinal, one.what is not Happening.PUBLISHED), reverse=True)


def _of_force(db: Connection, found: Timeline, known_at: datetime, *, named: bool) -> Iterable[Entry]:
    own, hasty = tables.edition.c, tables.emergency.c
    about = own.ordinal, own.title, own.basis, own.change_note, own.published_at, hasty.reason.label("hasty")
    stated: Sequence[Row[Any]] = db.execute(
        select(tables.force_period, *about, *_ACTED)
        .join_from(tables.force_period, tables.edition, _PERIOD.edition_id == own.id)
        .join(tables.event, _PERIOD.event_seq == _EVENT.seq)
        .outerjoin(tables.person, _PERSON.email == _EVENT.actor)
        .outerjoin(tables.emergency, hasty.edition_id == own.id)
        .where(_PERIOD.document_id == found.document.id, _PERIOD.recorded_at <= known_at)
        .order_by(_PERIOD.recorded_at, _PERIOD.id)
    ).all()
    last: dict[int, Days] = {}
    withdrawn: set[tuple[int, datetime]] = set()
    for row in stated:
        before, days = last.get(row.ordinal), Days(row.from_date, row.to_date)
        last[row.ordinal] = days
        if before is None:
            yield _published(row, days, named=named)
        elif not _ends(row, before):
            yield _stated(row, Happening.CORRECTED, days, before, named=named)
        elif (row.seq, row.recorded_at) not in withdrawn:
            # One withdrawal can end several editions: those in force, and those that were to commence.
            withdrawn.add((row.seq, row.recorded_at))
            yield _stated(row, Happening.WITHDRAWN, days, before, named=named)


def _ends(row: Row[Any], before: Days) -> bool:
    """Whether a statement withdraws. One that came in a pack does not say, but for its dates."""
    ended = row.to_date is not None and before.to_date is None and row.from_date == before.from_date
    return bool(row.action == "document.withdrawn" or (row.action not in _ROLES and ended))


def _published(row: Row[Any], days: Days, *, named: bool) -> Entry:
    return Entry(
        row.published_at,
        Happening.PUBLISHED,
        row.ordinal,
        *_by(row, named=named),
        reason=row.reason,
        note=row.change_note,
        title=row.title,
        basis=Basis(row.basis),
        days=days,
        emergency=row.hasty or "",
    )


def _stated(row: Row[Any], what: Happening, days: Days, before: Days, *, named: bool) -> Entry:
    return Entry(
        row.recorded_at,
        what,
        row.ordinal,
        *_by(row, named=named),
        reason=row.reason,
        days=days,
        before=before,
        replacement=row.replacement or "",
    )


def _reviews(db: Connection, found: Timeline, known_at: datetime, *, named: bool) -> Iterable[Entry]:
    own, edition = tables.emergency.c, tables.edition.c
    reviewed = db.execute(
        select(edition.ordinal, own.reviewed_at, own.review_note, func.coalesce(_PERSON.name, "").label("name"))
        .join_from(tables.emergency, tables.edition, own.edition_id == edition.id)
        .outerjoin(tables.person, own.reviewed_by == _PERSON.id)
        .where(edition.document_id == found.document.id, own.reviewed_at <= known_at)
    )
    for row in reviewed:
        name, note = (row.name, row.review_note) if named else ("", "")
        yield Entry(row.reviewed_at, Happening.REVIEWED, row.ordinal, "reviewer", name, row.reviewed_at, note=note)


def _consultations(db: Connection, found: Timeline, known_at: datetime, *, named: bool) -> Iterable[Entry]:
    own, edition = tables.consultation.c, tables.edition.c
    told = own.thread, edition.ordinal, own.title, own.opens, own.closes, own.note, own.outcome, own.recorded_at
    stated: Iterable[Row[Any]] = db.execute(
        select(*told, *_ACTED)
        .join_from(tables.consultation, tables.edition, own.edition_id == edition.id)
        .join(tables.event, own.event_seq == _EVENT.seq)
        .outerjoin(tables.person, _PERSON.email == _EVENT.actor)
        .where(own.document_id == found.document.id, own.recorded_at <= known_at, edition.published_at <= known_at)
        .order_by(own.id)
    )
    last: dict[int, Consultation] = {}
    for row in stated:
        now, before = Consultation(*row[: len(told)]), last.get(row.thread)
        last[row.thread] = now
        what = Happening.CONSULTATION_OPENED if before is None else Happening.CONSULTATION_CHANGED
        if now.outcome:
            what = Happening.CONSULTATION_CONCLUDED
        by = _by(row, named=named)
        yield Entry(row.recorded_at, what, row.ordinal, *by, consultation=now, consulted_before=before)


def _by(row: Row[Any], *, named: bool) -> tuple[str, str, datetime]:
    """Role, name and instant of the act."""
    return _ROLES.get(row.action, ""), row.name if named else "", row.acted_at
