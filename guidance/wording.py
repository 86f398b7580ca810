"""How much two wordings differ: whether a word that carries weight changed, or other words, or only their look. Pure.

In doubt the heavier answer: to call a change of meaning a slip of the pen is the one mistake that must not happen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from html import unescape
from itertools import pairwise
from unicodedata import category

from rapidfuzz.distance import Indel

from .markup import LINK_CUT
from .spelling import spelt
from .weighty import CAPITAL_NAMES, DIRECTING, LAW, LIGHT, LINKING, OPPOSITES, WEIGHTY

LARGE_SHARE = 0.6
"""Wordings with less than this in common (0 to 1, of all words) count as rewritten."""
FEW_WORDS = 3
"""But where fewer words changed than this, however short the text, it is not rewritten."""
LARGE_WORDS = 20
"""Where more than so many words were taken out, or put in, it is rewritten, however long."""
LONG_WORD = 4
"""Only a word of at least so many letters is looked for with its opposite."""
SHORT_NAME = 4
"""In capitals, a word of up to so many letters is taken for an abbreviation: US is not us."""


class Difference(StrEnum):
    """How much: only the look of the words, a few words without weight, or weighty ones (or most)."""

    NONE = "none"
    SMALL = "small"
    WEIGHTY = "weighty"


@dataclass(frozen=True)
class Token:
    """A word, number or mark as it is compared. `capital`: it was written with a capital letter."""

    key: str
    weighty: bool = False
    capital: bool = False


# Stands before what the reader does not see as words: where a link goes, what is struck out, the cells of a table.
_MARK = "\x01"
_TAG = re.compile(r'<(/?)([a-z0-9]+)((?:[^>"]|"[^"]*")*)>')
_NOTE = re.compile(r'<sup class="kb-note-ref">\d+</sup>')
_HREF = re.compile(r' href="([^"]*)"')
_START = re.compile(r' start="(\d+)"')
_INLINE = frozenset("em strong code sup".split())
_SHAPES = {"s": "~~", "td": "|", "th": "|"}
_LIGHT_SHAPES = frozenset("ul ol li dt dd blockquote".split())

_GLYPHS = str.maketrans(
    {**dict.fromkeys("’‘\u02bc\u00b4`", "'"), **dict.fromkeys("–\u2010\u2011\u2212", "-"), "—": " ", "…": " "}
)
_RANGE = re.compile(r"(\d)\s*[-–—\u2212]\s*(?=[\d£$€])")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_WORD_OR_SIGN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]|_")
_LOOK = frozenset(".,;:!'\"“”„«»()[]{}-*_\\#|~")
_HEAVY_SIGNS = frozenset("%‰§<>=≤≥≠±")
_BEFORE_NUMBER = "\"“”„«»'([{*_"
_AFTER_NUMBER = "\"“”„«».,;:!?')]}*_-"
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
_ITEM = re.compile(r"((?:\((?:[a-z]|[ivx]+)\))+)[.,;:]?")


def read(html: str) -> tuple[Token, ...]:
    """The words of stored HTML as tokens, with the links, notes, cells and strokes that change what they say."""
    text = _TAG.sub(_mark, _NOTE.sub(f" {_MARK}[^] ", html))
    text = _RANGE.sub(r"\1-", unescape(text).translate(_INVISIBLE)).translate(_GLYPHS)
    loud = text.isupper()
    found = [token for chunk in text.split() for token in _tokens(chunk, loud=loud)]
    return tuple(_in_context(found))


def difference(old: Sequence[Token], new: Sequence[Token]) -> Difference:
    """How much two wordings differ; the same in both directions."""
    left, right = [one.key for one in old], [one.key for one in new]
    if left == right:
        return Difference.NONE
    if [one.key for one in old if one.weighty] != [one.key for one in new if one.weighty]:
        return Difference.WEIGHTY
    if _crossed(old, new) or _opposed(left, right) or _rewritten(left, right):
        return Difference.WEIGHTY
    return Difference.SMALL


def _mark(found: re.Match[str]) -> str:
    closing, name, attributes = found.groups()
    if name in _INLINE:
        return ""
    if name == "a":
        href = _HREF.search(attributes)
        return f" {_MARK}{href[1].replace(LINK_CUT, '')} " if href else ""
    if name in _SHAPES and (name == "s" or not closing):
        return f" {_MARK}{_SHAPES[name]} "
    if name == "ol" and not closing:
        start = _START.search(attributes)
        return f" {_MARK}{start[1] if start else 1}. "
    return f" {_MARK}{_MARK}{closing}{name} " if name in _LIGHT_SHAPES else " "


@lru_cache(maxsize=16_384)
def _tokens(chunk: str, *, loud: bool) -> tuple[Token, ...]:
    """What stands between two spaces, remembered: most words of two wordings are the same, and few are rare."""
    return tuple(_read(chunk, loud=loud))


def _read(chunk: str, *, loud: bool) -> Iterator[Token]:
    """A mark, a number with all that is stuck to it, or words and signs."""
    if chunk.startswith(_MARK):
        yield Token(chunk, weighty=not chunk.startswith(_MARK * 2))
    elif any(letter.isnumeric() for letter in chunk):
        yield Token(chunk.lstrip(_BEFORE_NUMBER).rstrip(_AFTER_NUMBER), weighty=True)
        yield from (Token("?") for _ in range(chunk.count("?")))
    elif item := _ITEM.fullmatch(chunk):
        yield Token(item[1], weighty=True)
    else:
        for word in _WORD_OR_SIGN.findall(chunk):
            if word[0].isalpha():
                yield _word(word, loud=loud)
            elif word not in _LOOK:
                yield Token(word, weighty=word in _HEAVY_SIGNS or category(word) in {"Sc", "Cf"})


def _word(word: str, *, loud: bool) -> Token:
    key = spelt(word.casefold())
    # A letter alone is the name of something: annex B, R v B.
    letter = len(key) == 1 and key != "a"
    weighty = letter or key in WEIGHTY or key.endswith("n't") or bool(_ROMAN.fullmatch(key))
    shouted = word.isupper() and len(word) > 1 and (weighty or (len(word) <= SHORT_NAME and not loud))
    return Token(key.upper() if shouted else key, weighty, word[0].isupper())


def _in_context(found: list[Token]) -> list[Token]:
    """Weight that comes from the words beside it: "have to", "annex A", the name of an Act, the parties of a case."""
    heavy: set[int] = set()
    for index, (one, then) in enumerate(pairwise(found)):
        if (then.key == "to" and one.key in DIRECTING) or (one.key in LAW and then.capital):
            heavy.add(index + 1)
    for index, one in enumerate(found):
        if one.key in CAPITAL_NAMES and one.capital:
            heavy.update(_name(found, index, -1), {index})
        elif one.key == "v":
            heavy.update(_name(found, index, -1), _name(found, index, 1))
    return [replace(one, weighty=True) if index in heavy else one for index, one in enumerate(found)]


def _name(found: Sequence[Token], index: int, step: int) -> Iterator[int]:
    """The places of the capitalised words next to one, and the small words that link them."""
    for place in range(index + step, index + step * 12, step):
        if not 0 <= place < len(found) or not (found[place].capital or found[place].key in LINKING):
            return
        yield place


def _crossed(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whether a word went from one side of a weighty word to another, or it past the word; the weighty ones stayed."""
    left, right = _clauses(old), _clauses(new)
    lost: Counter[str] = Counter()
    gained: Counter[str] = Counter()
    for one, other in zip(left, right, strict=True):
        lost += one - other
        gained += other - one
    return any(word not in LIGHT for word in lost & gained)


def _clauses(tokens: Sequence[Token]) -> list[Counter[str]]:
    found: list[Counter[str]] = [Counter()]
    for token in tokens:
        if token.weighty:
            found.append(Counter())
        else:
            found[-1][token.key] += 1
    return found


def _opposed(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a word became its opposite: lawful, unlawful."""
    changed = set(old) ^ set(new)
    return any(prefix + one in changed for one in changed if len(one) >= LONG_WORD for prefix in OPPOSITES)


def _rewritten(old: Sequence[str], new: Sequence[str]) -> bool:
    same = Indel.similarity(old, new) // 2
    changed = max(len(old), len(new)) - same
    return changed > LARGE_WORDS or (changed >= FEW_WORDS and 2 * same < LARGE_SHARE * (len(old) + len(new)))
