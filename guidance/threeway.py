"""Two lists made from one, merged piece by piece; whatever anybody put in or changed stands in the result. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from .paragraphs import ALIKE, MAX_PAIRS, best_in_order

Both = Callable[[str, str | None, str | None], list[str]]
"""What stands for a piece that both sides changed differently, given it, theirs and mine (None: taken out)."""


@dataclass
class _Side:
    """What one side made of the base: which piece became which, and what it put in or moved before each place."""

    became: dict[int, str] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    put_in: defaultdict[int, list[int | str]] = field(default_factory=lambda: defaultdict(list))


def merge_pieces(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str], both: Both) -> list[str]:
    """The base with the changes of both. At one place theirs stand first; what both put in there stands once.

    A piece that one side moved and the other changed is found changed where it was moved to.
    """
    left, right = _side(base, theirs), _side(base, mine)

    def piece(place: int) -> list[str]:
        own, their, my = base[place], left.became.get(place), right.became.get(place)
        if my in (their, own):
            return [] if their is None else [their]
        if their == own:
            return [] if my is None else [my]
        return both(own, their, my)

    found: list[str] = []
    for place in range(len(base) + 1):
        told = list(left.put_in[place])
        for one in right.put_in[place]:
            if isinstance(one, int):
                told += [] if one in left.moved else [one]
            elif one in left.put_in[place]:
                left.put_in[place].remove(one)
            else:
                told.append(one)
        for one in told:
            found += piece(one) if isinstance(one, int) else [one]
        if place < len(base) and place not in left.moved | right.moved:
            found += piece(place)
    return found


def _side(base: Sequence[str], other: Sequence[str]) -> _Side:
    kept = _kept(base, other)
    moved = _moved(base, other, kept)
    in_place = kept | _edited(base, other, kept, moved)
    side = _Side(moved=set(moved))
    for old, new in (in_place | moved).items():
        side.became[old] = other[new]
    origin = {new: old for old, new in moved.items()}
    places = {new: old for old, new in in_place.items()}
    following = len(base)
    for new in range(len(other) - 1, -1, -1):
        if new in places:
            following = places[new]
        else:
            side.put_in[following].insert(0, origin.get(new, other[new]))
    return side


def _kept(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for code in Indel.opcodes(base, other):
        if code.tag == "equal":
            found.update(zip(range(code.src_start, code.src_end), range(code.dest_start, code.dest_end), strict=True))
    return found


def _moved(base: Sequence[str], other: Sequence[str], kept: dict[int, int]) -> dict[int, int]:
    """The same words in another place."""
    there = set(kept.values())
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for new in range(len(other) - 1, -1, -1):
        if new not in there:
            waiting[other[new]].append(new)
    return {old: waiting[one].pop() for old, one in enumerate(base) if old not in kept and waiting[one]}


def _edited(base: Sequence[str], other: Sequence[str], kept: dict[int, int], moved: dict[int, int]) -> dict[int, int]:
    """Within each stretch that changed: pieces that are alike, in order; and where as many are left, one for one."""
    found: dict[int, int] = {}
    arrived = set(moved.values())
    for olds, news in _stretches(kept, len(base), len(other)):
        old = [place for place in olds if place not in moved]
        new = [place for place in news if place not in arrived]
        alike = {old[row]: new[column] for row, column in _alike([base[i] for i in old], [other[i] for i in new])}
        found |= alike
        for rest_old, rest_new in _stretches(alike, olds.stop, news.stop, olds.start, news.start):
            left = [place for place in rest_old if place not in moved]
            come = [place for place in rest_new if place not in arrived]
            if len(left) == len(come):
                found |= zip(left, come, strict=True)
    return found


def _stretches(
    fixed: dict[int, int], old_end: int, new_end: int, old: int = 0, new: int = 0
) -> Iterator[tuple[range, range]]:
    """The places between those that are fixed, on both sides."""
    for old_to, new_to in [*sorted(fixed.items()), (old_end, new_end)]:
        yield range(old, old_to), range(new, new_to)
        old, new = old_to + 1, new_to + 1


def _alike(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    if not old or not new or len(old) * len(new) > MAX_PAIRS:
        return []
    return best_in_order(process.cdist(old, new, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32))
