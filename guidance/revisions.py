"""Revisions of drafts, written and read inside the caller's transaction. One that is written never changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from . import tables
from .errors import NotFoundError
from .model import Person, Role
from .workflow import Candidate, ChangeClass, Content, Identified, Identity, Lineage, LineageType, Revision

MAX_ID = 2**31 - 1
"""The greatest number that every database keeps: no draft and no revision has a greater one."""

_OWN, _PERSON = tables.revision.c, tables.person.c
_ABOUT_AUTHOR = [_PERSON[name].label(f"person_{name}") for name in ("id", "email", "name", "role", "active")]
_WHOLE = select(tables.revision, *_ABOUT_AUTHOR).join_from(tables.revision, tables.person, _OWN.author_id == _PERSON.id)


@dataclass(frozen=True)
class NewRevision:
    """What is needed to write one. `based_on` is the revision that its author had before them."""

    draft_id: int
    number: int
    author: Person
    at: datetime
    based_on: int
    aside: bool
    note: str
    content: Content
    identity: Identity


def write(db: Connection, new: NewRevision) -> None:
    """Keep a revision for ever."""
    db.execute(
        insert(tables.revision).values(
            draft_id=new.draft_id,
            number=new.number,
            author_id=new.author.id,
            at=new.at,
            note=new.note,
            based_on=new.based_on,
            aside=new.aside,
            title=new.content.title,
            summary=new.content.summary,
            body=new.content.body,
            facts=dict(new.content.facts),
            identity=as_json(new.identity),
        )
    )


def find(db: Connection, draft_id: int, number: int) -> Revision:
    """One revision. Raises NotFoundError where the draft has none of that number."""
    found = _WHOLE.where(_OWN.draft_id == draft_id, _OWN.number == number)
    row = db.execute(found).one_or_none() if 0 < number <= MAX_ID else None
    if row is None:
        raise NotFoundError(f"Draft {draft_id} has no revision {number}.")
    return _revision(row)


def of(db: Connection, draft_id: int) -> list[Revision]:
    """Every revision of a draft, newest first."""
    return [_revision(row) for row in db.execute(_WHOLE.where(_OWN.draft_id == draft_id).order_by(_OWN.number.desc()))]


def newest(db: Connection, draft_id: int) -> int:
    """The highest number given so far, set aside or not; 0 before the first."""
    return db.scalar(select(func.max(_OWN.number)).where(_OWN.draft_id == draft_id)) or 0


def authors(db: Connection, draft_id: int) -> set[int]:
    """Everybody who saved a revision, set aside or not."""
    return set(db.scalars(select(_OWN.author_id).where(_OWN.draft_id == draft_id).distinct()))


def waiting(db: Connection, draft_id: int) -> list[int]:
    """The numbers of revisions set aside that nobody has merged yet: no later one is based on them."""
    rows = db.execute(select(_OWN.number, _OWN.based_on, _OWN.aside).where(_OWN.draft_id == draft_id)).all()
    merged = {row.based_on for row in rows}
    return sorted(row.number for row in rows if row.aside and row.number not in merged)


def common_ground(db: Connection, revision: Revision) -> Revision:
    """The newest revision that counts which the author of one set aside had before them."""
    rows = db.execute(
        select(_OWN.number, _OWN.based_on, _OWN.aside).where(
            _OWN.draft_id == revision.draft_id, _OWN.number <= revision.based_on
        )
    )
    earlier = {row.number: row for row in rows}
    number = revision.based_on
    while earlier[number].aside:
        number = earlier[number].based_on
    return find(db, revision.draft_id, number)


def as_json(identity: Identity) -> dict[str, Any]:
    """An identity as the database keeps it."""
    return {
        "paragraphs": [
            [one.pid, *([candidate.pid, candidate.likeness] for candidate in one.candidates)]
            for one in identity.paragraphs
        ],
        "lineage": [[one.type, one.pid, one.other, one.reason] for one in identity.lineage],
        "raised": dict(identity.raised),
    }


def from_json(told: Mapping[str, Any]) -> Identity:
    """`as_json` back again."""
    return Identity(
        tuple(Identified(pid, tuple(Candidate(*one) for one in candidates)) for pid, *candidates in told["paragraphs"]),
        tuple(Lineage(LineageType(said), pid, other, reason) for said, pid, other, reason in told["lineage"]),
        {pid: ChangeClass(one) for pid, one in told["raised"].items()},
    )


def person_of(row: Row[Any], who: str) -> Person:
    """The person in the columns of a row that begin with `who`."""
    told = row._mapping
    email, name, role, active = (told[f"{who}_{part}"] for part in ("email", "name", "role", "active"))
    return Person(told[f"{who}_id"], email, name, Role(role), active)


def _revision(row: Row[Any]) -> Revision:
    return Revision(
        draft_id=row.draft_id,
        number=row.number,
        author=person_of(row, "person"),
        at=row.at,
        note=row.note,
        based_on=row.based_on,
        aside=row.aside,
        content=Content(row.title, row.summary, row.body, row.facts),
        identity=from_json(row.identity),
    )
