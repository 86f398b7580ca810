"""Units: what the index is given is what stood in force, no more and no less, at every date and instant."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings

from guidance.model import Kind
from guidance.published import Library, Unit
from tests.factories import document, make_library
from tests.guidance import histories
from tests.guidance.histories import DAY0, NOW, WITHOUT_SHRINKING, world

KNOWN = [
    datetime(2020, 1, 1, hour, tzinfo=UTC) + timedelta(days=offset)
    for offset in (-2, 0, 7, 19, 33, 60)
    for hour in (9, 11)
]


def all_units(library: Library) -> list[Unit]:
    return list(library.units(library.changed_since(None)[1]))


def covers(unit: Unit, day: date, known_at: datetime) -> bool:
    in_force = unit.in_force_from <= day and (unit.in_force_to is None or day < unit.in_force_to)
    return in_force and unit.recorded_from <= known_at and (unit.recorded_to is None or known_at < unit.recorded_to)


@settings(max_examples=40, phases=WITHOUT_SHRINKING)
@given(histories.packs(2))
def test_the_units_at_a_date_are_the_paragraphs_in_force(pack: list[dict[str, Any]]) -> None:
    with world(pack) as (_, library, _):
        units = all_units(library)
        standing = {
            (told["slug"], one.ordinal): histories.indexed_by_hand(library.paragraphs(one))
            for told in pack
            if histories.anything_known(told, NOW)
            for one in library.editions(Kind.GUIDANCE, told["slug"], DAY0)
        }
        for known_at in (min(one, NOW) for one in KNOWN):
            for day in histories.sampled_days:
                found = sorted(
                    (one.slug, one.pid, one.text_hash, one.text, one.headings)
                    for one in units
                    if covers(one, day, known_at)
                )
                assert found == sorted(
                    (told["slug"], paragraph.pid, paragraph.text_hash, paragraph.plain, headings)
                    for told in pack
                    if (ordinal := histories.in_force_by_hand(told, day, known_at))
                    for paragraph, headings in standing[told["slug"], ordinal]
                )


@settings(max_examples=40, phases=WITHOUT_SHRINKING)
@given(histories.histories("myths"))
def test_two_units_of_one_paragraph_never_cover_the_same_day_and_instant(told: dict[str, Any]) -> None:
    with world([told]) as (_, library, _):
        by_pid = defaultdict(list)
        for unit in all_units(library):
            by_pid[unit.pid].append(unit)
    ends, never = date.max, datetime.max.replace(tzinfo=UTC)
    for units in by_pid.values():
        for one, other in combinations(units, 2):
            days_meet = one.in_force_from < (other.in_force_to or ends) and other.in_force_from < (
                one.in_force_to or ends
            )
            known_meet = one.recorded_from < (other.recorded_to or never) and other.recorded_from < (
                one.recorded_to or never
            )
            assert not (days_meet and known_meet)


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.histories("myths"))
def test_nothing_embargoed_is_in_any_unit(told: dict[str, Any]) -> None:
    with world([told]) as (_, library, _):
        assert all(one.recorded_from <= NOW for one in all_units(library))


def test_a_text_that_no_edition_changed_is_one_unit(tmp_path: Any) -> None:
    store, library = make_library(
        tmp_path, [document(bodies=["Words that stay.", "Words that stay.\n\nMore.", "Words that stay."])]
    )
    stays = [one for one in all_units(library) if one.text == "Words that stay." and one.recorded_to is None]
    assert [(one.in_force_from, one.in_force_to) for one in stays] == [(date(2020, 1, 1), None)]
    store.close()
