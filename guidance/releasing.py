"""Releases: editions of several documents that are published in one transaction and commence together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Row, func, insert, select, update

from . import drafts, ledger, planning, publishing, seals, tables
from .errors import ConflictError, NotFoundError, StateError
from .model import Issue, Person, Role
from .permissions import Action, require
from .planning import Plan
from .refusing import refuse, tidied
from .revisions import MAX_ID
from .store import Store
from .workflow import Draft, Release, State

OPEN, PUBLISHED, DISCARDED = "open", "published", "discarded"
MAX_NAME = 200

_OWN, _PERSON = tables.release.c, tables.person.c
_RELEASES = select(
    tables.release, *(_PERSON[name].label(f"person_{name}") for name in ("email", "name", "role", "active"))
).join_from(tables.release, tables.person, _OWN.created_by == _PERSON.id)


def check_name(name: str) -> list[Issue]:
    """What is wrong with the name of a release."""
    if 0 < len(tidied(name)) <= MAX_NAME:
        return []
    return [Issue("name", f"Give the release a name of at most {MAX_NAME} characters")]


def create(store: Store, person: Person, name: str) -> int:
    """Begin a release, still empty; its id."""
    require(person, Action.PUBLISH)
    refuse(check_name(name))
    with store.writing() as db:
        now = store.now()
        values = {"name": tidied(name), "state": OPEN, "created_by": person.id, "created_at": now}
        made: int = db.execute(insert(tables.release).values(**values).returning(_OWN.id)).scalar_one()
        ledger.append(db, person, now, "release.created", _subject(made), {"name": seals.of("name", tidied(name))})
    return made


def add(store: Store, person: Person, release_id: int, draft_id: int) -> None:
    """Put an open draft into a release. Raises ConflictError where one of the same document is in it already."""
    require(person, Action.PUBLISH)
    with store.writing() as db:
        _require_open(db, release_id)
        draft = drafts.find(db, draft_id)
        if draft.state not in drafts.OPEN:
            raise StateError("Only a draft that is not published or discarded can be put into a release.")
        if draft.release_id is not None:
            raise StateError("The draft is in a release already.")
        if any((one.kind, one.slug) == (draft.kind, draft.slug) for one in _contents(db, release_id)):
            raise ConflictError("The release has a draft of the same document already.")
        _place(db, draft_id, release_id)
        ledger.append(db, person, store.now(), "release.draft_added", _subject(release_id), {"draft": draft_id})


def take_out(store: Store, person: Person, release_id: int, draft_id: int) -> None:
    """Take a draft out of a release; the draft itself stays as it is."""
    require(person, Action.PUBLISH)
    with store.writing() as db:
        _require_open(db, release_id)
        if draft_id not in {one.id for one in _contents(db, release_id)}:
            raise NotFoundError(f"The release has no draft {draft_id}.")
        _place(db, draft_id, None)
        ledger.append(db, person, store.now(), "release.draft_taken_out", _subject(release_id), {"draft": draft_id})


def discard(store: Store, person: Person, release_id: int) -> None:
    """Give a release up; its drafts stay, and can be published alone or in another."""
    require(person, Action.PUBLISH)
    with store.writing() as db:
        _require_open(db, release_id)
        held = [one.id for one in _contents(db, release_id)]
        db.execute(update(tables.draft).where(tables.draft.c.id.in_(held)).values(release_id=None))
        db.execute(update(tables.release).where(_OWN.id == release_id).values(state=DISCARDED))
        ledger.append(db, person, store.now(), "release.discarded", _subject(release_id), {"drafts": held})


def check_release(
    store: Store, person: Person, release_id: int, commences: date, visible_from: datetime | None, reason: str = ""
) -> list[Issue]:
    """What keeps a release from being published on these dates, with the field of each; empty where nothing does."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        found = _find(db, release_id)
        return _issues(db, store.now(), _contents(db, found.id), commences, visible_from, reason)


