"""A pack is loaded wholly or not at all, and twice is once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from sqlalchemy import select

from guidance import checking, tables
from guidance.errors import PackError, PermissionDeniedError
from guidance.importing import Loaded, load_pack
from guidance.model import OPERATOR, Kind, Person, Role
from guidance.published import Library
from guidance.store import Store
from tests.factories import Clock, document, edition, publish, write_pack
from tests.guidance import histories
from tests.guidance.forging import forge
from tests.guidance.histories import SENTENCES, WITHOUT_SHRINKING, world

DAY = date(2026, 1, 1)


def content(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the database holds, by table."""
    with store.reading() as db:
        return {
            name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))]
            for name, table in tables.metadata.tables.items()
        }


def load(store: Store, folder: Path, *documents: dict[str, Any]) -> Loaded:
    return load_pack(store, OPERATOR, write_pack(folder / "pack.jsonl", documents))


def pids(library: Library, slug: str, ordinal: int) -> list[str]:
    return [one.pid for one in library.paragraphs(library.edition(Kind.GUIDANCE, slug, ordinal, DAY))]


def in_force(library: Library, slug: str, day: date) -> int | None:
    found = library.resolve(Kind.GUIDANCE, slug, day).edition
    return found.ordinal if found else None


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.packs())
def test_loading_a_pack_again_changes_nothing_and_writes_no_event(pack: list[dict[str, Any]]) -> None:
    with world(pack) as (store, library, folder):
        before, head = content(store), library.head()
        assert load(store, folder, *pack) == Loaded(len(pack), 0, 0)
        assert content(store) == before
        assert library.head() == head
        assert checking.problems(store) == []


def test_each_document_that_a_load_changes_is_one_event(store: Store, tmp_path: Path) -> None:
    library = Library(store)
    assert load(store, tmp_path, document("a"), document("b", ["One.", "Two."])) == Loaded(2, 2, 3)
    assert library.head().seq == 2
    assert load(store, tmp_path, document("a"), document("b", ["One.", "Two.", "Three."])) == Loaded(2, 1, 1)
    assert library.head().seq == 3
    assert load(store, tmp_path, document("a", topics=["consent"])) == Loaded(1, 1, 0)
    assert library.head().seq == 4


@pytest.mark.parametrize(
    "third",
    [
        {"format": "other"},
        document("c", editions=[edition(body="# One {#x}\n\n# Two {#x}")]),
        document("c", editions=[edition(continues=["guidance:nowhere#1"])]),
        document("a", ["Other words."]),
        document("c", withdrawn={"from": "2019-01-01", "reason": "Too early."}),
        document("c", editions=[edition(pids=["b4k2m9x7qd", "b4k2m9x7qf"])]),
    ],
    ids=["format", "anchor twice", "continues nothing", "contradiction", "withdrawn before it began", "too many pids"],
)
def test_a_broken_third_line_leaves_the_store_as_it_was(third: dict[str, Any], store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, document("a"))
    before = content(store)
    with pytest.raises(PackError, match=r"pack\.jsonl, line 3"):
        load(store, tmp_path, document("d"), document("b", ["New."]), third)
    assert content(store) == before


@pytest.mark.parametrize(
    "parts",
    [
        {"body": "Other words."},
        {"title": "Another title"},
        {"basis": "interim"},
        {"summary": "More."},
        {"change_note": "More."},
        {"in_force_from": "2020-01-02"},
        {"published_at": "2020-01-01T09:00:01Z"},
        {"facts": {"review_by": "2027-01-01"}},
    ],
    ids=lambda parts: next(iter(parts)),
)
def test_a_pack_that_says_something_else_about_a_published_edition_is_refused(
    parts: dict[str, Any], store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, document())
    with pytest.raises(PackError, match="edition 1 of guidance:myths is published with other words or dates"):
        load(store, tmp_path, document(editions=[edition(**parts)]))


def test_an_edition_before_one_that_is_published_is_refused(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, document(editions=[edition(2)]))
    with pytest.raises(PackError, match="edition 1 comes before edition 2, already published"):
        load(store, tmp_path, document(editions=[edition(1), edition(2)]))


