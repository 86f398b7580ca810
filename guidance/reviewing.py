"""Submitting a draft, comparing it, approving or returning it, and the record of that.

Nobody reviews what they wrote or submitted, however early, and even if their words were set aside or taken out again.
An approval names a revision and the fingerprint of all that is approved; when the draft changes it has fallen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, select, update

from . import calendar, changes, compare, drafts, internal, ledger, requirements, revisions, rows, seals, tables
from .changes import ParagraphChange
from .errors import ConflictError, NotFoundError, PermissionDeniedError, StateError
from .model import Issue, Paragraph, Person
from .permissions import Action, may, require
from .refusing import refuse, tidied
from .store import Store
from .workflow import STATES, Draft, Revision, State, Step, after

Against = Literal["base", "in_force"] | int
"""The edition that a draft is based on, the one that readers use today, or an earlier revision of the draft."""

MAX_CHANGE_NOTE, MAX_NOTE = 2_000, 5_000

_OWN, _PERSON = tables.decision.c, tables.person.c


class Outcome(StrEnum):
    """What was decided about a revision: by the person who submitted it, or by a reviewer."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"


_BY_REVIEWERS = (Outcome.APPROVED, Outcome.RETURNED)


@dataclass(frozen=True)
class Decision:
    """One step of a review, kept for ever. The note of a submission is the reasons that were given with it."""

    revision: int
    person: Person
    at: datetime
    outcome: Outcome
    note: str
    fingerprint: str


def fingerprint(draft: Draft, revision: Revision) -> str:
    """What is approved: the words, which paragraph is which, and with what labels, basis and notes on which base.

    Any change to one of these gives another SHA-256.
    """
    document = draft.kind, draft.slug, draft.ref, draft.topics, draft.base, draft.basis
    content = revision.content
    words = content.title, content.summary, content.body, content.facts
    identity = revisions.as_json(revision.identity)
    return seals.of("approval", *document, draft.change_note, draft.reasons, *words, identity)


# Submitting


def check_submission(
    store: Store, person: Person, draft_id: int, revision: int, change_note: str, reasons: str
) -> list[Issue]:
    """What keeps a revision from being submitted, with the field of each; empty where nothing does."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        _require_head(draft, revision)
        return _submission_issues(db, draft, store.now(), change_note, reasons)


def submit(store: Store, person: Person, draft_id: int, revision: int, change_note: str, reasons: str) -> None:
    """Hand a draft to whoever reviews it, with a note for readers and the reasons for the record.

    Check it before: raises StateError for what is wrong, and ConflictError where `revision` is not the newest.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        now = store.now()
        found = drafts.find(db, draft_id)
        state = after(found.state, Step.SUBMIT)
        _require_head(found, revision)
        refuse(_submission_issues(db, found, now, change_note, reasons))
        draft = replace(found, change_note=tidied(change_note), reasons=tidied(reasons))
        submitted = {"submitted_by": person.id, "submitted_revision": revision, "submitted_at": now}
        notes = {"change_note": draft.change_note, "reasons": draft.reasons}
        _move(db, draft, state, now, **submitted, **notes)
        _decide(db, person, now, draft, Outcome.SUBMITTED, draft.reasons)


# Reviewing


def may_review(db: Connection, person: Person, draft: Draft) -> str:
    """Why the person may not approve or return the draft, as a sentence to them; empty where they may."""
    if not may(person, Action.REVIEW):
        return f"Your role, {person.role}, does not review."
    if person.id == draft.created_by.id or person.id in drafts.authors(db, draft):
        return "You wrote in this draft, so somebody else must review it."
    own = select(func.count()).where(_OWN.draft_id == draft.id, _OWN.person_id == person.id)
    submitted = db.scalar(own.where(_OWN.outcome == Outcome.SUBMITTED))
    if submitted or (draft.submitted_by is not None and draft.submitted_by.id == person.id):
        return "You submitted this draft, so somebody else must review it."
    return ""


def why_not_review(store: Store, person: Person, draft_id: int) -> str:
    """`may_review` for a page, which then says why and shows no button."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return may_review(db, person, drafts.find(db, draft_id))


def comparison(
    store: Store, person: Person, draft_id: int, against: Against
) -> tuple[list[compare.Row], list[ParagraphChange]]:
    """The redline of the newest revision, and the class of each paragraph's change; internal paragraphs too.

    Against a base or an edition in force that is not there, all is new. Classes that somebody raised count against
    editions alone. Raises NotFoundError where the draft has no revision of that number.
    """
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        head = drafts.head(db, draft)
        new = drafts.paragraphs(db, draft, head)
        if against == "base":
            old = drafts.base_paragraphs(db, draft)
        elif against == "in_force":
            old = _in_force(db, draft, store.now())
        else:
            old = drafts.paragraphs(db, draft, revisions.find(db, draft.id, against))
    raised = {} if isinstance(against, int) else head.identity.raised
    return compare.redline(old, new), changes.changes(old, new, raised)


def approve(store: Store, person: Person, draft_id: int, revision: int, note: str) -> None:
    """Approve the revision, as it was submitted.

    Raises PermissionDeniedError for whoever wrote or submitted it, and ConflictError if `revision` is not the newest.
    """
    require(person, Action.REVIEW)
    with store.writing() as db:
        now = store.now()
        draft = _found_for_review(db, person, draft_id)
        state = after(draft.state, Step.APPROVE)
        _require_head(draft, revision)
        refuse(check_note(note))
        if _last(db, draft, Outcome.SUBMITTED).fingerprint != fingerprint(draft, drafts.head(db, draft)):
            raise ConflictError("The draft is no longer what was submitted. Return it, so that it is submitted again.")
        _move(db, draft, state, now)
        _decide(db, person, now, draft, Outcome.APPROVED, tidied(note))


def return_(store: Store, person: Person, draft_id: int, note: str) -> None:
    """Give a draft that is in review, or was approved, back to its authors. The note says what is to be mended.

    Its comments stay. Raises StateError without a note, and PermissionDeniedError for whoever wrote or submitted it.
    """
    require(person, Action.REVIEW)
    with store.writing() as db:
        now = store.now()
        draft = _found_for_review(db, person, draft_id)
        state = after(draft.state, Step.RETURN)
        refuse(check_return(note))
        _move(db, draft, state, now)
        _decide(db, person, now, draft, Outcome.RETURNED, tidied(note))


def check_note(note: str) -> list[Issue]:
    """What is wrong with the note of a decision, which may be empty."""
    long = len(tidied(note)) > MAX_NOTE
    return [Issue("note", f"The note can have at most {MAX_NOTE:,} characters")] if long else []


def check_return(note: str) -> list[Issue]:
    """What is wrong with the note that returns a draft, which may not."""
    return check_note(note) if tidied(note) else [Issue("note", "Say what has to be mended")]


# The record


def decisions(store: Store, person: Person, draft_id: int) -> list[Decision]:
    """Every submission, return and approval of a draft, oldest first."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return _decisions(db, drafts.find(db, draft_id).id)


