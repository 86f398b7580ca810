"""Wrong dates put right and documents withdrawn, while what was known before stays what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import checking, correcting
from guidance.errors import GuidanceError, NotFoundError, PermissionDeniedError, StateError
from guidance.model import Force, Kind, Role
from tests.factories import NOW, Clock, a_person
from tests.guidance.desk import TODAY, Desk, desk
from tests.guidance.histories import WITHOUT_SHRINKING

FIRST, SECOND = "The first paragraph must be read.", "The first paragraph should be read."
LATER = NOW + timedelta(days=2)
CHAPTER = (Kind.GUIDANCE, "myths")
DAYS = [TODAY + timedelta(days=offset) for offset in range(-40, 400, 20)]


@pytest.fixture
def team(clock: Clock) -> Iterator[Desk]:
    with desk(clock) as made:
        yield made


def correct(team: Desk, ordinal: int, since: date, to: date | None = None, reason: str = "A slip.") -> None:
    correcting.correct_dates(team.store, team.publisher, *CHAPTER, ordinal, since, to, reason)


def withdraw(team: Desk, since: date, replacement: tuple[Kind, str] | None = None, reason: str = "Overtaken.") -> None:
    correcting.withdraw(team.store, team.publisher, *CHAPTER, since, reason, replacement)


def answers(team: Desk, known_at: datetime | None = None) -> bytes:
    """Everything that readers can be told of the document, as known at an instant, byte for byte."""
    found = team.library
    told: list[Any] = [found.resolve(*CHAPTER, day, known_at) for day in DAYS]
    told += [found.editions(*CHAPTER, day, known_at) for day in DAYS]
    told += [found.in_force(None, day, known_at) for day in DAYS]
    told += [found.commencing(DAYS[0], 99, known_at), found.recent(DAYS[-1], 99, known_at)]
    told += [found.statements(*CHAPTER, known_at)]
    return repr(told).encode()


# Dates


def test_a_wrong_date_is_put_right_and_the_old_answer_stays_byte_for_byte(team: Desk, clock: Clock) -> None:
    team.published(FIRST)
    known = clock.now
    before = answers(team, known)
    clock.now += timedelta(days=3)
    seq = team.seq()
    correct(team, 1, date(2026, 12, 1))
    assert team.seq() == seq + 1
    assert answers(team, known) == before
    assert answers(team) != before
    assert (team.in_force(), team.in_force(as_at=date(2026, 12, 1))) == (None, 1)
    assert team.in_force(known_at=known) == 1
    assert checking.problems(team.store) == []


def test_the_reason_of_a_correction_is_there_for_readers(team: Desk) -> None:
    team.published(FIRST)
    correct(team, 1, date(2026, 11, 1), reason="The notice said so.")
    assert team.edition(1).force_reason == "The notice said so."
    assert team.library.statements(*CHAPTER)[-1].reason == "The notice said so."


def test_an_end_on_the_first_day_takes_an_edition_out_of_force_altogether(team: Desk) -> None:
    team.published(FIRST)
    correct(team, 1, TODAY, TODAY)
    assert team.in_force() is None
    assert team.edition(1).in_force_from is None


@pytest.mark.parametrize(
    "since, to, reason",
    [
        (TODAY, TODAY - timedelta(days=1), "A slip."),
        (TODAY, None, ""),
        (TODAY, None, " \n "),
        (date(1, 1, 1), None, "A slip."),
        (TODAY, date(9999, 1, 1), "A slip."),
    ],
)
def test_a_correction_with_a_mistake_is_refused(team: Desk, since: date, to: date | None, reason: str) -> None:
    team.published(FIRST)
    before = answers(team), team.seq()
    assert len(correcting.check_correction(since, to, reason)) == 1
    with pytest.raises(StateError):
        correct(team, 1, since, to, reason)
    assert (answers(team), team.seq()) == before


def test_the_same_dates_again_are_no_correction(team: Desk) -> None:
    team.published(FIRST)
    with pytest.raises(StateError, match="on record already"):
        correct(team, 1, TODAY)


def test_only_what_is_published_can_be_put_right(team: Desk) -> None:
    with pytest.raises(NotFoundError):
        correct(team, 1, TODAY)
    team.published(FIRST)
    with pytest.raises(NotFoundError):
        correct(team, 2, TODAY)


def test_what_is_said_of_an_edition_under_embargo_lifts_no_embargo(team: Desk, clock: Clock) -> None:
    team.published(FIRST)
    team.published(SECOND, visible_from=LATER, commences=date(2027, 1, 1))
    before = answers(team)
    correct(team, 2, date(2027, 2, 1))
    assert answers(team) == before
    clock.now = LATER
    assert (team.in_force(as_at=date(2027, 1, 31)), team.in_force(as_at=date(2027, 2, 1))) == (1, 2)


# Withdrawal


def test_a_withdrawn_document_says_why_and_what_to_use_instead(team: Desk) -> None:
    team.published(FIRST)
    team.published(FIRST, "better")
    withdraw(team, date(2026, 12, 1), (Kind.GUIDANCE, "better"))
    assert team.in_force(as_at=date(2026, 11, 30)) == 1
    found = team.library.resolve(*CHAPTER, date(2026, 12, 1))
    assert found.edition is None
    assert (found.withdrawn_reason, found.replacement) == ("Overtaken.", "guidance:better")
    old = team.edition(1, as_at=date(2026, 12, 1))
    assert (old.force, old.force_reason, old.replacement) == (Force.WITHDRAWN, "Overtaken.", "guidance:better")
    assert checking.problems(team.store) == []


def test_a_withdrawal_ends_editions_to_come_and_those_that_they_overtook(team: Desk) -> None:
    team.published(FIRST)
    team.published(SECOND, commences=date(2027, 1, 1))
    team.published(FIRST, commences=date(2027, 1, 1))
    seq = team.seq()
    withdraw(team, date(2026, 12, 1))
    assert team.seq() == seq + 1
    assert {team.in_force(as_at=day) for day in DAYS if day >= date(2026, 12, 1)} == {None}
    assert team.in_force() == 1


def test_a_withdrawal_ends_what_is_under_embargo_and_tells_nothing_of_it(team: Desk, clock: Clock) -> None:
    team.published(FIRST)
    team.published(SECOND, visible_from=LATER, commences=date(2027, 1, 1))
    withdraw(team, date(2027, 6, 1))
    assert {one.edition for one in team.library.statements(*CHAPTER)} == {1}
    assert (team.in_force(as_at=date(2027, 5, 31)), team.in_force(as_at=date(2027, 6, 1))) == (1, None)
    clock.now = LATER
    assert (team.in_force(as_at=date(2027, 5, 31)), team.in_force(as_at=date(2027, 6, 1))) == (2, None)


def test_a_document_is_withdrawn_once_and_comes_back_with_another_edition(team: Desk) -> None:
    team.published(FIRST)
    withdraw(team, date(2026, 12, 1))
    with pytest.raises(StateError, match="Nothing of the document is in force"):
        withdraw(team, date(2026, 12, 1))
    team.published(SECOND, commences=date(2027, 1, 1))
    found = [team.in_force(as_at=day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert found == [None, 2]


def test_a_replacement_must_be_there_for_readers(team: Desk) -> None:
    team.published(FIRST)
    team.published(FIRST, "held", visible_from=LATER, commences=date(2027, 1, 1))
    for name in ("nothing", "held", "myths"):
        replacement = (Kind.GUIDANCE, name)
        told = correcting.check_withdrawal(team.store, team.publisher, *CHAPTER, TODAY, "Why.", replacement)
        assert [one.field for one in told] == ["replacement"]
        with pytest.raises(StateError):
            withdraw(team, TODAY, replacement)


def test_a_withdrawal_needs_a_reason(team: Desk) -> None:
    team.published(FIRST)
    with pytest.raises(StateError):
        withdraw(team, TODAY, reason=" ")


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_a_publisher_corrects_and_withdraws(team: Desk, role: Role) -> None:
    team.published(FIRST)
    somebody = a_person(team.store, role, "Somebody")
    with pytest.raises(PermissionDeniedError):
        correcting.correct_dates(team.store, somebody, *CHAPTER, 1, DAYS[0], None, "A slip.")
    with pytest.raises(PermissionDeniedError):
        correcting.withdraw(team.store, somebody, *CHAPTER, TODAY, "Why.")


_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["publish", "embargo", "correct", "correct", "withdraw"]),
        st.integers(1, 4),
        st.sampled_from(DAYS),
        st.sampled_from([None, *DAYS]),
    ),
    min_size=2,
    max_size=7,
)


@settings(max_examples=15, phases=WITHOUT_SHRINKING)
@given(_ACTS)
def test_whatever_is_done_later_what_was_known_stays_and_one_edition_is_in_force(acts: list[Any]) -> None:
    clock = Clock()
    with desk(clock) as team:
        team.published(FIRST)
        kept: dict[datetime, bytes] = {}
        for number, (act, ordinal, day, end) in enumerate(acts):
            kept[clock.now] = answers(team, clock.now)
            clock.now += timedelta(days=1)
            seq = team.seq()
            try:
                if act == "correct":
                    correct(team, ordinal, day, end)
                elif act == "withdraw":
                    withdraw(team, day)
                    assert {team.in_force(as_at=one) for one in DAYS if one >= day} == {None}
                else:
                    visible = clock.now + timedelta(hours=36) if act == "embargo" else None
                    team.published(f"{FIRST} {number}.", commences=day, visible_from=visible, reason="Late.")
                    continue
            except GuidanceError:
                assert team.seq() == seq or act in {"publish", "embargo"}
        for known_at, told in kept.items():
            assert answers(team, known_at) == told
        clock.now += timedelta(days=9)
        assert checking.problems(team.store) == []