def test_an_anchor_that_names_two_paragraphs_is_refused_by_name(store: Store, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"line 1, edition 1: the anchor #m01 names two paragraphs"):
        load(store, tmp_path, document(bodies=["# One {#m01}\n\nWords.\n\n{#m01}\nMore."]))


def test_only_an_administrator_loads_packs(store: Store, tmp_path: Path) -> None:
    pack = write_pack(tmp_path / "pack.jsonl", [document()])
    before = content(store)
    with pytest.raises(PermissionDeniedError):
        load_pack(store, Person(1, "p@example.org", "Pat", Role.PUBLISHER), pack)
    assert content(store) == before


def test_progress_is_told_for_every_document(store: Store, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    pack = write_pack(tmp_path / "pack.jsonl", [document("a"), document("b")])
    load_pack(store, OPERATOR, pack, lambda done, everything: told.append((done, everything)))
    assert told == [(1, 2), (2, 2)]


def test_a_withdrawal_ends_the_last_edition_and_is_recorded_no_later_than_now(
    store: Store, tmp_path: Path, clock: Clock
) -> None:
    clock.now = datetime(2021, 3, 1, tzinfo=UTC)
    library = publish(store, tmp_path, [document(withdrawn={"from": "2021-05-21", "reason": "Merged."})])
    assert in_force(library, "myths", date(2021, 5, 20)) == 1
    assert in_force(library, "myths", date(2021, 5, 21)) is None
    assert library.statements(Kind.GUIDANCE, "myths")[-1].recorded_at == clock.now


def test_a_document_withdrawn_on_the_day_its_last_edition_commences_is_not_in_force_after_it(
    store: Store, tmp_path: Path
) -> None:
    told = document(bodies=["One.", "Two."], withdrawn={"from": "2021-01-01", "reason": "Never used."})
    library = publish(store, tmp_path, [told])
    assert in_force(library, "myths", date(2020, 6, 1)) == 1
    assert in_force(library, "myths", date(2021, 6, 1)) is None
    assert load(store, tmp_path, told).changed == 0


def test_an_edition_takes_over_the_paragraphs_that_another_document_gave_up(store: Store, tmp_path: Path) -> None:
    first, second, third = SENTENCES[:3]
    new = document("new", editions=[edition(2, f"{second} Now here.\n\nSomething else.", continues=["guidance:old#1"])])
    old = document("old", [f"{first}\n\n{second}\n\n{third}", f"{first}\n\n{third}"])
    library = publish(store, tmp_path, [new, old])
    assert pids(library, "new", 2)[0] == pids(library, "old", 1)[1]
    assert pids(library, "new", 2)[1] not in pids(library, "old", 1)
    assert library.place(pids(library, "new", 2)[0], DAY).edition.document.slug == "new"


def test_an_edition_does_not_take_over_what_the_other_document_still_has(store: Store, tmp_path: Path) -> None:
    first, second = SENTENCES[:2]
    old = document("old", [f"{first}\n\n{second}", first])
    new = document("new", editions=[edition(2, f"{first}\n\n{second}", continues=["guidance:old#1"])])
    library = publish(store, tmp_path, [old, new])
    assert pids(library, "new", 2)[0] not in pids(library, "old", 1)
    assert pids(library, "new", 2)[1] == pids(library, "old", 1)[1]


EDITED = f"{SENTENCES[0]} And more.\n\n{SENTENCES[1]}"
OLD = document("old", [f"{SENTENCES[0]}\n\n{SENTENCES[1]}"])
NEW = document("new", editions=[edition(2, EDITED, continues=["guidance:old#1"])])


def ended(day: str) -> dict[str, Any]:
    return OLD | {"withdrawn": {"from": day, "reason": "Now in another chapter."}}


@pytest.mark.parametrize(
    "packs_in_turn",
    [[[NEW, ended("2021-01-01")]], [[OLD], [ended("2021-05-21"), NEW]], [[ended("2021-01-01")], [NEW]]],
    ids=["at once", "withdrawn with the new one", "withdrawn before"],
)
def test_an_edition_takes_over_and_edits_the_paragraphs_of_a_document_that_is_withdrawn(
    packs_in_turn: list[list[dict[str, Any]]], store: Store, tmp_path: Path
) -> None:
    for pack in packs_in_turn:
        load(store, tmp_path, *pack)
    library = Library(store)
    assert pids(library, "new", 2) == pids(library, "old", 1)
    placed = library.place(pids(library, "old", 1)[0], DAY)
    assert (placed.edition.document.slug, placed.paragraph.plain) == ("new", f"{SENTENCES[0]} And more.")
    before = library.place(pids(library, "old", 1)[0], date(2020, 6, 1))
    assert (before.edition.document.slug, before.paragraph.plain) == ("old", SENTENCES[0])
    assert checking.problems(store) == []


def test_an_edition_may_commence_on_the_day_to_come_on_which_the_document_that_it_continues_is_withdrawn(
    store: Store, tmp_path: Path
) -> None:
    new = document("new", editions=[edition(2, EDITED, continues=["guidance:old#1"], in_force_from="2030-01-01")])
    load(store, tmp_path, ended("2030-01-01"), new)
    assert pids(Library(store), "new", 2) == pids(Library(store), "old", 1)


@pytest.mark.parametrize("old", [OLD, ended("2030-01-01")], ids=["stands", "stands until 2030"])
def test_an_edition_that_edits_a_paragraph_which_another_document_still_has_is_refused_by_its_line(
    old: dict[str, Any], store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, document("a"))
    before = content(store)
    told = (
        r"pack\.jsonl, line 2: the paragraph \w+ would stand in guidance:new and, with other words, in guidance:old\."
    )
    with pytest.raises(PackError, match=told):
        load(store, tmp_path, document("b"), NEW, old)
    assert content(store) == before


def test_a_withdrawn_document_does_not_come_back_with_words_that_another_has_edited(
    store: Store, tmp_path: Path
) -> None:
    load(store, tmp_path, ended("2021-01-01"), NEW)
    there = [
        {"from": "2020-01-01", "to": to, "recorded_at": f"{year}-01-01T09:00:00Z", "reason": ""}
        for to, year in ((None, 2020), ("2021-01-01", 2021), (None, 2022))
    ]
    with pytest.raises(PackError, match=r"line 2: the paragraph \w+ would stand in guidance:old and, with other words"):
        load(store, tmp_path, NEW, document("old", editions=[OLD["editions"][0] | {"force": there}]))


def test_only_what_a_pack_touches_can_have_it_refused(store: Store, tmp_path: Path) -> None:
    load(store, tmp_path, ended("2021-01-01"), NEW)
    forge(store, "UPDATE force_period SET to_date = NULL")
    assert load(store, tmp_path, NEW, document("a")) == Loaded(2, 1, 1)


def test_documents_that_continue_one_another_may_stand_in_any_order(store: Store, tmp_path: Path) -> None:
    words = SENTENCES[0]
    last = document("c", editions=[edition(3, words, continues=["guidance:b#2"])])
    middle = document("b", editions=[edition(2, words, continues=["guidance:a#1"])])
    library = publish(store, tmp_path, [last, middle, document("a", [words])])
    assert pids(library, "c", 3) == pids(library, "b", 2) == pids(library, "a", 1)


def test_an_edition_that_names_what_it_continues_a_second_time_gives_no_pid_twice(store: Store, tmp_path: Path) -> None:
    words = SENTENCES[0]
    told = [
        edition(1, words, continues=["guidance:old#1"]),
        edition(2, f"{words}\n\n{words}", continues=["guidance:old#1"]),
    ]
    library = publish(store, tmp_path, [document("old", [words, "Gone."]), document("new", editions=told)])
    assert len(set(pids(library, "new", 2))) == 2


def test_a_pack_cannot_give_the_pid_of_one_document_to_the_words_of_another(store: Store, tmp_path: Path) -> None:
    library = publish(store, tmp_path, [document("a", [SENTENCES[0]])])
    taken = pids(library, "a", 1)
    with pytest.raises(PackError):
        load(store, tmp_path, document("b", editions=[edition(1, SENTENCES[1], pids=taken)]))


def test_a_body_beyond_the_bounds_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="more than 5,000 paragraphs"):
        load(store, tmp_path, document(bodies=["Words.\n\n" * 5_001]))
