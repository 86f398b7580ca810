"""Dates as people give them: in an address, in three boxes, and today in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.dates import BadDateError, civil, instant, parse_day, parse_instant, parse_parts, reading


def at(told: str) -> datetime:
    return datetime.fromisoformat(told)


@pytest.mark.parametrize(
    "now, today",
    [
        ("2021-03-27T23:59:59Z", date(2021, 3, 27)),
        ("2021-03-28T00:00:00Z", date(2021, 3, 28)),
        ("2021-03-28T22:59:59Z", date(2021, 3, 28)),
        ("2021-03-28T23:00:00Z", date(2021, 3, 29)),
        ("2021-10-30T22:59:59Z", date(2021, 10, 30)),
        ("2021-10-30T23:00:00Z", date(2021, 10, 31)),
        ("2021-10-31T23:59:59Z", date(2021, 10, 31)),
        ("2021-11-01T00:00:00Z", date(2021, 11, 1)),
        ("2021-07-01T00:30:00+02:00", date(2021, 6, 30)),
    ],
)
def test_a_day_begins_at_midnight_in_london_in_summer_and_in_winter(now: str, today: date) -> None:
    found = reading({}, at(now))
    assert (found.as_at, found.is_today, found.known_at, found.asked) == (today, True, None, {})


@pytest.mark.parametrize(
    "told, last",
    [
        ("2021-03-27", "2021-03-27T23:59:59.999999+00:00"),
        ("2021-03-28", "2021-03-28T22:59:59.999999+00:00"),
        ("2021-10-30", "2021-10-30T22:59:59.999999+00:00"),
        ("2021-10-31", "2021-10-31T23:59:59.999999+00:00"),
        ("2021-02-01T09:00:00Z", "2021-02-01T09:00:00+00:00"),
        ("2021-07-01T09:00:00", "2021-07-01T08:00:00+00:00"),
        ("2021-07-01T09:00:00+02:00", "2021-07-01T07:00:00+00:00"),
        ("2021-07-01T09:00:00 02:00", "2021-07-01T07:00:00+00:00"),
    ],
)
def test_known_at_a_day_means_its_last_instant_in_london(told: str, last: str) -> None:
    assert parse_instant(told).isoformat() == last


def test_what_an_address_asks_is_carried_on_and_today_is_not() -> None:
    now = at("2021-06-01T12:00:00Z")
    found = reading({"as_at": " 2021-02-01 ", "known_at": "2021-03-01", "page": "2"}, now)
    assert found.asked == {"as_at": "2021-02-01", "known_at": "2021-03-01"}
    assert (found.label, found.is_today) == ("1 February 2021", False)
    assert reading({"as_at": "2021-06-01"}, now).asked == {}
    assert reading({"as_at": "", "known_at": " "}, now).asked == {}


@pytest.mark.parametrize(
    "told",
    ["2021-02-30", "2021-13-01", "yesterday", "1 February 2021", "0", "2021", "20210201x", "2021-02-01\0", "1" * 99],
)
def test_what_is_no_day_is_refused_with_the_way_to_write_one(told: str) -> None:
    with pytest.raises(BadDateError, match="Write it as year-month-day, like 2021-02-01") as refused:
        parse_day(told)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize("year, allowed", [("1799", False), ("1800", True), ("2999", True), ("3000", False)])
def test_a_year_has_bounds_in_every_way_of_giving_it(year: str, allowed: bool) -> None:
    ways = [
        lambda: parse_day(f"{year}-06-01"),
        lambda: parse_instant(f"{year}-06-01"),
        lambda: parse_instant(f"{year}-06-01T00:00:00Z"),
        lambda: parse_parts("1", "6", year),
    ]
    for way in ways:
        if allowed:
            assert way().year == int(year)
        else:
            with pytest.raises(BadDateError, match="The year must be between 1800 and 2999"):
                way()


@pytest.mark.parametrize(
    "told", ["2021-02-01T25:00", "now", "2021-02-01T09:00:00+99:00", "", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_instant_is_refused(told: str) -> None:
    with pytest.raises(BadDateError):
        parse_instant(told)


@pytest.mark.parametrize(
    "parts",
    [
        ("1", "2", "2021"),
        ("01", "02", "2021"),
        (" 1 ", " 2", "2021 "),
        ("1", "feb", "2021"),
        ("1", "FEBRUARY", "2021"),
        ("1", " Febr ", "2021"),
    ],
)
def test_three_boxes_are_read_as_people_fill_them(parts: tuple[str, str, str]) -> None:
    assert parse_parts(*parts) == date(2021, 2, 1)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_may_be_written_short_or_whole(number: int) -> None:
    name = date(2021, number, 1).strftime("%B")
    assert {parse_parts("1", told, "2021").month for told in (name, name[:3], str(number))} == {number}


@pytest.mark.parametrize("parts", [("", "", ""), ("1", "", "2021"), (" ", "2", "2021"), ("1", "2", "")])
def test_an_empty_box_is_told(parts: tuple[str, str, str]) -> None:
    with pytest.raises(BadDateError, match="Enter a day, a month and a year, like 27 3 2021"):
        parse_parts(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        ("31", "2", "2021"),
        ("0", "1", "2021"),
        ("1", "13", "2021"),
        ("1", "ju", "2021"),
        ("1", "febx", "2021"),
        ("x", "2", "2021"),
        ("1", "2", "9" * 5_000),
        ("1", "2", "-1"),
        ("1.5", "2", "2021"),
    ],
)
def test_a_day_that_does_not_exist_is_told_as_it_was_typed(parts: tuple[str, str, str]) -> None:
    with pytest.raises(BadDateError, match="is not a date") as refused:
        parse_parts(*parts)
    assert len(str(refused.value)) < 140


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_three_boxes_hold_a_date_or_are_refused(day: str, month: str, year: str) -> None:
    try:
        found = parse_parts(day, month, year)
    except BadDateError:
        return
    assert 1800 <= found.year <= 2999


@given(st.dates(date(1800, 1, 1), date(2999, 12, 31)))
def test_a_day_in_an_address_is_read_as_it_was_written(day: date) -> None:
    assert parse_day(day.isoformat()) == day
    assert parse_parts(str(day.day), str(day.month), str(day.year)) == day
    assert (
        parse_instant(day.isoformat()) < parse_instant((day + timedelta(days=1)).isoformat())
        if day.year < 2999
        else True
    )


def test_dates_and_instants_are_told_in_words_in_london() -> None:
    assert civil(date(2020, 11, 1)) == "1 November 2020"
    assert instant(datetime(2020, 10, 19, 9, 0, tzinfo=UTC)) == "19 October 2020, 10:00"
    assert instant(datetime(2020, 12, 31, 23, 59, tzinfo=UTC)) == "31 December 2020, 23:59"
