"""Remarks on drafts: they stay with their paragraph and revision, and end with the draft."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

import pytest

from guidance import commenting, drafting, drafts, reviewing
from guidance.errors import ConflictError, NotFoundError, StateError
from guidance.model import Person
from guidance.store import Store
from tests.factories import Clock
from tests.guidance.test_reviewing import EDITED, author, draft_id, reviewer, save, seq, submit  # noqa: F401

# Comments


def test_a_comment_stays_with_its_paragraph_and_revision_through_a_return(
    store: Store, author: Person, reviewer: Person, draft_id: int, clock: Clock
) -> None:
    pid = drafts.revision(store, author, draft_id).identity.paragraphs[2].pid
    submit(store, author, draft_id)
    made = commenting.comment(store, reviewer, draft_id, 2, pid, " Why\r\nmilder? ")
    reviewing.return_(store, reviewer, draft_id, "See there.")
    save(store, author, draft_id, "New opening.\n\n" + EDITED)
    (told,) = commenting.comments(store, author, draft_id)
    assert (told.id, told.revision, told.pid, told.body, told.at) == (made, 2, pid, "Why\nmilder?", clock.now)
    assert (told.author, told.outside, told.resolved_by, told.resolved_at) == (reviewer.name, False, "", None)
    commenting.resolve_comment(store, author, made)
    (told,) = commenting.comments(store, author, draft_id)
    assert (told.resolved_by, told.resolved_at) == (author.name, clock.now)
    before = seq(store)
    with pytest.raises(ConflictError, match="resolved already"):
        commenting.resolve_comment(store, reviewer, made)
    assert seq(store) == before


def test_a_paragraph_that_the_draft_leaves_out_can_be_remarked_on(store: Store, author: Person, draft_id: int) -> None:
    gone = drafts.revision(store, author, draft_id).identity.paragraphs[1].pid
    save(store, author, draft_id, "## Consent {#consent}\n\nThe second paragraph should be read.")
    commenting.comment(store, author, draft_id, 3, gone, "Why?")
    assert [one.pid for one in commenting.comments(store, author, draft_id)] == [gone]


@pytest.mark.parametrize("revision, pid", [(3, ""), (0, ""), (-1, ""), (2**70, ""), (2, "0000000000"), (2, "x" * 99)])
def test_a_comment_on_nothing_is_not_found(
    revision: int, pid: str, store: Store, author: Person, draft_id: int
) -> None:
    before = seq(store)
    with pytest.raises(NotFoundError):
        commenting.comment(store, author, draft_id, revision, pid, "A remark")
    assert (seq(store), commenting.comments(store, author, draft_id)) == (before, [])


@pytest.mark.parametrize("body", ["", " \n", "x" * 5_001])
def test_a_comment_says_something_and_not_everything(body: str, store: Store, author: Person, draft_id: int) -> None:
    assert [issue.field for issue in commenting.check_comment(body)] == ["body"]
    with pytest.raises(StateError):
        commenting.comment(store, author, draft_id, 2, "", body)


@pytest.mark.parametrize("number", [1, 0, -1, 2**70])
def test_a_comment_that_is_not_there_cannot_be_resolved(number: int, store: Store, author: Person) -> None:
    with pytest.raises(NotFoundError):
        commenting.resolve_comment(store, author, number)


def test_a_draft_that_is_given_up_takes_no_more_comments(store: Store, author: Person, draft_id: int) -> None:
    drafting.discard(store, author, draft_id, "No longer needed")
    with pytest.raises(StateError, match="discarded cannot be commented on"):
        commenting.comment(store, author, draft_id, 2, "", "A remark")
