"""Publishing a draft: with an approval, or in an emergency without one, which somebody else then reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select, update

from . import calendar, drafts, homes, ledger, planning, records, requirements, reviewing, statements, tables
from .errors import ConflictError, NotFoundError, PermissionDeniedError, StateError
from .model import ForcePeriod, Issue, Kind, Person
from .permissions import Action, require
from .planning import Plan
from .records import NewEdition
from .refusing import check_reason, refuse, tidied
from .statements import EmergencyRecord
from .store import Store
from .workflow import Draft, Revision, Step, after


def publish(store: Store, person: Person, draft_id: int, revision: int, plan: Plan) -> int:
    """Publish an approved draft as the next edition of its document; its ordinal.

    Readers have it from the instant and it is in force from the date of the plan, with nothing more to be done.
    Check the plan before: raises StateError for what is wrong with it, for a draft that is not approved as it stands
    or belongs to a release, and ConflictError where `revision` is not the newest or another edition came before it.
    """
    require(person, Action.PUBLISH)
    with store.writing() as db:
        draft = drafts.find(db, draft_id)
        _require_head(draft, revision)
        if draft.release_id is not None:
            raise StateError(
                "The draft belongs to a release, and is published with it. Take it out to publish it alone."
            )
        return write(db, person, store.now(), draft, plan)


def publish_in_emergency(store: Store, person: Person, draft_id: int, revision: int, plan: Plan, reason: str) -> int:
    """Publish a draft that nobody has approved. Readers are told so and why, and it waits to be reviewed.

    Raises as `publish` does, and StateError for what `check_emergency` finds wrong.
    """
    require(person, Action.PUBLISH)
    with store.writing() as db:
        now = store.now()
        draft = drafts.find(db, draft_id)
        _require_head(draft, revision)
        _require_alone(draft)
        refuse(check_emergency(plan, reason))
        return write(db, person, now, draft, plan, EmergencyRecord(tidied(reason), now, person.id))


def check_emergency(plan: Plan, reason: str) -> list[Issue]:
    """What is wrong with an emergency publication, beside what is wrong with its plan."""
    found = check_reason("emergency", reason, "Say for readers why it cannot wait for a review")
    if plan.visible_from is not None:
        found.append(Issue("visible_from", "What cannot wait for a review is not held back: publish it at once"))
    return found


def review_emergency(store: Store, person: Person, kind: Kind, slug: str, ordinal: int, note: str) -> None:
    """Record that somebody else has reviewed an emergency publication, and what they found.

    Raises PermissionDeniedError for whoever published, wrote or submitted it.
    """
    require(person, Action.REVIEW)
    with store.writing() as db:
        edition_id, told = _emergency(db, kind, slug, ordinal)
        if reason := _why_not_review(db, person, edition_id, told):
            raise PermissionDeniedError(reason)
        if told.reviewed_at is not None:
            raise StateError("Somebody has reviewed it already.")
        refuse(check_review(note))
        now = store.now()
        done = replace(told, reviewed_by=person.id, reviewed_at=now, review_note=tidied(note))
        statements.write_review(db, edition_id, done)
        detail = {"emergency": {str(ordinal): done.seal}}
        ledger.append(db, person, now, "emergency.reviewed", f"{kind}:{slug}", detail)


def check_review(note: str) -> list[Issue]:
    """What is wrong with the note of a review."""
    return check_reason("note", note, "Say what you found")


def why_not_review_emergency(store: Store, person: Person, kind: Kind, slug: str, ordinal: int) -> str:
    """Why the person may not review an emergency publication, as a sentence to them; empty where they may."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return _why_not_review(db, person, *_emergency(db, kind, slug, ordinal))


def write(
    db: Connection,
    person: Person,
    now: datetime,
    draft: Draft,
    plan: Plan,
    emergency: EmergencyRecord | None = None,
    beside: Sequence[Draft] = (),
) -> int:
    """Publish one draft inside the caller's transaction, with its event; the ordinal of the edition.

    Its links may lead to what is published, and to the drafts `beside` it, which are published with it.
    """
    state = after(draft.state, Step.PUBLISH_IN_EMERGENCY if emergency else Step.PUBLISH)
    if emergency is None:
        reviewing.approval(db, draft)
    if drafts.is_behind(db, draft):
        raise ConflictError(
            "Another edition was published since the draft was begun. Bring the draft up to date first."
        )
    refuse(planning.issues(db, now, draft, plan))
    revision = drafts.head(db, draft)
    if emergency is None:
        _require_links(db, draft, revision, beside)
    new = _new_edition(draft, revision, plan, now, emergency)
    period = ForcePeriod(new.ordinal, plan.commences, None, new.published_at, tidied(plan.reason))
    _require_own_pids(db, draft, new)
    before = ledger.head(db).seq
    seq = _append(db, person, now, draft, revision, new, period, emergency)
    edition_id = _write_edition(db, draft, new, period, seq)
    if emergency is not None:
        statements.write_emergency(db, edition_id, emergency)
    require_one_home(db, before, now)
    made = {"state": state, "edition_id": edition_id, "changed_at": now}
    db.execute(update(tables.draft).where(tables.draft.c.id == draft.id).values(**made))
    return new.ordinal


