"""Redline: two editions paragraph by paragraph, and the words within a changed one. Pure; knows no database.

Rejecting every change gives the old text, accepting every change the new one (a property test holds this).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from .model import Paragraph
from .paragraphs import in_order

UNLIKE = 40
"""Below this likeness (0 to 100) the old and the new words are shown whole, one after the other."""

_WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


class Change(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    EDITED = "edited"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    MOVED_EDITED = "moved_edited"


class Op(StrEnum):
    """What became of a run of words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Segment:
    """A run of words with one fate. Of a replacement the removed words come first."""

    op: Op
    text: str


@dataclass(frozen=True)
class Row:
    """One paragraph of the comparison; `old` or `new` is None where it stands on one side only."""

    change: Change
    old: Paragraph | None
    new: Paragraph | None
    segments: tuple[Segment, ...]


def redline(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[Row]:
    """All paragraphs in the new reading order, removed ones where they stood. Identity is the pid, never a guess."""
    old_place = {paragraph.pid: index for index, paragraph in enumerate(old)}
    new_pids = {paragraph.pid for paragraph in new}
    pairs = [(index, old_place[one.pid]) for index, one in enumerate(new) if one.pid in old_place]
    kept = in_order(pairs)
    rows: list[Row] = []
    next_old = 0
    for index, paragraph in enumerate(new):
        place = old_place.get(paragraph.pid)
        if place is None:
            rows.append(Row(Change.ADDED, None, paragraph, (Segment(Op.ADDED, paragraph.plain),)))
            continue
        if index in kept:
            rows.extend(_removed(old[next_old:place], new_pids))
            next_old = place + 1
        rows.append(_both(old[place], paragraph, moved=index not in kept))
    rows.extend(_removed(old[next_old:], new_pids))
    return rows


def words(old: str, new: str) -> tuple[Segment, ...]:
    """The words of two texts as runs that are the same, removed or added."""
    if old == new:
        return (Segment(Op.SAME, new),) if new else ()
    if fuzz.ratio(old, new) < UNLIKE:
        return _runs([(Op.REMOVED, old), (Op.ADDED, new)])
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    found: list[tuple[Op, str]] = []
    for code in Indel.opcodes(left, right):
        before, after = left[code.src_start : code.src_end], right[code.dest_start : code.dest_end]
        if code.tag == "equal":
            found.append((Op.SAME, "".join(before)))
        else:
            found += [(Op.REMOVED, "".join(before)), (Op.ADDED, "".join(after))]
    return _runs(found)


def counts(rows: Sequence[Row]) -> dict[Change, int]:
    """How many paragraphs had each fate; every fate is a key."""
    found = dict.fromkeys(Change, 0)
    for row in rows:
        found[row.change] += 1
    return found


def _both(old: Paragraph, new: Paragraph, *, moved: bool) -> Row:
    if old.text_hash == new.text_hash:
        change = Change.MOVED if moved else Change.SAME
        return Row(change, old, new, (Segment(Op.SAME, new.plain),))
    return Row(Change.MOVED_EDITED if moved else Change.EDITED, old, new, words(old.plain, new.plain))


def _removed(paragraphs: Sequence[Paragraph], new_pids: set[str]) -> list[Row]:
    return [
        Row(Change.REMOVED, paragraph, None, (Segment(Op.REMOVED, paragraph.plain),))
        for paragraph in paragraphs
        if paragraph.pid not in new_pids
    ]


def _runs(found: Sequence[tuple[Op, str]]) -> tuple[Segment, ...]:
    """Neighbours put together so that between two unchanged runs stand one removal and then one addition.

    A single space between two changes joins them: "two words" that became "other terms" reads as one change.
    """
    joined: list[tuple[Op, str]] = []
    for index, (op, text) in enumerate(found):
        between = 0 < index < len(found) - 1 and text.isspace() and op is Op.SAME
        if between:
            joined += [(Op.REMOVED, text), (Op.ADDED, text)]
        else:
            joined.append((op, text))
    runs: list[Segment] = []
    removed = added = ""
    for op, text in [*joined, (Op.SAME, "")]:
        if op is Op.REMOVED:
            removed += text
        elif op is Op.ADDED:
            added += text
        else:
            runs += [Segment(kind, run) for kind, run in ((Op.REMOVED, removed), (Op.ADDED, added)) if run]
            removed = added = ""
            if text:
                runs.append(Segment(Op.SAME, text))
    return tuple(runs)
