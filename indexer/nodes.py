"""What a question is made of, once it is understood: a small tree of frozen records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from guidance.model import Kind


@dataclass(frozen=True)
class Word:
    """A slot: `terms` from the most telling to the widest (`s41-3`, `s41`); the first that occurs anywhere counts.

    `quoted`: it was typed in quotation marks, so it is meant as it stands. `share`: what it counts beside a typed one.
    """

    terms: tuple[str, ...]
    field: str = ""
    place: int = 0
    start: int = 0
    end: int = 0
    quoted: bool = False
    share: float = 1.0


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    letters: str
    field: str = ""


@dataclass(frozen=True)
class Phrase:
    """These terms in neighbouring slots, in this order and in exactly these forms; `share` as of a word."""

    terms: tuple[str, ...]
    field: str = ""
    share: float = 1.0


@dataclass(frozen=True)
class Label:
    """A kind or topic by name."""

    field: str
    value: str


@dataclass(frozen=True)
class Not:
    """What the part does not match."""

    part: Node


@dataclass(frozen=True)
class And:
    """What every part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or:
    """What at least one part matches."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Alike:
    """Words as they were typed, or one of the expressions that mean the same."""

    typed: tuple[Word, ...]
    others: tuple[Word | Phrase, ...]


Node = Word | Prefix | Phrase | Label | Not | And | Or | Alike


@dataclass(frozen=True)
class Query:
    """What is looked for: all of `required` (if `lenient` and few have all: most of them), none of `excluded`.

    Documents of `kinds` are asked for (`surely`: in words that mean nothing else), or `changes` of a document; `asking`
    are words that may say so: they count, but need not be there. `rest` is the key of the question without all that.
    `keys` are what a title, label or alias is called if the question names one and nothing else, the first that one has
    counts (none where operators were used). `text` is what was typed, cleaned; `start` and `end` of words count its
    characters.
    """

    text: str
    required: tuple[Node, ...] = ()
    excluded: tuple[Node, ...] = ()
    asking: tuple[Node, ...] = ()
    kinds: tuple[Kind, ...] = ()
    surely: bool = False
    changes: bool = False
    lenient: bool = True
    keys: tuple[str, ...] = ()
    rest: str = ""
    notes: tuple[str, ...] = ()

    def leaves(self) -> Iterator[Word | Prefix | Phrase]:
        """The words, prefixes and phrases that are looked for, in order; not those under NOT."""
        yield from leaves((*self.required, *self.asking))


def leaves(nodes: Iterable[Node]) -> Iterator[Word | Prefix | Phrase]:
    """The words, prefixes and phrases of the nodes, in order; not those under NOT."""
    for node in nodes:
        if isinstance(node, Word | Prefix | Phrase):
            yield node
        elif isinstance(node, And | Or):
            yield from leaves(node.parts)
        elif isinstance(node, Alike):
            yield from (*node.typed, *node.others)


def typed(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes as they were typed, without what means the same."""
    for node in nodes:
        yield from node.typed if isinstance(node, Alike) else (node,)
