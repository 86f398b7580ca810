"""In force is a question about statements and dates, nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guidance.force import at, force_of, record_instants, spans
from guidance.model import Force, ForcePeriod

DAY0 = date(2020, 1, 1)
INSTANT0 = datetime(2020, 1, 1, tzinfo=UTC)


def period(edition: int, start: int, end: int | None = None, recorded: int = 0, reason: str = "") -> ForcePeriod:
    to_date = None if end is None else DAY0 + timedelta(days=end)
    return ForcePeriod(edition, DAY0 + timedelta(days=start), to_date, INSTANT0 + timedelta(days=recorded), reason)


periods = st.lists(
    st.builds(
        period,
        st.integers(1, 5),
        st.integers(0, 30),
        st.none() | st.integers(0, 40),
        st.integers(0, 10),
    ),
    max_size=12,
)


def by_hand(told: list[ForcePeriod], day: date, known_at: datetime) -> int | None:
    """The rule as a lawyer would apply it to one day: the newest commencement by then counts, if it has not ended."""
    latest: dict[int, ForcePeriod] = {}
    for one in told:
        if one.recorded_at <= known_at:
            there = latest.get(one.edition)
            if there is None or one.recorded_at >= there.recorded_at:
                latest[one.edition] = one
    begun = [one for one in latest.values() if one.from_date <= day and one.to_date != one.from_date]
    begun = [one for one in begun if one.to_date is None or one.to_date > one.from_date]
    if not begun:
        return None
    newest = max(begun, key=lambda one: (one.from_date, one.edition))
    return newest.edition if newest.to_date is None or day < newest.to_date else None


@given(periods, st.integers(-1, 45), st.integers(-1, 11))
def test_the_edition_in_force_is_the_newest_begun_and_not_ended(
    told: list[ForcePeriod], offset: int, known: int
) -> None:
    day, known_at = DAY0 + timedelta(days=offset), INSTANT0 + timedelta(days=known)
    found = at(spans(told, known_at), day)
    assert (found.edition if found else None) == by_hand(told, day, known_at)


@given(periods)
def test_at_most_one_edition_is_in_force_on_any_day(told: list[ForcePeriod]) -> None:
    found = spans(told)
    for offset in range(-1, 45):
        day = DAY0 + timedelta(days=offset)
        assert sum(span.covers(day) for span in found) <= 1


@given(periods, periods)
def test_what_is_recorded_later_does_not_change_what_was_known(
    told: list[ForcePeriod], later: list[ForcePeriod]
) -> None:
    known_at = INSTANT0 + timedelta(days=5)
    after = [
        ForcePeriod(one.edition, one.from_date, one.to_date, known_at + timedelta(seconds=1), one.reason)
        for one in later
    ]
    assert spans(told + after, known_at) == spans(told, known_at)


def test_a_later_statement_puts_a_wrong_date_right() -> None:
    told = [period(1, 0), period(2, 10), period(2, 20, recorded=3)]
    assert at(spans(told), DAY0 + timedelta(days=15)) == spans(told)[0]
    known_before = spans(told, INSTANT0 + timedelta(days=2))
    found = at(known_before, DAY0 + timedelta(days=15))
    assert found is not None
    assert found.edition == 2


def test_an_edition_taken_out_of_force_altogether_leaves_the_one_before_standing() -> None:
    told = [period(1, 0), period(2, 10), period(2, 10, 10, recorded=3)]
    assert [span.edition for span in spans(told)] == [1]


def test_a_withdrawn_document_does_not_fall_back_to_an_older_edition() -> None:
    told = [period(1, 0), period(2, 10, 20)]
    assert at(spans(told), DAY0 + timedelta(days=25)) is None


def test_where_an_edition_stands_is_derived_from_the_spans() -> None:
    found = spans([period(1, 0), period(2, 10, 20), period(3, 30)])
    day = DAY0 + timedelta(days=15)
    assert [force_of(found, edition, day) for edition in (1, 2, 3)] == [
        Force.SUPERSEDED,
        Force.IN_FORCE,
        Force.PROSPECTIVE,
    ]
    ended = spans([period(1, 0), period(2, 10, 20)])
    assert force_of(ended, 2, DAY0 + timedelta(days=25)) is Force.WITHDRAWN
    assert force_of(spans([period(1, 0), period(2, 0)]), 1, DAY0) is Force.SUPERSEDED


@given(periods)
def test_what_is_known_changes_only_at_the_recorded_instants(told: list[ForcePeriod]) -> None:
    instants = record_instants(told)
    assert instants == sorted({one.recorded_at for one in told})
    for first, second in pairwise(instants):
        assert spans(told, first) == spans(told, second - timedelta(microseconds=1))
