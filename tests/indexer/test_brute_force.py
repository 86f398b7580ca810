"""Over random worlds, questions and dates the index finds what reading every unit finds, and nothing else."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guidance.model import Kind
from guidance.published import Library, Unit
from indexer import query
from indexer.answers import Answer, Question
from indexer.index import Index
from indexer.schema import whole_keys
from tests.factories import make_library
from tests.indexer import brute_force, worlds

# Worlds are small as they come; to shrink one takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
FULL = settings(max_examples=25, phases=PHASES, suppress_health_check=list(HealthCheck))
PER_PAGE = 100


@contextmanager
def indexed(world: list[dict[str, Any]]) -> Iterator[tuple[Library, Index]]:
    """The world published in a real database, with an index level with it."""
    with tempfile.TemporaryDirectory() as made:
        store, library = make_library(Path(made), world)
        index = Index.open(Path(made) / "index")
        assert index.catch_up(library)
        yield library, index
        store.close()


def ask(index: Index, library: Library, typed: str, as_at: date, known_at: datetime, **more: Any) -> Answer:
    """One question as it is typed, all its documents on one page."""
    return index.search(Question(typed, as_at, known_at, per_page=PER_PAGE, exact=True, **more), library)


def expected(units: list[Unit], typed: str) -> list[Unit]:
    """What is found by reading everything."""
    parsed = query.parse(typed)
    for key in parsed.keys:
        if named := [unit for unit in units if key in [each for each, _ in whole_keys(unit)]]:
            return named + [unit for unit in brute_force.answers(parsed, units) if unit not in named]
    return brute_force.answers(parsed, units)


def paragraphs(answer: Answer) -> Counter[int]:
    """How many paragraphs of each document matched."""
    return Counter({hit.document_id: 1 + hit.more for hit in answer.hits})


@FULL
@given(world=worlds.worlds(), data=st.data())
def test_what_is_found_is_what_matches_and_stands(world: list[dict[str, Any]], data: st.DataObject) -> None:
    with indexed(world) as (library, index):
        units = brute_force.everything(library)
        when = worlds.moments(units)
        asked = worlds.questions | worlds.phrases(units)
        for _ in range(20):
            typed = data.draw(asked)
            as_at, known_at = data.draw(when)
            standing = [unit for unit in units if brute_force.stands(unit, as_at, known_at)]
            wanted = expected(standing, typed)
            answer = ask(index, library, typed, as_at, known_at)
            assert paragraphs(answer) == Counter(unit.document_id for unit in wanted), typed
            assert answer.total == len({unit.document_id for unit in wanted})
            allowed = {(unit.document_id, unit.pid) for unit in wanted}
            for hit in answer.hits:
                assert {(hit.document_id, pid) for pid in (hit.pid, *hit.others)} <= allowed
                assert len(hit.others) == min(hit.more, 3)


@FULL
@given(world=worlds.worlds(), data=st.data())
def test_every_hit_stands_in_the_edition_in_force(world: list[dict[str, Any]], data: st.DataObject) -> None:
    with indexed(world) as (library, index):
        as_at, known_at = data.draw(worlds.moments(brute_force.everything(library)))
        for hit in ask(index, library, data.draw(worlds.single), as_at, known_at).hits:
            found = library.resolve(hit.kind, hit.slug, as_at, known_at)
            assert found.edition is not None
            assert hit.title == found.edition.title
            places = {one.pid: one.text_hash for one in library.paragraphs(found.edition)}
            assert places[hit.pid] == hit.text_hash
            assert set(hit.others) <= places.keys()


@FULL
@given(world=worlds.worlds(), data=st.data())
def test_facets_count_documents_without_their_own_filter(world: list[dict[str, Any]], data: st.DataObject) -> None:
    typed = data.draw(worlds.single)
    kinds = data.draw(st.frozensets(st.sampled_from(list(Kind)[:3]), max_size=2))
    topics = data.draw(st.frozensets(st.sampled_from(["consent", "evidence", "delay", "none"]), max_size=2))
    with indexed(world) as (library, index):
        units = brute_force.everything(library)
        as_at, known_at = data.draw(worlds.moments(units))
        wanted = expected([unit for unit in units if brute_force.stands(unit, as_at, known_at)], typed)
        documents = {unit.document_id: unit for unit in wanted}.values()
        of_kind = [one for one in documents if not kinds or one.kind in kinds]
        of_topic = [one for one in documents if not topics or topics & set(one.topics)]
        answer = ask(index, library, typed, as_at, known_at, kinds=kinds, topics=topics)
        assert answer.facets["kind"] == Counter(str(one.kind) for one in of_topic)
        assert answer.facets["topic"] == Counter(topic for one in of_kind for topic in one.topics)
        both = {one.document_id for one in of_kind} & {one.document_id for one in of_topic}
        assert {hit.document_id for hit in answer.hits} == both
        assert answer.total == len(both)


@FULL
@given(world=worlds.worlds(), data=st.data())
def test_the_score_of_a_word_is_bm25f_by_its_definition(world: list[dict[str, Any]], data: st.DataObject) -> None:
    with indexed(world) as (library, index):
        units = brute_force.everything(library)
        as_at, known_at = data.draw(worlds.moments(units))
        standing = [unit for unit in units if brute_force.stands(unit, as_at, known_at)]
        for term in ("delay", "consented", "victim", "🍆", "2003"):
            for hit in ask(index, library, f"{term} OR {term}", as_at, known_at).hits:
                own = [unit for unit in standing if unit.document_id == hit.document_id]
                best = max(brute_force.score(term, unit, standing) for unit in own)
                assert hit.score == pytest.approx(best, rel=1e-3)


@FULL
@given(world=worlds.worlds(), typed=worlds.questions, data=st.data())
def test_pages_share_out_the_same_documents_in_the_same_order(
    world: list[dict[str, Any]], typed: str, data: st.DataObject
) -> None:
    with indexed(world) as (library, index):
        as_at, known_at = data.draw(worlds.moments(brute_force.everything(library)))
        whole = ask(index, library, typed, as_at, known_at)
        pages = [
            index.search(Question(typed, as_at, known_at, page=page, per_page=2, exact=True), library)
            for page in range(1, (whole.total + 1) // 2 + 1)
        ]
        assert [hit for page in pages for hit in page.hits] == list(whole.hits)
