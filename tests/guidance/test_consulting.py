"""Consultations: beside the workflow, open on days, stated anew and concluded, and told as known at any instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from guidance import checking, consulting
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.model import Basis, Force, Kind, Role
from guidance.published import Consultation
from tests.factories import NOW, Clock, a_person
from tests.guidance.desk import TODAY, Desk, desk

OPENS, CLOSES = date(2026, 12, 1), date(2027, 2, 28)
CHAPTER = (Kind.GUIDANCE, "myths")


@pytest.fixture
def team(clock: Clock) -> Iterator[Desk]:
    with desk(clock) as made:
        made.published("Interim words.", basis=Basis.INTERIM)
        yield made


def opened(team: Desk, opens: date = OPENS, closes: date = CLOSES, title: str = "On the interim text") -> int:
    return consulting.open_consultation(team.store, team.publisher, *CHAPTER, title, opens, closes, "Tell us.")


def on(team: Desk, day: date, **known: Any) -> Consultation | None:
    return team.library.consultation(team.edition(1).document, day, **known)


def test_interim_guidance_is_in_force_while_it_is_consulted_on(team: Desk) -> None:
    seq = team.seq()
    opened(team)
    assert team.seq() == seq + 1
    assert team.edition(1, as_at=OPENS).force is Force.IN_FORCE
    found = on(team, OPENS)
    assert found is not None
    assert (found.edition, found.title, found.closes, found.note) == (1, "On the interim text", CLOSES, "Tell us.")
    assert checking.problems(team.store) == []


def test_it_is_open_on_its_first_and_on_its_last_day_and_on_no_other(team: Desk) -> None:
    opened(team)
    for day, is_open in ((-1, False), (0, True), (1, True)):
        assert (on(team, OPENS + timedelta(days=day)) is not None) is is_open
    assert on(team, CLOSES) is not None
    assert on(team, CLOSES + timedelta(days=1)) is None


def test_an_extension_leaves_what_was_known_before_as_it_was(team: Desk, clock: Clock) -> None:
    made = opened(team)
    known = clock.now
    clock.now += timedelta(days=30)
    consulting.change(team.store, team.publisher, made, "On the interim text", OPENS, date(2027, 3, 31), "Tell us.")
    assert on(team, date(2027, 3, 15)) is not None
    assert on(team, date(2027, 3, 15), known_at=known) is None
    before = on(team, OPENS, known_at=known)
    assert before is not None
    assert (before.id, before.closes) == (made, CLOSES)
    assert checking.problems(team.store) == []


def test_it_is_concluded_once_it_is_closed_and_not_before(team: Desk, clock: Clock) -> None:
    made = opened(team)
    clock.now = NOW.replace(year=2027, month=2, day=28)
    with pytest.raises(StateError, match="still open"):
        consulting.conclude(team.store, team.publisher, made, "We kept it.")
    clock.now += timedelta(days=1)
    consulting.conclude(team.store, team.publisher, made, "We kept it.")
    (found,) = team.library.consultations(team.edition(1).document)
    assert found.outcome == "We kept it."
    (before,) = team.library.consultations(team.edition(1).document, NOW)
    assert before.outcome == ""
    for act in (
        lambda: consulting.conclude(team.store, team.publisher, made, "Again."),
        lambda: consulting.change(team.store, team.publisher, made, "Other", OPENS, CLOSES, ""),
    ):
        with pytest.raises(StateError, match="concluded"):
            act()


def test_two_consultations_are_two(team: Desk) -> None:
    first, second = opened(team), opened(team, title="A second")
    assert first != second
    found = on(team, OPENS)
    assert found is not None
    assert found.title == "A second"


def test_nothing_is_consulted_on_that_readers_cannot_see(team: Desk, clock: Clock) -> None:
    team.published("Held.", "held", visible_from=NOW + timedelta(days=1), commences=OPENS)
    for slug in ("held", "nothing"):
        with pytest.raises(NotFoundError):
            consulting.open_consultation(team.store, team.publisher, Kind.GUIDANCE, slug, "On it", OPENS, CLOSES, "")
    team.published("Interim word.", visible_from=NOW + timedelta(days=1), commences=OPENS)
    opened(team)
    found = on(team, OPENS)
    assert found is not None
    assert found.edition == 1


def test_with_nothing_in_force_the_newest_edition_is_consulted_on(team: Desk) -> None:
    team.published("To come.", "coming", commences=OPENS)
    consulting.open_consultation(team.store, team.publisher, Kind.GUIDANCE, "coming", "On it", TODAY, CLOSES, "")
    assert team.library.consultation(team.edition(1, "coming").document, TODAY) is not None


@pytest.mark.parametrize(
    "parts, field",
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"closes": OPENS - timedelta(days=1)}, "closes"),
        ({"opens": date(1, 1, 1)}, "opens"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_particulars_with_a_mistake_are_told_by_their_field_and_refused(
    team: Desk, parts: dict[str, Any], field: str
) -> None:
    told = {"title": "On it", "opens": OPENS, "closes": CLOSES, "note": ""} | parts
    assert [one.field for one in consulting.check_consultation(**told)] == [field]
    seq = team.seq()
    with pytest.raises(StateError):
        consulting.open_consultation(team.store, team.publisher, *CHAPTER, **told)
    assert team.seq() == seq


def test_what_says_nothing_new_or_names_no_consultation_is_refused(team: Desk) -> None:
    made = opened(team)
    with pytest.raises(StateError, match="on record already"):
        consulting.change(team.store, team.publisher, made, "On the interim text", OPENS, CLOSES, "Tell us.")
    with pytest.raises(NotFoundError):
        consulting.conclude(team.store, team.publisher, made + 1, "Done.")


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_a_publisher_consults(team: Desk, role: Role) -> None:
    somebody = a_person(team.store, role, "Somebody")
    made = opened(team)
    for act in (
        lambda: consulting.open_consultation(team.store, somebody, *CHAPTER, "On it", OPENS, CLOSES, ""),
        lambda: consulting.change(team.store, somebody, made, "On it", OPENS, CLOSES, ""),
        lambda: consulting.conclude(team.store, somebody, made, "Done."),
    ):
        with pytest.raises(PermissionDeniedError):
            act()
