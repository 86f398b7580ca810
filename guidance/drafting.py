"""Drafting: starting a draft, saving it, its particulars, and giving it up. No reader sees any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, exists, select, update

from . import beginning, currency, drafts, ledger, revisions, saving, tables
from .beginning import NewDraft
from .contents import check_content, check_labels, check_note, check_slug, tidy
from .errors import StateError
from .model import Basis, Issue, Kind, Person
from .permissions import Action, require
from .saving import Change, Saved
from .store import Store
from .workflow import Content, Step, after

__all__ = [
    "Saved",
    "check_content",
    "check_new",
    "check_note",
    "discard",
    "save",
    "set_details",
    "start",
    "start_new",
]


def start(store: Store, person: Person, kind: Kind, slug: str, from_edition: int | None = None) -> int:
    """A draft on a document, with the words of one of its editions (None: the newest); its id.

    Readers keep the edition in force. Whichever words it starts with, it is aligned with and compared to the newest
    edition. Raises NotFoundError where there is no such edition.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        return beginning.on_document(db, person, store.now(), kind, slug, from_edition=from_edition)


def check_new(
    store: Store, person: Person, kind: Kind, slug: str, ref: str, topics: Sequence[str], content: Content
) -> list[Issue]:
    """What keeps a new document from being started; empty where nothing does."""
    require(person, Action.DRAFT)
    with store.reading() as db:
        return _check_new(db, kind, slug, ref, topics, content)


def start_new(
    store: Store, person: Person, kind: Kind, slug: str, ref: str, topics: Sequence[str], content: Content
) -> int:
    """A draft of a document that is not there yet; its id. Check it before: raises StateError for what is wrong."""
    require(person, Action.DRAFT)
    with store.writing() as db:
        _refuse(_check_new(db, kind, slug, ref, topics, content))
        new = NewDraft(kind, slug, ref, tuple(topics), _settled(kind, content))
        return beginning.start(db, person, store.now(), new, [], [])


def save(store: Store, person: Person, draft_id: int, based_on: int, content: Content, note: str = "") -> Saved:
    """Keep the words as a revision. `based_on` is the revision that the person had before them.

    Where somebody else has saved since, it is kept aside, to be merged (see `reconciling`). Words that say nothing new
    make no revision. Check the content before: raises StateError for what is wrong with it.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        saving.require_revision(db, draft, based_on)
        _refuse([*check_content(draft.kind, content), *check_note(note)])
        mine = _settled(draft.kind, content)
        known = {draft.head, based_on}
        if mine in [revisions.find(db, draft_id, number).content for number in known]:
            saving.drop_kept(db, person, draft_id)
            return Saved(draft.head, aside=False)
        before = revisions.find(db, draft_id, based_on)
        identity = saving.aligned(db, store.now(), draft, mine, before, drafts.base_standing(db, draft))
        aside = based_on != draft.head
        change = Change("draft.saved", mine, identity, based_on, note, aside)
        return saving.record(db, person, store.now(), draft, change)


def set_details(store: Store, person: Person, draft_id: int, ref: str, topics: Sequence[str], basis: Basis) -> None:
    """The label, topics and basis with which it will be published. An approval falls."""
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        _refuse(check_labels(ref, tuple(topics)))
        if (draft.ref, draft.topics, draft.basis) == (ref, tuple(topics), basis):
            return
        now = store.now()
        values: dict[str, Any] = {"ref": ref, "topics": list(topics), "basis": basis}
        state = after(draft.state, Step.SAVE)
        changed = update(tables.draft).where(tables.draft.c.id == draft_id)
        db.execute(changed.values(**values, state=state, changed_at=now))
        detail = {**values, "from_state": draft.state}
        ledger.append(db, person, now, "draft.details_set", f"draft:{draft_id}", detail)


def discard(store: Store, person: Person, draft_id: int, reason: str) -> None:
    """Give a draft up, with a reason. Its revisions, comments and decisions stay on record."""
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = drafts.find(db, draft_id)
        state = after(draft.state, Step.DISCARD)
        if not reason.strip():
            raise StateError("Say why the draft is discarded.")
        _refuse(check_note(reason))
        now = store.now()
        changed = update(tables.draft).where(tables.draft.c.id == draft_id)
        db.execute(changed.values(state=state, changed_at=now, release_id=None))
        detail = {"revision": draft.head, "from_state": draft.state, "reason": reason.strip()}
        ledger.append(db, person, now, "draft.discarded", f"draft:{draft_id}", detail)


def _check_new(db: Connection, kind: Kind, slug: str, ref: str, topics: Sequence[str], content: Content) -> list[Issue]:
    issues = check_slug(slug)
    if not issues and _is_taken(db, kind, slug):
        issues = [Issue("slug", f"“{slug}” is the address of another document or draft; choose another")]
    return [*issues, *check_labels(ref, tuple(topics)), *check_content(kind, content)]


def _is_taken(db: Connection, kind: Kind, slug: str) -> bool:
    document, draft = tables.document.c, tables.draft.c
    published = exists().where(document.kind == kind, document.slug == slug)
    begun = exists().where(draft.kind == kind, draft.slug == slug, draft.state.in_(drafts.OPEN))
    return bool(db.scalar(select(published | begun)))


def _settled(kind: Kind, content: Content) -> Content:
    """The content made uniform, with the date of its next review where none was given."""
    tidied = tidy(content)
    return replace(tidied, facts=currency.with_review_by(kind, tidied.facts))


def _refuse(issues: Sequence[Issue]) -> None:
    if issues:
        raise StateError(f"{issues[0].message}.")
