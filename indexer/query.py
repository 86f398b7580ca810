"""From what a person typed to our own query: never an error, always bounded, never near Whoosh's parser.

Words, "phrases", AND, OR, NOT and -word, `title:` `ref:` `kind:` `topic:`, prefixes with `*`, brackets beside AND, OR
or NOT. What is malformed is read as plain words, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from guidance.model import Kind

from . import analysis, citations, requests
from .nodes import And, Label, Node, Not, Or, Phrase, Prefix, Query, Word, leaves

MAX_CHARACTERS = 1_000
MAX_WORDS = 32
MAX_DEPTH = 4
MIN_PREFIX = 3

TOO_LONG = f"Only the first {MAX_CHARACTERS:,} characters were used."
TOO_MANY = f"Only the first {MAX_WORDS} words were used."
MALFORMED = "The quotation marks, brackets or operators do not fit together, so all was read as plain words."
SHORT_PREFIX = "A * needs at least three letters before it, so it was left out."
ONLY_NOT = "A search needs a word to look for, not only words to leave out, so all were looked for."


_CLEAN = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_QUOTES = re.compile("[\u201c\u201d\u201e\u00ab\u00bb\uff02]")
_OPERATOR = re.compile(r"(?<![^\s(])(AND|OR|NOT)(?![^\s(\"])")
_FIELD = re.compile(r"(title|ref|kind|topic):\s*(?=\S)", re.IGNORECASE)
_PREFIX = re.compile(r"([^\W_]+)\*")
_NAME = re.compile(r'"([^"]*)"|([\w-]+)')
_NOT_NAME = re.compile(r"[\W_]+")
_MINUS = re.compile(r'(?<!\S)-(?=[\w"])(?!\w{1,2}-(?!\w))')
_KINDS = {_NOT_NAME.sub("", kind): str(kind) for kind in Kind}


class _MalformedError(Exception):
    """The grammar does not hold; read it as plain words."""


@dataclass
class _Lexed:
    """Tokens in order: an operator, a bracket or a node; and what is to be said about them."""

    tokens: list[str | Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    words: int = 0


def parse(typed: str) -> Query:
    """The query that was typed. Never raises; at most `MAX_CHARACTERS` are read and `MAX_WORDS` words used."""
    notes = [TOO_LONG] if len(typed) > MAX_CHARACTERS else []
    text = _QUOTES.sub('"', _CLEAN.sub(" ", typed[:MAX_CHARACTERS]))
    try:
        found = _Grammar(text).query()
    except _MalformedError:
        found = _plain(text, MALFORMED)
    return replace(found, notes=(*notes, *found.notes))


def _plain(text: str, note: str) -> Query:
    """The words of a text, with nothing else understood."""
    words = [_word(slot, "", place) for place, slot in enumerate(analysis.slots(text))]
    notes = [note, *([TOO_MANY] if len(words) > MAX_WORDS else [])]
    telling = _without_stop_words(words[:MAX_WORDS])
    return Query(text, telling, keys=_keys(text, telling), notes=tuple(notes))


class _Grammar:
    """Reads one text from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.grouped = bool(_OPERATOR.search(text))
        self.found = _Lexed()
        self.place = 0

    def query(self) -> Query:
        """The whole text as a query. Raises _MalformedError."""
        self._lex()
        tokens = self.found.tokens
        if self.grouped:
            tree = _Tree(tokens).whole()
            if not list(leaves([tree])):
                raise _MalformedError
            return Query(self.text, (tree,), lenient=False, notes=tuple(self.found.notes))
        nodes = [token for token in tokens if not isinstance(token, str)]
        excluded = tuple(node.part for node in nodes if isinstance(node, Not))
        required = [node for node in nodes if not isinstance(node, Not)]
        if excluded and not required:
            return _plain(self.text, ONLY_NOT)
        only_words = not excluded and all(isinstance(node, Word | Phrase) and not node.field for node in nodes)
        request = requests.read(required)
        extra = request.said | request.perhaps
        telling = _without_stop_words([node for place, node in enumerate(required) if place not in extra])
        asking = [node for place, node in enumerate(required) if place in request.perhaps]
        return Query(
            self.text,
            telling,
            excluded,
            asking=tuple(node for node in asking if not _is_stop_word(node)),
            kinds=request.kinds,
            surely=request.surely,
            changes=request.changes,
            keys=_keys(self.text, _without_stop_words(required)) if only_words else (),
            rest=_words_of(telling) if only_words and extra else "",
            notes=tuple(self.found.notes),
        )

    def _lex(self) -> None:
        position = 0
        while position < len(self.text) and self.found.words < MAX_WORDS:
            position = self._next(position)
        if any(True for _ in analysis.slots(self.text[position:])):
            self.found.notes.append(TOO_MANY)
            if self.grouped:
                raise _MalformedError

    def _next(self, position: int) -> int:
        """Read one token at the position and give the place after it."""
        text, tokens = self.text, self.found.tokens
        if self.grouped and (operator := _OPERATOR.match(text, position)):
            tokens.append(operator[1])
            return operator.end()
        if self.grouped and text[position] in "()":
            tokens.append(text[position])
            return position + 1
        minus = _MINUS.match(text, position)
        start = minus.end() if minus else position
        named = _FIELD.match(text, start) if start == 0 or not text[start - 1].isalnum() else None
        nodes, end = self._leaf(named.end() if named else start, named[1].lower() if named else "")
        if minus and nodes:
            nodes = [Not(nodes[0] if len(nodes) == 1 else And(tuple(nodes)))]
        tokens.extend(nodes)
        return end

    def _leaf(self, start: int, name: str) -> tuple[list[Node], int]:
        """The phrase, label, prefix or word that begins at the place (nothing, for a sign that means nothing)."""
        text = self.text
        if name in ("kind", "topic"):
            return self._label(start, name)
        if start < len(text) and text[start] == '"':
            end = text.find('"', start + 1)
            if end < 0:
                raise _MalformedError
            return self._phrase(text[start + 1 : end], start + 1, name), end + 1
        if prefix := _PREFIX.match(text, start):
            self._count(1)
            letters = analysis.fold(prefix[1])
            if len(letters) >= MIN_PREFIX:
                return [Prefix(letters, name)], prefix.end()
            self.found.notes.append(SHORT_PREFIX)
        if match := analysis.PATTERN.match(text, start):
            return self._words(analysis.slots_of(match), name), match.end()
        return [], start + 1

    def _words(self, found: Iterator[analysis.Slot], name: str, *, quoted: bool = False) -> list[Node]:
        nodes: list[Node] = [_word(slot, name, self.place + index, quoted) for index, slot in enumerate(found)]
        del nodes[MAX_WORDS - self.found.words :]
        self._count(len(nodes))
        return nodes

    def _phrase(self, words: str, start: int, name: str) -> list[Node]:
        found = list(analysis.slots(words))[: MAX_WORDS - self.found.words]
        if len(found) < 2:
            moved = (slot._replace(start=slot.start + start, end=slot.end + start) for slot in found)
            return self._words(moved, name, quoted=True)
        self._count(len(found))
        return [Phrase(tuple(slot.terms[0] for slot in found), name)]

    def _label(self, start: int, name: str) -> tuple[list[Node], int]:
        found = _NAME.match(self.text, start)
        if not found:
            raise _MalformedError
        self._count(1)
        value = (found[1] or found[2] or "").strip()
        if name == "topic":
            return [Label(name, value)], found.end()
        plain = _NOT_NAME.sub("", value.lower())
        kind = _KINDS.get(plain) or _KINDS.get(plain.removesuffix("s"))
        kind = kind or ("case_study" if plain == "casestudies" else "authority" if plain == "authorities" else None)
        if not kind:
            raise _MalformedError
        return [Label(name, kind)], found.end()

    def _count(self, words: int) -> None:
        self.found.words += words
        self.place += words


