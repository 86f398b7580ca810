"""Emergency publications: no approval, but a reason for readers and a review by somebody else."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from guidance import (
    checking,
    drafting,
    drafts,
    publishing,
    reviewing,
)
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.model import Basis, Kind, Person, Role
from guidance.planning import Plan
from tests.factories import NOW, Clock, a_person
from tests.guidance.desk import TODAY, Desk
from tests.guidance.test_publishing import COMING, FIRST, team  # noqa: F401

# In an emergency

LATER = NOW + timedelta(days=2)
WHY = "The Court of Appeal overruled it this morning."


def emergency(team: Desk, person: Person | None = None, **parts: Any) -> int:
    made = team.written(FIRST)
    plan = replace(Plan(TODAY, Basis.FINAL), **parts)
    return publishing.publish_in_emergency(team.store, person or team.publisher, made, 1, plan, parts.get("why", WHY))


def test_an_emergency_publication_needs_no_approval_and_says_so_and_why(team: Desk) -> None:
    seq = team.seq()
    assert emergency(team) == 1
    told = team.library.emergency(team.edition(1))
    assert told is not None
    assert (told.reason, told.reviewed_at) == (WHY, None)
    assert team.edition(1).change_note == WHY
    assert team.seq() == seq + 2
    assert checking.problems(team.store) == []


def test_what_was_published_in_the_ordinary_way_is_no_emergency(team: Desk) -> None:
    team.published(FIRST)
    assert team.library.emergency(team.edition(1)) is None
    with pytest.raises(NotFoundError):
        publishing.review_emergency(team.store, team.reviewer, Kind.GUIDANCE, "myths", 1, "Good.")


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2001])
def test_an_emergency_needs_a_reason(team: Desk, reason: str) -> None:
    made = team.written(FIRST)
    plan = Plan(TODAY, Basis.FINAL)
    with pytest.raises(StateError):
        publishing.publish_in_emergency(team.store, team.publisher, made, 1, plan, reason)
    assert [one.field for one in publishing.check_emergency(plan, reason)] == ["emergency"]


def test_an_emergency_is_not_held_back_and_an_approved_draft_is_none(team: Desk) -> None:
    plan = Plan(COMING, Basis.FINAL, LATER)
    assert [one.field for one in publishing.check_emergency(plan, WHY)] == ["visible_from"]
    made = team.approved(FIRST)
    with pytest.raises(StateError):
        publishing.publish_in_emergency(team.store, team.publisher, made, 1, Plan(TODAY, Basis.FINAL), WHY)


def test_somebody_else_reviews_it_once_and_it_says_when(team: Desk, clock: Clock) -> None:
    emergency(team)
    clock.now += timedelta(hours=3)
    seq = team.seq()
    publishing.review_emergency(team.store, team.reviewer, Kind.GUIDANCE, "myths", 1, "Right as it is.")
    assert team.seq() == seq + 1
    told = team.library.emergency(team.edition(1))
    assert told is not None
    assert told.reviewed_at == clock.now
    as_known_before = team.library.emergency(team.edition(1), clock.now - timedelta(minutes=1))
    assert as_known_before is not None
    assert as_known_before.reviewed_at is None
    with pytest.raises(StateError):
        publishing.review_emergency(team.store, team.reviewer, Kind.GUIDANCE, "myths", 1, "Again.")
    assert checking.problems(team.store) == []


def test_neither_publisher_nor_writers_nor_submitter_review_it(team: Desk) -> None:
    writer, submitter = (a_person(team.store, Role.REVIEWER, name) for name in ("Writing", "Submitting"))
    made = team.written(FIRST)
    words = replace(drafts.revision(team.store, team.author, made).content, title="Another")
    drafting.save(team.store, writer, made, 1, words)
    reviewing.submit(team.store, submitter, made, 2, "Why.", "Reasons.")
    publishing.publish_in_emergency(team.store, team.publisher, made, 2, Plan(TODAY, Basis.FINAL), WHY)
    seq = team.seq()
    for one in (team.publisher, writer, submitter, team.author):
        with pytest.raises(PermissionDeniedError):
            publishing.review_emergency(team.store, one, Kind.GUIDANCE, "myths", 1, "Good.")
        if one is not team.author:
            assert publishing.why_not_review_emergency(team.store, one, Kind.GUIDANCE, "myths", 1)
    assert team.seq() == seq
    publishing.review_emergency(team.store, team.reviewer, Kind.GUIDANCE, "myths", 1, "Good.")
