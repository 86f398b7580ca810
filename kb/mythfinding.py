"""Which myths a sentence may lean on: each myth's own words weighed against those of the sentence. Nothing is kept.

The weight of a word is that of BM25 over the myths; the words of a myth's title count more, and an expression of the
glossary leads to the myths that its entry names.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from guidance.model import Block, Edition, Kind, Paragraph
from guidance.published import Library
from indexer import analysis

from . import sections
from .chat.glossary import Glossary
from .dates import Reading

MOST = 6
"""Myths that are shown."""
LONGEST = 4_000
"""Characters of a draft that are read at once."""
TITLE, PUT, REST, NAMED = 3.0, 2.0, 0.3, 3.0
"""How often a word counts: of a title, of how a myth is put, of what else is said; the weight of an expression."""
HOW, WHY = "How it is put.", "Why it is wrong."
"""How the paragraphs begin in which a myth is put, and answered."""
K1, B = 1.2, 0.6
LEAST, FLOOR = 0.35, 0.9
"""Shares below which a myth is left out: of the best weight, and of that of one word which one title alone has."""

_EMPTY = frozenset("not did only must because never just even always also very said all".split())
_WORD = re.compile(analysis.WORD)
_ALIKE: Mapping[str, str] = {
    word: group.split()[0]
    for group in (
        "drink drunk drank drinking alcohol intoxicate pissed wasted tipsy booze",
        "report complaint complain disclose tell told",
        "delay late wait week month year later afterwards",
        "clothes clothing dress skirt wear wore outfit revealing provocative",
        "fight resist struggle scream shout push",
        "injury injured bruise bruising wound marks",
        "husband wife partner boyfriend girlfriend marriage relationship",
        "flirt flirted flirting flirty tease",
        "picture photo image nude nudes selfie pic pics",
        "lie lied liar lying false falsely invent made-up",
        "inconsistent inconsistency contradict differ changed",
        "upset emotional cry crying distress tears calm",
        "prostitute escort sex-work sell sold paid",
        "remember memory forget forgot recall blackout",
        "stranger unknown",
        "drug cocaine cannabis mdma ketamine ecstasy",
        "app tinder grindr bumble hinge hook-up hookup profile match dating",
    )
    for word in group.split()
}
"""Words that stand for one another when a myth is looked for."""
_GROUPS = {analysis.stem(analysis.fold(word)): analysis.stem(analysis.fold(head)) for word, head in _ALIKE.items()}


@dataclass(frozen=True)
class Myth:
    """A myth as it stands in the guidance: its label, title, first words of its answer, and where."""

    label: str
    title: str
    answer: str
    slug: str
    anchor: str
    words: Mapping[str, float]


@dataclass(frozen=True)
class Found:
    """A myth that a sentence may lean on, with the words of the sentence that say so, and its weight."""

    myth: Myth
    matched: Sequence[str]
    weight: float


class MythFinder:
    """The myths in force as at the date of a page, ready to be weighed."""

    def __init__(self, library: Library, reading: Reading) -> None:
        editions = library.in_force(Kind.GUIDANCE, reading.as_at, reading.known_at)
        by_label = {one.label: one for edition in editions for one in _myths(edition, library.paragraphs(edition))}
        self.myths = sorted(by_label.values(), key=lambda one: one.label)
        held = Counter(word for one in self.myths for word, told in one.words.items() if told >= PUT)
        count = len(self.myths)
        every = {word for one in self.myths for word in one.words}
        # How rare a word is among the ways in which myths are put; the law and the enquiries are alike in all of them.
        self._weight = {word: math.log(1 + (count - held[word] + 0.5) / (held[word] + 0.5)) for word in every}
        alone = math.log(1 + (count - 0.5) / 1.5)
        self._floor = FLOOR * alone * TITLE * (K1 + 1) / (TITLE + K1)
        self._length = sum(sum(one.words.values()) for one in self.myths) / max(1, count)

    def find(self, sentence: str, glossary: Glossary) -> list[Found]:
        """The myths, best first; none where no word of the sentence belongs to any."""
        told: defaultdict[str, list[str]] = defaultdict(list)
        for one in _WORD.finditer(sentence):
            if word := _stemmed(one.group()):
                told[word].append(one.group())
        named: defaultdict[str, list[str]] = defaultdict(list)
        for match in glossary.lexicon.find(sentence):
            for name in match.names:
                for bears in glossary.entries[name.key].myths:
                    named[bears.label].append(sentence[match.start : match.end])
        weighed = (self._weighed(myth, told, named[myth.label]) for myth in self.myths)
        found = [one for one in weighed if one]
        found.sort(key=lambda one: (-one.weight, one.myth.label))
        return [one for one in found if one.weight >= max(self._floor, LEAST * found[0].weight)][:MOST]

    def _weighed(self, myth: Myth, told: Mapping[str, Sequence[str]], named: Sequence[str]) -> Found | None:
        size = K1 * (1 - B + B * sum(myth.words.values()) / self._length)
        words = [word for word in told if word in myth.words]
        weight = sum(
            self._weight[word] * myth.words[word] * (K1 + 1) / (myth.words[word] + size) for word in words
        ) + NAMED * bool(named)
        matched = dict.fromkeys([*named, *(written for word in words for written in told[word])])
        return Found(myth, list(matched), weight) if matched else None


def _myths(edition: Edition, paragraphs: Sequence[Paragraph]) -> Iterator[Myth]:
    """The sections of an edition whose headings bear the label of a myth."""
    for head, section in sections.myths(paragraphs):
        told = [one for one in section if one.block is not Block.HEADING]
        words: Counter[str] = Counter()
        for text, weight in ((head.plain, TITLE), *((one.plain, _share(one.plain)) for one in told)):
            for word in _stems(text):
                words[word] += weight  # type: ignore[assignment]
        why = next((one.plain for one in told if one.plain.startswith(WHY)), told[0].plain if told else "")
        yield Myth(head.ref, head.plain, why.removeprefix(WHY).strip(), edition.document.slug, head.anchor, dict(words))


def _share(text: str) -> float:
    """How much the words of a paragraph count: those in which a myth is put most, its law and its enquiries least."""
    return PUT if text.startswith(HOW) else 1 if text.startswith(WHY) else REST


def _stems(text: str) -> Iterable[str]:
    return (word for one in _WORD.findall(text) if (word := _stemmed(one)))


def _stemmed(word: str) -> str:
    """The stem of a word, or of what it stands for; empty for a small word."""
    folded = analysis.fold(word)
    if not folded or folded in analysis.STOP_WORDS or folded in _EMPTY:
        return ""
    stem = analysis.stem(folded)
    return _GROUPS.get(stem, stem)
