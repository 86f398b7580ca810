"""Identity: which paragraph of a new edition is which paragraph of the one before. Pure; knows no database.

Explicit anchors settle it first, then the same words, then likeness in reading order, then likeness anywhere for long
paragraphs (moved and edited). What stays unsure gets a new identity: a wrong one would make old citations lie.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from .markup import SourceBlock
from .model import Block

ALIKE = 60
"""Least likeness (0 to 100, rapidfuzz ratio of the sources) of a long paragraph with its earlier self in place."""
ALIKE_SHORT = 80
"""The same for a heading or a paragraph under `SHORT` characters, where a few letters are much of it."""
ALIKE_MOVED = 80
"""The same for a paragraph found out of place."""
MAYBE = 45
"""Least likeness at which an author may be asked; much prose that has nothing in common is as like as this."""
MAYBE_SHORT = 60
"""The same for a heading or a short paragraph."""
MAYBE_WORDS = 30
"""Least share (0 to 100) of the words of two longer paragraphs that stand in both, in order, to ask about them.

Measured on our own prose: of ten unrelated paragraphs the nearest shares 17 (one time in ten 30), and
one of which three words in ten were kept shares 36.
"""
SHORT = 40
MARGIN = 5
"""A second candidate within this many points that would be left over makes the match unsure."""
MAX_PAIRS = 250_000
"""Above this many comparisons in one gap everything in it counts as new; bounds the time to about a second."""

Scores = np.ndarray[tuple[int, int], np.dtype[np.float32]]

_ALPHABET = "0123456789bcdfghjkmnpqrstvwxyz"
_PID_LENGTH = 10
_WORDS = re.compile(r"\w+")


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
    matching = Matching(base, blocks)
    matching.by_anchor()
    matching.by_words()
    matching.by_likeness()
    return [matching.pid(index) for index in range(len(blocks))]


@dataclass
class Matching:
    """Which block continues which paragraph of `base`, found step by step; what one step has settled stays settled.

    A block in `closed` takes no part: it is known to be somebody who is not in `base`.
    """

    base: Sequence[Standing]
    blocks: Sequence[SourceBlock]
    matched: dict[int, int] = field(default_factory=dict)
    closed: AbstractSet[int] = frozenset()

    def pid(self, index: int) -> str | None:
        """The pid that the block at the index continues, as far as is known."""
        return self.base[self.matched[index]].pid if index in self.matched else None

    def by_anchor(self) -> None:
        """An explicit anchor settles it, whatever the words."""
        taken = set(self.matched.values())
        places = {one.anchor: index for index, one in enumerate(self.base) if one.anchor and index not in taken}
        for index in self._open():
            anchor = self.blocks[index].anchor
            place = places.pop(anchor, None) if anchor else None
            if place is not None:
                self.matched[index] = place

    def by_words(self) -> None:
        """The same words in the same form, wherever they stand; of several alike, the first takes the first."""
        places: defaultdict[tuple[Block, str], list[int]] = defaultdict(list)
        for index in self._left():
            places[self.base[index].block, self.base[index].source].append(index)
        for waiting in places.values():
            waiting.reverse()
        for index in self._open():
            block = self.blocks[index]
            if waiting := places.get((block.block, block.source), []):
                self.matched[index] = waiting.pop()

    def by_likeness(self) -> None:
        """Likeness in reading order; then, for long paragraphs, anywhere."""
        self._in_place()
        self._moved()

    def candidates(self, most: int) -> dict[int, list[tuple[str, int]]]:
        """For each open block the pids left over that it may continue, the likest first, with their likeness."""
        new, old = self._open(), self._left()
        if not new or not old or len(new) * len(old) > MAX_PAIRS:
            return {}
        scores = _scores(self.base, self.blocks, old, new, (MAYBE, MAYBE_SHORT))
        found: dict[int, list[tuple[str, int]]] = {}
        for row, column in sorted(zip(*np.nonzero(scores), strict=True), key=lambda pair: (-scores[pair], pair)):
            one, block = self.base[old[row]], self.blocks[new[column]]
            offered = found.setdefault(new[column], [])
            if len(offered) < most and (scores[row, column] >= ALIKE or _share_words(one.source, block.source)):
                offered.append((one.pid, round(float(scores[row, column]))))
        return found

    def _open(self) -> list[int]:
        return [i for i in range(len(self.blocks)) if i not in self.matched and i not in self.closed]

    def _left(self) -> list[int]:
        taken = set(self.matched.values())
        return [index for index in range(len(self.base)) if index not in taken]

    def _in_place(self) -> None:
        pairs = sorted(self.matched.items())
        backbone = in_order(pairs)
        fixed = [(-1, -1), *[pair for pair in pairs if pair[0] in backbone], (len(self.blocks), len(self.base))]
        waiting, left = self._open(), self._left()
        for (new_from, old_from), (new_to, old_to) in pairwise(fixed):
            new = waiting[bisect_right(waiting, new_from) : bisect_left(waiting, new_to)]
            old = left[bisect_right(left, old_from) : bisect_left(left, old_to)]
            if new and old and len(new) * len(old) <= MAX_PAIRS:
                scores = _scores(self.base, self.blocks, old, new)
                for row, column in _sure(scores, best_in_order(scores)):
                    self.matched[new[column]] = old[row]

    def _moved(self) -> None:
        new = [index for index in self._open() if len(self.blocks[index].source) >= SHORT]
        old = [index for index in self._left() if len(self.base[index].source) >= SHORT]
        if not new or not old or len(new) * len(old) > MAX_PAIRS:
            return
        scores = _scores(self.base, self.blocks, old, new)
        scores[scores < ALIKE_MOVED] = 0
        found = [(row, int(scores[row].argmax())) for row in range(len(old)) if scores[row].max() > 0]
        mutual = [(row, column) for row, column in found if int(scores[:, column].argmax()) == row]
        for row, column in _sure(scores, mutual):
            self.matched[new[column]] = old[row]


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


def _scores(
    base: Sequence[Standing],
    blocks: Sequence[SourceBlock],
    old: Sequence[int],
    new: Sequence[int],
    least: tuple[int, int] = (ALIKE, ALIKE_SHORT),
) -> Scores:
    """Likeness of each old (row) with each new (column) paragraph; 0 where they differ in form or are too unlike."""
    scores = process.cdist(
        [base[i].source for i in old],
        [blocks[i].source for i in new],
        scorer=fuzz.ratio,
        score_cutoff=least[0],
        dtype=np.float32,
    )
    for row, i in enumerate(old):
        for column in np.flatnonzero(scores[row]):
            block = blocks[new[int(column)]]
            short = block.block is Block.HEADING or min(len(base[i].source), len(block.source)) < SHORT
            if base[i].block is not block.block or (short and scores[row, column] < least[1]):
                scores[row, column] = 0
    return scores


def _share_words(old: str, new: str) -> bool:
    return Indel.normalized_similarity(_WORDS.findall(old.lower()), _WORDS.findall(new.lower())) * 100 >= MAYBE_WORDS


def best_in_order(scores: Scores) -> list[tuple[int, int]]:
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


def _sure(scores: Scores, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
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
