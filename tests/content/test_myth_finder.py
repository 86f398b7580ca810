"""Sentences of draft reviews and the myths that they lean on, found in the starter content."""

from __future__ import annotations

from datetime import date

import pytest

from guidance.published import Library
from kb.chat.glossary import Glossary
from kb.dates import Reading
from kb.mythfinding import MythFinder

READING = Reading(date(2026, 11, 23), None, is_today=True, asked={})


@pytest.fixture(scope="module")
def finder(library: Library) -> MythFinder:
    return MythFinder(library, READING)


@pytest.fixture(scope="module")
def glossary(library: Library) -> Glossary:
    return Glossary(library, READING)


@pytest.mark.parametrize(
    "sentence, label",
    [
        ("she met him on a hook-up app so she must have wanted sex", "M15"),
        ("she did not report it for three weeks", "M34"),
        ("she did not scream or fight back", "M24"),
        ("there were no injuries", "M26"),
        ("she was wearing a short skirt", "M08"),
        ("she had been drinking heavily all night", "M12"),
        ("they had been in a relationship for years", "M02"),
        ("she sent him nudes the day before", "M16"),
        ("her account changed between interviews", "M37"),
        ("he is gay and uses Grindr so it was consensual", "M45"),
        ("she kept texting him afterwards with kisses", "M20"),
        ("she only complained because he ghosted her", "M41"),
        ("she invited him back to her flat", "M09"),
        ("she was calm and not upset when she spoke to police", "M36"),
        ("he has a promising future", "M30"),
        ("she had taken cocaine willingly", "M13"),
    ],
)
def test_the_myth_is_among_the_first_three(sentence: str, label: str, finder: MythFinder, glossary: Glossary) -> None:
    found = finder.find(sentence, glossary)
    assert label in [one.myth.label for one in found[:3]]
    assert all(word in sentence for one in found for word in one.matched)
    assert all(one.myth.answer for one in found)


@pytest.mark.parametrize("sentence", ["the weather was fine", "zzz", "the", "\U0001f600", "123"])
def test_a_sentence_that_leans_on_none_finds_none(sentence: str, finder: MythFinder, glossary: Glossary) -> None:
    assert finder.find(sentence, glossary) == []


def test_every_myth_is_there(finder: MythFinder) -> None:
    assert [one.label for one in finder.myths] == [f"M{number:02}" for number in range(1, len(finder.myths) + 1)]
    assert len(finder.myths) == 48