class _Tree:
    """Builds the tree of a query with operators: OR binds least, then AND (or nothing between), then NOT."""

    def __init__(self, tokens: list[str | Node]) -> None:
        self.tokens = tokens
        self.at = 0

    def whole(self) -> Node:
        """Everything. Raises _MalformedError where something is left over."""
        tree = self._either(0)
        if self.at < len(self.tokens):
            raise _MalformedError
        return tree

    def _peek(self) -> str | Node | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> str | Node | None:
        self.at += 1
        return self.tokens[self.at - 1] if self.at <= len(self.tokens) else None

    def _either(self, depth: int) -> Node:
        parts = [self._all(depth)]
        while self._peek() == "OR":
            self.at += 1
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._peek() not in (None, "OR", ")"):
            if self._peek() == "AND":
                self.at += 1
            parts.append(self._one(depth))
        kept = _without_stop_words(parts)
        return kept[0] if len(kept) == 1 else And(kept)

    def _one(self, depth: int) -> Node:
        nots = 0
        while (found := self._next()) == "NOT":
            nots += 1
        if found == "(" and depth < MAX_DEPTH:
            node = self._either(depth + 1)
            if self._next() != ")":
                raise _MalformedError
        elif found is None or isinstance(found, str):
            raise _MalformedError
        else:
            node = found
        return Not(node) if nots % 2 else node


def _keys(text: str, telling: Sequence[Node]) -> tuple[str, ...]:
    """The whole text as a key, as a label written loosely, and without stop words (*what is stealthing*)."""
    keys = (analysis.key(text), analysis.loose_key(text), _words_of(telling))
    return tuple(key for key in dict.fromkeys(keys) if key)


def _words_of(nodes: Sequence[Node]) -> str:
    return " ".join(node.terms[0] for node in nodes if isinstance(node, Word))


def _word(slot: analysis.Slot, name: str, place: int, quoted: bool = False) -> Word:
    terms = [slot.terms[0]]
    while wider := citations.wider(terms[-1]):
        terms.append(wider)
    return Word(tuple(terms), name, place, slot.start, slot.end, quoted)


def _without_stop_words(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes that must match; all of them where there is nothing but stop words."""
    telling = tuple(node for node in nodes if not _is_stop_word(node))
    return telling or tuple(nodes)


def _is_stop_word(node: Node) -> bool:
    return isinstance(node, Word) and analysis.is_stop_word(node.terms)