def last_reviewed(db: Connection, draft_id: int) -> int | None:
    """The newest revision that a reviewer decided on; None before the first decision."""
    decided = _OWN.outcome.in_(_BY_REVIEWERS)
    newest: int | None = db.scalar(select(func.max(_OWN.revision)).where(_OWN.draft_id == draft_id, decided))
    return newest


def approval(db: Connection, draft: Draft) -> Decision:
    """The approval that holds now, for the draft as it stands. Raises StateError where there is none."""
    if draft.state is State.APPROVED:
        last = _last(db, draft, *_BY_REVIEWERS)
        as_it_stands = last.revision == draft.head and last.fingerprint == fingerprint(draft, drafts.head(db, draft))
        if last.outcome is Outcome.APPROVED and as_it_stands:
            return last
    raise StateError("The draft is not approved as it stands now.")


def _submission_issues(db: Connection, draft: Draft, now: datetime, change_note: str, reasons: str) -> list[Issue]:
    revision = drafts.head(db, draft)
    return [*_check_notes(change_note, reasons), *requirements.before_submission(db, draft, revision, now)]


def _check_notes(change_note: str, reasons: str) -> list[Issue]:
    issues: list[Issue] = []
    for field, told, most, asked in (
        ("change_note", change_note, MAX_CHANGE_NOTE, "Say what changes, in a sentence for readers"),
        ("reasons", reasons, MAX_NOTE, "Give the reasons, for the record"),
    ):
        if not tidied(told):
            issues.append(Issue(field, asked))
        elif len(tidied(told)) > most:
            issues.append(Issue(field, f"Write at most {most:,} characters"))
    return issues


def _in_force(db: Connection, draft: Draft, now: datetime) -> list[Paragraph]:
    try:
        found = rows.timeline(db, draft.kind, draft.slug, now)
    except NotFoundError:
        return []
    span = next((one for one in found.spans if one.covers(calendar.today(now))), None)
    return internal.all_paragraphs(db, found.edition_ids[span.edition]) if span else []


def _found_for_review(db: Connection, person: Person, draft_id: int) -> Draft:
    draft = drafts.find(db, draft_id)
    if reason := may_review(db, person, draft):
        raise PermissionDeniedError(reason)
    return draft


def _require_head(draft: Draft, revision: int) -> None:
    if revision != draft.head:
        raise ConflictError(
            f"The newest revision is {draft.head}, not {revision}: the draft was changed meanwhile. Look at it again."
        )


def _move(db: Connection, draft: Draft, state: State, now: datetime, **values: Any) -> None:
    db.execute(update(tables.draft).where(tables.draft.c.id == draft.id).values(state=state, changed_at=now, **values))


def _decide(db: Connection, person: Person, now: datetime, draft: Draft, outcome: Outcome, note: str) -> None:
    """Keep the decision on the newest revision, and write the event."""
    seen = fingerprint(draft, drafts.head(db, draft))
    values = {"draft_id": draft.id, "revision": draft.head, "person_id": person.id, "at": now}
    db.execute(insert(tables.decision).values(**values, outcome=outcome, note=note, fingerprint=seen))
    detail = {"revision": draft.head, "fingerprint": seen, "note": seals.of("note", note)}
    ledger.append(db, person, now, f"draft.{outcome}", f"draft:{draft.id}", detail)


def _decisions(db: Connection, draft_id: int) -> list[Decision]:
    about = [_PERSON[name].label(f"person_{name}") for name in ("email", "name", "role", "active")]
    found = db.execute(
        select(tables.decision, *about)
        .join_from(tables.decision, tables.person, _OWN.person_id == _PERSON.id)
        .where(_OWN.draft_id == draft_id)
        .order_by(_OWN.id)
    )
    return [
        Decision(
            row.revision,
            revisions.person_of(row, "person"),
            row.at,
            Outcome(row.outcome),
            row.note,
            row.fingerprint,
        )
        for row in found
    ]


def _last(db: Connection, draft: Draft, *outcomes: Outcome) -> Decision:
    found = [one for one in _decisions(db, draft.id) if one.outcome in outcomes]
    if not found:
        raise StateError(f"Nobody has decided on this draft, which is {STATES[draft.state].lower()}.")
    return found[-1]
