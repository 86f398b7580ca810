"""What an editor's browser does by itself: keep unsaved words, and tell who else is there. No revision, no event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from . import drafts, revisions, saving, tables
from .contents import tidy
from .errors import StateError
from .markup import MAX_BODY
from .model import Person
from .permissions import Action, require
from .store import Store
from .workflow import Content

PRESENT = timedelta(minutes=2)
"""Whoever was seen in this time counts as editing."""
OFTEN = timedelta(seconds=30)
"""Who was seen in this time is not noted anew: each note makes every page forget what it keeps."""

_OWN = tables.editing.c


@dataclass(frozen=True)
class Kept:
    """Words that a browser kept, since when, and the revision that the person had before them. Perhaps incomplete."""

    content: Content
    based_on: int
    at: datetime


@dataclass(frozen=True)
class Other:
    """Somebody else who has the draft open."""

    name: str
    since: datetime
    seen_at: datetime


def keep(store: Store, person: Person, draft_id: int, based_on: int, content: Content) -> datetime:
    """Keep words as they are, right or wrong, until the person's next save; the instant at which it was done."""
    require(person, Action.DRAFT)
    if len(content.title) + len(content.summary) + len(content.body) > MAX_BODY:
        raise StateError(f"The text is longer than {MAX_BODY:,} characters; split it into several documents.")
    now = store.now()
    told = tidy(content)
    kept = {"title": told.title, "summary": told.summary, "body": told.body, "facts": dict(told.facts)}
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        saving.require_revision(db, draft, based_on)
        _note(db, person, draft_id, now, {"kept": kept, "kept_from": based_on, "kept_at": now})
    return now


def kept(store: Store, person: Person, draft_id: int) -> Kept | None:
    """What the person's browser kept and they have not saved; None where it says nothing that the draft does not."""
    require(person, Action.DRAFT)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        row = db.execute(select(tables.editing).where(*_mine(person, draft_id))).one_or_none()
        if row is None or row.kept_at is None:
            return None
        content = Content(**row.kept)
        known = {draft.head, row.kept_from}
        if content in [revisions.find(db, draft_id, number).content for number in known]:
            return None
        return Kept(content, row.kept_from, row.kept_at)


def drop_kept(store: Store, person: Person, draft_id: int) -> None:
    """Forget what the person's browser kept."""
    require(person, Action.DRAFT)
    with store.writing() as db:
        saving.drop_kept(db, person, drafts.find(db, draft_id).id)


def arrive(store: Store, person: Person, draft_id: int) -> list[Other]:
    """Note that the person has the draft open, and tell who else has, longest first. To be repeated each minute."""
    require(person, Action.DRAFT)
    now = store.now()
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        seen = db.scalar(select(_OWN.seen_at).where(*_mine(person, draft_id)))
        others = _others(db, person, draft_id, now)
    if draft.state in drafts.OPEN and (seen is None or now - seen >= OFTEN):
        with store.writing() as db:
            again = {} if seen and now - seen < PRESENT else {"since": now}
            _note(db, person, draft_id, now, again)
            others = _others(db, person, draft_id, now)
    return others


def _note(db: Connection, person: Person, draft_id: int, now: datetime, values: dict[str, Any]) -> None:
    mine = _mine(person, draft_id)
    there = db.scalar(select(_OWN.person_id).where(*mine))
    if there is None:
        told = {"draft_id": draft_id, "person_id": person.id, "since": now, "seen_at": now, **values}
        db.execute(insert(tables.editing).values(**told))
    else:
        db.execute(update(tables.editing).where(*mine).values(seen_at=now, **values))


def _others(db: Connection, person: Person, draft_id: int, now: datetime) -> list[Other]:
    about = tables.person.c
    rows = db.execute(
        select(about.name, _OWN.since, _OWN.seen_at)
        .join_from(tables.editing, tables.person, _OWN.person_id == about.id)
        .where(_OWN.draft_id == draft_id, _OWN.person_id != person.id, _OWN.seen_at > now - PRESENT, about.active)
        .order_by(_OWN.since, about.name)
    )
    return [Other(row.name, row.since, row.seen_at) for row in rows]


def _mine(person: Person, draft_id: int) -> tuple[Any, Any]:
    return _OWN.draft_id == draft_id, _OWN.person_id == person.id
