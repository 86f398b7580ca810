"""Our own evaluator: which units of a segment match a query, and how well each word is met. No Whoosh here.

Words are scored by BM25F: the frequencies of a word in all fields are weighted, measured against the length of the
field, added, and only then dampened (Robertson, Zaragoza and Taylor, 2004). Average lengths are constants and rarity is
counted over what stands at the date, so an answer about a date stays the same whatever is published later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from . import analysis
from .nodes import Alike, And, Label, Node, Not, Or, Phrase, Prefix, Word
from .schema import TEXT_FIELDS
from .segments import Floats, Ids, Mask, Postings, Segment


@dataclass(frozen=True)
class Weight:
    """How a field counts: `boost` of one word in it, `slope` (0 to 1) of its length against the `average` in words."""

    boost: float
    slope: float
    average: float


WEIGHTS = {
    "title": Weight(5.0, 0.3, 6.0),
    "heading": Weight(3.0, 0.3, 8.0),
    "ref": Weight(2.5, 0.0, 2.0),
    "alias": Weight(2.5, 0.1, 8.0),
    "body": Weight(1.0, 0.45, 60.0),
}
OTHER_FORM = 0.6
"""What a word of the same stem counts beside the word as typed."""
DAMPING = 1.2
"""BM25's k1: how soon another occurrence adds nothing more."""
MOST_EXPANSIONS = 64
"""Words that a prefix stands for at most: the most frequent."""

_EMPTY = np.empty(0, np.int32)


@dataclass(frozen=True)
class Met:
    """Where a word is met: the units (rising), and its share of their scores before rarity is known (0 to k1 + 1)."""

    ids: Ids
    shares: Floats


@dataclass(frozen=True)
class Leaf:
    """A word, prefix or phrase with the words of one segment that meet it, the one typed first."""

    node: Word | Prefix | Phrase
    exact: str
    forms: tuple[str, ...]
    fields: tuple[str, ...]


def leaf_of(node: Word | Prefix, segment: Segment, expansions: Sequence[str], term: str) -> Leaf:
    """The leaf in a segment: for a word the words of its stem, for a prefix those of `expansions` that are there."""
    fields = (node.field,) if node.field else TEXT_FIELDS
    words = segment.vocabulary
    if isinstance(node, Prefix):
        return Leaf(node, "", tuple(word for word in expansions if word in words.words), fields)
    family = (term,) if node.field == "ref" else words.family(analysis.stem(term))
    return Leaf(node, term, family, fields)


def met(leaf: Leaf, segment: Segment) -> Met:
    """Where the leaf is met in the segment and how well (the deleted and the hidden not yet left out)."""

    def make() -> tuple[Met, int]:
        total = np.zeros(segment.size, dtype=np.float64)
        for form in leaf.forms:
            factor = 1.0 if form == leaf.exact or not leaf.exact else OTHER_FORM
            for field in leaf.fields:
                if found := segment.postings(field, form):
                    total[found.ids] += _measured(found, segment, field) * factor
        ids = np.flatnonzero(total).astype(np.int32)
        shares = total[ids] * (DAMPING + 1) / (total[ids] + DAMPING)
        made = Met(ids, shares.astype(np.float32))
        return made, made.ids.nbytes + made.shares.nbytes

    return segment.remembered(("met", leaf.exact, leaf.forms, leaf.fields), make)


def _measured(found: Postings, segment: Segment, field: str) -> NDArray[np.float64]:
    weight = WEIGHTS[field]
    lengths = segment.lengths[field][found.ids].astype(np.float64)
    return weight.boost * np.diff(found.starts) / (1 - weight.slope + weight.slope * lengths / weight.average)


def rarity(standing: int, having: int) -> float:
    """BM25's idf of a word that `having` of `standing` units have; never negative."""
    return float(np.log1p((standing - having + 0.5) / (having + 0.5)))


class Matcher:
    """Answers for one segment which of its units match a node; `leaves` are those of the segment."""

    def __init__(self, segment: Segment, leaves: Mapping[Word | Prefix, Leaf]) -> None:
        self.segment = segment
        self.leaves = leaves

    def mask(self, node: Node) -> Mask:
        """True for each unit of the segment that matches (deleted and hidden ones too)."""
        if isinstance(node, Not):
            return ~self.mask(node.part)
        if isinstance(node, And | Or):
            joined = [self.mask(part) for part in node.parts]
            every: Mask = np.logical_and.reduce(joined) if isinstance(node, And) else np.logical_or.reduce(joined)
            return every
        if isinstance(node, Alike):
            return self.mask(Or((And(node.typed), *node.others)))
        found = np.zeros(self.segment.size, dtype=np.bool_)
        if isinstance(node, Phrase):
            found[phrase(node, self.segment)] = True
        elif isinstance(node, Label):
            found |= _labelled(node, self.segment)
        else:
            found[met(self.leaves[node], self.segment).ids] = True
        return found


def phrase(node: Phrase, segment: Segment) -> Ids:
    """The units in which the terms stand in neighbouring slots of one field."""
    fields = (node.field,) if node.field else TEXT_FIELDS

    def make() -> tuple[Ids, int]:
        found = [_phrase_in(node.terms, field, segment) for field in fields]
        ids = np.unique(np.concatenate(found)).astype(np.int32)
        return ids, ids.nbytes

    return segment.remembered(("phrase", node.terms, fields), make)


def _phrase_in(terms: Sequence[str], field: str, segment: Segment) -> Ids:
    lists = [segment.postings(field, term) for term in terms]
    if any(one is None for one in lists):
        return _EMPTY
    found = [(len(one.ids), offset, one) for offset, one in enumerate(lists) if one is not None]
    found.sort(key=lambda each: each[:2])
    having = np.zeros(segment.size, dtype=np.uint8)
    for _, _, one in found:
        having[one.ids] += 1
    everywhere = having == len(found)
    _, offset, rarest = found[0]
    starts = places(rarest, everywhere) - offset
    for _, offset, one in found[1:]:
        starts = starts[np.isin(starts + offset, places(one, everywhere), assume_unique=True)]
    return np.unique(starts >> 32).astype(np.int32)


def places(found: Postings, wanted: Mask) -> NDArray[np.int64]:
    """Each occurrence in the units wanted as one number, rising: the unit in the upper 32 bits, the position below."""
    return _places(found, np.flatnonzero(wanted[found.ids]))


def places_in(found: Postings, units: NDArray[np.int64]) -> NDArray[np.int64]:
    """`places` in a few units (rising), which are looked for one by one."""
    if not len(found.ids):
        return _places(found, np.empty(0, np.int64))
    # Of one type with the list, or numpy copies the whole of it.
    rows = np.minimum(np.searchsorted(found.ids, units.astype(found.ids.dtype)), len(found.ids) - 1)
    return _places(found, rows[found.ids[rows] == units])


def _places(found: Postings, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    first = found.starts[rows].astype(np.int64)
    counts = found.starts[rows + 1] - first
    ends = np.cumsum(counts)
    at = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - ends + counts, counts)
    units: NDArray[np.int64] = np.repeat(found.ids[rows].astype(np.int64), counts)
    keys: NDArray[np.int64] = (units << 32) | found.positions[at]
    return keys


def _labelled(node: Label, segment: Segment) -> Mask:
    names = segment.kind_names if node.field == "kind" else segment.topic_names
    wanted = analysis.key(node.value)
    return segment.labelled(node.field, frozenset(name for name in names if analysis.key(name) == wanted))
