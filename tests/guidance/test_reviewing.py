"""Review: nobody approves what they wrote or submitted, and an approval is of exactly what stands there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guidance import commenting, drafting, drafts, identifying, ledger, reconciling, reviewing, tables, work
from guidance.errors import PermissionDeniedError
from guidance.model import Kind, Person, Role
from guidance.reviewing import Decision, Outcome
from guidance.store import Store
from guidance.workflow import ChangeClass, Content, State
from tests.factories import a_person, document, publish

BODY = "## Consent {#consent}\n\nThe first paragraph stays as it is.\n\nThe second paragraph must be read."
EDITED = BODY.replace("must", "should")
NOTE, REASONS = "One word is milder.", "The court said so."


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store, Role.AUTHOR)


@pytest.fixture
def reviewer(store: Store) -> Person:
    return a_person(store, Role.REVIEWER)


@pytest.fixture
def draft_id(store: Store, author: Person, tmp_path: Path) -> int:
    publish(store, tmp_path, [document(bodies=[BODY])])
    made = drafting.start(store, author, Kind.GUIDANCE, "myths")
    save(store, author, made, EDITED)
    return made


def content(body: str) -> Content:
    return Content("A title", "", body, {})


def save(store: Store, person: Person, draft_id: int, body: str, based_on: int = 0) -> None:
    head = drafts.draft(store, person, draft_id).head
    drafting.save(store, person, draft_id, based_on or head, content(body))


def submit(store: Store, person: Person, draft_id: int) -> None:
    reviewing.submit(store, person, draft_id, drafts.draft(store, person, draft_id).head, NOTE, REASONS)


def approve(store: Store, person: Person, draft_id: int) -> None:
    reviewing.approve(store, person, draft_id, drafts.draft(store, person, draft_id).head, "Good.")


def state(store: Store, person: Person, draft_id: int) -> State:
    return drafts.draft(store, person, draft_id).state


def approval(store: Store, draft_id: int) -> Decision:
    with store.reading() as db:
        return reviewing.approval(db, drafts.find(db, draft_id))


def seq(store: Store) -> int:
    with store.reading() as db:
        return ledger.head(db).seq


def last_event(store: Store) -> Any:
    with store.reading() as db:
        return db.execute(select(tables.event).order_by(tables.event.c.seq.desc())).first()


# The way of a draft


def test_a_draft_is_submitted_returned_submitted_again_and_approved(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    found = drafts.draft(store, author, draft_id)
    assert (found.state, found.change_note, found.reasons) == (State.IN_REVIEW, NOTE, REASONS)
    assert (found.submitted_by, found.submitted_revision) == (author, 2)
    reviewing.return_(store, reviewer, draft_id, "Say why.")
    assert state(store, author, draft_id) is State.DRAFT
    save(store, author, draft_id, EDITED + "\n\nThis is why.")
    submit(store, author, draft_id)
    approve(store, reviewer, draft_id)
    assert state(store, author, draft_id) is State.APPROVED
    told = reviewing.decisions(store, author, draft_id)
    assert [(one.outcome, one.revision, one.person, one.note) for one in told] == [
        (Outcome.SUBMITTED, 2, author, REASONS),
        (Outcome.RETURNED, 2, reviewer, "Say why."),
        (Outcome.SUBMITTED, 3, author, REASONS),
        (Outcome.APPROVED, 3, reviewer, "Good."),
    ]
    assert approval(store, draft_id) == told[-1]


def test_every_act_is_one_event_that_holds_no_word_of_the_draft(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    before = seq(store)
    acts: list[tuple[str, Callable[[], object]]] = [
        ("draft.submitted", lambda: submit(store, author, draft_id)),
        ("draft.commented", lambda: commenting.comment(store, reviewer, draft_id, 2, "", "Commentcanary")),
        ("draft.returned", lambda: reviewing.return_(store, reviewer, draft_id, "Notecanary")),
        ("draft.comment_resolved", lambda: commenting.resolve_comment(store, author, 1)),
        ("draft.submitted", lambda: submit(store, author, draft_id)),
        ("draft.approved", lambda: approve(store, reviewer, draft_id)),
    ]
    for number, (action, act) in enumerate(acts, 1):
        act()
        event = last_event(store)
        assert (event.seq, event.action, event.subject) == (before + number, action, f"draft:{draft_id}")
    assert event.detail["revision"] == 2
    assert event.detail["fingerprint"] == approval(store, draft_id).fingerprint
    with store.reading() as db:
        told = repr(db.execute(select(tables.event).where(tables.event.c.seq > before)).all())
        assert ledger.first_broken(db) is None
    assert {word in told for word in ("milder", "court", "canary", "Good", "paragraph")} == {False}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says_and_a_refusal_writes_nothing(
    role: Role, store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    stranger = a_person(store, role, "Stranger")
    team, reviews = {Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER}, {Role.REVIEWER, Role.PUBLISHER}

    def remark() -> int:
        return commenting.comment(store, author, draft_id, 1, "", "A remark")

    # Who may, what comes before, the act, and how many events it writes.
    cases: list[tuple[set[Role], Callable[[], object], Callable[[Person], object], int]] = [
        (team, lambda: None, lambda one: reviewing.check_submission(store, one, draft_id, 2, NOTE, REASONS), 0),
        (team, lambda: None, lambda one: reviewing.decisions(store, one, draft_id), 0),
        (team, lambda: None, lambda one: reviewing.why_not_review(store, one, draft_id), 0),
        (team, lambda: None, lambda one: reviewing.comparison(store, one, draft_id, "base"), 0),
        (team, lambda: None, lambda one: commenting.comments(store, one, draft_id), 0),
        (team, lambda: None, lambda one: commenting.comment(store, one, draft_id, 1, "", "A remark"), 1),
        (team, remark, lambda one: commenting.resolve_comment(store, one, remark()), 2),
        (reviews, lambda: submit(store, author, draft_id),
         lambda one: reviewing.return_(store, one, draft_id, "Mend it"), 1),
        (reviews, lambda: submit(store, author, draft_id) if role in reviews else None,
         lambda one: reviewing.approve(store, one, draft_id, 2, ""), 1),
    ]  # fmt: skip
    for allowed, prepare, act, events in cases:
        prepare()
        before = seq(store)
        if role in allowed:
            act(stranger)
            assert seq(store) == before + events
        with pytest.raises(PermissionDeniedError):
            act(replace(stranger, active=False) if role in allowed else stranger)
        assert seq(store) <= before + events + 1


@pytest.mark.parametrize("role", Role)
def test_the_policy_team_submits(role: Role, store: Store, author: Person, draft_id: int) -> None:
    stranger = a_person(store, role, "Stranger")
    before = seq(store)
    with pytest.raises(PermissionDeniedError):
        submit_as(store, replace(stranger, active=False), draft_id)
    if role in {Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER}:
        submit_as(store, stranger, draft_id)
        assert seq(store) == before + 1
    else:
        with pytest.raises(PermissionDeniedError):
            submit_as(store, stranger, draft_id)
        assert seq(store) == before
        assert state(store, author, draft_id) is State.DRAFT


def submit_as(store: Store, person: Person, draft_id: int) -> None:
    reviewing.submit(store, person, draft_id, 2, NOTE, REASONS)


# Nobody reviews their own work


def _started_it(store: Store, author: Person, other: Person, draft_id: int) -> int:
    made = drafting.start(store, other, Kind.GUIDANCE, "myths")
    drafting.save(store, author, made, 1, content(EDITED))
    submit(store, author, made)
    return made


def _wrote_an_early_revision(store: Store, author: Person, other: Person, draft_id: int) -> int:
    save(store, other, draft_id, EDITED + "\n\nMy own words.")
    save(store, author, draft_id, EDITED)
    submit(store, author, draft_id)
    return draft_id


def _wrote_what_was_set_aside(store: Store, author: Person, other: Person, draft_id: int) -> int:
    saved = drafting.save(store, other, draft_id, 1, content(BODY.replace("first", "very first")))
    assert saved.aside
    reconciling.resolve(store, author, draft_id, 2, saved.number, content(EDITED))
    submit(store, author, draft_id)
    return draft_id


def _raised_a_class(store: Store, author: Person, other: Person, draft_id: int) -> int:
    save(store, author, draft_id, EDITED.replace("stays as", "stands as"))
    told = reviewing.comparison(store, author, draft_id, "base")[1]
    changed = next(one for one in told if one.change_class is ChangeClass.CLARIFICATION)
    identifying.raise_class(store, other, draft_id, changed.pid, ChangeClass.SUBSTANTIVE)
    submit(store, author, draft_id)
    return draft_id


def _submitted_it(store: Store, author: Person, other: Person, draft_id: int) -> int:
    submit(store, other, draft_id)
    return draft_id


def _submitted_it_earlier(store: Store, author: Person, other: Person, draft_id: int) -> int:
    submit(store, other, draft_id)
    reviewing.return_(store, a_person(store, Role.REVIEWER, "Third"), draft_id, "Say why.")
    submit(store, author, draft_id)
    return draft_id


OWN = [
    _started_it,
    _wrote_an_early_revision,
    _wrote_what_was_set_aside,
    _raised_a_class,
    _submitted_it,
    _submitted_it_earlier,
]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER])
@pytest.mark.parametrize("do", OWN)
def test_whoever_wrote_or_submitted_it_neither_approves_nor_returns_it(
    do: Callable[[Store, Person, Person, int], int], role: Role, store: Store, author: Person, draft_id: int
) -> None:
    other = a_person(store, role, "Other")
    own = do(store, author, other, draft_id)
    why = reviewing.why_not_review(store, other, own)
    assert why.endswith("so somebody else must review it.")
    assert own not in [one.id for one in work.work(store, other).to_review]
    before = seq(store)
    for act in (lambda: approve(store, other, own), lambda: reviewing.return_(store, other, own, "Mend it")):
        with pytest.raises(PermissionDeniedError) as refused:
            act()
        assert str(refused.value) == why
    assert (seq(store), state(store, author, own)) == (before, State.IN_REVIEW)
    approve(store, a_person(store, Role.REVIEWER, "Somebody else"), own)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.PUBLISHER])
def test_another_role_does_not_wash_off_what_somebody_wrote(
    role: Role, store: Store, author: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    with pytest.raises(PermissionDeniedError, match="You wrote in this draft"):
        approve(store, replace(author, role=role), draft_id)


def test_remarks_and_an_earlier_return_keep_nobody_from_approving(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    commenting.comment(store, reviewer, draft_id, 2, "", "Say why.")
    reviewing.return_(store, reviewer, draft_id, "Say why.")
    submit(store, author, draft_id)
    assert reviewing.why_not_review(store, reviewer, draft_id) == ""
    approve(store, reviewer, draft_id)


def test_a_page_can_say_that_a_role_does_not_review(store: Store, draft_id: int) -> None:
    other = a_person(store, Role.AUTHOR, "Other")
    assert reviewing.why_not_review(store, other, draft_id) == "Your role, author, does not review."
