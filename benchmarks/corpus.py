"""A generated corpus: documents with histories, of random words whose frequency falls with rank, as in a language."""

from __future__ import annotations

import gzip
import json
import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from pathlib import Path

from guidance.model import Kind

WORDS = 60
"""Words in a paragraph, on average."""
SECTION = 10
"""Paragraphs under a heading."""
VOCABULARY = 20_000
EDITED = 0.1
"""Share of paragraphs in which an edition changes a few words."""
SHIFTED = 2
"""Paragraphs that an edition moves, and adds, and removes."""
KINDS = (Kind.GUIDANCE, Kind.GUIDANCE, Kind.GUIDANCE, Kind.CASE_STUDY, Kind.PRACTICE_NOTE)
TOPICS = tuple(f"topic-{number}" for number in range(20))
FIRST_DAY = date(2015, 1, 1)

_STOP_WORDS = "the of and to in a is that for it as was with be by on not this are or".split()
_SYLLABLES = "ba co di fe gu ha ji ko la me ni po qua re si tu va we xi zo".split()
_ENDINGS = ("", "", "", "s", "ing", "ed", "er", "ation")


@dataclass(frozen=True)
class Language:
    """Words by rank, the most frequent first, and their accumulated weights; Zipf's law: 1 / (rank + 3)."""

    words: tuple[str, ...]
    cumulative: tuple[float, ...]

    def some(self, chance: random.Random, count: int) -> list[str]:
        """Words as they fall in running text."""
        return chance.choices(self.words, cum_weights=self.cumulative, k=count)


@dataclass(frozen=True)
class Corpus:
    """What was generated, and with what; `slugs` are those of the guidance in it."""

    language: Language
    documents: int
    paragraphs: int
    editions: int
    slugs: tuple[str, ...]

    @property
    def past(self) -> date:
        """A day on which every document stood in its first edition."""
        return FIRST_DAY + timedelta(days=400)


def language(seed: int = 1) -> Language:
    """The same words for the same seed. The most frequent are English stop words."""
    chance = random.Random(seed)
    words = dict.fromkeys(_STOP_WORDS)
    while len(words) < VOCABULARY:
        length = 1 + (len(words) > 60) + (len(words) > 900) + chance.randrange(2)
        words["".join(chance.choices(_SYLLABLES, k=length)) + chance.choice(_ENDINGS)] = None
    return Language(tuple(words), tuple(accumulate(1 / (rank + 3) for rank in range(len(words)))))


def write(path: Path, documents: int, paragraphs: int, editions: int, seed: int = 1) -> Corpus:
    """Write a corpus as a pack and say what is in it. The same arguments give the same pack."""
    told = language(seed)
    slugs: list[str] = []
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as pack:
        for number in range(documents):
            kind = KINDS[number % len(KINDS)]
            document = _document(random.Random(f"{seed}/{number}"), told, kind, number, paragraphs, editions)
            pack.write(json.dumps(document) + "\n")
            if kind is Kind.GUIDANCE:
                slugs.append(str(document["slug"]))
    return Corpus(told, documents, paragraphs, editions, tuple(slugs))


def body(chance: random.Random, told: Language, paragraphs: int) -> list[str]:
    """The blocks of a first edition: paragraphs, and a heading before each section."""
    blocks: list[str] = []
    for place in range(paragraphs):
        if place % SECTION == 0:
            blocks.append(f"## {_heading(chance, told)}")
        blocks.append(_paragraph(chance, told))
    return blocks


def revised(chance: random.Random, told: Language, before: list[str]) -> list[str]:
    """The next edition: a tenth of the paragraphs edited, some moved, some removed and as many added."""
    after = list(before)
    for place in chance.sample(_paragraphs(after), max(1, round(EDITED * len(_paragraphs(after))))):
        after[place] = _edited(chance, told, after[place])
    for _ in range(SHIFTED):
        moved = after.pop(chance.choice(_paragraphs(after)))
        after.insert(chance.choice(_paragraphs(after)), moved)
        after.pop(chance.choice(_paragraphs(after)))
        after.insert(chance.choice(_paragraphs(after)), _paragraph(chance, told))
    return after


def _paragraphs(blocks: list[str]) -> list[int]:
    return [place for place, block in enumerate(blocks) if not block.startswith("#")]


def _document(
    chance: random.Random, told: Language, kind: Kind, number: int, paragraphs: int, editions: int
) -> dict[str, object]:
    title = _heading(chance, told)
    own = body(chance, told, paragraphs)
    written: list[dict[str, object]] = []
    for ordinal in range(1, editions + 1):
        starts = FIRST_DAY + timedelta(days=500 * (ordinal - 1) + chance.randrange(300))
        published = datetime.combine(starts, datetime.min.time(), UTC) - timedelta(days=10)
        written.append(
            {
                "ordinal": ordinal,
                "basis": "interim" if ordinal == 1 else "final",
                "title": title,
                "summary": _heading(chance, told),
                "body": "\n\n".join(own),
                "facts": {},
                "published_at": published.isoformat().replace("+00:00", "Z"),
                "in_force_from": starts.isoformat(),
                "change_note": f"Edition {ordinal}",
            }
        )
        own = revised(chance, told, own)
    return {
        "format": "kb-pack/1",
        "kind": kind,
        "slug": f"document-{number}",
        "ref": f"D{number}",
        "topics": sorted(chance.sample(TOPICS, 2)),
        "editions": written,
    }


def _heading(chance: random.Random, told: Language) -> str:
    return " ".join(told.some(chance, 5)).capitalize()


def _paragraph(chance: random.Random, told: Language) -> str:
    words = told.some(chance, chance.randint(WORDS // 2, WORDS * 3 // 2))
    for place in range(12, len(words) - 1, 13):
        words[place] += "."
    return " ".join(words).capitalize() + "."


def _edited(chance: random.Random, told: Language, paragraph: str) -> str:
    words = paragraph.split()
    for place in chance.sample(range(len(words)), max(1, len(words) // 12)):
        words[place] = told.some(chance, 1)[0]
    return " ".join(words)
