"""What waits for whom: the lists of the policy team's first page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, exists, func, not_, or_, select

from . import calendar, drafts, force, rows, tables
from .model import Basis, Edition, Kind, Person
from .permissions import Action, may, require
from .revisions import person_of
from .rows import Timeline
from .store import Store
from .workflow import Draft, Release, State


@dataclass(frozen=True)
class Scheduled:
    """A published edition that is not in force yet. `visible_from`: under embargo until then."""

    edition: Edition
    commences: date
    visible_from: datetime | None


@dataclass(frozen=True)
class Due:
    """An edition in force and the day that its facts name: to be reviewed by, or on which the law commences."""

    edition: Edition
    day: date


@dataclass(frozen=True)
class Interim:
    """An interim edition in force, and since when there has been interim guidance without a break."""

    edition: Edition
    since: date


@dataclass(frozen=True)
class Unreviewed:
    """An emergency publication that nobody else has reviewed."""

    kind: Kind
    slug: str
    ordinal: int
    title: str
    person: Person
    reason: str
    at: datetime


@dataclass(frozen=True)
class Work:
    """Each list with what is most pressing first; `unknown`: how many unknown terms wait."""

    mine: tuple[Draft, ...]
    to_review: tuple[Draft, ...]
    approved: tuple[Draft, ...]
    scheduled: tuple[Scheduled, ...]
    due: tuple[Due, ...]
    law: tuple[Due, ...]
    interim: tuple[Interim, ...]
    unreviewed: tuple[Unreviewed, ...]
    releases: tuple[Release, ...]
    unknown: int


def work(store: Store, person: Person) -> Work:
    """What is the person's, what waits for them, and what is coming or due in the whole of the knowledge base."""
    require(person, Action.READ_DRAFTS)
    now = store.now()
    today = calendar.today(now)
    state = tables.draft.c.state
    with store.reading() as db:
        timelines = rows.timelines(db, drafts.EVER)
        current = _current(db, timelines, today, now)
        return Work(
            mine=tuple(drafts.matching(db, state.in_(drafts.OPEN), _is_mine(person))),
            to_review=tuple(_to_review(db, person)),
            approved=tuple(drafts.matching(db, state == State.APPROVED)),
            scheduled=tuple(_scheduled(db, timelines, today, now)),
            due=tuple(_dated(current, "review_by", until=today)),
            law=tuple(_dated([one for one in current if one.document.kind is Kind.AUTHORITY], "in_force_from", today)),
            interim=tuple(_interim(db, timelines, current, today, now)),
            unreviewed=tuple(_unreviewed(db)),
            releases=tuple(_releases(db)),
            unknown=db.scalar(select(func.count()).select_from(tables.unknown_term)) or 0,
        )


def _is_mine(person: Person) -> ColumnElement[bool]:
    # The drafts that this is asked of are read with a revision each already.
    own, saved = tables.draft.c, tables.revision.alias().c
    wrote = exists().where(saved.draft_id == own.id, saved.author_id == person.id)
    decided = tables.decision.c
    submitted = exists().where(
        decided.draft_id == own.id, decided.person_id == person.id, decided.outcome == "submitted"
    )
    return or_(own.created_by == person.id, own.submitted_by == person.id, wrote, submitted)


def _to_review(db: Connection, person: Person) -> list[Draft]:
    """What was submitted and the person neither wrote nor submitted, the longest wait first."""
    if not may(person, Action.REVIEW):
        return []
    found = drafts.matching(db, tables.draft.c.state == State.IN_REVIEW, not_(_is_mine(person)))
    return sorted(found, key=lambda one: one.submitted_at or one.changed_at)


def _current(db: Connection, timelines: Sequence[Timeline], today: date, now: datetime) -> list[Edition]:
    """The editions in force today as known now."""
    found = [(one, force.at(force.spans(one.periods, now), today)) for one in timelines]
    return rows.editions(db, [(one, span.edition) for one, span in found if span], today)


def _scheduled(db: Connection, timelines: Sequence[Timeline], today: date, now: datetime) -> list[Scheduled]:
    """What begins after today, and what begins by today but is under an embargo."""
    begins: dict[tuple[int, int], date] = {}
    wanted: list[tuple[Timeline, int]] = []
    for one in timelines:
        known = {period.edition for period in one.periods if period.recorded_at <= now}
        for span in one.spans:
            if span.from_date > today or span.edition not in known:
                begins[one.document.id, span.edition] = span.from_date
                wanted.append((one, span.edition))
    found = [
        Scheduled(one, begins[one.document.id, one.ordinal], one.published_at if one.published_at > now else None)
        for one in rows.editions(db, wanted, today)
    ]
    return sorted(found, key=lambda one: (one.commences, one.edition.title.casefold()))


def _dated(current: Sequence[Edition], name: str, after: date | None = None, until: date | None = None) -> list[Due]:
    """Those of which a fact names a day after one date, or up to one; earliest first."""
    dated = [Due(one, date.fromisoformat(one.facts[name])) for one in current if one.facts.get(name)]
    wanted = (one for one in dated if (not after or one.day > after) and (not until or one.day <= until))
    return sorted(wanted, key=lambda one: (one.day, one.edition.title.casefold()))


def _interim(
    db: Connection, timelines: Sequence[Timeline], current: Sequence[Edition], today: date, now: datetime
) -> list[Interim]:
    ids = {one.document.id for one in current if one.basis is Basis.INTERIM}
    concerned = [one for one in timelines if one.document.id in ids]
    published = rows.editions(db, [(one, ordinal) for one in concerned for ordinal in one.edition_ids], today)
    of_number = {(one.document.id, one.ordinal): one for one in published}
    found: list[Interim] = []
    for one in concerned:
        spans = [span for span in force.spans(one.periods, now) if span.from_date <= today]
        last = spans[-1]
        since = last.from_date
        for span in spans[-2::-1]:
            if of_number[one.document.id, span.edition].basis is not Basis.INTERIM or span.to_date != since:
                break
            since = span.from_date
        found.append(Interim(of_number[one.document.id, last.edition], since))
    return sorted(found, key=lambda one: (one.since, one.edition.title.casefold()))


def _unreviewed(db: Connection) -> list[Unreviewed]:
    own, edition, document = tables.emergency.c, tables.edition.c, tables.document.c
    about = [tables.person.c[name].label(f"person_{name}") for name in ("id", "email", "name", "role", "active")]
    found = db.execute(
        select(document.kind, document.slug, edition.ordinal, edition.title, own.reason, own.at, *about)
        .join_from(tables.emergency, tables.edition, own.edition_id == edition.id)
        .join(tables.document, edition.document_id == document.id)
        .join(tables.person, own.person_id == tables.person.c.id)
        .where(own.reviewed_at.is_(None))
        .order_by(own.at)
    )
    return [
        Unreviewed(Kind(row.kind), row.slug, row.ordinal, row.title, person_of(row, "person"), row.reason, row.at)
        for row in found
    ]


def _releases(db: Connection) -> list[Release]:
    own = tables.release.c
    about = [tables.person.c[name].label(f"person_{name}") for name in ("id", "email", "name", "role", "active")]
    found = db.execute(
        select(tables.release, *about)
        .join_from(tables.release, tables.person, own.created_by == tables.person.c.id)
        .where(own.state == "open")
        .order_by(own.created_at)
    )
    return [
        Release(
            row.id,
            row.name,
            row.state,
            row.commences,
            row.visible_from,
            person_of(row, "person"),
            row.created_at,
            row.published_at,
        )
        for row in found
    ]
