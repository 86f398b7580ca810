"""Why a hit stands where it stands: the reasons add up to its score, and say what counted."""

from __future__ import annotations

import pytest

from guidance.published import Library
from indexer.answers import Answer, Question
from indexer.index import Index
from tests.indexer.asking import NOW, TODAY


def explained(world: tuple[Library, Index], words: str) -> Answer:
    library, index = world
    return index.search(Question(words, TODAY, NOW, explain=True), library)


@pytest.mark.parametrize(
    "words", ["delay", "reports of delay", "heading 2", "consent OR delay", "conse* words", "A title"]
)
def test_the_reasons_add_up_to_the_score(words: str, world: tuple[Library, Index]) -> None:
    hits = explained(world, words).hits
    assert hits
    for hit in hits:
        assert sum(one.score for one in hit.reasons) == pytest.approx(hit.score, abs=0.02)


def test_a_reason_says_where_a_word_stands(world: tuple[Library, Index]) -> None:
    hit = explained(world, "reports delay").hits[0]
    assert {one.words.partition(",")[0] for one in hit.reasons} >= {"“reports” in text", "“delay” in text"}
    assert any("close together" in one.words for one in hit.reasons)


def test_a_name_is_told(world: tuple[Library, Index]) -> None:
    hit = explained(world, "heading 2").hits[0]
    assert hit.reasons[0].words.startswith("the question is its title, label, heading or another name")


def test_nothing_is_told_unless_it_is_asked(world: tuple[Library, Index]) -> None:
    library, index = world
    assert all(not hit.reasons for hit in index.search(Question("delay", TODAY, NOW), library).hits)
