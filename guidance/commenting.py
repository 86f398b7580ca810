"""Remarks on drafts: each hangs on a paragraph (or on the draft as a whole) of one revision, and can be resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from . import drafts, ledger, revisions, seals, tables
from .errors import ConflictError, NotFoundError, StateError
from .model import Issue, Person
from .permissions import Action, require
from .refusing import refuse, tidied
from .revisions import MAX_ID
from .store import Store
from .workflow import STATES, Draft

MAX_REMARK = 5_000

_OWN = tables.comment.c
_AUTHOR, _RESOLVER = tables.person.alias("author"), tables.person.alias("resolver")
_COMMENTS = (
    select(
        tables.comment,
        _AUTHOR.c.name.label("author"),
        _RESOLVER.c.name.label("resolver"),
        tables.fact_check.c.name.label("outsider"),
    )
    .select_from(tables.comment)
    .outerjoin(_AUTHOR, _AUTHOR.c.id == _OWN.person_id)
    .outerjoin(_RESOLVER, _RESOLVER.c.id == _OWN.resolved_by)
    .outerjoin(tables.fact_check, tables.fact_check.c.id == _OWN.fact_check_id)
    .order_by(_OWN.id)
)


@dataclass(frozen=True)
class Comment:
    """One remark. `outside`: it came by a fact-check link. `resolved_by` is a name, empty while it is open."""

    id: int
    revision: int
    pid: str
    author: str
    outside: bool
    at: datetime
    body: str
    resolved_by: str
    resolved_at: datetime | None


def check_comment(body: str) -> list[Issue]:
    """What keeps a remark from being taken; empty where nothing does."""
    words = tidied(body)
    if not words:
        return [Issue("body", "Write the comment")]
    if len(words) > MAX_REMARK:
        return [Issue("body", f"A comment can have at most {MAX_REMARK:,} characters; this has {len(words):,}")]
    return []


def comment(store: Store, person: Person, draft_id: int, revision: int, pid: str, body: str) -> int:
    """Remark on a paragraph of a revision, or on one of the base that it leaves out; with no pid, on the whole draft.

    Gives the id of the comment. Raises NotFoundError where there is no such revision or paragraph in it.
    """
    require(person, Action.COMMENT)
    with store.writing() as db:
        draft = drafts.find(db, draft_id)
        require_open(draft, "commented on")
        refuse(check_comment(body))
        _require_paragraph(db, draft, revision, pid)
        now, words = store.now(), tidied(body)
        values = {"draft_id": draft.id, "revision": revision, "at": now, "body": words}
        made = insert(tables.comment).values(**values, pid=pid, person_id=person.id).returning(_OWN.id)
        comment_id: int = db.execute(made).scalar_one()
        detail = {"comment": comment_id, "revision": revision, "pid": pid, "words": seals.of("comment", words)}
        ledger.append(db, person, now, "draft.commented", f"draft:{draft.id}", detail)
    return comment_id


def resolve_comment(store: Store, person: Person, comment_id: int) -> None:
    """Mark a remark as dealt with; it stays to be read. Raises ConflictError where somebody has done so already."""
    require(person, Action.COMMENT)
    with store.writing() as db:
        found = select(_OWN.draft_id, _OWN.resolved_at).where(_OWN.id == comment_id)
        row = db.execute(found).one_or_none() if 0 < comment_id <= MAX_ID else None
        if row is None:
            raise NotFoundError(f"There is no comment {comment_id}.")
        if row.resolved_at is not None:
            raise ConflictError("This comment has been resolved already.")
        now = store.now()
        resolved = {"resolved_by": person.id, "resolved_at": now}
        db.execute(update(tables.comment).where(_OWN.id == comment_id).values(**resolved))
        ledger.append(db, person, now, "draft.comment_resolved", f"draft:{row.draft_id}", {"comment": comment_id})


def comments(store: Store, person: Person, draft_id: int) -> list[Comment]:
    """Every remark on a draft, on whichever revision, oldest first."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        return [
            Comment(
                id=row.id,
                revision=row.revision,
                pid=row.pid,
                author=row.author or row.outsider,
                outside=row.fact_check_id is not None,
                at=row.at,
                body=row.body,
                resolved_by=row.resolver or "",
                resolved_at=row.resolved_at,
            )
            for row in db.execute(_COMMENTS.where(_OWN.draft_id == draft.id))
        ]


def from_outside(
    db: Connection, draft_id: int, revision: int, fact_check_id: int, at: datetime, remarks: Mapping[str, str]
) -> None:
    """Keep the remarks of somebody with a fact-check link, by pid, as comments. Writes no event; the act does."""
    same = {"draft_id": draft_id, "revision": revision, "fact_check_id": fact_check_id, "at": at}
    if rows := [{**same, "pid": pid, "body": body} for pid, body in remarks.items()]:
        db.execute(insert(tables.comment), rows)


def require_open(draft: Draft, done: str) -> None:
    """Refuse with StateError where the draft has been published or discarded."""
    if draft.state not in drafts.OPEN:
        raise StateError(f"A draft that is {STATES[draft.state].lower()} cannot be {done}.")


def _require_paragraph(db: Connection, draft: Draft, revision: int, pid: str) -> None:
    found = revisions.find(db, draft.id, revision)
    if not pid or any(one.pid == pid for one in found.identity.paragraphs):
        return
    if all(one.pid != pid for one in drafts.base_standing(db, draft)):
        raise NotFoundError(f"Revision {revision} has no such paragraph.")
