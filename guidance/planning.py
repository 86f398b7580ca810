"""When and how a draft is to be published: what is wrong with such a plan, and what a publisher should know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from . import calendar, drafts, rows
from .errors import NotFoundError
from .model import Basis, Issue, Person
from .packvalues import FIRST_YEAR, LAST_YEAR
from .permissions import Action, require
from .refusing import MAX_REASON
from .store import Store
from .workflow import Draft


@dataclass(frozen=True)
class Plan:
    """From which civil date it applies, as what, from which instant it can be read (None: at once).

    `reason` is for readers: why it applies from a day before they could read it.
    """

    commences: date
    basis: Basis
    visible_from: datetime | None = None
    reason: str = ""


def check_plan(store: Store, person: Person, draft_id: int, plan: Plan) -> list[Issue]:
    """What keeps a draft from being published as planned, with the field of each; empty where nothing does."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return issues(db, store.now(), drafts.find(db, draft_id), plan)


def warnings(store: Store, person: Person, draft_id: int, plan: Plan) -> list[str]:
    """What a publisher should have noticed, as sentences; none of it keeps them from going on."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        return [*_weekend(plan), *_overlaps(db, draft, plan)]


def issues(db: Connection, now: datetime, draft: Draft, plan: Plan) -> list[Issue]:
    """`check_plan` inside a transaction."""
    found = [*check_dates(now, plan.commences, plan.visible_from, plan.reason)]
    if plan.basis is not draft.basis:
        told = f"The draft is written as {draft.basis}. To publish it as {plan.basis}, change that in its details first"
        found.append(Issue("basis", told))
    if draft.base == 0 and plan.basis is Basis.CORRECTION:
        found.append(Issue("basis", "A new document corrects nothing: publish it as interim or final"))
    return [*found, *_embargo(db, now, draft, plan)]


def check_dates(now: datetime, commences: date, visible_from: datetime | None, reason: str) -> list[Issue]:
    """What is wrong with the dates of a publication by themselves, whatever is published."""
    found: list[Issue] = []
    years = [commences.year, *([visible_from.year] if visible_from else [])]
    if not all(FIRST_YEAR <= year <= LAST_YEAR for year in years):
        return [Issue("commences", f"Give a date between the years {FIRST_YEAR} and {LAST_YEAR}")]
    if visible_from is not None and visible_from <= now:
        found.append(Issue("visible_from", "An embargo ends at a time to come. Leave it empty to publish at once"))
    if commences < calendar.today(max(visible_from or now, now)) and not reason.strip():
        told = "Say for readers why it applies from a day before they could read it"
        found.append(Issue("reason", told))
    if len(reason) > MAX_REASON:
        found.append(Issue("reason", f"The reason can have at most {MAX_REASON:,} characters"))
    return found


def _embargo(db: Connection, now: datetime, draft: Draft, plan: Plan) -> list[Issue]:
    newest = drafts.newest_edition(db, draft.kind, draft.slug)
    if newest is None:
        return []
    if newest.published_at > (plan.visible_from or now):
        told = f"Edition {newest.ordinal} is under embargo, and this draft builds on it: it cannot be read earlier"
        return [Issue("visible_from", told)]
    if plan.visible_from and (draft.ref, draft.topics) != (newest.ref, tuple(newest.topics)):
        told = "A new label and new topics would be seen at once: publish without an embargo, or leave them as they are"
        return [Issue("visible_from", told)]
    return []


def _weekend(plan: Plan) -> list[str]:
    if plan.commences.weekday() < 5:
        return []
    return [f"{_day(plan.commences)} is a {plan.commences:%A}."]


def _overlaps(db: Connection, draft: Draft, plan: Plan) -> list[str]:
    try:
        spans = rows.timeline(db, draft.kind, draft.slug, rows.EVER).spans
    except NotFoundError:
        return []
    found: list[str] = []
    for one in spans:
        if one.from_date > plan.commences:
            found.append(f"Edition {one.edition} applies from {_day(one.from_date)} and takes over from then on.")
        elif one.from_date == plan.commences:
            found.append(f"Edition {one.edition} applies from the same day: it will not be in force on any day.")
    if (last := spans[-1] if spans else None) and last.to_date and last.to_date <= plan.commences:
        found.append(f"The document is withdrawn from {_day(last.to_date)}: it comes back into force.")
    return found


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
