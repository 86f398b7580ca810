"""The index follows the store, heals, and never holds or answers what the store does not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance.published import Library
from indexer import manifest, search, writing
from indexer.answers import Question
from indexer.index import Index
from tests.factories import Clock, document, make_library, publish
from tests.indexer import worlds
from tests.indexer.asking import NOW, TODAY, ask, bodies, slugs
from tests.indexer.test_brute_force import PHASES, indexed


def test_an_index_that_is_not_there_yet_says_so_and_is_made(tmp_path: Path) -> None:
    _, library = make_library(tmp_path, [document("d1", bodies(1))])
    index = Index.open(tmp_path / "index")
    assert not index.status(library).sound
    assert index.status(library).behind == 1
    assert ask(index, library, "delay").notes == (search.NO_INDEX,)
    assert index.catch_up(library)
    status = index.status(library)
    assert (status.sound, status.problem, status.behind, status.documents, status.units) == (True, "", 0, 1, 2)
    assert slugs(index, library, "delay") == ["d1"]


def test_the_folder_is_its_owners_alone(world: tuple[Library, Index]) -> None:
    _, index = world
    assert index.folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in index.folder.glob("build-*")} == {0o700}


def test_what_is_published_is_found_after_catching_up(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    publish(library.store, tmp_path, [document("new", ["About ghosting."])])
    assert slugs(index, library, "ghosting") == []
    assert index.status(library).behind == 1
    assert index.catch_up(library)
    assert slugs(index, library, "ghosting") == ["new"]
    assert index.status(library).behind == 0


def test_a_new_edition_takes_the_place_of_the_old_and_the_old_stays_found_at_its_date(
    world: tuple[Library, Index], tmp_path: Path
) -> None:
    library, index = world
    publish(library.store, tmp_path, [document("d1", [*bodies(1), "## Heading 1\n\nNow about chatting."])])
    assert index.catch_up(library)
    assert "d1" not in slugs(index, library, "delay")
    assert slugs(index, library, "chatting") == ["d1"]
    assert "d1" in [hit.slug for hit in ask(index, library, "delay", date(2020, 6, 1)).hits]
    assert "d1" in [hit.slug for hit in ask(index, library, "delay", TODAY, datetime(2020, 6, 1, tzinfo=UTC)).hits]


def test_catching_up_with_nothing_new_writes_nothing(world: tuple[Library, Index]) -> None:
    library, index = world
    before = {path: path.stat().st_mtime_ns for path in index.folder.rglob("*")}
    assert index.catch_up(library)
    assert {path: path.stat().st_mtime_ns for path in index.folder.rglob("*")} == before


def test_nothing_embargoed_is_in_the_index_until_its_hour(tmp_path: Path) -> None:
    clock = Clock()
    secret = document("secret", ["The word xylophonist, once."])
    secret["editions"][0] |= {"published_at": "2026-12-01T09:00:00Z", "in_force_from": "2020-01-01", "title": "Zeugma"}
    _, library = make_library(tmp_path, [document("d1", bodies(1)), secret], clock)
    index = Index.open(tmp_path / "index")
    assert index.catch_up(library)
    for words in ("xylophonist", "xylophonis", "xylo*", "zeugma", "title:zeugma"):
        answer = ask(index, library, words, known_at=datetime(2027, 1, 1, tzinfo=UTC))
        assert (answer.total, answer.suggestion) == (0, "")
    everything = b"".join(path.read_bytes() for path in index.folder.rglob("*") if path.is_file())
    assert b"xylophonist" not in everything
    assert b"eugma" not in everything

    clock.now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert index.catch_up(library)
    assert [hit.slug for hit in ask(index, library, "xylophonist", known_at=clock.now).hits] == ["secret"]
    assert ask(index, library, "xylophonist", known_at=NOW).total == 0


def test_two_readers_of_one_folder_both_see_what_one_of_them_took_in(
    world: tuple[Library, Index], tmp_path: Path
) -> None:
    library, index = world
    other = Index.open(index.folder)
    assert slugs(other, library, "ghosting") == []
    publish(library.store, tmp_path, [document("new", ["About ghosting."])])
    assert index.catch_up(library)
    assert slugs(other, library, "ghosting") == ["new"]


def test_many_small_changes_are_merged_and_swept(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    publish(library.store, tmp_path, [document(f"d{number}", bodies(number)) for number in range(30)])
    assert index.catch_up(library)
    for number in range(30):
        publish(library.store, tmp_path, [document(f"d{number}", [*bodies(number), f"Changed {number}."])])
        assert index.catch_up(library)
        status = index.status(library)
        assert (status.sound, status.documents) == (True, 30)
        assert status.segments <= writing.MOST_SEGMENTS
    assert len(slugs(index, library, "changed")) == 30
    assert slugs(index, library, "delay") == []
    (build,) = index.folder.glob("build-*")
    assert {path.name for path in build.iterdir()} == set(manifest.read(index.folder).files)


def test_rebuilding_tells_how_far_it_is_and_leaves_one_build(world: tuple[Library, Index]) -> None:
    library, index = world
    whole = ask(index, library, "delay")
    told: list[tuple[int, int]] = []
    index.rebuild(library, lambda done, documents: told.append((done, documents)))
    assert told[-1] == (4, 4)
    assert [path.name for path in index.folder.glob("build-*")] == ["build-000002"]
    assert ask(index, library, "delay") == whole


def test_an_open_file_of_an_old_build_still_serves_a_search_that_began_with_it(world: tuple[Library, Index]) -> None:
    library, index = world
    old = index._current()
    Index.open(index.folder).rebuild(library)
    answer = search.answer(old, Question("delay", TODAY, NOW), library)
    assert answer.total == 4


@settings(max_examples=15, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(
    world=worlds.worlds(), later=st.lists(worlds.worlds(3), min_size=1, max_size=3), data=st.data(), as_at=worlds.days
)
def test_an_index_that_caught_up_answers_like_one_made_anew(
    world: list[dict[str, Any]], later: list[list[dict[str, Any]]], data: st.DataObject, as_at: date
) -> None:
    with indexed(world) as (library, index):
        for number, more in enumerate(later):
            renamed = [{**one, "slug": f"{one['slug']}-{number}"} for one in more]
            longer = [_continued(one) for one in world[:1]]
            publish(library.store, index.folder.parent, [*renamed, *([] if number else longer)])
            assert index.catch_up(library)
        anew = Index.open(index.folder.parent / "anew")
        anew.rebuild(library)
        for _ in range(6):
            question = Question(data.draw(worlds.questions), as_at, data.draw(worlds.instants), per_page=100)
            assert index.search(question, library) == anew.search(question, library)


def _continued(one: dict[str, Any]) -> dict[str, Any]:
    """The document with one more edition."""
    last = one["editions"][-1]
    more = {
        **{name: value for name, value in last.items() if name != "force"},
        "ordinal": last["ordinal"] + 1,
        "body": last["body"] + "\n\nMore about consent.",
        "published_at": "2024-06-01T09:00:00+00:00",
        "in_force_from": "2026-01-01",
    }
    return {**{name: value for name, value in one.items() if name != "withdrawn"}, "editions": [*one["editions"], more]}


def test_a_large_build_is_written_in_several_segments_and_answers_alike(
    world: tuple[Library, Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    library, index = world
    whole = ask(index, library, "delay OR consent")
    monkeypatch.setattr(writing, "MOST_AT_ONCE", 3)
    index.rebuild(library)
    assert index.status(library).segments == 2
    assert ask(index, library, "delay OR consent") == whole
