"""Shapes of questions over the generated corpus: what is typed, the filters, and the same for SQLite's FTS5."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from guidance.model import Kind

from .corpus import TOPICS, Corpus


@dataclass(frozen=True)
class Asked:
    """One question. `match` is the same as an FTS5 expression; `as_at` None means today.

    `any_word`: one of the words is enough for the peers.
    """

    words: str
    match: str
    kinds: tuple[Kind, ...] = ()
    topics: tuple[str, ...] = ()
    as_at: date | None = None
    any_word: bool = False

    @property
    def path(self) -> str:
        """The address of the results."""
        told = [("q", self.words)]
        told += [("kind", str(kind)) for kind in self.kinds] + [("topic", topic) for topic in self.topics]
        told += [("as_at", self.as_at.isoformat())] if self.as_at else []
        return f"/search?{urlencode(told)}"


def shapes(corpus: Corpus, texts: Sequence[str], count: int) -> dict[str, list[Asked]]:
    """By shape, `count` different questions. `texts` are paragraphs to take phrases from."""
    chance = random.Random(2)
    words = corpus.language.words
    common, middle, rare = words[20:140], words[200:2_000], words[4_000:15_000]

    def phrase() -> str:
        told = chance.choice(texts).replace(".", "").lower().split()
        start = chance.randrange(len(told) - 1)
        return " ".join(told[start : start + 2])

    def joined(operator: str) -> Asked:
        told = [chance.choice(common), chance.choice(common), chance.choice(middle)]
        return Asked(f" {operator} ".join(told), f" {operator} ".join(map(_quoted, told)))

    def plain(word: str) -> Asked:
        return Asked(word, _quoted(word))

    def filtered() -> Asked:
        word = chance.choice(common)
        return Asked(word, _quoted(word), kinds=(Kind.GUIDANCE,), topics=(chance.choice(TOPICS),))

    def past() -> Asked:
        told = [chance.choice(common), chance.choice(middle)]
        return Asked(" ".join(told), " AND ".join(map(_quoted, told)), as_at=corpus.past)

    def prefix() -> Asked:
        start = chance.choice(middle)[:4]
        return Asked(f"{start}*", f"{start}*")

    def question() -> Asked:
        told = corpus.language.some(chance, 9)
        return Asked(" ".join(told), " OR ".join(map(_quoted, told)), any_word=True)

    def misspelt() -> Asked:
        word = chance.choice([one for one in middle if len(one) > 5])
        place = chance.randrange(2, len(word) - 1)
        return plain(word[:place] + word[place + 1] + word[place] + word[place + 2 :])

    def quoted_phrase() -> Asked:
        told = _quoted(phrase())
        return Asked(told, told)

    makers: dict[str, Callable[[], Asked]] = {
        "one common word": lambda: plain(chance.choice(common)),
        "one rare word": lambda: plain(chance.choice(rare)),
        "three words, all of them": lambda: joined("AND"),
        "three words, any of them": lambda: joined("OR"),
        "a phrase of two words": quoted_phrase,
        "a prefix": prefix,
        "a misspelt word": misspelt,
        "a word, filtered by kind and topic": filtered,
        "two words, as at a past date": past,
        "a question of nine words": question,
    }
    return {name: [make() for _ in range(count)] for name, make in makers.items()}


def _quoted(word: str) -> str:
    return f'"{word}"'
