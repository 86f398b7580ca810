"""Expressions that mean the same, by the words that they begin with: what a question is widened by. Pure.

Who makes it says what means the same: the policy team, and the glossary for short forms, emoji and misspellings.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeGuard

from . import analysis
from .nodes import Alike, Node, Phrase, Query, Word

SHARE = 0.5
"""What an expression that means the same counts beside the one that was typed."""
MOST_OTHERS = 6
"""Expressions that one is widened by; more would tell nothing apart."""

Key = tuple[str, ...]


class Thesaurus:
    """Looks expressions up. Nothing in it changes once it is made, so it is safe between threads."""

    def __init__(self, same: Iterable[Sequence[str]] = (), means: Iterable[tuple[str, str]] = ()) -> None:
        """`same`: expressions each of which stands for the others; `means`: one that stands for another, not back."""
        found: defaultdict[Key, dict[Key, tuple[str, ...]]] = defaultdict(dict)
        for group in same:
            keyed = {_key(terms): terms for one in group if (terms := _terms(one))}
            for key in keyed:
                found[key].update({other: terms for other, terms in keyed.items() if other != key})
        for written, meant in means:
            key, terms = _key(_terms(written)), _terms(meant)
            if key and terms and _key(terms) != key:
                found[key].setdefault(_key(terms), terms)
        self._others = {key: tuple(others.values())[:MOST_OTHERS] for key, others in found.items()}
        self._longest: dict[str, int] = {}
        for key in self._others:
            self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def __len__(self) -> int:
        """How many expressions stand for others."""
        return len(self._others)

    def widened(self, query: Query) -> Query:
        """The question with what means the same beside each expression; as it was where it is taken at its word."""
        if not self._others or not query.lenient:
            return query
        return replace(query, required=tuple(self._widened(query.required)))

    def _widened(self, nodes: Sequence[Node]) -> Iterable[Node]:
        place = 0
        while place < len(nodes):
            taken, node = self._at(nodes, place)
            yield node
            place += taken

    def _at(self, nodes: Sequence[Node], place: int) -> tuple[int, Node]:
        """How many nodes the longest known expression at the place has, and what they become."""
        first = nodes[place]
        if not _is_plain(first):
            return 1, first
        words = [first]
        for node in nodes[place + 1 : place + self._longest.get(analysis.stem(first.terms[0]), 1)]:
            if not _is_plain(node):
                break
            words.append(node)
        for length in range(len(words), 0, -1):
            typed = tuple(words[:length])
            if others := self._others.get(_key([one.terms[0] for one in typed])):
                return length, Alike(typed, tuple(_other(terms, typed[0]) for terms in others))
        return 1, first


def _other(terms: Sequence[str], typed: Word) -> Word | Phrase:
    if len(terms) == 1:
        return Word((terms[0],), "", typed.place, share=SHARE)
    return Phrase(tuple(terms), share=SHARE)


def _is_plain(node: Node) -> TypeGuard[Word]:
    return isinstance(node, Word) and not (node.field or node.quoted)


def _terms(expression: str) -> tuple[str, ...]:
    return tuple(slot.terms[0] for slot in analysis.slots(expression))


def _key(terms: Iterable[str]) -> Key:
    """By stems and without stop words, as the words of a question are looked up."""
    found = tuple(analysis.stem(one) for one in terms if not analysis.is_stop_word((one,)))
    return found


NONE = Thesaurus()
"""What widens nothing."""
