"""Prose for drafts: paragraphs of the sentences of the starter content, so that words repeat as in real guidance."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path

import guidance

SECTION = 10
"""Paragraphs under a heading."""

_STARTER = Path(guidance.__file__).parent / "starter"
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")
_PLAIN = re.compile(r"[A-Z][^\[\]{}*`_<>#|]{40,400}[.?!]")


@cache
def sentences() -> tuple[str, ...]:
    """Those that stand for themselves: without marks, links or tables."""
    found: dict[str, None] = {}
    for path in sorted(_STARTER.rglob("*.md")):
        for block in path.read_text("utf-8").split("\n\n"):
            told = _END.split(_LINK.sub(r"\1", " ".join(block.split())))
            found |= {one: None for one in told if _PLAIN.fullmatch(one)}
    return tuple(found)


def paragraph(chance: random.Random) -> str:
    """One of one to four sentences."""
    return " ".join(chance.sample(sentences(), chance.choice((1, 2, 2, 3, 3, 4))))


def body(chance: random.Random, paragraphs: int) -> list[str]:
    """The blocks of a document: paragraphs, and a heading before each section."""
    blocks: list[str] = []
    for place in range(paragraphs):
        if place % SECTION == 0:
            blocks.append("## " + " ".join(chance.choice(sentences()).split()[:5]).rstrip(".,:;"))
        blocks.append(paragraph(chance))
    return blocks


def edited(chance: random.Random, blocks: list[str], count: int) -> list[str]:
    """The same with words changed in so many paragraphs: about one in twelve."""
    found = list(blocks)
    for place in chance.sample([place for place, one in enumerate(found) if not one.startswith("#")], count):
        words = found[place].split()
        for index in chance.sample(range(len(words)), max(1, len(words) // 12)):
            words[index] = chance.choice(chance.choice(sentences()).split()).strip(".,:;?!")
        found[place] = " ".join(words)
    return found
