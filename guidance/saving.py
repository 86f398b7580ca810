"""One more revision of a draft, inside the caller's transaction: numbered, its paragraphs identified, and on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update

from . import contents, drafts, ledger, revisions, tables, texts
from .errors import NotFoundError
from .identity import identify
from .markup import SourceBlock
from .merging import Conflict
from .model import Person
from .paragraphs import Standing
from .revisions import NewRevision
from .workflow import Content, Draft, Identity, Revision, Step, after


@dataclass(frozen=True)
class Saved:
    """The revision that holds the words now. `aside`: somebody else had saved first, so it waits to be merged.

    `conflicts`: what two people changed differently and the merged words hold both ways.
    """

    number: int
    aside: bool
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Change:
    """What an act does to a draft: the words and identity that count from now on, and how the record calls it."""

    action: str
    content: Content
    identity: Identity
    based_on: int
    note: str = ""
    aside: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    """Of the draft itself, beside what every revision changes in it."""
    detail: Mapping[str, Any] = field(default_factory=dict)
    """What the event says beside what every revision says in it: numbers, dates and names, never words of a draft."""


def find_open(db: Connection, draft_id: int) -> Draft:
    """A draft that can still change. Raises NotFoundError, or StateError where it is published or discarded."""
    found = drafts.find(db, draft_id)
    after(found.state, Step.SAVE)
    return found


def record(db: Connection, person: Person, now: datetime, draft: Draft, change: Change) -> Saved:
    """Keep a revision and write the event. An approval falls: what was approved is not what stands there now."""
    number = revisions.newest(db, draft.id) + 1
    new = NewRevision(
        draft_id=draft.id,
        number=number,
        author=person,
        at=now,
        based_on=change.based_on,
        aside=change.aside,
        note=change.note.strip(),
        content=change.content,
        identity=change.identity,
    )
    revisions.write(db, new)
    state = after(draft.state, Step.SAVE)
    head = draft.head if change.aside else number
    values = {"state": state, "head": head, "changed_at": now, **change.values}
    db.execute(update(tables.draft).where(tables.draft.c.id == draft.id).values(**values))
    drop_kept(db, person, draft.id)
    detail = {
        "revision": number,
        "based_on": change.based_on,
        "aside": change.aside,
        "content": contents.fingerprint(change.content),
        "from_state": draft.state,
        **change.detail,
    }
    ledger.append(db, person, now, change.action, f"draft:{draft.id}", detail)
    return Saved(number, change.aside)


def aligned(
    db: Connection, now: datetime, draft: Draft, content: Content, before: Revision, base: Sequence[Standing]
) -> Identity:
    """Which paragraph is which in content that follows on a revision; new ones get a pid that nothing ever had."""
    blocks = drafts.blocks(draft.kind, content)
    return fresh_identity(db, base, drafts.standing(draft, before), blocks, before.identity, seed(db, now, draft))


def seed(db: Connection, now: datetime, draft: Draft) -> str:
    """What the pids of new paragraphs of the next revision are made from; in no other database is there the same."""
    return f"{draft.kind}:{draft.slug}/{draft.id}/{revisions.newest(db, draft.id) + 1}/{now.isoformat()}"


def fresh_identity(
    db: Connection,
    base: Sequence[Standing],
    before: Sequence[Standing],
    blocks: Sequence[SourceBlock],
    earlier: Identity | None,
    seed: str,
) -> Identity:
    """`identify`, with another seed in the one case in a million million that a new pid was somebody's already."""
    known = {one.pid for one in (*base, *before)}
    while True:
        found = identify(base, before, blocks, earlier, seed)
        new = {one.pid for one in found.paragraphs} - known
        if not texts.present(db, tables.paragraph, "pid", new):
            return found
        seed += "+"


def require_revision(db: Connection, draft: Draft, number: int) -> None:
    """Refuse a number that no revision of the draft has."""
    if not 1 <= number <= revisions.newest(db, draft.id):
        raise NotFoundError(f"Draft {draft.id} has no revision {number}.")


def drop_kept(db: Connection, person: Person, draft_id: int) -> None:
    """Forget what the person's browser kept by itself."""
    own = tables.editing.c
    mine = (own.draft_id == draft_id) & (own.person_id == person.id)
    db.execute(update(tables.editing).where(mine).values(kept=None, kept_from=None, kept_at=None))
