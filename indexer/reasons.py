"""Why a hit stands where it stands: what each word, name and wish of the question added to its score. For staff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from . import naming
from .generation import Part
from .matching import Leaf, met
from .ranking import Candidates
from .segments import Segment
from .weighing import Weighing

FIELDS = {"title": "title", "heading": "heading", "ref": "label", "alias": "another name", "body": "text"}
"""What people call the fields of a unit."""
_LEAST = 0.005


@dataclass(frozen=True)
class Reason:
    """One thing that counted, in words, and how much it added."""

    words: str
    score: float


def reasons(candidates: Candidates, leaves_of: int, weighing: Weighing, unit: int, score: float) -> tuple[Reason, ...]:
    """What made up the score of a unit, most first; `leaves_of` is the place of its part among all."""
    told = list(_words(candidates.part, leaves_of, weighing, unit))
    rest = score - sum(one.score for one in told)
    told += _beyond(rest)
    return tuple(sorted((one for one in told if one.score >= _LEAST), key=lambda one: -one.score))


def _words(part: Part, leaves_of: int, weighing: Weighing, unit: int) -> Iterator[Reason]:
    segment, leaves = part.segment, weighing.leaves[leaves_of]
    for one in weighing.words:
        leaf = leaves[one.node]
        found = met(leaf, segment)
        place = int(np.searchsorted(found.ids, np.int32(unit)))
        if place < len(found.ids) and found.ids[place] == unit:
            where = ", ".join(_where(leaf, segment, unit))
            yield Reason(f"“{one.term}” in {where}, rarity {one.rarity:.1f}", float(found.shares[place]) * one.rarity)


def _where(leaf: Leaf, segment: Segment, unit: int) -> Iterable[str]:
    for field in leaf.fields:
        lists = (segment.postings(field, form) for form in leaf.forms)
        if any(one is not None and unit in one.ids for one in lists):
            yield FIELDS[field]


def _beyond(rest: float) -> Iterator[Reason]:
    """What is more than the words by themselves: a name, or how they stand together."""
    if rest >= naming.WHOLE:
        named = rest - rest % naming.LEADING
        yield Reason("the question is its title, label, heading or another name", named)
        rest -= named
    elif rest >= naming.TITLED:
        yield Reason("its title has what was asked for, and changes are", naming.TITLED)
        rest -= naming.TITLED
    yield Reason("words close together or elsewhere in the document, or of the kind asked for", rest)
