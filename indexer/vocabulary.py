"""The words of a segment: which there are, how frequent, and which share a stem. Written beside the segment, once.

Stems are not indexed. A stem is looked up as the few exact words that have it, which halves the index and gives exact
and stemmed matches, prefixes and spelling from one list.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import analysis
from .manifest import DamagedError

EXTENSION = ".words"


@dataclass(frozen=True)
class Vocabulary:
    """`words`: each with the number of its postings; `families`: the words of a stem, unless it is its only word."""

    words: Mapping[str, int]
    families: Mapping[str, tuple[str, ...]]
    ordered: Sequence[str]

    def family(self, stem: str) -> tuple[str, ...]:
        """The words of the segment that have the stem."""
        return self.families.get(stem) or ((stem,) if self.words.get(stem) and analysis.stem(stem) == stem else ())

    def beginning(self, letters: str) -> list[str]:
        """The words that begin so, in order."""
        first = bisect_left(self.ordered, letters)
        last = bisect_left(self.ordered, letters + "\U0010ffff", first)
        return list(self.ordered[first:last])


def write(path: Path, counts: Mapping[str, int]) -> None:
    """List words with the number of their postings in a file: word, stem and number a line."""
    lines = (f"{word}\t{analysis.stem(word)}\t{count}\n" for word, count in sorted(counts.items()))
    path.write_text("".join(lines), "utf-8")


def read(path: Path) -> Vocabulary:
    """Read what `write` wrote. Raises DamagedError if it is not that."""
    words: dict[str, int] = {}
    families: defaultdict[str, list[str]] = defaultdict(list)
    try:
        for line in path.read_text("utf-8").splitlines():
            word, stem, count = line.split("\t")
            words[word] = int(count)
            families[stem].append(word)
    except (OSError, ValueError) as error:
        raise DamagedError(f"the file {path.name} cannot be read") from error
    telling = {stem: tuple(found) for stem, found in families.items() if found != [stem]}
    return Vocabulary(words, telling, tuple(words))
