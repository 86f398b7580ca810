"""How close together the words of a question stand in a paragraph, for the few units that are looked at closely."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .matching import places_in
from .segments import Segment

CLOSE = 0.5
"""Share of two neighbouring words' rarity (the lesser) that is added when they stand exactly as typed."""
TOGETHER = 0.1
"""Share of all words' rarity that is added when all stand in the body itself, not in a title above it."""
FURTHEST = 12
"""Slots out of place from which nothing is added."""


@dataclass(frozen=True)
class Asked:
    """A word of the question: the forms that meet it in a segment, its rarity, its slot, whether it need be there."""

    forms: tuple[str, ...]
    rarity: float
    place: int
    needed: bool = True


def bonus(segment: Segment, words: Sequence[Asked], units: NDArray[np.int64]) -> NDArray[np.float64]:
    """What is added to the score of each unit (rising)."""
    standing = [_standing(segment, word, units) for word in words]
    total = np.zeros(len(units), dtype=np.float64)
    every = np.ones(len(units), dtype=np.bool_)
    for word, own in zip(words, standing, strict=True):
        if word.needed:
            every &= _among(units, own >> 32)
    total[every] += TOGETHER * sum(word.rarity for word in words if word.needed)
    for one, other, first, second in zip(words, words[1:], standing, standing[1:], strict=False):
        if len(first) and len(second):
            at, apart = _apart(first, second, min(max(other.place - one.place, 1), FURTHEST))
            near = apart <= FURTHEST
            weight = CLOSE * min(one.rarity, other.rarity)
            total[np.searchsorted(units, at[near])] += weight / (1 + apart[near])
    return total


def _among(units: NDArray[np.int64], having: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the units are among those that have something; both rise."""
    if not len(having):
        return np.zeros(len(units), dtype=np.bool_)
    found: NDArray[np.bool_] = having[np.minimum(np.searchsorted(having, units), len(having) - 1)] == units
    return found


def _standing(segment: Segment, word: Asked, units: NDArray[np.int64]) -> NDArray[np.int64]:
    found = [
        places_in(postings, units) for form in word.forms if (postings := segment.postings("body", form)) is not None
    ]
    return np.sort(np.concatenate(found)) if found else np.empty(0, np.int64)


def _apart(
    first: NDArray[np.int64], second: NDArray[np.int64], expected: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The units that have both, and how many slots the nearest pair is from standing as typed."""
    target = first + expected
    after = np.minimum(np.searchsorted(second, target), len(second) - 1)
    before = np.maximum(after - 1, 0)
    # Another unit differs in the upper bits, so its distance is beyond any that counts.
    apart = np.minimum(np.abs(second[after] - target), np.abs(second[before] - target))
    units = first >> 32
    starts = np.flatnonzero(np.diff(units, prepend=-1))
    return units[starts], np.minimum.reduceat(apart, starts)
