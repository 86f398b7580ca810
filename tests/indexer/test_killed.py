"""The process that writes the index, killed at random: never unreadable, never a wrong answer once it has caught up."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from guidance.importing import load_pack
from guidance.model import OPERATOR
from guidance.published import Library
from guidance.store import open_store
from indexer.answers import Question
from indexer.index import Index
from indexer.search import NO_INDEX
from tests.factories import Clock, document, make_store, write_pack
from tests.indexer.asking import NOW, TODAY

KILLS = 200
SPARED = 600
"""Children that may come to their end unharmed before the test gives up."""


def bodies(number: int) -> str:
    return "\n\n".join(f"Paragraph {place} of state {number} speaks of delay and consent." for place in range(12))


def publish(folder: Path, number: int) -> Library:
    """One more edition of one of eight documents, and one more document now and then."""
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", Clock())
    told = document(f"d{number}", [f"Lapwing{number} is a word of its own.\n\n{bodies(number)}"])
    load_pack(store, OPERATOR, write_pack(folder / "more.jsonl", [told]))
    store.close()
    return Library(store)


def write_and_die(folder: Path, index: Path, delay: float, *, anew: bool) -> None:
    """In a child: begin to write, to be ended by the kernel in the midst of it, without a word."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", Clock())
    library = Library(store)
    signal.setitimer(signal.ITIMER_REAL, delay)
    own = Index.open(index)
    if anew:
        own.rebuild(library)
    else:
        own.catch_up(library)
    os._exit(0)


def was_killed(folder: Path, index: Path, delay: float, *, anew: bool) -> bool:
    child = os.fork()
    if not child:
        write_and_die(folder, index, delay, anew=anew)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def found(index: Index, library: Library, words: str) -> list[tuple[str, float]]:
    answer = index.search(Question(words, TODAY, NOW, per_page=100), library)
    assert NO_INDEX not in answer.notes, "the index cannot be read"
    return [(hit.slug, hit.score) for hit in answer.hits]


@pytest.mark.slow
def test_two_hundred_kills_leave_the_old_state_or_the_new_one(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    library, folder, chance = publish(tmp_path, 0), tmp_path / "index", random.Random(9)
    Index.open(folder).catch_up(library)
    kills = number = spared = level = 0
    while kills < KILLS:
        number += number == 0 or chance.random() < 0.3
        library = publish(tmp_path, number) if number else library
        killed = was_killed(tmp_path, folder, chance.uniform(0.001, 0.05), anew=chance.random() < 0.1)
        kills, spared = kills + killed, spared + (not killed)
        assert spared < SPARED, "hardly anything is killed any more: shorten the delays"
        there = {slug for slug, _ in found(Index.open(folder), library, "delay consent")}
        assert there == {f"d{one}" for one in range(len(there))}, "a state that never was"
        assert len(there) >= level, "what was indexed is gone"
        level = len(there)
        if kills % 10 == 0:
            fresh = Index.open(tmp_path / f"fresh{number}")
            fresh.catch_up(library)
            own = Index.open(folder)
            assert own.catch_up(library)
            for words in ("delay consent", f"lapwing{number}", "state 3"):
                assert found(own, library, words) == found(fresh, library, words)
