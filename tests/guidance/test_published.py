"""The library answers for any date and any instant as somebody with only the packs before them would by hand."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.citation import Token, cite
from guidance.errors import NotFoundError
from guidance.model import Force, Kind
from guidance.published import Library
from guidance.store import Store
from tests.factories import Clock, document, edition, publish
from tests.guidance import histories
from tests.guidance.histories import DAY0, NOW, WITHOUT_SHRINKING, world

known_instants = st.integers(-6, 60).map(lambda offset: datetime(2020, 1, 1, 9, tzinfo=UTC) + timedelta(days=offset))
asked = st.lists(st.tuples(histories.days, known_instants), min_size=1, max_size=12)


def answer(library: Library, slug: str, day: date, known_at: datetime | None = None) -> int | None:
    found = library.resolve(Kind.GUIDANCE, slug, day, known_at).edition
    return found.ordinal if found else None


@settings(max_examples=40, phases=WITHOUT_SHRINKING)
@given(histories.packs(), asked)
def test_the_edition_in_force_is_the_one_that_the_packs_say(
    pack: list[dict[str, Any]], questions: list[tuple[date, datetime]]
) -> None:
    with world(pack) as (_, library, _):
        for told in pack:
            for day, asked_instant in questions:
                known_at = min(asked_instant, NOW)
                if histories.anything_known(told, known_at):
                    assert answer(library, told["slug"], day, asked_instant) == histories.in_force_by_hand(
                        told, day, known_at
                    )
                else:
                    with pytest.raises(NotFoundError):
                        answer(library, told["slug"], day, asked_instant)


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.packs(), asked)
def test_the_list_of_what_is_in_force_agrees_with_each_document(
    pack: list[dict[str, Any]], questions: list[tuple[date, datetime]]
) -> None:
    with world(pack) as (_, library, _):
        for day, known_at in questions:
            by_hand = {
                (told["slug"], ordinal)
                for told in pack
                if (ordinal := histories.in_force_by_hand(told, day, min(known_at, NOW)))
            }
            listed = library.in_force(None, day, known_at)
            assert {(one.document.slug, one.ordinal) for one in listed} == by_hand
            assert all(one.force is Force.IN_FORCE for one in listed)


@settings(max_examples=40, phases=WITHOUT_SHRINKING)
@given(histories.packs())
def test_a_pid_belongs_to_one_document_stands_once_in_an_edition_and_never_comes_back(
    pack: list[dict[str, Any]],
) -> None:
    later = datetime(2021, 1, 1, tzinfo=UTC)
    documents_of, ordinals_of = defaultdict(set), defaultdict(list)
    with world(pack, now=later) as (_, library, _):
        for told in pack:
            for one in reversed(library.editions(Kind.GUIDANCE, told["slug"], DAY0)):
                pids = [paragraph.pid for paragraph in library.paragraphs(one)]
                assert len(pids) == len(set(pids))
                for pid in pids:
                    documents_of[pid].add(told["slug"])
                    ordinals_of[pid].append(one.ordinal)
    assert all(len(slugs) == 1 for slugs in documents_of.values())
    assert all(after == before + 1 for held in ordinals_of.values() for before, after in pairwise(held))


def first_loads(pack: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    return [
        {key: told[key] for key in told if key != "withdrawn"} | {"editions": told["editions"][:count]} for told in pack
    ]


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.packs(2), st.integers(1, 3))
def test_a_citation_still_gives_the_same_words_after_later_editions_are_loaded(
    pack: list[dict[str, Any]], loaded_first: int
) -> None:
    issued: dict[Token, tuple[str, str]] = {}
    with world(first_loads(pack, loaded_first)) as (store, library, folder):
        for day in histories.sampled_days[::3]:
            for one in library.in_force(None, day):
                for paragraph in library.paragraphs(one):
                    issued[cite(paragraph.pid, day, paragraph.text_hash)] = paragraph.plain, paragraph.html
        publish(store, folder, pack)
        for token, words in issued.items():
            history = library.paragraph_history(token.pid, token.as_at)
            standing = [one.paragraph for one in history if one.paragraph.text_hash.startswith(token.check)]
            assert {(paragraph.plain, paragraph.html) for paragraph in standing} == {words}


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.histories("myths"), known_instants)
def test_what_is_recorded_later_changes_no_answer_for_an_instant_before(
    told: dict[str, Any], known_at: datetime
) -> None:
    known_at = min(known_at, NOW)
    with world([told]) as (_, library, folder):
        if not histories.anything_known(told, known_at):
            return
        before = [library.resolve(Kind.GUIDANCE, "myths", day, known_at) for day in histories.sampled_days]
        ordinal = max(one["ordinal"] for one in told["editions"]) + 1
        afterwards = (known_at + timedelta(seconds=1)).isoformat()
        told["editions"].append(edition(ordinal, "New words.", published_at=afterwards, in_force_from=str(DAY0)))
        publish(library.store, folder, [told])
        assert [library.resolve(Kind.GUIDANCE, "myths", day, known_at) for day in histories.sampled_days] == before


def test_before_the_first_commencement_the_answer_is_that_date_and_no_error(store: Store, tmp_path: Path) -> None:
    found = publish(store, tmp_path, [document()]).resolve(Kind.GUIDANCE, "myths", date(2019, 12, 31))
    assert found.edition is None
    assert found.first_in_force == date(2020, 1, 1)
    assert found.withdrawn_reason == ""


def test_after_a_withdrawal_the_answer_is_its_reason(store: Store, tmp_path: Path) -> None:
    library = publish(store, tmp_path, [document(withdrawn={"from": "2021-05-21", "reason": "Merged elsewhere."})])
    assert answer(library, "myths", date(2021, 5, 20)) == 1
    found = library.resolve(Kind.GUIDANCE, "myths", date(2021, 5, 21))
    assert found.edition is None
    assert found.withdrawn_reason == "Merged elsewhere."


def test_an_edition_not_yet_commenced_is_prospective_and_takes_force_without_anybody_doing_anything(
    store: Store, tmp_path: Path, clock: Clock
) -> None:
    clock.now = datetime(2020, 12, 31, tzinfo=UTC)
    library = publish(store, tmp_path, [document(bodies=["Old.", "New."])])
    with pytest.raises(NotFoundError):
        library.edition(Kind.GUIDANCE, "myths", 2, date(2021, 1, 1))
    clock.now = datetime(2021, 1, 1, 9, tzinfo=UTC)
    assert library.edition(Kind.GUIDANCE, "myths", 2, date(2020, 12, 31)).force is Force.PROSPECTIVE
    assert answer(library, "myths", date(2021, 1, 1)) == 2
    assert library.edition(Kind.GUIDANCE, "myths", 1, date(2021, 1, 1)).force is Force.SUPERSEDED


def test_a_paragraph_that_no_edition_in_force_has_is_placed_in_the_newest_that_had_it(
    store: Store, tmp_path: Path
) -> None:
    words = histories.SENTENCES[0]
    old = document("old", [words, "Other words altogether."])
    new = document("new", editions=[edition(2, words, continues=["guidance:old#1"]), edition(3, "Nothing of it.")])
    library = publish(store, tmp_path, [old, new])
    pid = library.paragraphs(library.edition(Kind.GUIDANCE, "old", 1, date(2023, 1, 1)))[0].pid
    placed = library.place(pid, date(2023, 1, 1))
    assert (placed.edition.document.slug, placed.edition.ordinal) == ("new", 2)


def test_a_label_leads_to_the_paragraph_that_bears_it_as_at_the_date(store: Store, tmp_path: Path) -> None:
    before = '## Delay in reporting {#delay ref="M15"}\n\n## Freezing {#freezing ref="M16"}'
    after = '## Delay in reporting {#delay ref="M16"}\n\n## Freezing {#freezing ref="M15"}'
    library = publish(store, tmp_path, [document(bodies=[before, after])])
    target = (Kind.GUIDANCE, "", "M15")
    for day, anchor in ((date(2020, 6, 1), "delay"), (date(2021, 6, 1), "freezing")):
        assert library.follow([target], day)[target].anchor == anchor


def test_a_change_is_told_once_and_the_end_of_an_embargo_counts_as_one(
    store: Store, tmp_path: Path, clock: Clock
) -> None:
    clock.now = datetime(2020, 6, 1, tzinfo=UTC)
    library = publish(store, tmp_path, [document(bodies=["Old.", "New."]), document("other")])
    cursor, every = library.changed_since(None)
    assert len(every) == 2
    assert library.changed_since(cursor)[1] == ()
    assert library.embargoes() == [datetime(2021, 1, 1, 9, tzinfo=UTC)]
    clock.now = datetime(2021, 1, 1, 9, tzinfo=UTC)
    cursor, changed = library.changed_since(cursor)
    assert len(changed) == 1
    assert library.changed_since(cursor)[1] == ()
    assert library.knows(cursor)
