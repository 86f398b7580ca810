"""The tamper-evident record: one event for each change of state, each sealed with the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, String, Text, cast, func, insert, select, type_coerce, update

from . import tables
from .model import Person

GENESIS = "0" * 64


@dataclass(frozen=True)
class Head:
    """The newest event: its number (0 where there is none) and its hash, which stands for all before it."""

    seq: int
    hash: str


@dataclass(frozen=True)
class Event:
    """An event as checks read it; `detail` is empty where what stands there cannot have been written."""

    seq: int
    action: str
    subject: str
    detail: Mapping[str, Any]


def append(db: Connection, person: Person, at: datetime, action: str, subject: str, detail: Mapping[str, Any]) -> int:
    """Write one event inside the caller's transaction and return its number."""
    last = head(db)
    seq = last.seq + 1
    row = {
        "seq": seq,
        "at": at,
        "actor": person.email,
        "action": action,
        "subject": subject,
        "detail": dict(detail),
        "prev": last.hash,
    }
    row["hash"] = seal(row)
    db.execute(insert(tables.event).values(**row))
    newest = {"seq": seq, "hash": row["hash"]}
    if last.seq:
        db.execute(update(tables.newest_event).values(**newest))
    else:
        db.execute(insert(tables.newest_event).values(one=1, **newest))
    return seq


def head(db: Connection) -> Head:
    """The newest event."""
    newest = select(func.max(tables.event.c.seq)).scalar_subquery()
    row = db.execute(select(tables.event.c.seq, tables.event.c.hash).where(tables.event.c.seq == newest)).first()
    return Head(row.seq, row.hash) if row else Head(0, GENESIS)


def events(db: Connection) -> Iterator[Event]:
    """Every event, oldest first, whatever state it is in."""
    own = tables.event.c
    for row in db.execute(select(own.seq, own.action, own.subject, cast(own.detail, Text)).order_by(own.seq)):
        try:
            detail = json.loads(row[3])
        except ValueError:
            detail = {}
        yield Event(row.seq, row.action, row.subject, detail if isinstance(detail, dict) else {})


def shortened(db: Connection) -> bool:
    """Whether events were taken from the end of the chain, or others put there: it does not end as it did last."""
    row = db.execute(select(tables.newest_event.c.seq, tables.newest_event.c.hash)).one_or_none()
    return head(db) != (Head(row.seq, row.hash) if row else Head(0, GENESIS))


def seal(row: Mapping[str, Any]) -> str:
    """The hash of one event over its canonical JSON, which holds the hash of the event before."""
    told = {**row, "at": row["at"].isoformat()}
    told.pop("hash", None)
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"kb-event/1\n" + canonical.encode()).hexdigest()


def first_broken(db: Connection) -> int | None:
    """The number of the first event that does not follow from the one before, or None where the chain is whole."""
    columns = tables.event.c
    told = [columns.seq, columns.actor, columns.action, columns.subject, columns.prev, columns.hash]
    raw = [type_coerce(columns.at, String).label("at"), cast(columns.detail, Text).label("detail")]
    prev, expected = GENESIS, 1
    for row in db.execute(select(*told, *raw).order_by(columns.seq)).mappings():
        if row["seq"] != expected or row["prev"] != prev or row["hash"] != _reseal(dict(row)):
            return expected
        prev, expected = row["hash"], expected + 1
    return None


def _reseal(row: Mapping[str, Any]) -> str:
    """The seal of an event as it stands in the database; empty where what stands there cannot have been written."""
    try:
        at = datetime.fromisoformat(row["at"])
        detail = json.loads(row["detail"])
    except ValueError:
        return ""
    written = at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return seal({**row, "at": at, "detail": detail}) if written == row["at"] else ""
