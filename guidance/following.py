"""What a person follows, which edition of a document they read last, and what has changed since.

These are a person's own conveniences: they are no part of the record, and the ledger holds none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, insert, select, update

from . import calendar, force, rows, tables
from .changes import ParagraphChange, weight
from .circumstances import changes_between
from .errors import NotFoundError, StateError
from .model import Document, Edition, Kind, Person
from .news import NewsItem, NewsKind
from .permissions import Action, require
from .rows import Timeline
from .store import Store
from .workflow import ChangeClass

MOST_FOLLOWS = 500
LONGEST_SEARCH = 150

Finds = Callable[[str, NewsItem], bool]
"""Whether a search for the words finds what is new."""


class Scope(StrEnum):
    """How much a follow takes in."""

    EVERYTHING = "everything"
    KIND = "kind"
    TOPIC = "topic"
    DOCUMENT = "document"
    PARAGRAPH = "paragraph"
    SEARCH = "search"


class Frequency(StrEnum):
    """How often mail is sent, the quickest first."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Follow:
    """What one person follows: `target` is empty, a kind, a topic, `kind:slug`, a pid or words, as the scope has it.

    Everything that concerns it and became so up to `since` has been put into mail, or was before it was followed.
    """

    id: int
    scope: Scope
    target: str
    frequency: Frequency
    since: datetime

    def concerns(self, item: NewsItem, finds: Finds) -> bool:
        """Whether somebody who follows this is to be told; `finds` says it of words that are searched for."""
        document = item.edition.document
        if self.scope is Scope.SEARCH:
            return finds(self.target, item)
        if self.scope is Scope.PARAGRAPH:
            return any(one.pid == self.target and _is_told(item, one) for one in item.changes)
        return self.holds(document)

    def holds(self, document: Document) -> bool:
        """Whether the whole document is followed by this."""
        return {
            Scope.EVERYTHING: True,
            Scope.KIND: self.target == document.kind,
            Scope.TOPIC: self.target in document.topics,
            Scope.DOCUMENT: self.target == f"{document.kind}:{document.slug}",
            Scope.PARAGRAPH: False,
            Scope.SEARCH: False,
        }[self.scope]


@dataclass(frozen=True)
class Followed:
    """All that a person follows, and by the id of a document the edition that they marked as read."""

    follows: tuple[Follow, ...] = ()
    read: Mapping[int, int] | None = None

    def of(self, scope: Scope, target: str) -> Follow | None:
        """The follow of exactly this, if there is one."""
        return next((one for one in self.follows if (one.scope, one.target) == (scope, target)), None)


@dataclass(frozen=True)
class Unread:
    """What changed in substance from the edition that a person read to the one that is in force."""

    read: int
    newest: int
    changes: tuple[ParagraphChange, ...]


def followed(store: Store, person: Person) -> Followed:
    """What the person follows, in the order in which they began to, and what they read."""
    require(person, Action.FOLLOW)
    own = tables.last_read.c
    with store.reading() as db:
        found = _follows(db, tables.follow.c.person_id == person.id)
        read = db.execute(select(own.document_id, own.ordinal).where(own.person_id == person.id))
        return Followed(tuple(found), {row.document_id: row.ordinal for row in read})


def follow(store: Store, person: Person, scope: Scope, target: str, frequency: Frequency) -> None:
    """Follow something from now on; if it is followed already, change how often mail is sent.

    What a document says on that day counts as read. Raises NotFoundError where nothing published bears that name.
    """
    require(person, Action.FOLLOW)
    with store.writing() as db:
        now = store.now()
        mine = _follows(db, tables.follow.c.person_id == person.id)
        if before := next((one for one in mine if (one.scope, one.target) == (scope, target)), None):
            _change(db, person, mine, before, frequency)
            return
        if len(mine) >= MOST_FOLLOWS:
            raise StateError(f"You follow {MOST_FOLLOWS} things already. Stop following one of them first.")
        found = _require_published(db, scope, target, now)
        values = {"scope": scope, "target": target, "frequency": frequency, "since": now}
        db.execute(insert(tables.follow).values(person_id=person.id, **values))
        span = force.at(found.spans, calendar.today(now)) if found else None
        if found and span:
            _mark(db, person, found, span.edition, now)


def set_frequency(store: Store, person: Person, follow_id: int, frequency: Frequency) -> None:
    """Send mail about it more or less often; nothing is told twice and nothing left out."""
    require(person, Action.FOLLOW)
    with store.writing() as db:
        mine = _follows(db, tables.follow.c.person_id == person.id)
        _change(db, person, mine, _mine(mine, follow_id), frequency)


def unfollow(store: Store, person: Person, follow_id: int) -> None:
    """Follow it no longer."""
    require(person, Action.FOLLOW)
    with store.writing() as db:
        _mine(_follows(db, tables.follow.c.person_id == person.id), follow_id)
        db.execute(delete(tables.follow).where(tables.follow.c.id == follow_id))


def mark_read(store: Store, person: Person, kind: Kind, slug: str, ordinal: int) -> None:
    """Remember the edition as the one that the person has read."""
    require(person, Action.FOLLOW)
    with store.writing() as db:
        now = store.now()
        found = rows.timeline(db, kind, slug, now)
        if ordinal not in found.edition_ids:
            raise NotFoundError(f"{slug} has no edition {ordinal}.")
        _mark(db, person, found, ordinal, now)


