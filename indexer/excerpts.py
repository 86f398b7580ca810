"""The few words of a text that show why it was found. Plain text in pieces, marked or not; never HTML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from . import analysis

LENGTH = 250
"""Characters in an excerpt: about 40 words."""
LONGEST_TEXT = 20_000
"""Characters of a text that are looked through."""
AGAIN = 0.1
"""What another occurrence of a word counts beside its first, in choosing where to cut."""
_NEAR = 60
"""Characters on either side of a number in which a citation is looked for."""
_PHRASE_WEIGHT = 5.0

_AFTER_EMOJI = re.compile(f"{analysis.MODIFIERS}*")
_SPACE = re.compile(r"\s+")
_DIGITS = re.compile(r"\d+")
_SENTENCE = re.compile(r"(?:[.!?:][\W_]*\s|\n\s*)(?=\S)")
_CLOSING = re.compile(r"[^\w\s]*")


@dataclass(frozen=True)
class Fragment:
    """A piece of an excerpt, in order; `marked` where it is a word that was looked for."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Marks:
    """What is marked: each term with the word of the question that it meets and how much that word tells; phrases."""

    terms: Mapping[str, tuple[str, float]]
    phrases: tuple[tuple[str, ...], ...] = ()


class _Span(NamedTuple):
    start: int
    end: int
    word: str
    weight: float


def excerpt(text: str, marks: Marks) -> tuple[Fragment, ...]:
    """The words around the place where most of the marked ones stand together; without any, the first words."""
    text = text[:LONGEST_TEXT]
    low = text.translate(analysis.TYPOGRAPHY).lower()
    found = _quick(text, low, marks) if len(low) == len(text) else []
    # What is spelt in another way than its term has an apostrophe, an accent or such.
    if not found and ("'" in low or not low.isascii()):
        found = _thorough(text, marks)
    spans = _apart([*_phrases(text, marks.phrases), *found])
    start, end = _window(text, spans)
    return tuple(_fragments(text, [span for span in spans if start <= span.start and span.end <= end], start, end))


def _quick(text: str, low: str, marks: Marks) -> list[_Span]:
    """Marked words found as they are spelt in the lowered text, without taking the whole of it to slots."""
    found: list[_Span] = []
    for term, (word, weight) in marks.terms.items():
        number = _number(term)
        needle = number or term
        place = low.find(needle)
        while place >= 0:
            after = place + len(needle)
            if number:
                found.extend(_citation(text, place, term, word, weight))
            elif not needle.isalnum():
                found.append(_Span(place, _AFTER_EMOJI.match(text, after).end(), word, weight))  # type: ignore[union-attr]
            elif not (low[place - 1 : place].isalnum() or low[after : after + 1].isalnum()):
                found.append(_Span(place, after, word, weight))
            place = low.find(needle, after)
    return found


@lru_cache(maxsize=4_096)
def _number(term: str) -> str:
    """The longest number in a term."""
    return max(_DIGITS.findall(term), key=len, default="")


def _citation(text: str, place: int, term: str, word: str, weight: float) -> Iterator[_Span]:
    """The slot with the term at a place where one of its numbers stands."""
    first = max(place - _NEAR, 0)
    if first:
        first = max(text.find(" ", first, place), first)
    for slot in analysis.slots(text[first : place + _NEAR]):
        if term in slot.terms and slot.start + first <= place < slot.end + first:
            yield _Span(slot.start + first, slot.end + first, word, weight)


def _thorough(text: str, marks: Marks) -> list[_Span]:
    """Marked words in whatever way they are written."""
    found = []
    for slot in analysis.slots(text):
        for term in slot.terms:
            if term in marks.terms:
                found.append(_Span(slot.start, slot.end, *marks.terms[term]))
                break
    return found


def _phrases(text: str, phrases: Sequence[tuple[str, ...]]) -> Iterator[_Span]:
    for phrase in phrases:
        for found in re.finditer(r"(?<!\w)" + r"[\W_]+".join(map(re.escape, phrase)) + r"(?!\w)", text, re.IGNORECASE):
            yield _Span(found.start(), found.end(), " ".join(phrase), _PHRASE_WEIGHT)


def _apart(spans: Sequence[_Span]) -> list[_Span]:
    """The spans without those that overlap an earlier or longer one."""
    kept: list[_Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _window(text: str, spans: Sequence[_Span]) -> tuple[int, int]:
    """Where the excerpt begins and ends: at the start of a sentence where there is one near, else of a word."""
    if len(text) <= LENGTH + LENGTH // 5:
        return 0, len(text)
    first, last = _best(spans)
    spare = max(LENGTH - (last - first), 0)
    earliest = max(first - spare * 2 // 3, 0)
    sentences = [found.end() for found in _SENTENCE.finditer(text, earliest, first + 1) if found.end() <= first]
    if earliest == 0:
        start = 0
    elif sentences:
        start = sentences[-1]
    else:
        start = _after_space(text, max(first - spare // 3, 0), first)
    if start + LENGTH >= len(text):
        start = min(start, _after_space(text, max(len(text) - LENGTH, 0), first))
        return start, len(text)
    cut = text.rfind(" ", max(last, start), start + LENGTH)
    end = cut if cut > max(last, start) else max(start + LENGTH, last)
    return start, _CLOSING.match(text, end).end()  # type: ignore[union-attr]


def _after_space(text: str, place: int, before: int) -> int:
    found = text.find(" ", place, before)
    return found + 1 if found >= 0 and place else place


def _best(spans: Sequence[_Span]) -> tuple[int, int]:
    """Start and end of the stretch of `LENGTH` characters whose marked words tell most; of equals the earliest."""
    best, found = -1.0, (0, 0)
    inside: Counter[str] = Counter()
    total, low = 0.0, 0
    for span in spans:
        total += span.weight * (AGAIN if inside[span.word] else 1.0)
        inside[span.word] += 1
        while spans[low].start <= span.start and span.end - spans[low].start > LENGTH and spans[low] is not span:
            old = spans[low]
            inside[old.word] -= 1
            total -= old.weight * (AGAIN if inside[old.word] else 1.0)
            low += 1
        if total > best + 1e-9:
            best, found = total, (spans[low].start, span.end)
    return found


def _fragments(text: str, spans: Sequence[_Span], start: int, end: int) -> Iterator[Fragment]:
    position, before = start, "… " if start else ""
    for span in spans:
        if plain := before + _spaced(text[position : span.start]):
            yield Fragment(plain, False)
        yield Fragment(_spaced(text[span.start : span.end]), True)
        position, before = span.end, ""
    rest = before + _spaced(text[position:end]).rstrip() + (" …" if end < len(text) else "")
    if rest:
        yield Fragment(rest, False)


def _spaced(text: str) -> str:
    """The text with one plain space wherever there is any."""
    # Nearly all are so already, and to look is a tenth of the price of the expression.
    return text if text.isprintable() and "  " not in text else _SPACE.sub(" ", text)
