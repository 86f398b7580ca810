"""Expressions that mean the same: what is found with them, in which order, and where they are left alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from guidance.published import Library
from guidance.store import Store
from indexer.answers import Answer, Question
from indexer.index import Index
from indexer.nodes import Alike, Phrase, Query, Word
from indexer.query import parse
from indexer.thesaurus import NONE, Thesaurus
from tests.factories import document, publish
from tests.indexer.asking import NOW, TODAY

WORDS = Thesaurus([["victim", "complainant"], ["offender-centric", "suspect-centric"]], [("nfa", "no further action")])


def widened(typed: str, thesaurus: Thesaurus = WORDS) -> Query:
    return thesaurus.widened(parse(typed))


def told(typed: str) -> list[object]:
    found: list[object] = []
    for node in widened(typed).required:
        if isinstance(node, Alike):
            others = [one.terms if isinstance(one, Phrase) else one.terms[0] for one in node.others]
            found.append(("+".join(one.terms[0] for one in node.typed), *others))
        elif isinstance(node, Word):
            found.append(node.terms[0])
    return found


@pytest.mark.parametrize(
    "typed, expected",
    [
        ("victims phone", [("victims", "complainant"), "phone"]),
        ("complainant", [("complainant", "victim")]),
        ("offender-centric approach", [("offender+centric", ("suspect", "centric")), "approach"]),
        ("NFA decision", [("nfa", ("no", "further", "action")), "decision"]),
        ("no further action", ["no", "further", "action"]),
        ("plain words", ["plain", "words"]),
        ('"victim" phone', ["victim", "phone"]),
        ("title:victim phone", ["victim", "phone"]),
    ],
)
def test_an_expression_is_known_in_any_of_its_forms_and_the_longest_wins(typed: str, expected: list[object]) -> None:
    assert told(typed) == expected


def test_a_question_with_operators_is_taken_at_its_word() -> None:
    asked = parse("victim AND phone")
    assert WORDS.widened(asked) is asked
    assert NONE.widened(parse("victim")) == parse("victim")


def test_one_thing_in_a_group_of_many_is_bounded() -> None:
    many = Thesaurus([[f"word{n}" for n in range(12)]])
    (node,) = many.widened(parse("word1")).required
    assert isinstance(node, Alike)
    assert len(node.others) == 6


@dataclass(frozen=True)
class Shelf:
    """A few documents of one paragraph each, by their slugs."""

    library: Library
    index: Index

    def answer(self, words: str, *, thesaurus: Thesaurus = NONE, exact: bool = False) -> Answer:
        return self.index.search(Question(words, TODAY, NOW, exact=exact, thesaurus=thesaurus), self.library)

    def found(self, words: str, *, thesaurus: Thesaurus = NONE, exact: bool = False) -> list[str]:
        return [hit.slug for hit in self.answer(words, thesaurus=thesaurus, exact=exact).hits]


@pytest.fixture
def shelf(store: Store, tmp_path: Path) -> Shelf:
    texts = {
        "typed": "A victim need not resist.",
        "other": "A complainant need not resist.",
        "both": "Nobody need resist: the victim is called the complainant at trial.",
        "neither": "Nobody need resist.",
        "phrase": "The decision was that no further action be taken.",
        "apart": "Further action was taken; no decision followed.",
    }
    library = publish(store, tmp_path, [document(slug, [text]) for slug, text in texts.items()])
    index = Index.open(tmp_path / "index")
    index.catch_up(library)
    return Shelf(library, index)


def test_what_means_the_same_is_found_below_what_was_typed(shelf: Shelf) -> None:
    assert shelf.found("victim resist") == ["typed", "both"]
    found = shelf.found("victim resist", thesaurus=WORDS)
    assert set(found) == {"typed", "other", "both"}
    assert found.index("typed") < found.index("other")


def test_a_short_form_finds_the_words_in_their_order(shelf: Shelf) -> None:
    assert shelf.found("nfa", exact=True, thesaurus=WORDS) == []
    assert shelf.found("nfa", thesaurus=WORDS) == ["phrase"]


def test_a_word_that_nothing_has_is_not_respelt_if_something_means_the_same(shelf: Shelf) -> None:
    answer = shelf.answer("nfa decision", thesaurus=WORDS)
    assert (answer.respelt, answer.suggestion) == (False, "")
    assert [hit.slug for hit in answer.hits] == ["phrase"]
