"""Words and citations are one thing however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer import analysis


def first_terms(text: str) -> list[str]:
    return [slot.terms[0] for slot in analysis.slots(text)]


@pytest.mark.parametrize(
    "written", ["s.41", "s 41", "S41", "section 41", "Section\u00a041", "sec. 41", "sec 41", "s. 41"]
)
def test_a_section_is_one_term_however_it_is_written(written: str) -> None:
    assert first_terms(f"see {written} of the Act") == ["see", "s41", "of", "the", "act"]


@pytest.mark.parametrize("written", ["s.66B(4)", "s 66b (4)", "section 66B(4)"])
def test_a_subsection_is_found_by_itself_and_by_its_section(written: str) -> None:
    (slot,) = analysis.slots(written)
    assert slot.terms[:2] == ("s66b-4", "s66b")
    assert "66b" in slot.terms


def test_a_list_of_sections_has_a_slot_for_each_and_a_range_what_lies_between() -> None:
    found = list(analysis.slots("ss. 1, 74-76 and 78 apply"))
    assert [slot.terms[0] for slot in found] == ["s1", "s74", "s76", "s78", "apply"]
    assert "s75" in found[2].terms


@pytest.mark.parametrize(
    "written", ["[2010] EWCA Crim 1578", "[2010] ewca crim 1578", "2010 EWCA Crim 1578", "(2010) EWCA  Crim 1578"]
)
def test_a_neutral_citation_is_one_term_and_is_known_without_its_year(written: str) -> None:
    (slot,) = analysis.slots(written)
    assert slot.terms[:2] == ("2010ewcacrim1578", "ewcacrim1578")
    assert first_terms("ewca crim 1578") == ["ewcacrim1578"]


@pytest.mark.parametrize("written", ["[2004] 1 Cr App R 12", "[2004] 1 Cr. App. R. 12", "(2004) 1 cr app r 12"])
def test_a_report_is_one_term_with_and_without_stops(written: str) -> None:
    assert first_terms(written) == ["20041crappr12"]


@pytest.mark.parametrize("text", ["class 3", "it's 41", "the boss 12", "18 years", "an art 5 people like"])
def test_what_only_looks_like_a_section_is_words(text: str) -> None:
    assert not [term for term in first_terms(text) if term[0] == "s" and term[1:].isdigit()]


@pytest.mark.parametrize(
    "one, other",
    [
        ("don’t", "don't"),
        ("victim’s", "victim"),
        ("café", "cafe\u0301"),
        ("\uff23\uff21\uff26\uff25", "cafe"),
        ("❤️", "❤"),
        ("👍🏽", "👍"),
        ("🤷🏽‍♀️", "🤷‍♀️"),
        ("1️⃣", "1"),
        ("STRASSE", "straße"),
    ],
)
def test_ways_of_writing_a_word_are_folded(one: str, other: str) -> None:
    assert first_terms(one) == first_terms(other) != []


def test_an_emoji_is_a_word_even_beside_letters_and_with_a_companion() -> None:
    assert first_terms("hi🍆🍑you") == ["hi", "🍆", "🍑", "you"]
    assert "🤷" in next(iter(analysis.slots("🤷🏽‍♀️"))).terms


@pytest.mark.parametrize(
    "one, other",
    [
        ("reported", "reporting"),
        ("recognise", "recognized"),
        ("behaviour", "behavior"),
        ("offence", "offenses"),
        ("enquiries", "inquiry"),
        ("defence", "defense"),
        ("complainants", "complainant"),
    ],
)
def test_forms_and_spellings_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert analysis.stem(one) == analysis.stem(other)


@pytest.mark.parametrize("one, other", [("offence", "offensive"), ("complaint", "complainant"), ("s41", "s4")])
def test_other_words_do_not(one: str, other: str) -> None:
    assert analysis.stem(one) != analysis.stem(other)


@pytest.mark.parametrize("typed", ["M04", "m04", "m4", "M 04"])
def test_a_label_has_one_loose_key(typed: str) -> None:
    assert analysis.loose_key(typed) == "m4"


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_the_fast_way_to_terms_gives_what_the_slots_give(text: str) -> None:
    assert analysis.terms(text) == [slot.terms for slot in analysis.slots(text)]


@given(st.text(alphabet="aB'’“-–… z_.\n", max_size=60))
def test_the_fast_way_agrees_on_plain_english_too(text: str) -> None:
    assert analysis.terms(text) == [slot.terms for slot in analysis.slots(text)]


@given(st.text(max_size=300))
def test_slots_are_in_order_apart_and_never_empty(text: str) -> None:
    end = 0
    for slot in analysis.slots(text):
        assert end <= slot.start < slot.end <= len(text)
        assert slot.terms
        assert all(slot.terms)
        end = slot.end


@pytest.mark.parametrize(
    "one, other",
    [
        ("strangled", "strangulation"),
        ("withdrew", "withdraw"),
        ("women", "woman"),
        ("sent", "sending"),
        ("froze", "freeze"),
    ],
)
def test_irregular_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert analysis.stem(one) == analysis.stem(other)


@pytest.mark.parametrize("word", ["ons", "being", "ins", "wills"])
def test_a_word_never_comes_down_to_a_stop_word(word: str) -> None:
    assert analysis.stem(word) == word
