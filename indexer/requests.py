"""What a question asks for beside its words: a kind of document (*case study chemsex*), or what changed in one.

A paragraph need not have such words. Pure; words in quotation marks are never read so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance import kinds
from guidance.model import Kind

from . import analysis
from .nodes import Node, Word

_BARE = {"term": Kind.TERM, "terms": Kind.TERM, "site": Kind.SITE, "sites": Kind.SITE}
_OTHERS = {"chapter": Kind.GUIDANCE, "chapters": Kind.GUIDANCE, "case law": Kind.AUTHORITY, **_BARE}
_LABELS = {analysis.key(name): kind for kind, names in kinds.LABELS.items() for name in names}
# A dating site and a dating term are things in the world, of which many texts speak.
_NAMES = {name: kind for name, kind in _LABELS.items() if kind not in _BARE.values()} | _OTHERS
"""What people call a kind, in one and in several. A name of two words means nothing else."""
_KIND = re.compile(rf"\b(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b")

_DOCUMENT = r"\b(?:annex|chapter|document|guidance|page)\b"
_CHANGED = r"\b(?:changes|changed|amendments|amended|revisions|revised|updates|updated)\b"
_VERSIONS = "(?:versions?|editions?)"
_SURELY = re.compile(
    r"\bwhat (?:(?:is|has|have|was) )?(?:been )?(?:changed|new)\b"
    rf"|\b(?:(?:since|from|between) )?(?:the )?(?:last|previous|earlier|former|old) {_VERSIONS}\b"
    r"|\b(?:change|edition|revision|version) (?:history|log|notes?)\b"
    rf"|^history of (?:the )?(?=.*{_DOCUMENT})|(?:(?<=annex )|(?<=chapter )|(?<=guidance ))history$"
)
"""Words that ask for changes whatever else is asked. Somebody's history is not a document's."""
_PERHAPS = re.compile(_CHANGED)
"""Words that do beside the name of a document: a mind is changed too."""
_OF_DOCUMENT = re.compile(_DOCUMENT)
_MAYBE = re.compile(rf"{_CHANGED}|\b(?:{_VERSIONS}|since|document|page)\b")
"""Words that then say no more than that, but stand in texts too."""


@dataclass(frozen=True)
class Request:
    """The kinds that are asked for, whether changes are, and the places of the words that say so.

    `surely`: a kind is named by words that mean nothing else. `said` are the places of such words; `perhaps` of those
    that may be meant as words.
    """

    kinds: tuple[Kind, ...] = ()
    surely: bool = False
    changes: bool = False
    said: frozenset[int] = frozenset()
    perhaps: frozenset[int] = frozenset()


def read(nodes: Sequence[Node]) -> Request:
    """What the plain words among the nodes ask for; nothing where no telling word would be left to look for."""
    text, starts = _text(nodes)
    named = list(_KIND.finditer(text))
    sure = [found for found in named if " " in found.group()]
    changes = bool(_SURELY.search(text) or (_PERHAPS.search(text) and _OF_DOCUMENT.search(text)))
    said = _within(sure + list(_SURELY.finditer(text)), starts)
    perhaps = _within(named + (list(_MAYBE.finditer(text)) if changes else []), starts) - said
    if not any(_tells(node) for index, node in enumerate(nodes) if index not in said | perhaps):
        return Request()
    wanted = tuple(dict.fromkeys(_NAMES[found.group()] for found in sure or named))
    return Request(wanted, bool(sure), changes, said, perhaps)


def _within(found: Iterable[re.Match[str]], starts: Mapping[int, int]) -> frozenset[int]:
    spans = [one.span() for one in found]
    return frozenset(starts[start] for start in starts if any(first <= start < after for first, after in spans))


def _text(nodes: Sequence[Node]) -> tuple[str, dict[int, int]]:
    """The plain words as one text, and which node begins at which place in it. What is no plain word parts them."""
    pieces: list[str] = []
    starts: dict[int, int] = {}
    length = 0
    for index, node in enumerate(nodes):
        plain = isinstance(node, Word) and not (node.field or node.quoted)
        piece = node.terms[0] if plain and isinstance(node, Word) else "|"
        if plain:
            starts[length] = index
        pieces.append(piece)
        length += len(piece) + 1
    return " ".join(pieces), starts


def _tells(node: Node) -> bool:
    return not (isinstance(node, Word) and analysis.is_stop_word(node.terms))
