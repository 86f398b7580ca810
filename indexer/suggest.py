"""Did you mean: another spelling for a word that nothing has. Only words that stand at the date of the question."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

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
LONG = 6
"""Letters from which two slips are thought possible."""


def correction(generation: Generation, query: Query, unknown: Sequence[Word], standing: Sequence[Mask]) -> str:
    """The question with its unknown words spelt like words that stand; empty if there is nothing to suggest."""
    text, changed = query.text, False
    for word in sorted(unknown[:MOST_WORDS], key=lambda one: -one.start):
        if len(word.terms) == 1 and word.end > word.start and (better := _better(generation, word.terms[0], standing)):
            text = text[: word.start] + better + text[word.end :]
            changed = True
    return " ".join(text.split()) if changed else ""


def _better(generation: Generation, typed: str, standing: Sequence[Mask]) -> str:
    if len(typed) < 3 or not typed.isalpha():
        return ""
    near = [one for one in dict.fromkeys(_one_slip(typed)) if _known(generation, one)]
    if best := _most_frequent(generation, near, standing):
        return best
    return _most_frequent(generation, _two_slips(generation, typed), standing) if len(typed) >= LONG else ""


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
