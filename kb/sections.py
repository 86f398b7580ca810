"""The myths among the paragraphs of an edition: the headings that bear their labels, and what stands under each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from guidance.model import Block, Paragraph

_LABEL = re.compile(r"M\d{1,2}", re.IGNORECASE)


def is_myth(label: str) -> bool:
    """Whether a label is that of a myth, such as M15."""
    return bool(_LABEL.fullmatch(label))


def myths(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[Paragraph, Sequence[Paragraph]]]:
    """Each heading that bears the label of a myth, with the paragraphs under it up to the next heading of its level."""
    for place, head in enumerate(paragraphs):
        if head.block is Block.HEADING and is_myth(head.ref):
            end = place + 1
            while end < len(paragraphs) and not _ends(paragraphs[end], head):
                end += 1
            yield head, paragraphs[place + 1 : end]


def _ends(one: Paragraph, head: Paragraph) -> bool:
    return one.block is Block.HEADING and one.level <= head.level
