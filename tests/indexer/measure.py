"""Measures the index alone, without a database: build, size, memory, and each shape of question. Not a test.

.venv/bin/python -m tests.indexer.measure [units] [folder]
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import cast

from guidance.model import Basis, Kind
from guidance.published import Cursor, Library, Unit
from indexer.answers import Question
from indexer.index import Index

PER_DOCUMENT = 100
WORDS = 120
EPOCH = date(2015, 1, 1)
TOPICS = [f"topic {number}" for number in range(20)]
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Corpus:
    """Documents of random words in which frequency falls with rank, as in a language; every third unit superseded."""

    def __init__(self, units: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.vocabulary = [self._word(rank) for rank in range(20_000)]
        weights = [1 / (rank + 3) for rank in range(len(self.vocabulary))]
        self.cumulative = [0.0]
        for weight in weights:
            self.cumulative.append(self.cumulative[-1] + weight)
        del self.cumulative[0]
        self.texts: dict[str, str] = {}
        self.documents = {1 + n: list(self._document(1 + n)) for n in range(units // PER_DOCUMENT)}
        self.changed: dict[int, int] = dict.fromkeys(self.documents, 1)
        self.seq = 1

    def words_of(self, count: int) -> list[str]:
        """Some words, the frequent ones often."""
        return self.random.choices(self.vocabulary, cum_weights=self.cumulative, k=count)

    def _word(self, rank: int) -> str:
        syllables = "ba co di fe gu ha ji ko la me ni po qua re si tu va we xi zo ent ing al er ion".split()
        return "".join(self.random.choice(syllables) for _ in range(1 + (rank > 50) + (rank > 900) + rank % 2))

    def _document(self, number: int) -> Iterator[Unit]:
        title = " ".join(self.words_of(5))
        kind = self.random.choice(list(Kind))
        topics = tuple(self.random.sample(TOPICS, 2))
        for position in range(PER_DOCUMENT):
            if position % 8 == 0:
                heading = " ".join(self.words_of(4))
            text = " ".join(self.words_of(self.random.randint(WORDS // 2, WORDS * 3 // 2)))
            text_hash = sha256(text.encode()).hexdigest()
            self.texts[text_hash] = text
            start = EPOCH + timedelta(days=self.random.randrange(2000))
            end = start + timedelta(days=700) if position % 3 == 0 else None
            known = datetime(start.year, 1, 1, tzinfo=UTC)
            yield Unit(
                number, kind, f"document-{number}", topics, f"p{number:05}{position:04}", position, title, (heading,),
                (f"D{number}",), (), text_hash, text, Basis.FINAL, start, end, known, None,
            )  # fmt: skip

    def rewrite(self, number: int) -> None:
        """Change one document."""
        self.seq += 1
        self.documents[number] = list(self._document(number))
        self.changed[number] = self.seq

    # What an index asks of a library

    def knows(self, cursor: Cursor) -> bool:
        """Whether the cursor is ours."""
        return cursor.hash == "h"

    def changed_since(self, cursor: Cursor | None) -> tuple[Cursor, tuple[int, ...]]:
        """The present place and what changed."""
        since = cursor.seq if cursor else 0
        return Cursor(self.seq, NOW, "h"), tuple(one for one, seq in self.changed.items() if seq > since)

    def units(self, ids: Sequence[int]) -> Iterator[Unit]:
        """The units of the documents."""
        for one in ids:
            yield from self.documents[one]

    def words(self, hashes: Sequence[str]) -> dict[str, str]:
        """The texts by hash."""
        return {one: self.texts[one] for one in hashes}


def shapes(corpus: Corpus) -> dict[str, Callable[[], str]]:
    """A maker of questions for each shape."""
    pick = corpus.random
    common, middle, rare = (
        corpus.vocabulary[20:120],
        corpus.vocabulary[200:2000],
        corpus.vocabulary[4000:15000],
    )

    def phrase() -> str:
        text = pick.choice(list(corpus.texts.values())).split()
        start = pick.randrange(len(text) - 3)
        return f'"{" ".join(text[start : start + 2])}"'

    return {
        "one common word": lambda: pick.choice(common),
        "one rare word": lambda: pick.choice(rare),
        "three words": lambda: f"{pick.choice(common)} {pick.choice(common)} {pick.choice(middle)}",
        "three words OR": lambda: f"{pick.choice(common)} OR {pick.choice(common)} OR {pick.choice(middle)}",
        "phrase": phrase,
        "prefix": lambda: pick.choice(middle)[:4] + "*",
        "misspelt": lambda: pick.choice(middle) + "q",
        "a question": lambda: " ".join(corpus.words_of(9)),
        "NOT": lambda: f"{pick.choice(common)} -{pick.choice(common)}",
        "title:": lambda: f"title:{pick.choice(common)} {pick.choice(common)}",
    }


def clocked(act: Callable[[], object]) -> float:
    """CPU milliseconds of an act."""
    start = time.process_time()
    act()
    return (time.process_time() - start) * 1000


def report(name: str, times: list[float]) -> None:
    """One line of the table."""
    times = sorted(times)
    print(f"{name:<28}{statistics.median(times):8.2f}{times[int(len(times) * 0.95)]:8.2f}{times[-1]:8.2f}")


def main(units: int, folder: Path) -> None:
    """Build, ask, change, and print."""
    corpus = Corpus(units)
    library = cast(Library, corpus)
    index = Index.open(folder)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.perf_counter()
    print(f"build: {clocked(lambda: index.rebuild(library)) / 1000:.1f} s CPU, {time.perf_counter() - start:.1f} s")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"memory: {before} MB before (the corpus itself), {after} MB at most while building")
    print(index.status(library))
    index = Index.open(folder)
    print(f"open, verify and first search: {clocked(lambda: ask(index, library, corpus.vocabulary[5])):.1f} ms")
    print(f"{'CPU ms':<28}{'p50':>8}{'p95':>8}{'worst':>8}")
    for name, make in shapes(corpus).items():
        questions = [make() for _ in range(100)]
        report(f"{name}, first time", [clocked(lambda one=one: ask(index, library, one)) for one in questions])
        report(name, [clocked(lambda one=one: ask(index, library, one)) for one in questions])
    report("catch up, nothing new", [clocked(lambda: index.catch_up(library)) for _ in range(100)])
    times = []
    for number in range(1, 41):
        corpus.rewrite(number)
        times.append(clocked(lambda: index.catch_up(library)))
        ask(index, library, corpus.vocabulary[7])
    report("catch up, a document of 100", times)
    print(index.status(library), f"cache: {index._cache.bytes / 1e6:.1f} MB")


def ask(index: Index, library: Library, words: str) -> None:
    """One whole search."""
    index.search(Question(words, date(2024, 1, 1), NOW, topics=frozenset()), library)


if __name__ == "__main__":
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    with tempfile.TemporaryDirectory() as made:
        main(size, Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made) / "index")
