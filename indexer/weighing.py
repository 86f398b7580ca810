"""The words of a query, looked up: which words of each segment meet them, and how rare they are among what stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from . import analysis
from .generation import Part
from .matching import MOST_EXPANSIONS, Leaf, leaf_of, met, rarity
from .nodes import Alike, And, Node, Not, Or, Phrase, Prefix, Query, Word
from .segments import Mask


@dataclass(frozen=True)
class Weighed:
    """A word (of its terms the one that counts), prefix or word of a phrase that is looked for, and what it tells.

    That is its rarity, times its share where it is not the word that was typed.
    """

    node: Word | Prefix
    term: str
    rarity: float


@dataclass(frozen=True)
class Weighing:
    """The leaves of every part; the words that count, with their rarity; the words that nothing has that stands."""

    leaves: tuple[Mapping[Word | Prefix, Leaf], ...]
    words: tuple[Weighed, ...]
    unknown: tuple[Word, ...]
    rarities: Mapping[object, float]


def without_place(node: Node) -> Node | tuple[tuple[str, ...], str]:
    """What is the same for a word wherever in the question it stands."""
    return (node.terms, node.field) if isinstance(node, Word) else node


def weigh(parts: Sequence[Part], query: Query, standing: Sequence[Mask]) -> Weighing:
    """Look every word of the query up in every part, and count how many of the units that stand have it."""
    total = sum(int(mask.sum()) for mask in standing)
    # What was typed counts before what means the same.
    scored = dict.fromkeys(sorted(_scored(query), key=lambda node: isinstance(node, Word) and node.share < 1))
    leaves: list[dict[Word | Prefix, Leaf]] = [{} for _ in parts]
    weighed: dict[tuple[str, str], Weighed] = {}
    unknown: list[Word] = []
    rarities: dict[object, float] = {}
    for node in dict.fromkeys((*scored, *_words(query.excluded), *_words(query.required))):
        term, having = _take(parts, leaves, node, standing, wider=node in scored)
        if node in scored:
            share = node.share if isinstance(node, Word) else 1.0
            rarities.setdefault(without_place(node), rarity(total, having))
            weighed.setdefault((term, node.field), Weighed(node, term, rarity(total, having) * share))
            if not having and isinstance(node, Word):
                unknown.append(node)
    replaced: set[Word] = set()
    for alike in query.required:
        if isinstance(alike, Alike):
            rarities[alike] = sum(rarities[without_place(one)] for one in alike.typed)
            replaced.update(one for one in (*alike.typed, *alike.others) if isinstance(one, Word))
    # A word that nothing has is not misspelt if something else means the same.
    return Weighing(
        tuple(leaves),
        tuple(weighed.values()),
        tuple(one for one in unknown if one not in replaced and one.share == 1),
        rarities,
    )


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
                    yield Word((term,), leaf.field, place, share=leaf.share)
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
        elif isinstance(node, Alike):
            yield from _words((*node.typed, *node.others))


def _expansions(parts: Sequence[Part], node: Prefix) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for part in parts:
        words = part.segment.vocabulary
        counts.update({word: words.words[word] for word in words.beginning(node.letters)})
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:MOST_EXPANSIONS]
    return tuple(sorted(word for word, _ in most))
