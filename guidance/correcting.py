"""What is said later of editions that are published: that a date was wrong, or that a document is withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, update

from . import force, ledger, rows, statements, tables
from .errors import NotFoundError, StateError
from .model import ForcePeriod, Issue, Kind, Person
from .packvalues import FIRST_YEAR, LAST_YEAR
from .permissions import Action, require
from .publishing import require_one_home
from .refusing import check_reason, refuse, tidied
from .rows import Timeline
from .store import Store


def correct_dates(
    store: Store,
    person: Person,
    kind: Kind,
    slug: str,
    ordinal: int,
    from_date: date,
    to_date: date | None,
    reason: str,
) -> None:
    """Record other days on which an edition is in force: from one date until another (None: with no end known).

    What was known before stays as it was, for whoever asks as known then. An end on the first day takes the edition
    out of force altogether. Raises StateError for what `check_correction` finds wrong.
    """
    require(person, Action.PUBLISH)
    with store.writing() as db:
        found = _timeline(db, kind, slug)
        if ordinal not in found.edition_ids:
            raise NotFoundError(f"{slug} has no edition {ordinal}.")
        refuse(check_correction(from_date, to_date, reason))
        last = [one for one in found.periods if one.edition == ordinal][-1]
        if (last.from_date, last.to_date) == (from_date, to_date):
            raise StateError("These are the dates that are on record already.")
        replacement = last.replacement if to_date else ""
        now = store.now()
        recorded_at = _recorded_at(found, ordinal, now)
        told = ForcePeriod(ordinal, from_date, to_date, recorded_at, tidied(reason), replacement)
        _record(db, person, now, found, [told], "dates.corrected")


def check_correction(from_date: date, to_date: date | None, reason: str) -> list[Issue]:
    """What is wrong with a correction of dates."""
    issues = _check_day("from_date", from_date) + (_check_day("to_date", to_date) if to_date else [])
    if to_date is not None and to_date < from_date:
        issues.append(Issue("to_date", "It ends before it begins"))
    return issues + check_reason("reason", reason, "Say for readers what was wrong")


def withdraw(
    store: Store,
    person: Person,
    kind: Kind,
    slug: str,
    from_date: date,
    reason: str,
    replacement: tuple[Kind, str] | None = None,
) -> None:
    """End a document: from the date on none of its editions is in force, those that were to commence later neither.

    Raises StateError for what `check_withdrawal` finds wrong, or where nothing is or will be in force then.
    """
    require(person, Action.WITHDRAW)
    with store.writing() as db:
        now = store.now()
        found = _timeline(db, kind, slug)
        refuse(_withdrawal_issues(db, now, (kind, slug), from_date, reason, replacement))
        told = (tidied(reason), ":".join(replacement) if replacement else "")
        closing = _closing(found, now, from_date, *told)
        if not closing:
            raise StateError("Nothing of the document is in force on that day or later.")
        _record(db, person, now, found, closing, "document.withdrawn")


def check_withdrawal(
    store: Store,
    person: Person,
    kind: Kind,
    slug: str,
    from_date: date,
    reason: str,
    replacement: tuple[Kind, str] | None,
) -> list[Issue]:
    """What is wrong with a withdrawal, with the field of each."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return _withdrawal_issues(db, store.now(), (kind, slug), from_date, reason, replacement)


def _withdrawal_issues(
    db: Connection,
    now: datetime,
    own: tuple[Kind, str],
    from_date: date,
    reason: str,
    replacement: tuple[Kind, str] | None,
) -> list[Issue]:
    issues = _check_day("from_date", from_date) + check_reason("reason", reason, "Say for readers why it is withdrawn")
    if replacement == own:
        issues.append(Issue("replacement", "A document cannot replace itself"))
    elif replacement is not None:
        try:
            # As readers see it: an address under embargo must not be told by what it is to replace.
            rows.timeline(db, *replacement, now)
        except NotFoundError:
            issues.append(Issue("replacement", "No document is published under that name"))
    return issues


def _closing(found: Timeline, now: datetime, ended: date, reason: str, replacement: str) -> list[ForcePeriod]:
    """The statements after which nothing is in force from the day on: neither as known now nor after any embargo."""
    said: list[ForcePeriod] = []
    for known_at in (now, rows.EVER):
        # To close one edition can bring to light another that it overtook: until none is left.
        while late := _late([*found.periods, *said], known_at, ended):
            said += [
                ForcePeriod(
                    one.edition,
                    one.from_date,
                    max(one.from_date, ended),
                    _recorded_at(found, one.edition, now),
                    reason,
                    replacement,
                )
                for one in late
            ]
    return said


def _late(periods: list[ForcePeriod], known_at: datetime, ended: date) -> list[ForcePeriod]:
    spans = force.spans(periods, known_at)
    late = {one.edition for one in spans if one.to_date is None or one.to_date > ended}
    latest = {one.edition: one for one in periods}
    return [latest[edition] for edition in sorted(late)]


def _recorded_at(found: Timeline, edition: int, now: datetime) -> datetime:
    """Now; but what is said of an edition under embargo is under embargo too."""
    return max(now, *(one.recorded_at for one in found.periods if one.edition == edition))


def _record(
    db: Connection, person: Person, now: datetime, found: Timeline, told: list[ForcePeriod], action: str
) -> None:
    """Write the statements and their event."""
    document = found.document
    seq = ledger.append(db, person, now, action, f"{document.kind}:{document.slug}", statements.sealed(told))
    db.execute(update(tables.document).where(tables.document.c.id == document.id).values(changed_seq=seq))
    statements.write(db, document.id, found.edition_ids, told, seq)
    require_one_home(db, seq - 1, now)


def _timeline(db: Connection, kind: Kind, slug: str) -> Timeline:
    return rows.timeline(db, kind, slug, rows.EVER)


def _check_day(field: str, day: date) -> list[Issue]:
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return []
    return [Issue(field, f"Give a date between the years {FIRST_YEAR} and {LAST_YEAR}")]
