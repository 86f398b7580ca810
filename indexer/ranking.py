"""From a query to documents in order: which units match at a date, their scores, and the best of each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import analysis, closeness
from .generation import Generation, Part
from .matching import MOST_EXPANSIONS, Leaf, Matcher, leaf_of, met, rarity
from .nodes import And, Label, Node, Not, Or, Phrase, Prefix, Query, Word
from .segments import Mask

WHOLE = 1_000.0
"""Added, times the weight of the field, where the question is a whole title, label or alias: above any sum of words."""
LEADING = 100.0
"""Added to the first paragraph of what is so named: who asks for a term by its name wants its meaning."""
ENOUGH = 2 / 3
"""Where nothing has all the words: the share of the most words that anything has which is enough to be shown."""
CLOSE_LOOK = 1_000
"""Units, best first, in which it is looked at how close together the words stand."""

Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Weighed:
    """A word (of its terms the one that counts), prefix or word of a phrase that is looked for, and its rarity."""

    node: Word | Prefix
    term: str
    rarity: float


@dataclass(frozen=True)
class Candidates:
    """Of one part: the units that match and stand, rising, their scores, and where in them each document begins."""

    part: Part
    units: NDArray[np.int64]
    scores: Scores
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """Everything that matches, by part; the words that nothing has; the terms that were looked for; what was given up.

    `forms` gives for each term the word of the question that it meets and how much that tells. `relaxed`: some words
    were given up, because nothing has all.
    """

    candidates: tuple[Candidates, ...]
    unknown: tuple[Word, ...]
    forms: dict[str, tuple[str, float]]
    relaxed: bool


def rank(generation: Generation, query: Query, standing: Sequence[Mask]) -> Ranked:
    """All units that match the query among those that stand, with their scores."""
    parts = generation.parts
    leaves, weighed, unknown = _weigh(parts, query, standing)
    matchers = [Matcher(part.segment, own) for part, own in zip(parts, leaves, strict=True)]
    masks, relaxed = _matching(matchers, query, standing)
    scores = [_score(part, own, weighed) for part, own in zip(parts, leaves, strict=True)]
    if named := _named(parts, query.keys, standing):
        for part, mask, score, (units, weights) in zip(parts, masks, scores, named, strict=True):
            mask[units] = True
            score[units] += WHOLE * weights
            score[_leading(part, units)] += LEADING
        relaxed = False
    found = [np.flatnonzero(mask) for mask in masks]
    own_scores = [score[units] for score, units in zip(scores, found, strict=True)]
    _come_close(parts, leaves, weighed, found, own_scores)
    candidates = tuple(_grouped(*one) for one in zip(parts, found, own_scores, strict=True))
    forms = {form: (one.term, one.rarity) for one in weighed for own in leaves for form in own[one.node].forms}
    return Ranked(candidates, unknown, forms, relaxed)


def _weigh(
    parts: Sequence[Part], query: Query, standing: Sequence[Mask]
) -> tuple[list[dict[Word | Prefix, Leaf]], tuple[Weighed, ...], tuple[Word, ...]]:
    """The leaves of every part; the positive ones with their rarity; the words that nothing has that stands."""
    total = sum(int(mask.sum()) for mask in standing)
    scored = dict.fromkeys(_scored(query))
    leaves: list[dict[Word | Prefix, Leaf]] = [{} for _ in parts]
    weighed: dict[tuple[str, str], Weighed] = {}
    unknown: list[Word] = []
    for node in dict.fromkeys((*scored, *_words(query.excluded), *_words(query.required))):
        term, having = _take(parts, leaves, node, standing, wider=node in scored)
        if node in scored:
            weighed.setdefault((term, node.field), Weighed(node, term, rarity(total, having)))
            if not having and isinstance(node, Word):
                unknown.append(node)
    return leaves, tuple(weighed.values()), tuple(unknown)


def _take(
    parts: Sequence[Part],
    leaves: Sequence[dict[Word | Prefix, Leaf]],
    node: Word | Prefix,
    standing: Sequence[Mask],
    *,
    wider: bool,
) -> tuple[str, int]:
    """Put the node's leaf into each part's; give its term that counts and how many units that stand have it."""
    expansions = _expansions(parts, node) if isinstance(node, Prefix) else ()
    terms = node.terms if isinstance(node, Word) else (f"{node.letters}*",)
    term, having = "", 0
    # Under NOT the wider provision would leave out more than was asked.
    for term in terms if wider else terms[:1]:
        having = 0
        for part, own, mask in zip(parts, leaves, standing, strict=True):
            own[node] = leaf_of(node, part.segment, expansions, term)
            having += int(np.count_nonzero(mask[met(own[node], part.segment).ids]))
        if having:
            break
    return term, having


def _scored(query: Query) -> Iterable[Word | Prefix]:
    for leaf in query.leaves():
        if isinstance(leaf, Phrase):
            for place, term in enumerate(leaf.terms):
                if not analysis.is_stop_word((term,)):
                    yield Word((term,), leaf.field, place)
        else:
            yield leaf


def _words(nodes: Iterable[Node]) -> Iterable[Word | Prefix]:
    """All words and prefixes, those under NOT as well."""
    for node in nodes:
        if isinstance(node, Word | Prefix):
            yield node
        elif isinstance(node, Not):
            yield from _words((node.part,))
        elif isinstance(node, And | Or):
            yield from _words(node.parts)


def _expansions(parts: Sequence[Part], node: Prefix) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for part in parts:
        words = part.segment.vocabulary
        counts.update({word: words.words[word] for word in words.beginning(node.letters)})
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_EXPANSIONS]
    return tuple(sorted(word for word, _ in most))


def _matching(matchers: Sequence[Matcher], query: Query, standing: Sequence[Mask]) -> tuple[list[Mask], bool]:
    """What matches and stands, by part; and whether that needed some words to be given up."""
    if not query.required:
        return [np.zeros_like(mask) for mask in standing], False
    needed = list({_without_place(node): node for node in query.required}.values())
    allowed = [mask.copy() for mask in standing]
    for node in query.excluded:
        for mask, matcher in zip(allowed, matchers, strict=True):
            mask &= ~matcher.mask(node)
    found = [[matcher.mask(node) for node in needed] for matcher in matchers]
    every = [mask & np.logical_and.reduce(own) for mask, own in zip(allowed, found, strict=True)]
    if not query.lenient or any(mask.any() for mask in every):
        return every, False
    return _most(needed, found, allowed), True


def _most(needed: Sequence[Node], found: Sequence[Sequence[Mask]], allowed: Sequence[Mask]) -> list[Mask]:
    """What has most of the words; labels are not words and are never given up."""
    counts = []
    for own, mask in zip(found, allowed, strict=True):
        count = np.zeros(len(mask), dtype=np.uint8)
        for node, matched in zip(needed, own, strict=True):
            if isinstance(node, Label):
                mask &= matched
            else:
                count += matched
        counts.append(np.where(mask, count, 0))
    most = max((int(count.max(initial=0)) for count in counts), default=0)
    least = max(1, int(np.ceil(most * ENOUGH)))
    return [count >= least for count in counts]


def _without_place(node: Node) -> Node | tuple[tuple[str, ...], str]:
    return (node.terms, node.field) if isinstance(node, Word) else node


def _score(part: Part, leaves: dict[Word | Prefix, Leaf], weighed: Sequence[Weighed]) -> Scores:
    total = np.zeros(part.segment.size, dtype=np.float64)
    for one in weighed:
        found = met(leaves[one.node], part.segment)
        total[found.ids] += found.shares * one.rarity
    return total


def _named(
    parts: Sequence[Part], keys: Sequence[str], standing: Sequence[Mask]
) -> list[tuple[NDArray[np.int32], NDArray[np.float32]]]:
    """By part, the units with a title, label or alias that is the first key that any has, and its weight."""
    for wanted in keys:
        found = []
        for part, mask in zip(parts, standing, strict=True):
            postings = part.segment.postings("whole", wanted)
            if postings:
                stands = mask[postings.ids]
                found.append((postings.ids[stands], postings.weights[stands]))
            else:
                found.append((np.empty(0, np.int32), np.empty(0, np.float32)))
        if any(len(units) for units, _ in found):
            return found
    return []


def _leading(part: Part, units: NDArray[np.int32]) -> NDArray[np.int32]:
    """Of units (rising) the first of each document in reading order."""
    if not len(units):
        return units
    numbers = part.document_number[units]
    order = np.lexsort((part.segment.position[units], numbers))
    return units[order[np.flatnonzero(np.diff(numbers[order], prepend=-1))]]


def _come_close(
    parts: Sequence[Part],
    leaves: Sequence[dict[Word | Prefix, Leaf]],
    weighed: Sequence[Weighed],
    found: Sequence[NDArray[np.int64]],
    scores: Sequence[Scores],
) -> None:
    """Add to the best of the scores what it counts that the words stand close together."""
    words = [one for one in weighed if isinstance(one.node, Word) and not one.node.field]
    together = np.concatenate(scores) if scores else np.empty(0)
    if len(words) < 2 or not len(together):
        return
    least = -np.partition(-together, CLOSE_LOOK - 1)[CLOSE_LOOK - 1] if len(together) > CLOSE_LOOK else -np.inf
    for part, own, units, score in zip(parts, leaves, found, scores, strict=True):
        chosen = np.flatnonzero(score >= least)
        if len(chosen):
            asked = [closeness.Asked(own[one.node].forms, one.rarity, one.node.place) for one in words]  # type: ignore[union-attr]
            score[chosen] += closeness.bonus(part.segment, asked, units[chosen])


def _grouped(part: Part, units: NDArray[np.int64], scores: Scores) -> Candidates:
    numbers = part.document_number[units]
    starts = np.flatnonzero(np.diff(numbers, prepend=-1))
    return Candidates(part, units, scores, starts)
