"""What is stated about editions once they are written: force, emergencies, consultations. Used by the acts only.

Everything here runs inside the caller's transaction and writes no event; the act does, with what `sealed` says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from . import seals, tables
from .answers import Consultation
from .model import ForcePeriod


@dataclass(frozen=True)
class EmergencyRecord:
    """An emergency publication as it is kept: who published (None: it came in a pack), why, and who reviewed it."""

    reason: str
    at: datetime
    person_id: int | None = None
    reviewed_by: int | None = None
    reviewed_at: datetime | None = None
    review_note: str = ""

    @property
    def seal(self) -> str:
        """What the event that wrote it, or its review, says of it."""
        return seals.emergency(self.reason, self.at, self.reviewed_at, self.review_note)


def sealed(periods: Sequence[ForcePeriod]) -> dict[str, Any]:
    """What the event says of the statements of force: edition and dates of each, and the hash of the whole of it."""
    return {
        "force": [[one.edition, str(one.from_date), str(one.to_date)] for one in periods],
        "said": [seals.statement(one) for one in periods],
    }


def recorded(db: Connection, document_id: int) -> list[ForcePeriod]:
    """Every statement of force about a document, embargoed ones too, in the order in which they were written."""
    period, edition = tables.force_period.c, tables.edition.c
    rows = db.execute(
        select(
            edition.ordinal,
            period.from_date,
            period.to_date,
            period.recorded_at,
            period.reason,
            func.coalesce(period.replacement, ""),
        )
        .join_from(tables.force_period, tables.edition, period.edition_id == edition.id)
        .where(period.document_id == document_id)
        .order_by(period.id)
    )
    return [ForcePeriod(*row) for row in rows]


def write(
    db: Connection, document_id: int, edition_ids: Mapping[int, int], periods: Sequence[ForcePeriod], seq: int
) -> None:
    """Record statements of force; `edition_ids` are by ordinal."""
    rows = [
        {
            "document_id": document_id,
            "edition_id": edition_ids[one.edition],
            "from_date": one.from_date,
            "to_date": one.to_date,
            "recorded_at": one.recorded_at,
            "reason": one.reason,
            "replacement": one.replacement or None,
            "event_seq": seq,
        }
        for one in periods
    ]
    if rows:
        db.execute(insert(tables.force_period), rows)


def next_thread(db: Connection) -> int:
    """The number of a consultation that is to be."""
    return (db.scalar(select(func.max(tables.consultation.c.thread))) or 0) + 1


def write_consultation(db: Connection, document_id: int, edition_id: int, told: Consultation, seq: int) -> None:
    """Record a statement about a consultation."""
    db.execute(
        insert(tables.consultation).values(
            thread=told.id,
            document_id=document_id,
            edition_id=edition_id,
            title=told.title,
            opens=told.opens,
            closes=told.closes,
            note=told.note,
            outcome=told.outcome,
            recorded_at=told.recorded_at,
            event_seq=seq,
        )
    )


def emergency_of(db: Connection, edition_id: int) -> EmergencyRecord | None:
    """How an edition was published in an emergency; None where it was not."""
    own = tables.emergency.c
    told = own.reason, own.at, own.person_id, own.reviewed_by, own.reviewed_at, own.review_note
    row = db.execute(select(*told).where(own.edition_id == edition_id)).one_or_none()
    return EmergencyRecord(*row) if row else None


def write_emergency(db: Connection, edition_id: int, told: EmergencyRecord) -> None:
    """Record that an edition was published in an emergency."""
    db.execute(insert(tables.emergency).values(edition_id=edition_id, **vars(told)))


def write_review(db: Connection, edition_id: int, told: EmergencyRecord) -> None:
    """Record the review of an emergency publication, once."""
    own = tables.emergency.c
    waiting = (own.edition_id == edition_id) & own.reviewed_at.is_(None)
    values = {"reviewed_by": told.reviewed_by, "reviewed_at": told.reviewed_at, "review_note": told.review_note}
    db.execute(update(tables.emergency).where(waiting).values(**values))
