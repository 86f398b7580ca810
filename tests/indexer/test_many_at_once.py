"""Several processes and threads over one index, and processes that die in the middle of writing it."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from pathlib import Path
from threading import Event

import pytest

from guidance.published import Library
from indexer import manifest
from indexer.answers import Question
from indexer.index import LOCK, Index
from tests.factories import document, make_library, publish

# The children do nothing but what is written here, and end.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

WORDS = "delay reporting consent evidence"


def question(words: str = "ghosting") -> Question:
    return Question(words, date(2026, 1, 1), datetime(2026, 11, 23, 12, tzinfo=UTC), per_page=100)


def add(library: Library, folder: Path, number: int) -> None:
    publish(library.store, folder, [document(f"n{number}", [f"About ghosting. {WORDS}\n\nNumber {number}."])])


@pytest.fixture
def world(tmp_path: Path) -> tuple[Library, Index]:
    _, library = make_library(tmp_path, [document(f"d{number}", [f"{WORDS} {number}."]) for number in range(5)])
    index = Index.open(tmp_path / "index")
    assert index.catch_up(library)
    return library, index


def in_a_child(act: Callable[[], bool]) -> int:
    """Start a child process that exits with 0 if the act gives True, and give its number."""
    child = os.fork()
    if not child:
        status = 1
        try:
            status = 0 if act() else 1
        finally:
            os._exit(status)
    return child


def ended_well(child: int) -> bool:
    return os.waitpid(child, 0)[1] == 0


def test_while_another_writes_catching_up_gives_up_at_once(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    add(library, tmp_path, 1)
    with (index.folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not index.catch_up(library)
        assert index.search(question("delay"), library).total == 5
    assert index.catch_up(library)
    assert index.search(question("delay"), library).total == 6


def test_processes_that_catch_up_at_the_same_time_leave_one_whole_index(
    world: tuple[Library, Index], tmp_path: Path
) -> None:
    library, index = world
    for turn in range(8):
        add(library, tmp_path, turn)
        library.store.close()
        children = [in_a_child(lambda: Index.open(index.folder).catch_up(library) in (True, False)) for _ in range(3)]
        mine = index.catch_up(library)
        assert all([ended_well(child) for child in children])
        assert mine or index.catch_up(library)
        assert index.search(question(), library).total == turn + 1
        status = index.status(library)
        assert (status.sound, status.behind, status.documents) == (True, 0, 6 + turn)


def test_a_child_may_use_what_its_parent_had_open(world: tuple[Library, Index]) -> None:
    library, index = world
    whole = index.search(question("delay"), library)
    library.store.close()
    words = ["delay", "reporting", "consent", "evidence", "delay reporting", "d*l", '"consent evidence"', "evid*"]
    child = in_a_child(lambda: all(index.search(question(one), library).total >= 0 for one in words * 20))
    for one in words * 20:
        index.search(question(one), library)
    assert ended_well(child)
    assert index.search(question("delay"), library) == whole


def test_a_child_opens_the_files_anew(world: tuple[Library, Index]) -> None:
    _, index = world
    mine = {id(part.segment) for part in index._current().parts}
    # Parent and child would otherwise move each other's place in a file that both read from.
    assert ended_well(in_a_child(lambda: mine.isdisjoint(id(part.segment) for part in index._current().parts)))
    assert mine == {id(part.segment) for part in index._current().parts}


def test_threads_search_while_the_index_changes_under_them(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    whole = {words: index.search(question(words), library).total for words in ("delay", "consent", "ghosting")}
    done = Event()

    def search() -> int:
        least, turns = dict(whole), 0
        while not done.is_set() or turns < 20:
            for words, total in least.items():
                answer = index.search(question(words), library)
                assert not answer.notes
                assert answer.total >= total, "an answer went back in time"
                least[words] = answer.total
            turns += 1
        return turns

    with ThreadPoolExecutor(5) as pool:
        searching = [pool.submit(search) for _ in range(4)]
        try:
            for turn in range(12):
                add(library, tmp_path, turn)
                assert index.catch_up(library)
            index.rebuild(library)
        finally:
            done.set()
        assert all(one.result() >= 20 for one in searching)
    assert index.search(question(), library).total == 12


def test_threads_that_catch_up_at_the_same_time_do_the_work_once(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    for turn in range(6):
        add(library, tmp_path, turn)
        with ThreadPoolExecutor(4) as pool:
            assert any(pool.map(lambda _: index.catch_up(library), range(4)))
        assert index.search(question(), library).total == turn + 1


def dying(at: int, act: Callable[[], object]) -> Callable[[], bool]:
    """The act, in which the process is killed when it opens, renames or removes a file for the `at`-th time."""
    left = iter(range(at))

    def watch(event: str, _details: object) -> None:
        if event in ("open", "os.rename", "os.remove", "os.mkdir", "os.rmdir") and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def run() -> bool:
        sys.addaudithook(watch)
        act()
        return True

    return run


@pytest.mark.slow
@pytest.mark.parametrize("rebuilding", [False, True], ids=["catching up", "rebuilding"])
def test_a_process_killed_at_any_moment_leaves_an_index_that_answers_and_heals(
    world: tuple[Library, Index], tmp_path: Path, rebuilding: bool
) -> None:
    library, index = world
    step = 5 if rebuilding else 2
    for turn in count():
        add(library, tmp_path, turn)
        library.store.close()
        fresh = Index.open(index.folder)
        act = partial(fresh.rebuild if rebuilding else fresh.catch_up, library)
        finished = ended_well(in_a_child(dying(turn * step, act)))
        fresh = Index.open(index.folder)
        assert fresh.status(library).sound
        # What was before, or what was to be.
        assert fresh.search(question(), library).total in (turn, turn + 1)
        assert fresh.catch_up(library)
        assert fresh.search(question(), library).total == turn + 1
        assert fresh.status(library).units == 5 + 2 * (turn + 1)
        if finished:
            break
    assert turn * step > 30
    (build,) = index.folder.glob("build-*")
    assert {path.name for path in index.folder.iterdir()} == {manifest.NAME, LOCK, build.name}
    assert {path.name for path in build.iterdir()} == set(manifest.read(index.folder).files)