def unread(store: Store, person: Person, kind: Kind, slug: str) -> Unread | None:
    """What changed in substance since the person read a document that they follow.

    None where they do not follow it, or have read what is in force, or nothing is. Who follows more than the document
    and never marked it as read counts as having read what was in force when they began.
    """
    own, now = followed(store, person), store.now()
    with store.reading() as db:
        found = rows.timeline(db, kind, slug, now)
        span = force.at(found.spans, calendar.today(now))
        read = _read(own, found)
        if span is None or read in {0, span.edition} or read not in found.edition_ids:
            return None
        pair: list[Edition] = rows.editions(db, [(found, read), (found, span.edition)], calendar.today(now))
        changed = changes_between(db, *pair)
    told = tuple(one for one in changed if weight(one.change_class) >= weight(ChangeClass.SUBSTANTIVE))
    return Unread(read, span.edition, told)


def everybodys(db: Connection) -> dict[int, list[Follow]]:
    """Whatever anybody follows who may still sign in, by the id of the person."""
    active = tables.follow.c.person_id.in_(select(tables.person.c.id).where(tables.person.c.active))
    found: dict[int, list[Follow]] = {}
    for person_id, one in _rows(db, active):
        found.setdefault(person_id, []).append(one)
    return found


def upsert(db: Connection, table: Table, key: Mapping[str, object], values: Mapping[str, object]) -> None:
    """Set the values in the row of the key, made if it is not there."""
    same = and_(*(table.c[name] == value for name, value in key.items()))
    if not db.execute(update(table).where(same).values(**values)).rowcount:
        db.execute(insert(table).values(**key, **values))


def _is_told(item: NewsItem, one: ParagraphChange) -> bool:
    return item.what is not NewsKind.COMMENCED or weight(one.change_class) > weight(ChangeClass.TYPOGRAPHIC)


def _read(own: Followed, found: Timeline) -> int:
    """The edition that the person read last; 0 where they do not follow the document, or nothing was in force."""
    holding = [one for one in own.follows if one.holds(found.document)]
    if not holding:
        return 0
    if marked := (own.read or {}).get(found.document.id):
        return marked
    begun = min(one.since for one in holding)
    span = force.at(force.spans(found.periods, begun), calendar.today(begun))
    return span.edition if span else 0


def _mark(db: Connection, person: Person, found: Timeline, ordinal: int, now: datetime) -> None:
    key = {"person_id": person.id, "document_id": found.document.id}
    upsert(db, tables.last_read, key, {"ordinal": ordinal, "at": now})


def _change(db: Connection, person: Person, mine: Iterable[Follow], one: Follow, frequency: Frequency) -> None:
    """Hand the follow over from one digest to another, at the place up to which it has been told."""
    if one.frequency is frequency:
        return
    told = max(one.since, _until(db, person, one.frequency) or one.since)
    there = _until(db, person, frequency)
    if there is not None and told < there:
        # That digest has to go back for the sake of this one; what it told of the others it must not tell again.
        own = tables.follow.c
        others = [other.id for other in mine if other.frequency is frequency and other.since < there]
        db.execute(update(tables.follow).where(own.id.in_(others)).values(since=there))
        upsert(db, tables.digest, {"person_id": person.id, "frequency": frequency}, {"until": told})
    db.execute(update(tables.follow).where(tables.follow.c.id == one.id).values(frequency=frequency, since=told))


def _until(db: Connection, person: Person, frequency: Frequency) -> datetime | None:
    own = tables.digest.c
    until: datetime | None = db.scalar(select(own.until).where(own.person_id == person.id, own.frequency == frequency))
    return until


def _require_published(db: Connection, scope: Scope, target: str, now: datetime) -> Timeline | None:
    """The document, where the target is one. Raises NotFoundError where it is nothing that readers have."""
    if scope is Scope.EVERYTHING and not target:
        return None
    if target.isprintable():
        if scope is Scope.KIND and target in set(Kind):
            return None
        kind, _, slug = target.partition(":")
        if scope is Scope.DOCUMENT and kind in set(Kind):
            return rows.timeline(db, Kind(kind), slug, now)
        if scope is Scope.TOPIC and any(target in one.document.topics for one in rows.timelines(db, now)):
            return None
        if scope is Scope.PARAGRAPH and any(target in held for _, held in rows.holders(db, [target], now)):
            return None
        if scope is Scope.SEARCH:
            _require_words(target)
            return None
    raise NotFoundError("Nothing that is published bears the name of what you wanted to follow.")


def _require_words(target: str) -> None:
    if not target.strip() or len(target) > LONGEST_SEARCH:
        raise StateError(f"A search that is followed has from 1 to {LONGEST_SEARCH} characters.")


def _mine(mine: Iterable[Follow], follow_id: int) -> Follow:
    for one in mine:
        if one.id == follow_id:
            return one
    raise NotFoundError("You do not follow that.")


def _follows(db: Connection, *where: ColumnElement[bool]) -> list[Follow]:
    return [one for _, one in _rows(db, *where)]


def _rows(db: Connection, *where: ColumnElement[bool]) -> Iterable[tuple[int, Follow]]:
    for row in db.execute(select(tables.follow).where(*where).order_by(tables.follow.c.id)):
        yield row.person_id, Follow(row.id, Scope(row.scope), row.target, Frequency(row.frequency), row.since)
