"""Judged queries: what a fair reader would want for each, and how well a list of answers serves them.

Grades are 3 (just what was needed), 2 (very useful), 1 (touches on it). A document counts once, by the best grade of
what is shown of it. Measures: nDCG@10 (Järvelin and Kekäläinen, 2002), MRR and success@k over answers of grade 2 or 3.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log2
from pathlib import Path
from statistics import fmean

JUDGED = Path(__file__).with_name("judged.jsonl")
DEPTH = 10
USEFUL = 2
"""The grade from which an answer serves."""
KINDS = ("natural", "question", "authority", "acronym", "emoji", "misspelling", "alias", "time", "nothing")

Shown = tuple[str, frozenset[str]]
"""A document, and the names (its own, labels, anchors) of what is shown of it."""


@dataclass(frozen=True)
class Judged:
    """A query with the grade of each name; `locked`: of the half that nobody tunes on."""

    id: str
    kind: str
    query: str
    grades: Mapping[str, int]
    as_at: date | None
    locked: bool


@dataclass(frozen=True)
class Served:
    """How well one query was served, each from 0 to 1; `found`: whether anything was."""

    ndcg: float
    reciprocal: float
    first: float
    third: float
    found: bool


def load() -> list[Judged]:
    """Every query. Of each kind those at even places are for tuning, the others are locked."""
    seen: defaultdict[str, int] = defaultdict(int)
    found = []
    for line in JUDGED.read_text("utf-8").splitlines():
        told = json.loads(line)
        as_at = date.fromisoformat(told["as_at"]) if told.get("as_at") else None
        locked = seen[told["kind"]] % 2 == 1
        seen[told["kind"]] += 1
        found.append(Judged(told["id"], told["kind"], told["query"], told["grades"], as_at, locked))
    return found


def served(judged: Judged, answers: Sequence[Shown], document_of: Mapping[str, str]) -> Served:
    """How well a list of documents, best first, serves; `document_of` names the document of each label and anchor."""
    gains = [max((judged.grades.get(name, 0) for name in names), default=0) for _, names in answers[:DEPTH]]
    best: defaultdict[str, int] = defaultdict(int)
    for name, grade in judged.grades.items():
        document = document_of.get(name, name)
        best[document] = max(best[document], grade)
    ideal = _discounted(sorted(best.values(), reverse=True)[:DEPTH])
    place = next((place for place, gain in enumerate(gains, 1) if gain >= USEFUL), 0)
    return Served(
        _discounted(gains) / ideal if ideal else 0.0,
        1 / place if place else 0.0,
        float(place == 1),
        float(1 <= place <= 3),
        bool(answers),
    )


def _discounted(gains: Iterable[int]) -> float:
    return sum((2**gain - 1) / log2(place + 1) for place, gain in enumerate(gains, 1))


@dataclass(frozen=True)
class Row:
    """The measures of some queries together; `empty` is the share that found nothing."""

    queries: int
    ndcg: float
    mrr: float
    first: float
    third: float
    empty: float

    def __str__(self) -> str:
        told = " | ".join(f"{one:.3f}" for one in (self.ndcg, self.mrr, self.first, self.third, self.empty))
        return f"{self.queries} | {told}"


def row(found: Sequence[Served]) -> Row:
    """The means."""
    return Row(
        len(found),
        *(fmean(getattr(one, name) for one in found) for name in ("ndcg", "reciprocal", "first", "third")),
        fmean(not one.found for one in found),
    )


def table(found: Iterable[tuple[Judged, Served]]) -> dict[str, Row]:
    """A row for each kind, and one for all that have an answer."""
    by_kind: defaultdict[str, list[Served]] = defaultdict(list)
    for judged, one in found:
        by_kind[judged.kind].append(one)
    rows = {kind: row(by_kind[kind]) for kind in KINDS if by_kind[kind]}
    answered = [one for kind, ones in by_kind.items() if kind != "nothing" for one in ones]
    return rows | {"all with an answer": row(answered)}
