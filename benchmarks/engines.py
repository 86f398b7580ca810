"""The search engine in this process, beside SQLite's FTS5 over the same paragraphs, question by question in turn."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol

from guidance.published import Library, Unit
from guidance.store import sqlite_module
from indexer.answers import Question
from indexer.index import Index

from .load import MILLISECOND, percentiles
from .questions import Asked

_SCHEMA = """
CREATE VIRTUAL TABLE words USING fts5(title, headings, body, tokenize = 'porter unicode61');
CREATE TABLE unit (id INTEGER PRIMARY KEY, kind TEXT, from_date TEXT, to_date TEXT);
CREATE TABLE topic (unit_id INTEGER, name TEXT, PRIMARY KEY (name, unit_id)) WITHOUT ROWID;
"""
_PLAIN = "SELECT rowid, title FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT 10"
_FILTERED = """
SELECT words.rowid, title FROM words JOIN unit ON unit.id = words.rowid
WHERE words MATCH :match AND (:kind = '' OR kind = :kind)
AND (:topic = '' OR EXISTS (SELECT 1 FROM topic WHERE name = :topic AND unit_id = unit.id))
AND (:day = '' OR (from_date <= :day AND (to_date IS NULL OR to_date > :day)))
ORDER BY bm25(words) LIMIT 10
"""


@dataclass(frozen=True)
class Times:
    """Milliseconds for one shape of question: of processor time (50th and 95th), and 50th by the clock."""

    p50: float
    p95: float
    wall: float


@dataclass(frozen=True)
class Compared:
    """One shape: the index asked for the first time, again, and for no more than documents in order with facets.

    Then FTS5 and the other engines, asked again; how many questions ours and FTS5 met.
    """

    first: Times
    again: Times
    ranked: Times
    peer: Times
    rivals: Mapping[str, Times]
    answered: float
    peer_answered: float


class Peer:
    """SQLite FTS5: porter stemming, bm25(), the ten best; no dates, facets, excerpts or folding by document."""

    def __init__(self, path: Path, units: Sequence[Unit]) -> None:
        started = time.perf_counter()
        self._db: Any = sqlite_module().connect(path)
        self._db.executescript(_SCHEMA)
        with self._db:
            told = ((number, one.title, " ".join(one.headings), one.text) for number, one in enumerate(units))
            self._db.executemany("INSERT INTO words (rowid, title, headings, body) VALUES (?, ?, ?, ?)", told)
            rows = (
                (number, str(one.kind), str(one.in_force_from), one.in_force_to and str(one.in_force_to))
                for number, one in enumerate(units)
            )
            self._db.executemany("INSERT INTO unit VALUES (?, ?, ?, ?)", rows)
            topics = ((number, topic) for number, one in enumerate(units) for topic in one.topics)
            self._db.executemany("INSERT INTO topic VALUES (?, ?)", topics)
            self._db.execute("INSERT INTO words (words) VALUES ('optimize')")
        self.built = time.perf_counter() - started

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._db.close()

    def ask(self, asked: Asked) -> int:
        """How many of the ten places are taken."""
        if not (asked.kinds or asked.topics or asked.as_at):
            return len(self._db.execute(_PLAIN, (asked.match,)).fetchall())
        told = {
            "match": asked.match,
            "kind": str(asked.kinds[0]) if asked.kinds else "",
            "topic": asked.topics[0] if asked.topics else "",
            "day": asked.as_at.isoformat() if asked.as_at else "",
        }
        return len(self._db.execute(_FILTERED, told).fetchall())


class Rival(Protocol):
    """Another engine over the same paragraphs."""

    def ask(self, asked: Asked) -> int:
        """How many of the ten places are taken."""


def compare(
    index: Index, library: Library, peer: Peer, rivals: Mapping[str, Rival], shapes: Mapping[str, Sequence[Asked]]
) -> dict[str, Compared]:
    """Every question put to all, twice; the whole answer of ours: facets, folding, excerpts, spelling."""
    now = datetime.now(UTC)

    def question(asked: Asked) -> Question:
        return Question(asked.words, asked.as_at or now.date(), now, frozenset(asked.kinds), frozenset(asked.topics))

    def ours(asked: Asked) -> int:
        answer = index.search(question(asked), library)
        return len(answer.hits) or bool(answer.suggestion)

    def ranked(asked: Asked) -> int:
        return len(index.places(question(asked)))

    found: dict[str, Compared] = {}
    for shape, questions in shapes.items():
        first = [_clocked(ours, one) for one in questions]
        asks = {"again": ours, "ranked": ranked, "peer": peer.ask, **{name: one.ask for name, one in rivals.items()}}
        told: dict[str, list[tuple[float, float, int]]] = {name: [] for name in asks}
        for one in questions:
            for name, ask in asks.items():
                ask(one)
                told[name].append(_clocked(ask, one))
        times = {name: _times(measured) for name, measured in told.items()}
        found[shape] = Compared(
            first=_times(first),
            again=times["again"],
            ranked=times["ranked"],
            peer=times["peer"],
            rivals={name: times[name] for name in rivals},
            answered=_share(told["again"]),
            peer_answered=_share(told["peer"]),
        )
    return found


def _clocked(ask: Callable[[Asked], int], asked: Asked) -> tuple[float, float, int]:
    """Milliseconds of processor and by the clock, and the hits."""
    processor, clock = time.process_time(), time.perf_counter()
    hits = ask(asked)
    return (time.process_time() - processor) / MILLISECOND, (time.perf_counter() - clock) / MILLISECOND, hits


def _times(measured: Sequence[tuple[float, float, int]]) -> Times:
    p50, p95 = percentiles([processor for processor, _, _ in measured])
    return Times(p50, p95, percentiles([clock for _, clock, _ in measured])[0])


def _share(measured: Sequence[tuple[float, float, int]]) -> float:
    return sum(1 for *_, hits in measured if hits) / len(measured)
