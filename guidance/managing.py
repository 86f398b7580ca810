"""A published document as the policy team sees it: with what is under embargo, internal, or in the making."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from . import calendar, changes, drafts, force, history, identifying, internal, rows, tables
from .answers import Consultation
from .changes import ParagraphChange
from .errors import NotFoundError
from .history import Entry, Happening
from .model import Document, Edition, Kind, Paragraph, Person
from .permissions import Action, require
from .rows import Timeline
from .store import Store
from .workflow import Draft

_OWN = tables.draft.c


@dataclass(frozen=True)
class Managed:
    """A document with all that is known of it.

    `editions` are newest first, each with its force as readers have it now or, under embargo, as it will be.
    `internal` are the internal paragraphs of the edition in force. `unreviewed` are the ordinals of the emergency
    publications that nobody else has reviewed.
    """

    document: Document
    editions: tuple[Edition, ...]
    in_force: Edition | None
    internal: tuple[Paragraph, ...]
    drafts: tuple[Draft, ...]
    consultations: tuple[Consultation, ...]
    entries: tuple[Entry, ...]
    unreviewed: tuple[int, ...]


@dataclass(frozen=True)
class Weighed:
    """What becomes of each paragraph when a draft is published, and whether all of it is minor."""

    changes: tuple[ParagraphChange, ...]
    minor: bool


def managed(store: Store, person: Person, kind: Kind, slug: str) -> Managed:
    """A document that is published, or will be when its embargo ends. Raises NotFoundError where there is none."""
    require(person, Action.READ_DRAFTS)
    now = store.now()
    with store.reading() as db:
        found = rows.timeline(db, kind, slug, rows.EVER)
        editions = _editions(db, found, now)
        current = force.at(force.spans(found.periods, now), calendar.today(now))
        in_force = next((one for one in editions if current and one.ordinal == current.edition), None)
        own = internal.paragraphs(db, in_force.id) if in_force else {}
        entries = history.entries(db, found)
        return Managed(
            document=found.document,
            editions=tuple(editions),
            in_force=in_force,
            internal=tuple(own[place] for place in sorted(own)),
            drafts=tuple(drafts.matching(db, _OWN.kind == kind, _OWN.slug == slug, _OWN.state.in_(drafts.OPEN))),
            consultations=tuple(_consultations(db, found)),
            entries=tuple(entries),
            unreviewed=tuple(_unreviewed(entries)),
        )


def weigh(store: Store, person: Person, draft_id: int) -> Weighed:
    """What the newest revision of a draft would change in the edition that it is based on."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        head = drafts.head(db, draft)
        found = identifying.paragraph_changes(db, draft, head)
        base = drafts.newest_edition(db, draft.kind, draft.slug) if draft.base else None
        named = base is not None and (base.title, base.summary) == (head.content.title, head.content.summary)
        return Weighed(tuple(found), minor=changes.is_minor(found, same_title=named))


def _editions(db: Connection, found: Timeline, now: datetime) -> Sequence[Edition]:
    try:
        known = rows.timeline(db, found.document.kind, found.document.slug, now)
    except NotFoundError:
        known = None
    wanted = [
        (known if known and ordinal in known.edition_ids else found, ordinal)
        for ordinal in sorted(found.edition_ids, reverse=True)
    ]
    return rows.editions(db, wanted, calendar.today(now))


def _consultations(db: Connection, found: Timeline) -> Sequence[Consultation]:
    """Each as it was stated last, the newest first."""
    latest = {one.id: one for one in rows.consultations(db, found.document.id, rows.EVER)}
    return sorted(latest.values(), key=lambda one: (one.opens, one.id), reverse=True)


def _unreviewed(entries: Sequence[Entry]) -> Sequence[int]:
    reviewed = {one.ordinal for one in entries if one.what is Happening.REVIEWED}
    return [one.ordinal for one in entries if one.emergency and one.ordinal not in reviewed]
