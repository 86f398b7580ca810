"""What is news, and from which instant: computed from the record, so that no midnight and no embargo is missed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import calendar, correcting, force, news
from guidance.calendar import midnight
from guidance.model import ForcePeriod, Kind
from guidance.news import Moment, NewsItem, NewsKind, moments
from guidance.store import Store
from guidance.workflow import ChangeClass
from tests.factories import NOW, Clock, document, edition, publish
from tests.guidance.desk import TODAY, Desk, desk

BODY = "## Consent {#consent}\n\nThe first paragraph stays as it is.\n\nThe second paragraph must be read."
SUBSTANTIVE = BODY.replace("must", "should")
MINOR = BODY.replace("stays as it is.", "stays, as it is.")
SECOND = timedelta(seconds=1)
LATER = NOW + timedelta(days=400)


@pytest.fixture
def team(clock: Clock) -> Iterator[Desk]:
    with desk(clock) as made:
        yield made


def told(store: Store, after: datetime = datetime(2000, 1, 1, tzinfo=UTC)) -> list[NewsItem]:
    """All that became so after an instant and up to now."""
    with store.reading() as db:
        return news.since(db, [(after, store.now())])


def gist(found: list[NewsItem]) -> list[tuple[str, int, datetime]]:
    return [(one.what.value, one.edition.ordinal, one.became) for one in found]


def period(ordinal: int, begins: str, ends: str = "", recorded: str = "2020-01-01T09:00:00Z") -> ForcePeriod:
    end = date.fromisoformat(ends) if ends else None
    return ForcePeriod(ordinal, date.fromisoformat(begins), end, datetime.fromisoformat(recorded), f"because {ordinal}")


# An edition


def test_what_is_in_force_when_it_is_published_is_news_from_then(team: Desk) -> None:
    team.published(BODY)
    (only,) = told(team.store)
    assert gist([only]) == [("commenced", 1, NOW)]
    assert (only.before, only.minor) == (None, False)
    assert {one.change_class for one in only.changes} == {ChangeClass.NEW}


@pytest.mark.parametrize("day", [date(2027, 2, 1), date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31)])
def test_what_commences_later_is_news_from_midnight_in_london(team: Desk, clock: Clock, day: date) -> None:
    team.published(BODY)
    team.published(SUBSTANTIVE, commences=day)
    clock.now = midnight(day) - SECOND
    assert len(told(team.store)) == 1
    clock.now = midnight(day)
    first, second = told(team.store)
    assert gist([second]) == [("commenced", 2, midnight(day))]
    assert second.before == first.edition or (second.before is not None and second.before.ordinal == 1)
    assert [one.change_class for one in second.changes] == [
        ChangeClass.UNCHANGED, ChangeClass.UNCHANGED, ChangeClass.SUBSTANTIVE,
    ]  # fmt: skip


def test_what_is_under_embargo_is_news_from_the_instant_at_which_it_ends(team: Desk, clock: Clock) -> None:
    ends = NOW + timedelta(days=1, hours=2)
    team.published(BODY, visible_from=ends, reason="It was announced to the service today.")
    clock.now = ends - SECOND
    assert told(team.store) == []
    clock.now = ends
    assert gist(told(team.store)) == [("commenced", 1, ends)]


def test_an_embargo_that_ends_before_the_day_of_commencement_makes_no_news_by_itself(team: Desk, clock: Clock) -> None:
    team.published(BODY)
    team.published(SUBSTANTIVE, commences=date(2026, 12, 1), visible_from=NOW + timedelta(hours=1))
    clock.now = NOW + timedelta(days=2)
    assert len(told(team.store)) == 1
    clock.now = midnight(date(2026, 12, 1))
    assert gist(told(team.store))[1:] == [("commenced", 2, midnight(date(2026, 12, 1)))]


@pytest.mark.parametrize(
    "body, title, minor",
    [
        (MINOR, "A title", True),
        (SUBSTANTIVE, "A title", False),
        (MINOR, "Another title", False),
        (BODY, "A title", True),
    ],
)
def test_an_edition_is_minor_where_only_its_look_changed(
    team: Desk, clock: Clock, body: str, title: str, minor: bool
) -> None:
    team.published(BODY)
    clock.now += SECOND
    team.published(body + " \n", title=title)
    assert [one.minor for one in told(team.store)] == [False, minor]


def test_the_same_news_is_told_in_one_window_only(team: Desk, clock: Clock) -> None:
    team.published(BODY)
    assert told(team.store, NOW) == []
    assert len(told(team.store, NOW - SECOND)) == 1
    with team.store.reading() as db:
        windows = [(NOW - 2 * SECOND, NOW - SECOND), (NOW - SECOND, NOW)]
        assert len(news.since(db, windows)) == 1
        assert news.since(db, windows[:1]) == []
        assert news.since(db, []) == []


# A withdrawal


def test_a_withdrawal_is_news_when_it_takes_effect_and_says_why_and_what_instead(team: Desk, clock: Clock) -> None:
    team.published(BODY)
    team.published("Use this.", slug="consent")
    ends = date(2027, 6, 1)
    correcting.withdraw(
        team.store, team.publisher, Kind.GUIDANCE, "myths", ends, "Overtaken.", (Kind.GUIDANCE, "consent")
    )
    clock.now = midnight(ends) - SECOND
    assert [one.what for one in told(team.store)] == [NewsKind.COMMENCED, NewsKind.COMMENCED]
    clock.now = midnight(ends)
    last = told(team.store)[-1]
    assert gist([last]) == [("withdrawn", 1, midnight(ends))]
    assert (last.moment.reason, last.moment.replacement) == ("Overtaken.", "guidance:consent")
    assert {one.change_class for one in last.changes} == {ChangeClass.WITHDRAWN}


def test_a_withdrawal_from_today_is_news_at_once(team: Desk, clock: Clock) -> None:
    clock.now = NOW - timedelta(days=3)
    team.published(BODY, commences=calendar.today(clock.now))
    clock.now = NOW
    correcting.withdraw(team.store, team.publisher, Kind.GUIDANCE, "myths", TODAY, "Overtaken.", None)
    assert gist(told(team.store))[1:] == [("withdrawn", 1, NOW)]


# A correction of dates


def test_a_corrected_commencement_is_news_and_so_is_the_edition_on_its_true_day(team: Desk, clock: Clock) -> None:
    clock.now = NOW - timedelta(days=3)
    team.published(BODY, commences=calendar.today(clock.now))
    clock.now = NOW - timedelta(days=2)
    team.published(SUBSTANTIVE, commences=calendar.today(clock.now))
    clock.now = NOW
    true = date(2027, 1, 1)
    correcting.correct_dates(team.store, team.publisher, Kind.GUIDANCE, "myths", 2, true, None, "A slip.")
    assert gist(told(team.store))[2:] == [("dates_corrected", 2, NOW)]
    assert told(team.store)[-1].moment.reason == "A slip."
    clock.now = midnight(true)
    assert gist(told(team.store))[3:] == [("commenced", 2, midnight(true))]


def test_moving_a_day_to_come_is_no_news_yet(team: Desk, clock: Clock) -> None:
    team.published(BODY)
    team.published(SUBSTANTIVE, commences=date(2027, 2, 1))
    correcting.correct_dates(team.store, team.publisher, Kind.GUIDANCE, "myths", 2, date(2027, 3, 1), None, "Later.")
    clock.now = LATER
    assert gist(told(team.store))[1:] == [("commenced", 2, midnight(date(2027, 3, 1)))]


def test_bringing_a_day_to_come_forward_makes_the_edition_news_at_once(team: Desk, clock: Clock) -> None:
    team.published(BODY)
    team.published(SUBSTANTIVE, commences=date(2027, 2, 1))
    clock.now += SECOND
    correcting.correct_dates(team.store, team.publisher, Kind.GUIDANCE, "myths", 2, TODAY, None, "Sooner.")
    assert gist(told(team.store))[1:] == [("commenced", 2, NOW + SECOND)]


# Packs


def test_a_pack_of_old_editions_is_news_when_it_comes_and_only_in_what_is_in_force(
    store: Store, tmp_path: Path
) -> None:
    publish(store, tmp_path, [document("myths", ["One.", "Two.", "Three."])])
    assert gist(told(store)) == [("commenced", 3, NOW)]
    with store.reading() as db:
        found = news.latest(db, store.now(), 10)
    assert [(one.edition.ordinal, one.became.date()) for one in found] == [
        (3, date(2022, 1, 1)), (2, date(2021, 1, 1)), (1, date(2020, 1, 1)),
    ]  # fmt: skip


def test_a_pack_that_comes_after_its_own_instant_is_not_missed(store: Store, tmp_path: Path, clock: Clock) -> None:
    publish(store, tmp_path, [document("myths", ["One."])])
    clock.now = asked = NOW + timedelta(hours=1)
    late = edition(2, "Two.", published_at=NOW.isoformat(), in_force_from="2026-11-20")
    publish(store, tmp_path, [document("myths", editions=[edition(1, "One."), late])])
    clock.now = asked + SECOND
    assert gist(told(store, asked - SECOND)) == [("commenced", 2, asked)]


# The newest


def test_the_newest_come_first_and_no_more_than_are_asked_for(team: Desk, clock: Clock) -> None:
    for number in range(4):
        clock.now = NOW + timedelta(hours=number)
        team.published(f"Words {number}.", slug=f"chapter-{number}")
    with team.store.reading() as db:
        found = news.latest(db, clock.now, 2)
    assert [one.edition.document.slug for one in found] == ["chapter-3", "chapter-2"]
    assert len({one.key for one in found}) == 2


# Any record at all


_DAYS = [date(2020, 1, 1) + timedelta(days=number) for number in range(12)]


@st.composite
def records(draw: st.DrawFn) -> list[ForcePeriod]:
    """Statements of force in the order in which they were recorded."""
    count = draw(st.integers(1, 6))
    instants = sorted(draw(st.lists(st.integers(0, 12 * 24), min_size=count, max_size=count)))
    found: list[ForcePeriod] = []
    for hours in instants:
        recorded = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        ends = draw(st.sampled_from([None, None, *_DAYS]))
        found.append(ForcePeriod(draw(st.integers(1, 3)), draw(st.sampled_from(_DAYS)), ends, recorded))
    return found


@given(records())
def test_whatever_readers_see_change_is_news_at_that_instant(periods: list[ForcePeriod]) -> None:
    """An oracle: ask at every hour what is in force; whenever the answer changes, there must be news at that hour."""
    begin = datetime(2019, 12, 31, tzinfo=UTC)
    until = begin + timedelta(days=16)
    found = moments(periods, until)
    at = {one.became for one in found}
    was = None
    for hours in range(16 * 24 + 1):
        now = begin + timedelta(hours=hours)
        span = force.at(force.spans(periods, now), calendar.today(now))
        standing = span.edition if span else 0
        if was is not None and standing != was:
            assert now in at, f"{was} gave way to {standing} at {now}"
        was = standing
    assert len(set(found)) == len(found)
    assert [one.became for one in found] == sorted(one.became for one in found)


@given(records(), st.integers(0, 14 * 24))
def test_news_once_told_stays_told(periods: list[ForcePeriod], hours: int) -> None:
    """What was news up to an instant is the same whenever it is asked, whatever is recorded later."""
    until = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    later = moments(periods, until + timedelta(days=30))
    assert moments(periods, until) == [one for one in later if one.became <= until]


def test_a_gap_between_two_editions_is_a_withdrawal_and_a_commencement() -> None:
    found = moments([period(1, "2020-02-01", "2020-03-01"), period(2, "2020-04-01")], LATER)
    assert [(one.what, one.edition, one.before, one.became) for one in found] == [
        (NewsKind.COMMENCED, 1, 0, midnight(date(2020, 2, 1))),
        (NewsKind.WITHDRAWN, 1, 0, midnight(date(2020, 3, 1))),
        (NewsKind.COMMENCED, 2, 1, midnight(date(2020, 4, 1))),
    ]


def test_an_edition_taken_out_of_force_is_a_correction() -> None:
    recorded = "2020-05-01T09:00:00Z"
    found = moments([period(1, "2020-02-01"), period(1, "2020-02-01", "2020-02-01", recorded)], LATER)
    assert found[1:] == [Moment(datetime.fromisoformat(recorded), NewsKind.DATES_CORRECTED, 1, 0, "because 1")]
