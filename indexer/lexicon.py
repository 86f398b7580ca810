"""Finds the names of terms and sites in running text, with character offsets into the text as it was given. Pure.

A first-word dictionary over the tokens of the text; of the names that begin at a token the longest wins. Nothing is
guessed by letters inside a word: *Snap* is not found in *snapped*.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from .analysis import EMOJI, MODIFIERS, STOP_WORDS, WORD

SHORTEST_JOINED = 6
"""Letters that a name of several words must have to be found written as one word, or with hyphens."""
SITE = "site"
"""The type of the names of sites: one that is also an everyday word counts only with a capital."""
SHORT_NAME = 4
"""A name in capitals of up to so many letters that is also a small word (OF, SO) counts only in capitals."""

_TOKEN = re.compile(rf"{WORD}|{EMOJI}|[^\w\s\-\u2010\u2011]")
_ASCII_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[^\w\s\-]")
_MODIFIERS = re.compile(MODIFIERS)
_STRETCHED = re.compile(r"\b\w*?([^\W\d_])\1\1\w*")
_HYPHENATED = re.compile(r"(?<![\w\-])([^\W_]{2,40})[\-\u2010\u2011]([^\W_]{2,40})(?![\w\-])")
_RUN = re.compile(r"(.)\1+", re.DOTALL)
_GAP = re.compile(r"[ \t\u00a0\-\u2010\u2011]*")
_APOSTROPHES = dict.fromkeys(map(ord, "'\u2019\u2018\u02bc\uff07"))


class How(StrEnum):
    """How a name was found: as it is written, with letters repeated, or with its words joined or hyphenated."""

    WRITTEN = "written"
    STRETCHED = "stretched"
    JOINED = "joined"


@dataclass(frozen=True)
class Name:
    """One way of writing what a document is about. `key` names the document; `type`: of the alias, or `title`."""

    text: str
    key: tuple[str, str]
    type: str = "title"
    needs_context: bool = False


@dataclass(frozen=True)
class Match:
    """Where names stand in the text: `text[start:end]`. Several where documents share the same writing."""

    start: int
    end: int
    names: tuple[Name, ...]
    how: How = How.WRITTEN


_Found = tuple[int, tuple[Name, ...], How]
"""Where a match ends, what it names and how it was found."""


@dataclass(frozen=True)
class _Way:
    """What may follow a first word: the keys of the other tokens, and what the whole then names."""

    rest: tuple[str, ...]
    names: tuple[Name, ...]
    how: How = How.WRITTEN


class Lexicon:
    """Names to look for. Safe between threads: nothing in it changes once it is made."""

    def __init__(self, names: Iterable[Name]) -> None:
        written: defaultdict[tuple[str, ...], list[Name]] = defaultdict(list)
        for name in names:
            if keys := tuple(_tokens(_fold(name.text))[0]):
                written[keys].append(name)
        self._joined: dict[str, tuple[Name, ...]] = {}
        self._squeezed: dict[str, tuple[Name, ...]] = {}
        ways: defaultdict[str, list[_Way]] = defaultdict(list)
        for keys, found in written.items():
            ways[keys[0]].append(_Way(keys[1:], tuple(found)))
            word = "".join(keys)
            if word.isalnum() and len(word) >= SHORTEST_JOINED:
                self._joined.setdefault(word, tuple(found))
            if len(keys) == 1 and word.isalpha():
                self._squeezed.setdefault(_squeeze(word), tuple(found))
        for word in self._joined.keys() - {keys[0] for keys in written if len(keys) == 1}:
            ways[word].append(_Way((), self._joined[word], How.JOINED))
        # By the second word ("" for none), so that one look tells whether a common first word begins anything.
        self._ways: dict[str, dict[str, list[_Way]]] = {}
        for first, found_ways in ways.items():
            seconds = self._ways.setdefault(first, {})
            for way in sorted(found_ways, key=lambda way: -len(way.rest)):
                seconds.setdefault(way.rest[0] if way.rest else "", []).append(way)

    def __len__(self) -> int:
        """How many different first words are looked for."""
        return len(self._ways)

    def find(self, text: str) -> list[Match]:
        """Every name in the text, in order, none inside another; the longest at each place."""
        folded = _fold(text)
        keys, spans = _tokens(folded)
        odd, ways = self._odd(folded), self._ways
        keys.append("")
        found: list[Match] = []
        end = 0
        for place, key in enumerate(keys):
            seconds = ways.get(key)
            if seconds is None and not odd:
                continue
            if seconds is not None and keys[place + 1] not in seconds and "" not in seconds and not odd:
                continue
            if place == len(spans) or spans[place][0] < end:
                continue
            start = spans[place][0]
            one = (seconds and self._written(text, keys, spans, place, seconds)) or odd.get(start)
            if one:
                end = one[0]
                found.append(Match(start, *one))
        return found

    @staticmethod
    def _written(
        text: str, keys: list[str], spans: list[tuple[int, int]], place: int, seconds: dict[str, list[_Way]]
    ) -> _Found | None:
        start = spans[place][0]
        for way in (*seconds.get(keys[place + 1] or "\n", ()), *seconds.get("", ())):
            last = place + len(way.rest)
            if tuple(keys[place + 1 : last + 1]) != way.rest:
                continue
            if not all(_GAP.fullmatch(text, spans[at][1], spans[at + 1][0]) for at in range(place, last)):
                continue
            end = spans[last][1]
            if names := tuple(one for one in way.names if _in_its_case(one, text[start:end])):
                return end, names, way.how
        return None

    def _odd(self, folded: str) -> dict[int, _Found]:
        """What is found only with its repeated letters taken out, or its hyphen, by where it begins."""
        found: dict[int, _Found] = {}
        for one in _HYPHENATED.finditer(folded):
            if names := self._joined.get(one[1] + one[2]):
                found[one.start()] = (one.end(), names, How.JOINED)
        for one in _STRETCHED.finditer(folded):
            word = one.group()
            twice = self._ways.get(_RUN.sub(r"\1\1", word), {}).get("", ())
            if names := twice[0].names if twice else self._squeezed.get(_squeeze(word), ()):
                found[one.start()] = (one.end(), names, How.STRETCHED)
        return found


def _fold(text: str) -> str:
    """The text in small letters, each at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def _tokens(folded: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The words, emoji and signs of a text: the key under which each is looked for, and where it stands."""
    pattern = _ASCII_TOKEN if folded.isascii() else _TOKEN
    spans = [one.span() for one in pattern.finditer(folded)]
    keys = [folded[start:end] for start, end in spans]
    return [one if one.isascii() and one.isalnum() else _unified(one) for one in keys], spans


@lru_cache(maxsize=16_384)
def _unified(word: str) -> str:
    """A word without what does not make it another one: width, apostrophes, the tone or look of an emoji."""
    if word == "&":
        return "and"
    told = word if word.isascii() else unicodedata.normalize("NFKC", word).casefold()
    return _MODIFIERS.sub("", told).translate(_APOSTROPHES) or word


def _squeeze(word: str) -> str:
    return _RUN.sub(r"\1", word)


def _in_its_case(name: Name, written: str) -> bool:
    """Whether the capitals are those of the name, where they are all that tells it from a common word."""
    if not name.needs_context and name.type != SITE:
        return True
    folded = name.text.casefold()
    small = name.text.isupper() and len(name.text) <= SHORT_NAME and folded in _SMALL_WORDS
    mixed = name.type != SITE and any(before.islower() and after.isupper() for before, after in pairwise(name.text))
    if small or (mixed and name.needs_context):
        return name.text == written
    return not (name.type == SITE and name.needs_context) or written[0].isupper()


_SMALL_WORDS = STOP_WORDS | frozenset("so of oh us no ok ss id go up out now off one day two all not".split())
