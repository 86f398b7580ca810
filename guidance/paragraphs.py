"""Identity: which paragraph of a new edition is which paragraph of the one before. Pure; knows no database.

Explicit anchors settle it first, then the same words, then likeness in reading order, then likeness anywhere for long
paragraphs (moved and edited). What stays unsure gets a new identity: a wrong one would make old citations lie.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process

from .markup import SourceBlock
from .model import Block

ALIKE = 60
"""Least likeness (0 to 100, rapidfuzz ratio of the sources) of a long paragraph with its earlier self in place."""
ALIKE_SHORT = 80
"""The same for a heading or a paragraph under `SHORT` characters, where a few letters are much of it."""
ALIKE_MOVED = 80
"""The same for a paragraph found out of place."""
SHORT = 40
MARGIN = 5
"""A second candidate within this many points that would be left over makes the match unsure."""
MAX_PAIRS = 250_000
"""Above this many comparisons in one gap everything in it counts as new; bounds the time to about a second."""

_ALPHABET = "0123456789bcdfghjkmnpqrstvwxyz"
_PID_LENGTH = 10


@dataclass(frozen=True)
class Standing:
    """A paragraph as it stands in the edition that the new one is based on."""

    pid: str
    block: Block
    anchor: str
    source: str


def new_pid(seed: str) -> str:
    """A pid for `seed`: ten letters and digits that say nothing and spell nothing. The same seed gives the same pid."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    letters = []
    for _ in range(_PID_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return "".join(letters)


def text_hash(source: str) -> str:
    """The address of a text: SHA-256, in hex, of its Markdown source."""
    return hashlib.sha256(source.encode()).hexdigest()


def align(base: Sequence[Standing], blocks: Sequence[SourceBlock]) -> list[str | None]:
    """For each block the pid that it continues, or None where it is new. No pid is given twice."""
    matched: dict[int, int] = {}
    _match_anchors(base, blocks, matched)
    _match_words(base, blocks, matched)
    _match_in_place(base, blocks, matched)
    _match_moved(base, blocks, matched)
    return [base[matched[index]].pid if index in matched else None for index in range(len(blocks))]


def in_order(pairs: Sequence[tuple[int, int]]) -> set[int]:
    """Of pairs (new place, old place) sorted by new place, the new places of a longest run that kept its order."""
    tails: list[int] = []
    tail_index: list[int] = []
    previous: list[int] = [-1] * len(pairs)
    for index, (_, old) in enumerate(pairs):
        place = bisect_left(tails, old)
        if place == len(tails):
            tails.append(old)
            tail_index.append(index)
        else:
            tails[place] = old
            tail_index[place] = index
        previous[index] = tail_index[place - 1] if place else -1
    kept: set[int] = set()
    index = tail_index[-1] if tail_index else -1
    while index >= 0:
        kept.add(pairs[index][0])
        index = previous[index]
    return kept


def _match_anchors(base: Sequence[Standing], blocks: Sequence[SourceBlock], matched: dict[int, int]) -> None:
    places = {one.anchor: index for index, one in enumerate(base) if one.anchor}
    for index, block in enumerate(blocks):
        place = places.pop(block.anchor, None) if block.anchor else None
        if place is not None:
            matched[index] = place


def _match_words(base: Sequence[Standing], blocks: Sequence[SourceBlock], matched: dict[int, int]) -> None:
    taken = set(matched.values())
    places: defaultdict[tuple[Block, str], list[int]] = defaultdict(list)
    for index, one in enumerate(base):
        if index not in taken:
            places[one.block, one.source].append(index)
    for waiting in places.values():
        waiting.reverse()
    for index, block in enumerate(blocks):
        if index not in matched and (waiting := places.get((block.block, block.source), [])):
            matched[index] = waiting.pop()


def _match_in_place(base: Sequence[Standing], blocks: Sequence[SourceBlock], matched: dict[int, int]) -> None:
    pairs = sorted(matched.items())
    backbone = in_order(pairs)
    fixed = [(-1, -1), *[pair for pair in pairs if pair[0] in backbone], (len(blocks), len(base))]
    taken = set(matched.values())
    for (new_from, old_from), (new_to, old_to) in pairwise(fixed):
        new = [index for index in range(new_from + 1, new_to) if index not in matched]
        old = [index for index in range(old_from + 1, old_to) if index not in taken]
        if new and old and len(new) * len(old) <= MAX_PAIRS:
            scores = _scores(base, blocks, old, new)
            found = _best_in_order(scores)
            for row, column in _sure(scores, found):
                matched[new[column]] = old[row]


def _match_moved(base: Sequence[Standing], blocks: Sequence[SourceBlock], matched: dict[int, int]) -> None:
    taken = set(matched.values())
    new = [i for i, block in enumerate(blocks) if i not in matched and len(block.source) >= SHORT]
    old = [i for i, one in enumerate(base) if i not in taken and len(one.source) >= SHORT]
    if not new or not old or len(new) * len(old) > MAX_PAIRS:
        return
    scores = _scores(base, blocks, old, new)
    scores[scores < ALIKE_MOVED] = 0
    found = [(row, int(scores[row].argmax())) for row in range(len(old)) if scores[row].max() > 0]
    mutual = [(row, column) for row, column in found if int(scores[:, column].argmax()) == row]
    for row, column in _sure(scores, mutual):
        matched[new[column]] = old[row]


def _scores(
    base: Sequence[Standing], blocks: Sequence[SourceBlock], old: Sequence[int], new: Sequence[int]
) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Likeness of each old (row) with each new (column) paragraph; 0 where they differ in form or are too unlike."""
    scores = process.cdist(
        [base[i].source for i in old],
        [blocks[i].source for i in new],
        scorer=fuzz.ratio,
        score_cutoff=ALIKE,
        dtype=np.float32,
    )
    for row, i in enumerate(old):
        for column in np.flatnonzero(scores[row]):
            block = blocks[new[int(column)]]
            short = block.block is Block.HEADING or min(len(base[i].source), len(block.source)) < SHORT
            if base[i].block is not block.block or (short and scores[row, column] < ALIKE_SHORT):
                scores[row, column] = 0
    return scores


def _best_in_order(scores: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> list[tuple[int, int]]:
    """Pairs (row, column), both rising, with the greatest sum of scores."""
    rows, columns = scores.shape
    total = np.zeros((rows + 1, columns + 1), dtype=np.float64)
    for row in range(rows):
        taken = np.where(scores[row] > 0, total[row, :-1] + scores[row], 0)
        total[row + 1, 1:] = np.maximum.accumulate(np.maximum(total[row, 1:], taken))
    found: list[tuple[int, int]] = []
    row, column = rows, columns
    while row and column:
        if total[row, column] == total[row - 1, column]:
            row -= 1
        elif total[row, column] == total[row, column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found.append((row, column))
    return found[::-1]


def _sure(
    scores: np.ndarray[tuple[int, int], np.dtype[np.float32]], found: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The pairs without a rival: another candidate, itself left over, that is nearly as like."""
    used_rows = {row for row, _ in found}
    used_columns = {column for _, column in found}
    free_rows = [row for row in range(scores.shape[0]) if row not in used_rows]
    free_columns = [column for column in range(scores.shape[1]) if column not in used_columns]
    sure = []
    for row, column in found:
        least = scores[row, column] - MARGIN
        rival = (scores[row, free_columns] >= least).any() or (scores[free_rows, column] >= least).any()
        if not rival:
            sure.append((row, column))
    return sure
