"""From a query to documents in order: which units match at a date, their scores, and the best of each document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from . import choosing, closeness, naming
from .generation import Generation, Part
from .matching import Leaf, Matcher, met
from .nodes import Alike, Prefix, Query, Word
from .segments import Mask
from .weighing import Weighed, Weighing, without_place

CLOSE_LOOK = 300
"""Units, best first, in which it is looked at how close together the words stand."""

ELSEWHERE = 0.75
"""Share of a word's rarity that is added where it stands not in the paragraph, but in another of its document."""

COVERED = 0.75
"""How much of a score hangs on the share of the words' rarity that a unit has, where not all of them are asked for."""

Scores = NDArray[np.float64]
_Begun = Callable[[], Sequence[Mask]]


@dataclass(frozen=True)
class Candidates:
    """Of one part: the units that match and stand, rising, their scores, and where in them each document begins."""

    part: Part
    units: NDArray[np.int64]
    scores: Scores
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """Everything that matches, by part; the terms that were looked for; what was given up.

    `forms` gives for each term the word of the question that it meets and how much that tells. `relaxed` and `widened`
    are said in `choosing`. `histories` are the documents whose changes are asked for.
    """

    candidates: tuple[Candidates, ...]
    forms: dict[str, tuple[str, float]]
    relaxed: bool
    widened: bool
    histories: frozenset[int]


def rank(generation: Generation, query: Query, weighing: Weighing, standing: Sequence[Mask], begun: _Begun) -> Ranked:
    """All units that match the query among those that stand, with their scores.

    `begun` gives what stands or stood before; it is asked only where that matters.
    """
    parts = generation.parts
    matchers = [Matcher(part.segment, own) for part, own in zip(parts, weighing.leaves, strict=True)]
    kinds = [naming.of_kind(matcher, query) for matcher in matchers]
    named = naming.named(parts, query, standing, kinds)
    chosen = choosing.choose(parts, matchers, query, weighing, standing)
    scores = [_score(part, own, weighing.words) for part, own in zip(parts, weighing.leaves, strict=True)]
    for score, covered in zip(scores, chosen.covered, strict=bool(chosen.covered)):
        # Two of the words count for more than one of them that is there often.
        score *= (1 - COVERED) + COVERED * covered
    _favour(query, weighing, kinds, chosen, scores)
    for part, mask, score, (units, weights) in zip(parts, chosen.masks, scores, named, strict=True) if named else ():
        mask[units] = True
        score[units] += naming.WHOLE * weights
        score[naming.first_of_each(part, units)] += naming.LEADING
    if query.lenient and not named:
        for number, units, bonus in naming.named_in_part(parts, query, standing, weighing.rarities):
            chosen.masks[number][units] = True
            scores[number][units] += bonus
    histories: set[int] = set()
    if query.changes:
        histories.update(_titled(parts, query, weighing, standing, begun(), chosen.masks, scores))
    found = [np.flatnonzero(mask) for mask in chosen.masks]
    own_scores = [score[units] for score, units in zip(scores, found, strict=True)]
    _come_close(parts, weighing, query, found, own_scores)
    return Ranked(
        tuple(_grouped(*one) for one in zip(parts, found, own_scores, strict=True)),
        {
            form: (one.term, one.rarity)
            for one in weighing.words
            for own in weighing.leaves
            for form in own[one.node].forms
        },
        chosen.relaxed and not named,
        chosen.widened,
        frozenset(histories),
    )


def _favour(
    query: Query, weighing: Weighing, kinds: Sequence[Mask], chosen: choosing.Chosen, scores: Sequence[Scores]
) -> None:
    """Add to the scores what it counts to be of the kind asked for, and that another paragraph has a missing word."""
    if query.kinds:
        total = sum(weighing.rarities.get(without_place(node), 0.0) for node in query.required)
        for mask, score in zip(kinds, scores, strict=True):
            score[mask] += naming.OF_KIND[query.surely] * total
    for lacking, score in zip(chosen.lacking, scores, strict=bool(chosen.lacking)):
        for node, units in lacking:
            score[units] += ELSEWHERE * weighing.rarities.get(without_place(node), 0.0)


def _titled(
    parts: Sequence[Part],
    query: Query,
    weighing: Weighing,
    standing: Sequence[Mask],
    begun: Sequence[Mask],
    masks: Sequence[Mask],
    scores: Sequence[Scores],
) -> Iterator[int]:
    """Let the documents whose titles have the words be found, and go first; their ids."""
    for part, own, stands, before, mask, score in zip(
        parts, weighing.leaves, standing, begun, masks, scores, strict=True
    ):
        units = naming.titled(part, own, query, stands, before)
        mask[units] = True
        score[units] += naming.TITLED
        yield from (int(one) for one in part.segment.document[units])


def _score(part: Part, leaves: Mapping[Word | Prefix, Leaf], weighed: Sequence[Weighed]) -> Scores:
    total = np.zeros(part.segment.size, dtype=np.float64)
    for one in weighed:
        found = met(leaves[one.node], part.segment)
        total[found.ids] += found.shares * one.rarity
    return total


def _come_close(
    parts: Sequence[Part],
    weighing: Weighing,
    query: Query,
    found: Sequence[NDArray[np.int64]],
    scores: Sequence[Scores],
) -> None:
    """Add to the best of the scores what it counts that the words stand close together."""
    words = [(one, one.node) for one in weighing.words if _is_typed(one.node)]
    together = np.concatenate(scores) if scores else np.empty(0)
    if len(words) < 2 or not len(together):
        return
    least = -np.partition(-together, CLOSE_LOOK - 1)[CLOSE_LOOK - 1] if len(together) > CLOSE_LOOK else -np.inf
    for part, own, units, score in zip(parts, weighing.leaves, found, scores, strict=True):
        chosen = np.flatnonzero(score >= least)
        if len(chosen):
            asked = [
                closeness.Asked(
                    (*own[node].forms, *_alike(query, own, node)), one.rarity, node.place, node not in query.asking
                )
                for one, node in words
            ]
            score[chosen] += closeness.bonus(part.segment, asked, units[chosen])


def _is_typed(node: Word | Prefix) -> TypeGuard[Word]:
    return isinstance(node, Word) and not node.field and node.share == 1


def _alike(query: Query, leaves: Mapping[Word | Prefix, Leaf], node: Word) -> Iterator[str]:
    """The forms of single words that mean the same as the word: standing where it would, they stand as close."""
    for one in query.required:
        if isinstance(one, Alike) and one.typed == (node,):
            for other in one.others:
                if isinstance(other, Word):
                    yield from leaves[other].forms


def _grouped(part: Part, units: NDArray[np.int64], scores: Scores) -> Candidates:
    numbers = part.document_number[units]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    return Candidates(part, units, scores, starts)
