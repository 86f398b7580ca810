"""What is done to texts, in this process: redline beside difflib, rendering, and finding paragraphs again."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from guidance import compare, markup, paragraphs
from guidance.model import Kind, Paragraph
from guidance.paragraphs import Standing
from guidance.published import Library

from . import corpus
from .corpus import Corpus
from .load import MILLISECOND

ALIGNED = 300
"""Paragraphs of the document in which they are found again."""
RENDERED = 300
TIMES = 15
WORDS = re.compile(r"\s+|[\w’'-]+|[^\w\s]")
"""What our redline takes for a word, so that both do the same work."""


@dataclass(frozen=True)
class Texts:
    """Milliseconds of a redline, by us and by difflib, and of an alignment; paragraphs rendered in a second."""

    paragraphs: int
    changed: int
    redline: float
    difflib: float
    rendered: float
    aligned: float


def measure(library: Library, told: Corpus) -> Texts:
    """All of it, over two editions of one generated document and over fresh paragraphs."""
    today = library.store.now().date()
    pairs = [
        [library.paragraphs(library.edition(Kind.GUIDANCE, slug, ordinal, today)) for ordinal in (1, 2)]
        for slug in told.slugs[:TIMES]
    ]
    old, new = pairs[0]
    return Texts(
        len(new),
        len(_changed(old, new)),
        statistics.median(_milliseconds(partial(compare.redline, *pair)) for pair in pairs),
        statistics.median(_milliseconds(partial(_by_difflib, *pair)) for pair in pairs),
        _rendered(told),
        _aligned(told),
    )


def _by_difflib(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> None:
    """The opcodes over the words of each changed paragraph, and nothing else."""
    for before, after in _changed(old, new):
        by_difflib(before.plain, after.plain)


def by_difflib(old: str, new: str) -> int:
    """How many opcodes difflib makes of two texts, word by word."""
    return len(SequenceMatcher(None, WORDS.findall(old), WORDS.findall(new), autojunk=False).get_opcodes())


def _changed(old: Sequence[Paragraph], new: Sequence[Paragraph]) -> list[tuple[Paragraph, Paragraph]]:
    by_pid = {one.pid: one for one in old}
    both = [(by_pid[one.pid], one) for one in new if one.pid in by_pid]
    return [(before, after) for before, after in both if before.text_hash != after.text_hash]


def _rendered(told: Corpus) -> float:
    blocks = markup.split("\n\n".join(corpus.body(random.Random(3), told.language, RENDERED)))
    taken = _milliseconds(lambda: [markup.render(one.block, one.source) for one in blocks])
    return len(blocks) / taken / MILLISECOND


def _aligned(told: Corpus) -> float:
    chance = random.Random(4)
    first = corpus.body(chance, told.language, ALIGNED)
    before, after = (markup.split("\n\n".join(one)) for one in (first, corpus.revised(chance, told.language, first)))
    base = [Standing(paragraphs.new_pid(one.source), one.block, one.anchor, one.source) for one in before]
    return statistics.median(_milliseconds(lambda: paragraphs.align(base, after)) for _ in range(TIMES))


def _milliseconds(act: Callable[[], object]) -> float:
    """Of processor time."""
    started = time.process_time()
    act()
    return (time.process_time() - started) / MILLISECOND
