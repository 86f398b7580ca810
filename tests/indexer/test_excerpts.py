"""Excerpts are true to the text, short, and show why it was found."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import excerpts
from indexer.excerpts import Fragment, Marks, excerpt
from tests.indexer.worlds import WORDS

LONG = " ".join(f"Sentence number {number} says little." for number in range(60))


def marks(*terms: str, phrases: tuple[tuple[str, ...], ...] = ()) -> Marks:
    return Marks({term: (term, 1.0) for term in terms}, phrases)


def plain(found: tuple[Fragment, ...]) -> str:
    return "".join(piece.text for piece in found)


def marked(found: tuple[Fragment, ...]) -> list[str]:
    return [piece.text for piece in found if piece.marked]


@given(
    st.lists(st.sampled_from([*WORDS, ".", "\n\n", "lorem", "ipsum,"]), max_size=150).map(" ".join),
    st.lists(st.sampled_from(["delay", "victim", "s41", "🍆", "cafe", "dont", "2010ewcacrim1578"]), max_size=3),
)
def test_an_excerpt_is_a_piece_of_the_text_with_terms_marked(text: str, terms: list[str]) -> None:
    found = excerpt(text, marks(*terms))
    words = plain(found).removeprefix("… ").removesuffix(" …")
    assert words.strip() in re.sub(r"\s+", " ", text)
    assert len(words) <= excerpts.LENGTH * 1.3
    if not text.strip():
        assert found == ()


def test_the_place_where_most_words_stand_is_shown_from_the_start_of_its_sentence() -> None:
    text = f"{LONG} Consent came up. Here delay and consent meet. {LONG}"
    found = excerpt(text, marks("delay", "consent"))
    assert plain(found).startswith("… Consent came up. Here delay and consent meet. Sentence number 0")
    assert plain(found).endswith(" …")
    assert marked(found) == ["Consent", "delay", "consent"]


def test_a_text_without_any_of_the_words_shows_its_beginning() -> None:
    assert plain(excerpt(LONG, marks("delay"))).startswith("Sentence number 0 says little.")
    assert excerpt("Short.", marks()) == (Fragment("Short.", False),)


def test_a_word_within_another_is_not_marked() -> None:
    assert marked(excerpt("Redelay delays delay delayed", marks("delay"))) == ["delay"]


@pytest.mark.parametrize(
    "text, term, shown",
    [
        ("the café is", "cafe", "café"),
        ("they don’t go", "dont", "don’t"),
        ("a ❤️ sent", "❤", "❤️"),
        ("under sections 41 and 43", "s43", "43"),
        ("see section 41(3)(b) there", "s41-3", "section 41(3)(b)"),
        ("in [2010] EWCA Crim 1578 it", "2010ewcacrim1578", "[2010] EWCA Crim 1578"),
    ],
)
def test_what_is_marked_is_what_stands_in_the_text(text: str, term: str, shown: str) -> None:
    assert marked(excerpt(text, marks(term))) == [shown]


def test_a_phrase_is_marked_as_one() -> None:
    found = excerpt(
        "The delay in reporting; in other words, delay.", marks("delay", phrases=(("delay", "in", "reporting"),))
    )
    assert marked(found) == ["delay in reporting", "delay"]


def test_markup_in_a_text_stays_text() -> None:
    assert plain(excerpt("<b>delay</b> & <script>", marks("delay"))) == "<b>delay</b> & <script>"


def test_a_very_long_text_is_looked_through_only_so_far() -> None:
    assert marked(excerpt("word " * 10_000 + "delay", marks("delay"))) == []