def _new_edition(
    draft: Draft, revision: Revision, plan: Plan, now: datetime, emergency: EmergencyRecord | None
) -> NewEdition:
    content, identity = revision.content, revision.identity
    return NewEdition(
        kind=draft.kind,
        slug=draft.slug,
        document_id=0,
        event_seq=0,
        ordinal=draft.base + 1,
        basis=plan.basis,
        title=content.title,
        summary=content.summary,
        body=content.body,
        facts=content.facts,
        change_note=draft.change_note or (emergency.reason if emergency else ""),
        published_at=plan.visible_from or now,
        in_force_from=plan.commences,
        pids=tuple(one.pid for one in identity.paragraphs),
        lineage=identity.lineage,
        raised=identity.raised,
    )


def _append(
    db: Connection,
    person: Person,
    now: datetime,
    draft: Draft,
    revision: Revision,
    new: NewEdition,
    period: ForcePeriod,
    emergency: EmergencyRecord | None,
) -> int:
    told = records.sealed([new]) | statements.sealed([period])
    told |= {"draft": draft.id, "revision": revision.number, "basis": new.basis}
    told |= {"visible_from": new.published_at.isoformat(), "ref": draft.ref, "topics": list(draft.topics)}
    if emergency is not None:
        told["emergency"] = {str(new.ordinal): emergency.seal}
    if draft.release_id is not None:
        told["release"] = draft.release_id
    return ledger.append(db, person, now, "edition.published", f"{draft.kind}:{draft.slug}", told)


def _write_edition(db: Connection, draft: Draft, new: NewEdition, period: ForcePeriod, seq: int) -> int:
    own = tables.document.c
    known = db.scalar(select(own.id).where(own.kind == draft.kind, own.slug == draft.slug))
    document_id = records.write_document(db, draft.kind, draft.slug, (draft.ref, draft.topics), seq, known)
    try:
        edition_id, _ = records.write_edition(db, replace(new, document_id=document_id, event_seq=seq), [])
    except ValueError as error:
        raise StateError(f"The draft cannot be published: {error}.") from error
    statements.write(db, document_id, {new.ordinal: edition_id}, [period], seq)
    return edition_id


def _require_links(db: Connection, draft: Draft, revision: Revision, beside: Sequence[Draft]) -> None:
    if wrong := requirements.dangling(db, draft, revision, beside):
        kind, slug, anchor = wrong[0]
        told = f"{kind}:{slug}#{anchor}" if anchor else f"{kind}:{slug}"
        raise StateError(f"The link to {told} leads nowhere yet. Publish that first, or both in one release.")


def _require_own_pids(db: Connection, draft: Draft, new: NewEdition) -> None:
    """Refuse ids that belong to paragraphs of other documents, unless the base took those paragraphs over."""
    own, edition, document = tables.paragraph.c, tables.edition.c, tables.document.c
    elsewhere = db.scalars(
        select(own.pid)
        .join_from(tables.paragraph, tables.edition, own.first_edition_id == edition.id)
        .join(tables.document, edition.document_id == document.id)
        .where(own.pid.in_(new.pids), (document.kind != draft.kind) | (document.slug != draft.slug))
    ).all()
    if elsewhere and set(elsewhere) - {one.pid for one in drafts.base_standing(db, draft)}:
        raise ConflictError(
            "A paragraph of the draft bears the identity of one in another document. Save the draft anew."
        )


def require_one_home(db: Connection, before: int, now: datetime) -> None:
    """Refuse what events after `before` did, if two documents now have one paragraph with different words."""
    for pid, one, other in homes.contested(db, before, calendar.today(now)):
        names = " and ".join(f"{home.document.kind}:{home.document.slug}" for home in (one, other))
        raise ConflictError(f"The paragraph {pid} would be in force in {names} with different words.")


def _emergency(db: Connection, kind: Kind, slug: str, ordinal: int) -> tuple[int, EmergencyRecord]:
    own, document = tables.edition.c, tables.document.c
    edition_id = db.scalar(
        select(own.id)
        .join_from(tables.edition, tables.document, own.document_id == document.id)
        .where(document.kind == kind, document.slug == slug, own.ordinal == ordinal)
    )
    told = None if edition_id is None else statements.emergency_of(db, edition_id)
    if edition_id is None or told is None:
        raise NotFoundError(f"{kind}:{slug} has no edition {ordinal} that was published in an emergency.")
    return edition_id, told


def _why_not_review(db: Connection, person: Person, edition_id: int, told: EmergencyRecord) -> str:
    if person.id == told.person_id:
        return "You published it, so somebody else must review it."
    found = drafts.matching(db, tables.draft.c.edition_id == edition_id)
    return reviewing.may_review(db, person, found[0]) if found else ""


def _require_alone(draft: Draft) -> None:
    if draft.release_id is not None:
        raise StateError("The draft belongs to a release, and is published with it. Take it out to publish it alone.")


def _require_head(draft: Draft, revision: int) -> None:
    if revision != draft.head:
        raise ConflictError(
            f"The newest revision is {draft.head}, not {revision}: the draft was changed meanwhile. Look at it again."
        )
