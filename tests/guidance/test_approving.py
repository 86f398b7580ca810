"""What an approval is of, when it falls, and what the record keeps of approvals and returns."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import exc, update

from guidance import commenting, drafting, drafts, reviewing, tables
from guidance.errors import ConflictError, NotFoundError, StateError
from guidance.model import Basis, Person, Role
from guidance.store import Store
from guidance.workflow import ChangeClass, Draft, Revision, State
from tests.factories import a_person
from tests.guidance.test_reviewing import (  # noqa: F401
    BODY,
    EDITED,
    NOTE,
    REASONS,
    approval,
    approve,
    author,
    content,
    draft_id,
    reviewer,
    save,
    seq,
    state,
    submit,
)

# What an approval is of


def _save(store: Store, author: Person, draft_id: int) -> None:
    save(store, author, draft_id, EDITED + "\n\nMore.")


def _set_aside(store: Store, author: Person, draft_id: int) -> None:
    assert drafting.save(store, author, draft_id, 1, content(BODY + "\n\nLate.")).aside


def _relabel(store: Store, author: Person, draft_id: int) -> None:
    drafting.set_details(store, author, draft_id, "M", ["consent"], Basis.INTERIM)


def _return(store: Store, author: Person, draft_id: int) -> None:
    reviewing.return_(store, a_person(store, Role.PUBLISHER), draft_id, "On second thoughts, no.")


@pytest.mark.parametrize("change", [_save, _set_aside, _relabel, _return])
def test_an_approval_falls_when_the_draft_changes(
    change: Callable[[Store, Person, int], None], store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    approve(store, reviewer, draft_id)
    assert approval(store, draft_id).person == reviewer
    change(store, author, draft_id)
    assert state(store, author, draft_id) is State.DRAFT
    with pytest.raises(StateError, match="not approved as it stands"):
        approval(store, draft_id)
    with pytest.raises(StateError):
        approve(store, reviewer, draft_id)


def test_an_old_approval_does_not_come_back_with_a_new_review(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    approve(store, reviewer, draft_id)
    save(store, author, draft_id, EDITED + "\n\nMore.")
    submit(store, author, draft_id)
    with pytest.raises(StateError):
        approval(store, draft_id)


@pytest.mark.parametrize("revision", [1, 3, 0, -1, 2**70])
def test_only_the_newest_revision_is_submitted_or_approved(
    revision: int, store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    with pytest.raises(ConflictError, match="The newest revision is 2"):
        reviewing.submit(store, author, draft_id, revision, NOTE, REASONS)
    with pytest.raises(ConflictError, match="The newest revision is 2"):
        reviewing.check_submission(store, author, draft_id, revision, NOTE, REASONS)
    submit(store, author, draft_id)
    before = seq(store)
    with pytest.raises(ConflictError, match="The newest revision is 2"):
        reviewing.approve(store, reviewer, draft_id, revision, "")
    assert (seq(store), state(store, author, draft_id)) == (before, State.IN_REVIEW)


@pytest.mark.parametrize("at", [State.IN_REVIEW, State.APPROVED])
@pytest.mark.parametrize(
    "values", [{"basis": "interim"}, {"ref": "X"}, {"topics": ["x"]}, {"change_note": "x"}, {"reasons": "x"},
               {"slug": "x"}, {"base_edition_id": None}, {"head": 1}]
)  # fmt: skip
def test_what_changes_behind_the_acts_is_not_what_was_submitted_or_approved(
    values: dict[str, Any], at: State, store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    if at is State.APPROVED:
        approve(store, reviewer, draft_id)
    with store.writing() as db:
        db.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(**values))
    if at is State.APPROVED:
        with pytest.raises(StateError, match="not approved as it stands"):
            approval(store, draft_id)
    else:
        with pytest.raises(ConflictError, match="no longer what was submitted"):
            approve(store, reviewer, draft_id)


def test_the_fingerprint_tells_words_from_identity_and_is_the_same_for_the_same(
    store: Store, author: Person, draft_id: int
) -> None:
    draft, revision = drafts.draft(store, author, draft_id), drafts.revision(store, author, draft_id)
    again = drafts.draft(store, author, draft_id), drafts.revision(store, author, draft_id)
    own = revision.identity
    others: list[tuple[Draft, Revision]] = [
        (draft, replace(revision, content=replace(revision.content, title="Another")))
    ]
    others += [(draft, replace(revision, content=replace(revision.content, summary="Another")))]
    others += [(draft, replace(revision, content=replace(revision.content, body="Another")))]
    others += [(draft, replace(revision, content=replace(revision.content, facts={"sources": []})))]
    others += [(draft, replace(revision, identity=replace(own, paragraphs=own.paragraphs[::-1])))]
    others += [(draft, replace(revision, identity=replace(own, raised={"x": ChangeClass.SUBSTANTIVE})))]
    found = {reviewing.fingerprint(*one) for one in [(draft, revision), *others]}
    assert len(found) == len(others) + 1
    assert reviewing.fingerprint(*again) == reviewing.fingerprint(draft, revision)


# Returning, the record


@pytest.mark.parametrize("note, told", [("", "Say what"), (" \n ", "Say what"), ("x" * 5_001, "at most 5,000")])
def test_a_return_says_what_is_to_be_mended(
    note: str, told: str, store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    assert [issue.field for issue in reviewing.check_return(note)] == ["note"]
    with pytest.raises(StateError, match=told):
        reviewing.return_(store, reviewer, draft_id, note)
    assert state(store, author, draft_id) is State.IN_REVIEW


def test_a_note_of_approval_may_be_empty_but_not_endless(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    with pytest.raises(StateError, match="at most 5,000"):
        reviewing.approve(store, reviewer, draft_id, 2, "x" * 5_001)
    reviewing.approve(store, reviewer, draft_id, 2, "")


def test_each_step_needs_the_state_before_it(store: Store, author: Person, reviewer: Person, draft_id: int) -> None:
    for act in (lambda: approve(store, reviewer, draft_id), lambda: reviewing.return_(store, reviewer, draft_id, "No")):
        with pytest.raises(StateError):
            act()
    submit(store, author, draft_id)
    with pytest.raises(StateError):
        submit(store, author, draft_id)
    approve(store, reviewer, draft_id)
    with pytest.raises(StateError):
        approve(store, reviewer, draft_id)


@pytest.mark.parametrize("number", [999, 0, -1, 2**70])
def test_a_draft_that_is_not_there_is_not_found(number: int, store: Store, reviewer: Person) -> None:
    acts: list[Callable[[], object]] = [
        lambda: reviewing.approve(store, reviewer, number, 1, ""),
        lambda: reviewing.return_(store, reviewer, number, "No"),
        lambda: reviewing.submit(store, reviewer, number, 1, NOTE, REASONS),
        lambda: commenting.comment(store, reviewer, number, 1, "", "A remark"),
        lambda: reviewing.decisions(store, reviewer, number),
    ]
    for act in acts:
        with pytest.raises(NotFoundError):
            act()


@pytest.mark.parametrize("change", [lambda: update(tables.decision).values(note="x"), tables.decision.delete])
def test_a_decision_is_never_changed_or_removed(
    change: Callable[[], Any], store: Store, author: Person, draft_id: int
) -> None:
    submit(store, author, draft_id)
    with pytest.raises(exc.IntegrityError, match="append-only"), store.writing() as db:
        db.execute(change())
