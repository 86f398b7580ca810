"""Display numbers and labels of paragraphs: what people say for the place; nothing keys on them. Pure.

An internal paragraph has neither, and takes none from those that readers see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from .markup import SourceBlock
from .model import Block

_One = TypeVar("_One")


def numbers(blocks: Sequence[SourceBlock]) -> list[str]:
    """Display numbers: sections 1, 2, … at the highest heading level, and 1.1, 1.2, … for the paragraphs in each.

    Lower headings have none; what stands before the first section is 0.1, 0.2, …
    """
    headings = (block.level for block in blocks if block.block is Block.HEADING and not block.internal)
    top = min(headings, default=0)
    section = paragraph = 0
    found: list[str] = []
    for block in blocks:
        if block.internal:
            found.append("")
        elif block.block is not Block.HEADING:
            paragraph += 1
            found.append(f"{section}.{paragraph}")
        elif block.level == top:
            section, paragraph = section + 1, 0
            found.append(str(section))
        else:
            found.append("")
    return found


def labels(blocks: Sequence[SourceBlock]) -> list[str]:
    """What people call each paragraph's place: its own `ref`, or that of the innermost heading over it that has one."""
    path: list[SourceBlock] = []
    found: list[str] = []
    for block in blocks:
        if block.internal:
            found.append("")
            continue
        if block.block is Block.HEADING:
            path = [*(one for one in path if one.level < block.level), block]
        over = [one.ref for one in path if one.ref]
        found.append(block.ref or (over[-1] if over else ""))
    return found


def whole(public: Sequence[_One], internal: Mapping[int, _One]) -> list[_One]:
    """The paragraphs of an edition in the order of its text: internal ones at their places (from 1)."""
    waiting = iter(public)
    places = range(1, len(public) + len(internal) + 1)
    return [internal[place] if place in internal else next(waiting) for place in places]