def publish_release(
    store: Store, person: Person, release_id: int, commences: date, visible_from: datetime | None, reason: str = ""
) -> list[tuple[Draft, int]]:
    """Publish everything in a release on the same dates, or nothing of it; each draft with its ordinal.

    Every draft must be approved as it stands. Raises StateError for what `check_release` finds wrong.
    """
    require(person, Action.PUBLISH)
    with store.writing() as db:
        now = store.now()
        _require_open(db, release_id)
        held = _contents(db, release_id)
        refuse(_issues(db, now, held, commences, visible_from, reason))
        made = [
            (one, publishing.write(db, person, now, one, Plan(commences, one.basis, visible_from, reason), beside=held))
            for one in held
        ]
        told = {"state": PUBLISHED, "commences": commences, "visible_from": visible_from, "published_at": now}
        db.execute(update(tables.release).where(_OWN.id == release_id).values(**told))
        detail = {"editions_of": {str(one.id): ordinal for one, ordinal in made}, "commences": str(commences)}
        detail["visible_from"] = str((visible_from or now).isoformat())
        ledger.append(db, person, now, "release.published", _subject(release_id), detail)
    return made


def releases(store: Store, person: Person) -> list[Release]:
    """Every release, the newest first."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return [_release(row) for row in db.execute(_RELEASES.order_by(_OWN.id.desc()))]


def sizes(store: Store, person: Person) -> Mapping[int, int]:
    """How many drafts are in each release, by its id; a release with none is not named."""
    require(person, Action.READ_DRAFTS)
    own = tables.draft.c
    held = (
        select(own.release_id, func.count())
        .where(own.release_id.is_not(None), own.state != State.DISCARDED)
        .group_by(own.release_id)
    )
    with store.reading() as db:
        return {row[0]: row[1] for row in db.execute(held)}


def release(store: Store, person: Person, release_id: int) -> tuple[Release, list[Draft]]:
    """A release and the drafts in it, by title. Raises NotFoundError where there is none."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return _find(db, release_id), _contents(db, release_id)


def _issues(
    db: Connection,
    now: datetime,
    held: Sequence[Draft],
    commences: date,
    visible_from: datetime | None,
    reason: str,
) -> list[Issue]:
    found = planning.check_dates(now, commences, visible_from, reason)
    if not held:
        found.append(Issue("drafts", "There is nothing in the release"))
    for one in held:
        if one.state is not State.APPROVED:
            found.append(Issue("drafts", f"“{one.title}” is not approved"))
        for issue in planning.issues(db, now, one, Plan(commences, one.basis, visible_from, reason)):
            told = Issue(issue.field, f"“{one.title}”: {issue.message}")
            if issue not in found:
                found.append(told)
    return found


def _contents(db: Connection, release_id: int) -> list[Draft]:
    """The drafts in a release, by title; one that was discarded meanwhile is not in it."""
    own = tables.draft.c
    found = drafts.matching(db, own.release_id == release_id, own.state != State.DISCARDED)
    return sorted(found, key=lambda one: (one.title.casefold(), one.id))


def _place(db: Connection, draft_id: int, release_id: int | None) -> None:
    db.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(release_id=release_id))


def _find(db: Connection, release_id: int) -> Release:
    row = db.execute(_RELEASES.where(_OWN.id == release_id)).one_or_none() if 0 < release_id <= MAX_ID else None
    if row is None:
        raise NotFoundError(f"There is no release {release_id}.")
    return _release(row)


def _require_open(db: Connection, release_id: int) -> None:
    found = _find(db, release_id)
    if found.state != OPEN:
        raise StateError(f"The release “{found.name}” is {found.state}.")


def _release(row: Row[tuple[object, ...]]) -> Release:
    told = row._mapping
    maker = Person(
        told["created_by"], told["person_email"], told["person_name"], Role(told["person_role"]), told["person_active"]
    )
    dates = told["commences"], told["visible_from"]
    return Release(told["id"], told["name"], told["state"], *dates, maker, told["created_at"], told["published_at"])


def _subject(release_id: int) -> str:
    return f"release:{release_id}"
