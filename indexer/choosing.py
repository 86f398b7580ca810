"""Which units a query finds among those that stand: those that have all its words, and where those are few, most.

What is in quotation marks, has a field, or is a prefix or a label, is never given up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from .generation import Part
from .matching import Matcher
from .nodes import Alike, Label, Node, Phrase, Query, Word
from .segments import Mask
from .weighing import Weighing, without_place

ENOUGH = 1 / 2
"""Where nothing has all the words: the share of the most rarity that anything has which is enough to be shown."""
LEAST = 0.3
"""The share of all words' rarity that something must have then: with less it has next to nothing to do with them."""
FEW = 5
"""Documents that have all the words in one paragraph; with fewer it is looked further. About what one sees at once."""
NEARLY_ALL = 2 / 5
"""The share of all words' rarity that a paragraph must then have in its words, of which it has at least two."""
PART_OF_ALL = 1 / 2
"""The share of the words that is enough where the others stand elsewhere in its document."""


@dataclass(frozen=True)
class Chosen:
    """What matches and stands, by part, and whether something had to be given up for it.

    `relaxed`: nothing has all the words. `widened`: something has, but so little that more is shown. `lacking` gives,
    by part, each word that need not be in the paragraph with the units that match without it, although another
    paragraph of their document has it. `covered` gives then, by part, the share of the rarity that a unit has (0 to 1).
    """

    masks: list[Mask]
    relaxed: bool = False
    widened: bool = False
    lacking: tuple[list[tuple[Node, NDArray[np.int64]]], ...] = ()
    covered: tuple[NDArray[np.float32], ...] = ()


def choose(
    parts: Sequence[Part],
    matchers: Sequence[Matcher],
    query: Query,
    weighing: Weighing,
    standing: Sequence[Mask],
) -> Chosen:
    """What the query finds."""
    if not query.required:
        return Chosen([np.zeros_like(mask) for mask in standing])
    needed = list({(without_place(node), _may_lack(node)): node for node in query.required}.values())
    allowed = [mask.copy() for mask in standing]
    for node in query.excluded:
        for mask, matcher in zip(allowed, matchers, strict=True):
            mask &= ~matcher.mask(node)
    found = [[matcher.mask(node) for node in needed] for matcher in matchers]
    every = [mask & np.logical_and.reduce(own) for mask, own in zip(allowed, found, strict=True)]
    if not query.lenient:
        return Chosen(every)
    documents = sum(_documents(part, mask) for part, mask in zip(parts, every, strict=True))
    if not documents:
        covered = _covered(needed, found, weighing.rarities)
        masks = _most(needed, found, allowed, covered)
        lacking = _lacking(parts, needed, found, allowed, masks)
        return Chosen(masks, relaxed=True, lacking=lacking, covered=tuple(covered))
    if documents >= FEW or sum(map(_may_lack, needed)) < 2:
        return Chosen(every)
    masks = [
        _nearly(*one, needed=needed, rarities=weighing.rarities)
        for one in zip(parts, found, allowed, every, strict=True)
    ]
    more = any((mask & ~own).any() for mask, own in zip(masks, every, strict=True))
    if not more:
        return Chosen(masks)
    lacking = _lacking(parts, needed, found, allowed, masks)
    return Chosen(masks, widened=True, lacking=lacking, covered=tuple(_covered(needed, found, weighing.rarities)))


def _may_lack(node: Node) -> bool:
    return isinstance(node, Alike) or (isinstance(node, Word) and not (node.field or node.quoted))


def _documents(part: Part, mask: Mask) -> int:
    return int(np.count_nonzero(part.having(mask)))


def _covered(
    needed: Sequence[Node], found: Sequence[Sequence[Mask]], rarities: Mapping[object, float]
) -> list[NDArray[np.float32]]:
    """By part, the share of all words' rarity that each unit has; labels are no words."""
    weights = [0.0 if isinstance(node, Label) else weight(node, rarities) for node in needed]
    total = max(sum(weights), 1e-6)
    covered = []
    for own in found:
        share = np.zeros(len(own[0]), dtype=np.float32)
        for matched, told in zip(own, weights, strict=True):
            share += matched * np.float32(told / total)
        covered.append(share)
    return covered


def _most(
    needed: Sequence[Node],
    found: Sequence[Sequence[Mask]],
    allowed: Sequence[Mask],
    covered: Sequence[NDArray[np.float32]],
) -> list[Mask]:
    """What has most of the words by their rarity; labels are never given up."""
    may = [
        np.logical_and.reduce([mask, *(one for node, one in zip(needed, own, strict=True) if isinstance(node, Label))])
        for own, mask in zip(found, allowed, strict=True)
    ]
    most = max((float(share[mask].max(initial=0.0)) for share, mask in zip(covered, may, strict=True)), default=0.0)
    if most < LEAST or most <= 0.0:
        return [np.zeros_like(mask) for mask in allowed]
    return [mask & (share >= most * ENOUGH - 1e-6) for share, mask in zip(covered, may, strict=True)]


def weight(node: Node, rarities: Mapping[object, float]) -> float:
    """The rarity of what is looked for: of a phrase or an expression that of its words together."""
    if isinstance(node, Phrase):
        return sum(rarities.get(((term,), node.field), 0.0) for term in node.terms)
    return rarities.get(without_place(node), 0.0)


def _nearly(
    part: Part,
    found: Sequence[Mask],
    allowed: Mask,
    every: Mask,
    *,
    needed: Sequence[Node],
    rarities: Mapping[object, float],
) -> Mask:
    """What has all words, or nearly all, or some in a paragraph whose document has the others."""
    words = [(rarities[without_place(node)], own) for node, own in zip(needed, found, strict=True) if _may_lack(node)]
    fixed = [own for node, own in zip(needed, found, strict=True) if not _may_lack(node)]
    count, rarity = np.zeros(len(allowed), dtype=np.uint8), np.full(len(allowed), 1e-6)
    together = np.ones(len(part.starts), dtype=np.bool_)
    for weight, own in words:
        count += own
        rarity += own * weight
        together &= part.having(own & allowed)
    nearly = (count >= 2) & (rarity >= NEARLY_ALL * sum(weight for weight, _ in words))
    shared = (count >= ceil(len(words) * PART_OF_ALL)) & together[part.document_number]
    mask: Mask = every | (np.logical_and.reduce([allowed, *fixed]) & (nearly | shared))
    return mask


def _lacking(
    parts: Sequence[Part],
    needed: Sequence[Node],
    found: Sequence[Sequence[Mask]],
    allowed: Sequence[Mask],
    masks: Sequence[Mask],
) -> tuple[list[tuple[Node, NDArray[np.int64]]], ...]:
    lacking = []
    for part, own, may, mask in zip(parts, found, allowed, masks, strict=True):
        units = np.flatnonzero(mask)
        numbers = part.document_number[units]
        lacking.append(
            [
                (node, units[~matched[units] & part.having(matched & may)[numbers]])
                for node, matched in zip(needed, own, strict=True)
                if _may_lack(node)
            ]
        )
    return tuple(lacking)
