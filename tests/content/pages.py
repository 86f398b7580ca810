"""The starter content as a linter reads it: one page for each edition, its words by place, its links and its days."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import guidance
from guidance import force, kinds, markup
from guidance.composing import compose
from guidance.markup import SourceBlock
from guidance.model import Block, ForcePeriod, Kind
from guidance.packs import PackDocument, PackEdition

STARTER = Path(guidance.__file__).parent / "starter"
TODAY = date(2026, 11, 23)
"""The day on which the starter content was last read as a whole; review dates are measured from it."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_NOTE = re.compile(r"\[\^[^\]]+\]:?")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]*]*\s+(?=[\"'(*]*[A-Z0-9])")
_ABBREVIATION = re.compile(r"\b(?:v|s|ss|sch|para|No|Mr|Ms|Dr|St|e\.g|i\.e|al)\.$")


@dataclass(frozen=True)
class Page:
    """One edition of one document, in force on days `begins <= day < ends` (None: to this day)."""

    document: PackDocument
    edition: PackEdition
    begins: date
    ends: date | None

    @property
    def where(self) -> str:
        """The file and the edition, as a person looks for them."""
        return f"guidance/starter/{self.document.where}, edition {self.edition.ordinal}"

    @property
    def name(self) -> str:
        """`kind:slug`, as links name it."""
        return f"{self.document.kind}:{self.document.slug}"

    @property
    def kind(self) -> Kind:
        """The kind of the document."""
        return self.document.kind

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the edition holds beside its body."""
        return self.edition.facts

    @property
    def is_last(self) -> bool:
        """Whether no edition follows."""
        return self.edition is self.document.editions[-1]

    @cached_property
    def blocks(self) -> list[SourceBlock]:
        """The paragraphs as readers see them: those made of the facts, then the body."""
        return markup.split(compose(self.kind, self.facts, self.edition.body))

    @cached_property
    def paragraphs(self) -> list[str]:
        """The plain words of every block that is no heading."""
        return [plain(one.source) for one in self.blocks if one.block is not Block.HEADING]

    @cached_property
    def words(self) -> str:
        """Everything that readers see as our prose: title, summary, change note, composed text and body."""
        heads = [plain(one.source) for one in self.blocks if one.block is Block.HEADING]
        own = self.edition
        return "\n".join([own.title, own.summary, plain(own.change_note), *heads, *self.paragraphs, *self._said()])

    def _said(self) -> Iterator[str]:
        for name in ("sources", "victim_group", "area"):
            told = self.facts.get(name, ())
            yield from [told] if isinstance(told, str) else told

    @cached_property
    def targets(self) -> list[tuple[Kind, str, str]]:
        """Where the page points, in its text and in its facts: kind, slug, anchor; a label such as M01 has no slug."""
        in_text = [(one.kind, one.slug, one.anchor) for block in self.blocks for one in _links(block)]
        return in_text + [(kind, slug, anchor) for _, kind, slug, anchor in kinds.targets(self.kind, self.facts)]


def pages(documents: Iterable[PackDocument]) -> list[Page]:
    """Every edition that ever was in force, in the order of the documents."""
    return [page for one in documents for page in _editions(one)]


def _editions(document: PackDocument) -> Iterator[Page]:
    told = [ForcePeriod(one.ordinal, one.in_force_from, None, one.published_at) for one in document.editions]
    by_number = {one.ordinal: one for one in document.editions}
    for span in force.spans(told):
        yield Page(document, by_number[span.edition], span.from_date, span.to_date or document.withdrawn_from)


def plain(source: str) -> str:
    """Markdown without its marks: near enough to what is read for looking at words."""
    words = _NOTE.sub("", _LINK.sub(r"\1", source))
    return " ".join(re.sub(r"[*`]+|^[ \t]*(?:[-+>]|\d+\.)[ \t]+|^\s*:\s+", "", words, flags=re.MULTILINE).split())


def sentences(paragraph: str) -> list[str]:
    """The sentences of plain words; a full stop after *s.*, *v.* and their like ends none."""
    found: list[str] = []
    for piece in _SENTENCE_END.split(paragraph):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += f" {piece}"
        else:
            found.append(piece)
    return [one for one in found if one.strip()]


def told(faults: Sequence[str], mend: str) -> str:
    """What a failing test says: every fault with its file, then how to mend it."""
    return "\n".join([f"{len(faults)} found:", *(f"  {one}" for one in faults), mend])


def _links(block: SourceBlock) -> Sequence[markup.Link]:
    return markup.links(block.block, block.source)
