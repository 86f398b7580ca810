"""Consultations: opened on a document while its edition is in force, changed, and concluded with what came of them.

Each statement is kept, so what was said of a consultation at any instant can be told.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from . import calendar, force, ledger, rows, seals, statements, tables
from .answers import Consultation
from .errors import NotFoundError, StateError
from .model import Issue, Kind, Person
from .packvalues import FIRST_YEAR, LAST_YEAR
from .permissions import Action, require
from .refusing import MAX_REASON, check_reason, refuse, tidied
from .store import Store

MAX_TITLE = 300


def open_consultation(
    store: Store, person: Person, kind: Kind, slug: str, title: str, opens: date, closes: date, note: str
) -> int:
    """Announce a consultation on the edition that is in force, or else on the newest; its id.

    Readers see it as open from the first to the last of the dates. Raises NotFoundError where nothing of that name is
    published as readers see it.
    """
    require(person, Action.CONSULT)
    refuse(check_consultation(title, opens, closes, note))
    with store.writing() as db:
        now = store.now()
        found = rows.timeline(db, kind, slug, now)
        current = force.at(found.spans, calendar.today(now))
        ordinal = current.edition if current else max(found.edition_ids)
        words = tidied(title), opens, closes, tidied(note)
        told = Consultation(statements.next_thread(db), ordinal, *words, "", now)
        _record(db, person, "consultation.opened", found, told)
    return told.id


def change(
    store: Store, person: Person, consultation_id: int, title: str, opens: date, closes: date, note: str
) -> None:
    """State a consultation anew, such as to extend it. Raises StateError once it is concluded."""
    require(person, Action.CONSULT)
    refuse(check_consultation(title, opens, closes, note))
    with store.writing() as db:
        found, last = _find(db, consultation_id)
        _require_not_concluded(last)
        told = replace(last, title=tidied(title), opens=opens, closes=closes, note=tidied(note))
        if told == last:
            raise StateError("That is what is on record already.")
        _record(db, person, "consultation.changed", found, replace(told, recorded_at=store.now()))


def conclude(store: Store, person: Person, consultation_id: int, outcome: str) -> None:
    """Say, once it is closed, what came of a consultation. Raises StateError while it is open."""
    require(person, Action.CONSULT)
    refuse(check_reason("outcome", outcome, "Say for readers what came of it"))
    with store.writing() as db:
        now = store.now()
        found, last = _find(db, consultation_id)
        _require_not_concluded(last)
        if calendar.today(now) <= last.closes:
            raise StateError("The consultation is still open. Wait until it is closed, or change its last day first.")
        told = replace(last, outcome=tidied(outcome), recorded_at=now)
        _record(db, person, "consultation.concluded", found, told)


def check_consultation(title: str, opens: date, closes: date, note: str) -> list[Issue]:
    """What is wrong with the particulars of a consultation."""
    issues: list[Issue] = []
    if not 0 < len(tidied(title)) <= MAX_TITLE:
        issues.append(Issue("title", f"Enter a title of at most {MAX_TITLE} characters"))
    for field, day in (("opens", opens), ("closes", closes)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            issues.append(Issue(field, f"Give a date between the years {FIRST_YEAR} and {LAST_YEAR}"))
    if closes < opens:
        issues.append(Issue("closes", "It closes before it opens"))
    if len(tidied(note)) > MAX_REASON:
        issues.append(Issue("note", f"The note can have at most {MAX_REASON:,} characters"))
    return issues


def _find(db: Connection, consultation_id: int) -> tuple[rows.Timeline, Consultation]:
    own = tables.consultation.c
    document_id = db.scalar(select(own.document_id).where(own.thread == consultation_id).limit(1))
    if document_id is None:
        raise NotFoundError(f"There is no consultation {consultation_id}.")
    (found,) = rows.timelines_of(db, rows.EVER, [document_id])
    stated = [one for one in rows.consultations(db, document_id, rows.EVER) if one.id == consultation_id]
    return found, stated[-1]


def _record(db: Connection, person: Person, action: str, found: rows.Timeline, told: Consultation) -> None:
    document = found.document
    detail = {
        "consultation": told.id,
        "edition": told.edition,
        "opens": str(told.opens),
        "closes": str(told.closes),
        "consultations": [seals.consultation(told)],
    }
    seq = ledger.append(db, person, told.recorded_at, action, f"{document.kind}:{document.slug}", detail)
    statements.write_consultation(db, document.id, found.edition_ids[told.edition], told, seq)


def _require_not_concluded(last: Consultation) -> None:
    if last.outcome:
        raise StateError("The consultation is concluded.")
