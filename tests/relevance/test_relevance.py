"""Judged queries over the starter content: how well they are served may not fall below these floors.

Run with `-s` to see the table of both halves. Weights are tuned on the tuning half alone; nobody looks into the other.
docs/relevance.md has the same beside other engines.
"""

from __future__ import annotations

from collections import Counter

import pytest

from guidance.published import Library
from indexer.index import Index
from tests.relevance.answering import TODAY, Names, Ours
from tests.relevance.judging import KINDS, Judged, Row, load, served, table

pytestmark = pytest.mark.slow

ALL = "all with an answer"
FLOORS = {"tuning": (0.80, 0.90, 0.94), "locked": (0.755, 0.89, 0.93)}
"""nDCG@10, success@1 and success@3 of all queries that have an answer: a little below what was reached."""
MOST_EMPTY = 0.02
"""Share of queries with an answer for which nothing at all is found: two of a hundred."""


@pytest.fixture(scope="module")
def rows(library: Library, index: Index) -> dict[str, dict[str, Row]]:
    names = Names(library)
    ours = Ours(library, index, names)

    def half(*, locked: bool) -> dict[str, Row]:
        judged = [one for one in load() if one.locked is locked]
        return table((one, served(one, ours.answers(one), names.document_of)) for one in judged)

    found = {"tuning": half(locked=False), "locked": half(locked=True)}
    for name, own in found.items():
        print(f"\n{name}: kind | queries | nDCG@10 | MRR | success@1 | success@3 | found nothing")
        print("\n".join(f"{kind} | {row}" for kind, row in own.items()))
    return found


@pytest.mark.parametrize("half", FLOORS)
def test_queries_are_served_no_worse_than_they_were(half: str, rows: dict[str, dict[str, Row]]) -> None:
    own, (ndcg, first, third) = rows[half][ALL], FLOORS[half]
    assert own.ndcg >= ndcg
    assert own.first >= first
    assert own.third >= third
    assert own.empty <= MOST_EMPTY


def test_what_has_no_answer_is_more_and_more_told_so(rows: dict[str, dict[str, Row]]) -> None:
    assert min(own["nothing"].empty for own in rows.values()) >= 0.2


def test_the_set_is_large_enough_and_every_name_in_it_is_there(library: Library) -> None:
    judged = load()
    counts = Counter(one.kind for one in judged)
    assert len(judged) >= 200
    assert set(counts) == set(KINDS)
    assert min(counts.values()) >= 24
    assert len({one.id for one in judged}) == len(judged)
    there = {f"{one.document.kind}:{one.document.slug}" for one in library.in_force(None, TODAY)}
    known = there | Names(library).document_of.keys()
    assert [one.id for one in judged if one.grades.keys() - known] == []
    assert [one.id for one in judged if one.kind != "nothing" and 3 not in one.grades.values()] == []


@pytest.mark.parametrize(
    "gains, ndcg, reciprocal",
    [([3, 2], 0.947, 1.0), ([2, 3], 0.790, 1.0), ([0, 3, 2], 0.630, 0.5), ([1, 0, 0], 0.106, 0.0), ([], 0.0, 0.0)],
)
def test_the_measures_are_those_of_the_literature(gains: list[int], ndcg: float, reciprocal: float) -> None:
    judged = Judged("x", "natural", "words", {"term:a": 3, "term:b": 2, "term:c": 1}, None, locked=False)
    names = {3: "term:a", 2: "term:b", 1: "term:c", 0: "term:none"}
    answers = [(names[gain], frozenset({names[gain]})) for gain in gains]
    found = served(judged, answers, {})
    assert (round(found.reciprocal, 3), found.found) == (reciprocal, bool(gains))
    assert found.ndcg == pytest.approx(ndcg, abs=0.001)
