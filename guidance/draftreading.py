"""A draft opened by somebody of the policy team: everything that its page shows, read in one view of the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from . import calendar, drafts, force, identifying, identity, revisions, rows, tables
from .changes import ParagraphChange
from .errors import NotFoundError
from .model import Paragraph, Person
from .permissions import Action, require
from .store import Store
from .workflow import Content, Draft, Lineage, Revision


@dataclass(frozen=True)
class Opened:
    """A draft at one revision, as it would be published.

    `behind`: another edition was published since it was begun. `waiting`: revisions set aside that nobody has merged.
    """

    draft: Draft
    revision: Revision
    paragraphs: tuple[Paragraph, ...]
    behind: bool
    waiting: tuple[int, ...]


def opened(store: Store, person: Person, draft_id: int, number: int | None = None) -> Opened:
    """A draft at a revision; None: the newest that counts. Raises NotFoundError."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        revision = revisions.find(db, draft_id, draft.head if number is None else number)
        paragraphs = drafts.paragraphs(db, draft, revision)
        return Opened(
            draft,
            revision,
            tuple(paragraphs),
            draft.state in drafts.OPEN and drafts.is_behind(db, draft),
            tuple(drafts.asides(db, draft)) if draft.state in drafts.OPEN else (),
        )


def previewed(store: Store, person: Person, draft: Draft, content: Content) -> list[Paragraph]:
    """Words that are not saved, as they would be published. The content has been checked: see `contents`."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return drafts.preview(db, draft, content)


@dataclass(frozen=True)
class Headed:
    """What stands above the paragraphs."""

    title: str
    summary: str


def headed(store: Store, person: Person, draft_id: int, against: int | str) -> tuple[Headed | None, Headed]:
    """Title and summary of what a draft is compared with, and its own: see `reviewing.Against`. None: of nothing."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        own = drafts.head(db, draft).content
        if isinstance(against, int):
            earlier = revisions.find(db, draft_id, against).content
            return Headed(earlier.title, earlier.summary), Headed(own.title, own.summary)
        edition_id = drafts.base_edition(db, draft) if against == "base" else _in_force(db, draft, store.now())
        edition = tables.edition.c
        row = db.execute(select(edition.title, edition.summary).where(edition.id == edition_id)).one_or_none()
        return Headed(row.title, row.summary) if row else None, Headed(own.title, own.summary)


def _in_force(db: Connection, draft: Draft, now: datetime) -> int | None:
    """The row of the edition that readers use today, if there is one."""
    try:
        found = rows.timeline(db, draft.kind, draft.slug, now)
    except NotFoundError:
        return None
    span = force.at(found.spans, calendar.today(now))
    return found.edition_ids[span.edition] if span else None


@dataclass(frozen=True)
class WhoIsWho:
    """The paragraphs of a draft beside those of its base, by pid, and what is known or supposed of each.

    `suggestions`: lineage that the words speak for and nobody has settled. `removed`: those of the base that go, in
    its order. `changes`: what became of each paragraph.
    """

    opened: Opened
    base: Mapping[str, Paragraph]
    suggestions: tuple[Lineage, ...]
    removed: tuple[Paragraph, ...]
    changes: tuple[ParagraphChange, ...]


def who_is_who(store: Store, person: Person, draft_id: int) -> WhoIsWho:
    """Which paragraph is which in the newest revision of a draft."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        head = drafts.head(db, draft)
        standing = drafts.base_standing(db, draft)
        base = {one.pid: one for one in drafts.base_paragraphs(db, draft)}
        gone = [base[one.pid] for one in identity.removed(standing, head.identity)]
        supposed = identity.suggestions(standing, head.identity, drafts.blocks(draft.kind, head.content))
        opened = Opened(draft, head, tuple(drafts.paragraphs(db, draft, head)), behind=False, waiting=())
        changes = identifying.paragraph_changes(db, draft, head)
        return WhoIsWho(opened, base, tuple(supposed), tuple(gone), tuple(changes))
