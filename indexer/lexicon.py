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
_STRETCHED = re.compile(r"([^\W\d_])\1\1+")
_HYPHEN = re.compile(r"[\-\u2010\u2011]")
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
    by_case: bool = False


_NONE: dict[str, list[_Way]] = {}
_NOWHERE: dict[int, _Found] = {}


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
            ways[keys[0]].append(_Way(keys[1:], tuple(found), by_case=any(_case(one) for one in found)))
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

    def find(self, text: str) -> list[Match]:
        """Every name in the text, in order, none inside another; the longest at each place."""
        keys, starts, ends = _tokens(_fold(text))
        ways, odd = self._ways, self._stretched(set(keys))
        keys.append("")
        places = [
            place
            for place, (key, then) in enumerate(pairwise(keys))
            if (key in ways and ("" in ways[key] or then in ways[key])) or key in odd
        ]
        hyphened = self._hyphenated(text, keys, starts, ends) if _HYPHEN.search(text) else _NOWHERE
        if hyphened:
            places = sorted({*places, *hyphened})
        found: list[Match] = []
        end = 0
        for place in places:
            start = starts[place]
            if start < end:
                continue
            one = self._written(text, keys, starts, ends, place, ways.get(keys[place], _NONE)) or hyphened.get(place)
            if not one and keys[place] in odd:
                one = ends[place], odd[keys[place]], How.STRETCHED
            if one:
                end = one[0]
                found.append(Match(start, *one))
        return found

    @staticmethod
    def _written(
        text: str, keys: list[str], starts: list[int], ends: list[int], place: int, seconds: dict[str, list[_Way]]
    ) -> _Found | None:
        start = starts[place]
        for way in (*seconds.get(keys[place + 1] or "\n", ()), *seconds.get("", ())):
            last = place + len(way.rest)
            if way.rest and not (
                tuple(keys[place + 1 : last + 1]) == way.rest
                and all(_GAP.fullmatch(text, ends[at], starts[at + 1]) for at in range(place, last))
            ):
                continue
            end = ends[last]
            if not way.by_case:
                return end, way.names, way.how
            if names := tuple(one for one in way.names if _in_its_case(one, text[start:end])):
                return end, names, way.how
        return None

    def _stretched(self, words: set[str]) -> dict[str, tuple[Name, ...]]:
        """What is found only with its repeated letters taken out."""
        found: dict[str, tuple[Name, ...]] = {}
        for word in words:
            if _STRETCHED.search(word):
                twice = self._ways.get(_RUN.sub(r"\1\1", word), _NONE).get("", ())
                if names := twice[0].names if twice else self._squeezed.get(_squeeze(word), ()):
                    found[word] = names
        return found

    def _hyphenated(self, text: str, keys: list[str], starts: list[int], ends: list[int]) -> dict[int, _Found]:
        """Names of one word that are written in two with a hyphen between, by the place of the first."""
        found: dict[int, _Found] = {}
        for place in range(len(starts) - 1):
            end = ends[place]
            beside = starts[place + 1] - end == 1 and _HYPHEN.match(text, end)
            if beside and (names := self._joined.get(keys[place] + keys[place + 1])):
                found[place] = (ends[place + 1], names, How.JOINED)
        return found


def _fold(text: str) -> str:
    """The text in small letters, each at its place."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(one.lower() if len(one.lower()) == 1 else one for one in text)


def _tokens(folded: str) -> tuple[list[str], list[int], list[int]]:
    """The words, emoji and signs of a text: the key under which each is looked for, and where it begins and ends."""
    pattern = _ASCII_TOKEN if folded.isascii() else _TOKEN
    written = pattern.findall(folded)
    # To look again for what was found costs half of what a match object for each would.
    starts: list[int] = []
    place = 0
    for one in written:
        place = folded.index(one, place)
        starts.append(place)
        place += len(one)
    ends = [start + len(one) for start, one in zip(starts, written, strict=True)]
    # Words repeat: each is looked at once.
    unified = {one: _unified(one) for one in set(written) if not (one.isascii() and one.isalnum())}
    return ([unified.get(one, one) for one in written] if unified else written), starts, ends


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
    case = _case(name)
    return not case or (name.text == written if case == "exact" else written[0].isupper())


def _case(name: Name) -> str:
    """Whether a name counts only in exactly its capitals, only with a first one, or however it is written: empty."""
    if not name.needs_context and name.type != SITE:
        return ""
    small = name.text.isupper() and len(name.text) <= SHORT_NAME and name.text.casefold() in _SMALL_WORDS
    mixed = name.type != SITE and any(before.islower() and after.isupper() for before, after in pairwise(name.text))
    if small or mixed:
        return "exact"
    return "capital" if name.type == SITE and name.needs_context else ""


_SMALL_WORDS = STOP_WORDS | frozenset("so of oh us no ok ss id go up out now off one day two all not".split())
