"""Another spelling for a word that nothing has, to be offered or to be taken. Only words that stand at the date."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from .generation import Generation
from .matching import Leaf, met
from .nodes import Query, Word
from .schema import TEXT_FIELDS
from .segments import Mask

MOST_WORDS = 5
"""Misspelt words in one question that are looked into."""
MOST_CANDIDATES = 40


@dataclass(frozen=True)
class Care:
    """From how many letters a word is thought to be misspelt, by one slip and by two; and whether quotation counts."""

    one_slip: int
    two_slips: int
    quoted: bool


OFFERED = Care(3, 6, quoted=True)
"""Enough to ask whether something else was meant."""
TAKEN = Care(5, 8, quoted=False)
"""Enough to look for it instead. What is in quotation marks or has a field is meant as it stands."""


def correction(
    generation: Generation, query: Query, unknown: Sequence[Word], standing: Sequence[Mask], care: Care
) -> str:
    """The question with its unknown words spelt like words that stand; empty if there is none such."""
    text, changed = query.text, False
    for word in sorted(unknown[:MOST_WORDS], key=lambda one: -one.start):
        meant = not care.quoted and (word.quoted or word.field)
        if meant or len(word.terms) > 1 or word.end == word.start:
            continue
        if better := _better(generation, word.terms[0], standing, care):
            text = text[: word.start] + better + text[word.end :]
            changed = True
    return " ".join(text.split()) if changed else ""


def _better(generation: Generation, typed: str, standing: Sequence[Mask], care: Care) -> str:
    if len(typed) < care.one_slip or not typed.isalpha():
        return ""
    near = [one for one in dict.fromkeys(_one_slip(typed)) if _known(generation, one)]
    if best := _most_frequent(generation, near, standing):
        return best
    return _most_frequent(generation, _two_slips(generation, typed), standing) if len(typed) >= care.two_slips else ""


def _one_slip(typed: str) -> Iterator[str]:
    """Every word that is one letter swapped, left out, changed or added away."""
    splits = [(typed[:place], typed[place:]) for place in range(len(typed) + 1)]
    for left, right in splits:
        if len(right) > 1:
            yield left + right[1] + right[0] + right[2:]
        if right:
            yield left + right[1:]
        for letter in string.ascii_lowercase:
            yield left + letter + right
            if right:
                yield left + letter + right[1:]


def _two_slips(generation: Generation, typed: str) -> list[str]:
    """Words two letters away that begin alike: the first letter is seldom wrong, and it bounds the work."""
    found: dict[str, None] = {}
    for part in generation.parts:
        words = part.segment.vocabulary.beginning(typed[0])
        close = process.extract(typed, words, scorer=OSA.distance, score_cutoff=2, limit=MOST_CANDIDATES)
        found.update(dict.fromkeys(word for word, _, _ in close if len(word) > 2))
    return list(found)[:MOST_CANDIDATES]


def _known(generation: Generation, word: str) -> bool:
    return any(word in part.segment.vocabulary.words for part in generation.parts)


def _most_frequent(generation: Generation, words: Sequence[str], standing: Sequence[Mask]) -> str:
    best, most = "", 0
    for word in words:
        having = 0
        for part, mask in zip(generation.parts, standing, strict=True):
            found = met(Leaf(Word((word,)), word, (word,), TEXT_FIELDS), part.segment)
            having += int(np.count_nonzero(mask[found.ids]))
        if (having, best) > (most, word) and having:
            best, most = word, having
    return best
