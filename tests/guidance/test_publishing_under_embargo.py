"""Publishing under an embargo: nothing that builds on the words is seen before their instant."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from guidance import (
    checking,
    drafting,
)
from guidance.errors import NotFoundError
from guidance.model import Basis, Force, Kind
from guidance.planning import Plan, check_plan
from tests.factories import NOW, Clock
from tests.guidance.desk import TODAY, Desk
from tests.guidance.test_publishing import COMING, FIRST, SECOND, team  # noqa: F401

# Under an embargo

LATER = NOW + timedelta(days=2)


def test_what_is_under_embargo_is_not_there_until_its_instant(team: Desk, clock: Clock) -> None:
    team.published(FIRST)
    before = snapshot(team)
    team.published(SECOND, commences=COMING, visible_from=LATER, title="Held back")
    team.published(FIRST.replace("consent", "other"), "held", commences=COMING, visible_from=LATER)
    assert snapshot(team) == before
    with pytest.raises(NotFoundError):
        team.edition(2)
    with pytest.raises(NotFoundError):
        team.edition(1, "held")
    clock.now = LATER
    assert team.edition(2).title == "Held back"
    assert team.edition(1, "held").force is Force.PROSPECTIVE
    assert checking.problems(team.store) == []


def snapshot(team: Desk) -> list[Any]:
    found = team.library
    days = [TODAY, COMING, date(2999, 1, 1)]
    return [
        *(found.in_force(None, day) for day in days),
        *(found.commencing(day, 9) for day in days),
        found.editions(Kind.GUIDANCE, "myths", TODAY),
        found.statements(Kind.GUIDANCE, "myths"),
        list(found.units(found.changed_since(None)[1])),
    ]


def test_nothing_that_builds_on_words_under_embargo_is_seen_before_them(team: Desk) -> None:
    team.published(FIRST)
    team.published(SECOND, visible_from=LATER, commences=COMING)
    made = team.approved(SECOND.replace("first", "1st"))
    told = check_plan(team.store, team.publisher, made, Plan(COMING, Basis.FINAL))
    assert [one.field for one in told] == ["visible_from"]
    assert team.publish(made, COMING, visible_from=LATER) == 3


def test_an_embargo_cannot_hold_back_a_new_label_so_it_is_refused(team: Desk) -> None:
    team.published(FIRST)
    made = team.written(SECOND)
    drafting.set_details(team.store, team.author, made, "SECRET", [], Basis.FINAL)
    team.approve(made)
    told = check_plan(team.store, team.publisher, made, Plan(COMING, Basis.FINAL, LATER))
    assert [one.field for one in told] == ["visible_from"]
