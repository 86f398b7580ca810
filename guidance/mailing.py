"""The outbox: news put into mail for those who follow it, once each, and kept until a mail server has taken it.

Mail is made in one transaction with the place up to which each digest has told its reader. Whoever sends it claims
each message first; one that was claimed and not sent, whatever the reason, is claimed again later under the same key.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select, update

from . import calendar, following, news, tables
from .following import Finds, Follow, Frequency
from .model import Person, Role
from .news import NewsItem
from .store import Store

SENT_FROM = time(7)
"""When a daily mail is due in London, and on Mondays a weekly one."""
MOST_ATTEMPTS = 30
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
"""How long a message rests after it was claimed: twice as long each time. The attempts last about a week."""


@dataclass(frozen=True)
class Told:
    """News for one person, and what they follow that it concerns."""

    item: NewsItem
    because: tuple[Follow, ...]


@dataclass(frozen=True)
class Letter:
    """The words of a message."""

    subject: str
    body: str


@dataclass(frozen=True)
class Mail:
    """A message that is claimed: to be sent at once."""

    id: int
    key: str
    address: str
    subject: str
    body: str
    made_at: datetime


@dataclass(frozen=True)
class Outbox:
    """How many messages wait, and how many have been given up."""

    waiting: int
    given_up: int


Writer = Callable[[Person, Frequency, Sequence[Told]], Letter]


@dataclass(frozen=True)
class _Digest:
    person: Person
    frequency: Frequency
    after: datetime
    until: datetime
    follows: tuple[Follow, ...]


def make_due(store: Store, write: Writer, finds: Finds) -> int:
    """Put into the outbox whatever is due by now, in the words that `write` gives; how many messages that were.

    Nothing is told that is not yet public and in force, no minor change, and nothing to who may no longer sign in.
    """
    with store.writing() as db:
        now = store.now()
        due = [one for one in _digests(db, now) if one.after < one.until]
        found = news.since(db, {(one.after, one.until) for one in due})
        return sum(_make(db, one, found, now, write, finds) for one in due)


def due_at(frequency: Frequency, now: datetime) -> datetime:
    """The instant up to which mail of the frequency is due by now."""
    today = calendar.today(now)
    if frequency is Frequency.AT_ONCE:
        return now
    day, days = (today, 1) if frequency is Frequency.DAILY else (today - timedelta(days=today.weekday()), 7)
    latest = calendar.at(day, SENT_FROM)
    return latest if latest <= now else calendar.at(day - timedelta(days=days), SENT_FROM)


def waiting(store: Store) -> list[int]:
    """The messages that can be claimed now, oldest first."""
    with store.reading() as db:
        return list(db.scalars(select(tables.mail.c.id).where(_ready(store.now())).order_by(tables.mail.c.id)))


def claim(store: Store, mail_id: int) -> Mail | None:
    """The message, for whoever sends it at once; None where somebody else has it, or it is sent."""
    own = tables.mail.c
    with store.writing() as db:
        now = store.now()
        claimed = update(tables.mail).where(own.id == mail_id, _ready(now))
        if not db.execute(claimed.values(attempts=own.attempts + 1, tried_at=now)).rowcount:
            return None
        told = own.id, own.key, own.address, own.subject, own.body, own.made_at
        return Mail(*db.execute(select(*told).where(own.id == mail_id)).one())


def mark_sent(store: Store, mail_id: int) -> None:
    """A server has taken it."""
    _settle(store, mail_id, sent_at=store.now(), error="")


def mark_failed(store: Store, mail_id: int, error: str) -> None:
    """No server took it; why not. It is tried again, a while after it was claimed."""
    _settle(store, mail_id, error=error)


def outbox(store: Store) -> Outbox:
    """What has not been sent."""
    own = tables.mail.c
    given_up = own.attempts >= MOST_ATTEMPTS
    with store.reading() as db:
        found = db.execute(select(given_up, func.count()).where(_unsent()).group_by(given_up)).all()
    counted = {bool(row[0]): int(row[1]) for row in found}
    return Outbox(counted.get(False, 0), counted.get(True, 0))


def _digests(db: Connection, now: datetime) -> list[_Digest]:
    """Every digest of everybody, from where it told last to where it is due."""
    everybodys = following.everybodys(db)
    people, last = tables.person.c, tables.digest.c
    rows = db.execute(select(people.id, people.email, people.name, people.role).where(people.id.in_(everybodys)))
    persons = {row.id: Person(row.id, row.email, row.name, Role(row.role)) for row in rows}
    told = {
        (row.person_id, row.frequency): row.until
        for row in db.execute(select(last.person_id, last.frequency, last.until))
    }
    found: list[_Digest] = []
    for person_id, follows in everybodys.items():
        for frequency in Frequency:
            begun = [one.since for one in follows if one.frequency is frequency]
            if begun:
                after = told.get((person_id, frequency), min(begun))
                found.append(_Digest(persons[person_id], frequency, after, due_at(frequency, now), tuple(follows)))
    return found


def _make(
    db: Connection, digest: _Digest, found: Sequence[NewsItem], now: datetime, write: Writer, finds: Finds
) -> int:
    fresh = [item for item in found if digest.after < item.became <= digest.until]
    if not fresh:
        return 0
    moved = {"person_id": digest.person.id, "frequency": digest.frequency}
    following.upsert(db, tables.digest, moved, {"until": digest.until})
    told = [one for item in fresh if not item.minor and (one := _told(digest, item, finds))]
    keys = "\n".join(one.item.key for one in told)
    key = f"{digest.person.id}/{digest.frequency}/{hashlib.sha256(keys.encode()).hexdigest()[:32]}"
    if not told or db.scalar(select(tables.mail.c.id).where(tables.mail.c.key == key)):
        return 0
    letter = write(digest.person, digest.frequency, told)
    values = {"key": key, "person_id": digest.person.id, "address": digest.person.email, "made_at": now}
    words = {"subject": letter.subject, "body": letter.body, "attempts": 0, "error": ""}
    db.execute(insert(tables.mail).values(**values, **words))
    return 1


def _told(digest: _Digest, item: NewsItem, finds: Finds) -> Told | None:
    """The news, if this digest is the quickest of the person's that is to tell of it."""
    because = [one for one in digest.follows if one.since < item.became and one.concerns(item, finds)]
    order = list(Frequency)
    quickest = min(because, key=lambda one: order.index(one.frequency), default=None)
    return Told(item, tuple(because)) if quickest and quickest.frequency is digest.frequency else None


def _unsent() -> ColumnElement[bool]:
    """Not sent, and to somebody who may still sign in."""
    active = select(tables.person.c.id).where(tables.person.c.active)
    return and_(tables.mail.c.sent_at.is_(None), tables.mail.c.person_id.in_(active))


def _ready(now: datetime) -> ColumnElement[bool]:
    own = tables.mail.c
    rested = (
        and_(own.attempts == attempts, own.tried_at <= now - _rest(attempts)) for attempts in range(1, MOST_ATTEMPTS)
    )
    return and_(_unsent(), or_(own.attempts == 0, *rested))


def _rest(attempts: int) -> timedelta:
    return min(FIRST_WAIT * (1 << attempts - 1), LONGEST_WAIT)


def _settle(store: Store, mail_id: int, **values: object) -> None:
    own = tables.mail.c
    with store.writing() as db:
        db.execute(update(tables.mail).where(own.id == mail_id, own.sent_at.is_(None)).values(**values))
