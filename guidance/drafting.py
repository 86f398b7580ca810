"""Drafting: starting a draft, saving it, its particulars, and giving it up. No reader sees any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from . import drafts, ledger, records, revisions, saving, tables
from .contents import check_content, check_labels, check_note, check_slug, fingerprint, tidy
from .errors import NotFoundError, StateError
from .model import Basis, Issue, Kind, Person
from .paragraphs import Standing
from .permissions import Action, require
from .revisions import NewRevision
from .saving import Change, Saved
from .store import Store
from .workflow import Content, Identity, State, Step, after

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
        newest = drafts.newest_edition(db, kind, slug)
        if newest is None:
            raise NotFoundError(f"Nothing is published under the name {slug}.")
        source = newest if from_edition is None else _edition(db, newest.document_id, from_edition)
        content = tidy(Content(source.title, source.summary, source.body, source.facts))
        base = records.standing(db, newest.id)
        before = base if source.id == newest.id else _own(db, newest.document_id, records.standing(db, source.id))
        new = _NewDraft(
            kind, slug, newest.ref, tuple(newest.topics), content, newest.document_id, newest.id, from_edition or 0
        )
        return _start(db, person, store.now(), new, base, before)


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
        new = _NewDraft(kind, slug, ref, tuple(topics), tidy(content))
        return _start(db, person, store.now(), new, [], [])


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
        mine = tidy(content)
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


@dataclass(frozen=True)
class _NewDraft:
    """What a draft is started with."""

    kind: Kind
    slug: str
    ref: str
    topics: tuple[str, ...]
    content: Content
    document_id: int | None = None
    base_edition_id: int | None = None
    from_edition: int = 0


def _start(
    db: Connection,
    person: Person,
    now: datetime,
    new: _NewDraft,
    base: Sequence[Standing],
    before: Sequence[Standing],
) -> int:
    values = {
        "kind": new.kind,
        "slug": new.slug,
        "ref": new.ref,
        "topics": list(new.topics),
        "document_id": new.document_id,
        "base_edition_id": new.base_edition_id,
        "basis": Basis.FINAL,
        "state": State.DRAFT,
        "head": 1,
        "change_note": "",
        "reasons": "",
        "created_by": person.id,
        "created_at": now,
        "changed_at": now,
    }
    draft_id: int = db.execute(insert(tables.draft).values(**values).returning(tables.draft.c.id)).scalar_one()
    blocks = drafts.blocks(new.kind, new.content)
    seed = f"{new.kind}:{new.slug}/{draft_id}/1/{now.isoformat()}"
    identity: Identity = saving.fresh_identity(db, base, before, blocks, None, seed)
    revisions.write(db, NewRevision(draft_id, 1, person, now, 0, False, "", new.content, identity))
    detail = {
        "document": f"{new.kind}:{new.slug}",
        "revision": 1,
        "content": fingerprint(new.content),
        "from_edition": new.from_edition,
    }
    ledger.append(db, person, now, "draft.started", f"draft:{draft_id}", detail)
    return draft_id


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


def _edition(db: Connection, document_id: int, ordinal: int) -> Any:
    own = tables.edition.c
    found = select(tables.edition).where(own.document_id == document_id, own.ordinal == ordinal)
    row = db.execute(found).one_or_none() if 0 < ordinal <= revisions.MAX_ID else None
    if row is None:
        raise NotFoundError(f"There is no edition {ordinal}.")
    return row


def _own(db: Connection, document_id: int, standing: Sequence[Standing]) -> list[Standing]:
    """Without the paragraphs that have stood in another document too: there they may be alive still."""
    place, edition = tables.edition_paragraph.c, tables.edition.c
    elsewhere = set(
        db.scalars(
            select(place.pid)
            .join_from(tables.edition_paragraph, tables.edition, place.edition_id == edition.id)
            .where(place.pid.in_([one.pid for one in standing]), edition.document_id != document_id)
        )
    )
    return [one for one in standing if one.pid not in elsewhere]


def _refuse(issues: Sequence[Issue]) -> None:
    if issues:
        raise StateError(f"{issues[0].message}.")
