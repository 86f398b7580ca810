"""Bringing words together: a revision set aside with what counts, and a draft with an edition published meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from . import drafts, records, revisions, saving, tables
from .contents import check_content, check_note, tidy
from .errors import NotFoundError, StateError
from .merging import Merged, merge
from .model import Person
from .permissions import Action, require
from .saving import Change, Saved
from .store import Store
from .workflow import Content, Draft, Revision


@dataclass(frozen=True)
class Aside:
    """A revision set aside, the one that counts, the one that both began with, and what merging them gives."""

    revision: Revision
    head: Revision
    ground: Revision
    merged: Merged


def merge_aside(store: Store, person: Person, draft_id: int, aside: int) -> Aside:
    """Both texts, and a merged one for the person to look through; nothing is saved.

    Raises NotFoundError where no such revision waits to be merged.
    """
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        set_aside = _waiting(db, draft, aside)
        head = drafts.head(db, draft)
        ground = revisions.common_ground(db, set_aside)
        return Aside(set_aside, head, ground, merge(ground.content, head.content, set_aside.content))


def resolve(
    store: Store, person: Person, draft_id: int, based_on: int, aside: int, content: Content, note: str = ""
) -> Saved:
    """Keep the words that both texts became. `based_on` is the revision that counted when the person saw them.

    Where somebody has saved since, what the person made is set aside in its turn; it takes the place of `aside`.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        set_aside = _waiting(db, draft, aside)
        saving.require_revision(db, draft, based_on)
        if issues := [*check_content(draft.kind, content), *check_note(note)]:
            raise StateError(f"{issues[0].message}.")
        mine, now = tidy(content), store.now()
        before = revisions.find(db, draft_id, based_on)
        identity = saving.aligned(db, now, draft, mine, before, drafts.base_standing(db, draft))
        is_behind = based_on != draft.head
        change = Change("draft.merged", mine, identity, set_aside.number, note, is_behind)
        return saving.record(db, person, now, draft, change)


def bring_up_to_date(store: Store, person: Person, draft_id: int) -> Saved:
    """Merge the newest edition into the draft and compare the draft to it from now on.

    What both changed differently stands twice, as told in `conflicts`, until an author chooses. Raises StateError
    where the draft is up to date.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        newest = drafts.newest_edition(db, draft.kind, draft.slug)
        if newest is None or newest.ordinal == draft.base:
            raise StateError("The draft is up to date: no edition was published after the one that it is based on.")
        theirs = tidy(Content(newest.title, newest.summary, newest.body, newest.facts))
        head = drafts.head(db, draft)
        merged = merge(_base_content(db, draft), theirs, head.content)
        content, now = tidy(merged.content), store.now()
        identity = saving.aligned(db, now, draft, content, head, records.standing(db, newest.id))
        note = f"Brought up to date with edition {newest.ordinal}"
        values = {"document_id": newest.document_id, "base_edition_id": newest.id}
        detail = {"from_base": draft.base, "base": newest.ordinal}
        change = Change("draft.brought_up_to_date", content, identity, draft.head, note, values=values, detail=detail)
        return replace(saving.record(db, person, now, draft, change), conflicts=merged.conflicts)


def _waiting(db: Connection, draft: Draft, number: int) -> Revision:
    if number not in drafts.asides(db, draft):
        raise NotFoundError(f"Draft {draft.id} has no revision {number} that waits to be merged.")
    return revisions.find(db, draft.id, number)


def _base_content(db: Connection, draft: Draft) -> Content:
    own = tables.edition.c
    row = db.execute(
        select(own.title, own.summary, own.body, own.facts).where(own.id == drafts.base_edition(db, draft))
    ).one_or_none()
    return tidy(Content(row.title, row.summary, row.body, row.facts)) if row else Content("", "", "", {})
