"""What a question names: a whole title, label or alias; a kind; or, where changes are asked for, a document's title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from guidance.model import Kind

from .generation import Part
from .matching import Leaf, Matcher, met
from .nodes import Label, Or, Prefix, Query, Word, typed
from .schema import WHOLE_WEIGHTS
from .segments import Mask
from .weighing import without_place

WHOLE = 1_000.0
"""Added, times the weight of the field, where the question is a whole title, label or alias: above any sum of words."""
LEADING = 100.0
"""Added to the first paragraph of what is so named: who asks for a term by its name wants its meaning."""
TITLED = 500.0
"""Added to the first paragraph of a document whose changes are asked for."""
IN_PART = 1.0
"""Share of the rarity of words within the question that is added where they are a whole name: of a term, say."""
MOST_NAMED, LONGEST_NAME = 3, 5
"""Documents that one name may mean, and words that it may have, to count so; a name of many tells nothing apart."""
LONGEST_SHORT_FORM = 6
"""Letters of a word of which it is said that it means several things."""
TELLING = 4.0
"""Rarity that the words of such a name must have together: an ordinary word is no name."""
OF_KIND = {True: 2.2, False: 0.4}
"""Share of all words' rarity that is added to what is of the kind that is asked for: surely (as much as the words
themselves can count), or perhaps."""

_TITLES = ("title", "ref", "alias")
_NAMED = frozenset({Kind.TERM.value, Kind.SITE.value, Kind.AUTHORITY.value})

Named = list[tuple[NDArray[np.int32], NDArray[np.float32]]]


def named(parts: Sequence[Part], query: Query, standing: Sequence[Mask], kinds: Sequence[Mask]) -> Named:
    """By part, the units with a title, label or alias that is the first key that any has, and its weight.

    What the question is without the words that ask for a kind names documents of that kind only.
    """
    found: Named = []
    for key in query.keys:
        found = _having(parts, key, standing)
        if any(len(units) for units, _ in found):
            return found
    if query.rest:
        found = _having(parts, query.rest, [mask & own for mask, own in zip(standing, kinds, strict=True)])
    return found if any(len(units) for units, _ in found) else []


def _having(parts: Sequence[Part], key: str, standing: Sequence[Mask]) -> Named:
    found: Named = []
    for part, mask in zip(parts, standing, strict=True):
        postings = part.segment.postings("whole", key)
        if postings:
            stands = mask[postings.ids]
            found.append((postings.ids[stands], postings.weights[stands]))
        else:
            found.append((np.empty(0, np.int32), np.empty(0, np.float32)))
    return found


def named_in_part(
    parts: Sequence[Part], query: Query, standing: Sequence[Mask], rarities: Mapping[object, float]
) -> list[tuple[int, NDArray[np.int32], float]]:
    """By number of a part: first paragraphs of terms, sites and authorities that words in the question name; a bonus.

    The longest name wins; a question that is a name as a whole is not asked about.
    """
    found: list[tuple[int, NDArray[np.int32], float]] = []
    words = list(typed(query.required))
    place = 0
    while place < len(words):
        for length in range(min(LONGEST_NAME, len(words) - place, len(words) - 1), 0, -1):
            run = words[place : place + length]
            if not all(isinstance(one, Word) and not one.field and not one.quoted for one in run):
                continue
            rarity = sum(rarities.get(without_place(one), 0.0) for one in run)
            key = " ".join(one.terms[0] for one in run if isinstance(one, Word))
            if rarity >= TELLING and (units := _of_that_name(parts, key, standing)):
                found += [(number, own, IN_PART * rarity) for number, own in units]
                place += length - 1
                break
        place += 1
    return found


def clashing(parts: Sequence[Part], query: Query, standing: Sequence[Mask]) -> list[tuple[str, list[str]]]:
    """Short forms among the words that name several terms, sites or authorities, and the titles of those."""
    found: list[tuple[str, list[str]]] = []
    for word in typed(query.required):
        if not isinstance(word, Word) or word.field or len(word.terms[0]) > LONGEST_SHORT_FORM:
            continue
        named = _of_that_name(parts, word.terms[0], standing)
        titles = sorted({parts[number].segment.shown(int(unit)).title for number, own in named for unit in own})
        if len(titles) > 1:
            found.append((word.terms[0], titles))
    return found


def _of_that_name(parts: Sequence[Part], key: str, standing: Sequence[Mask]) -> list[tuple[int, NDArray[np.int32]]]:
    named = []
    for number, (part, (units, weights)) in enumerate(zip(parts, _having(parts, key, standing), strict=True)):
        if not len(units):
            continue
        of_kind = part.segment.labelled("kind", _NAMED)[units]
        own = first_of_each(part, units[(weights >= WHOLE_WEIGHTS["title"]) & of_kind])
        if len(own):
            named.append((number, own))
    return named if sum(len(own) for _, own in named) <= MOST_NAMED else []


def of_kind(matcher: Matcher, query: Query) -> Mask:
    """The units of a segment that are of a kind that is asked for; all where none is."""
    if not query.kinds:
        return np.ones(matcher.segment.size, dtype=np.bool_)
    return matcher.mask(Or(tuple(Label("kind", kind) for kind in query.kinds)))


def titled(
    part: Part, leaves: Mapping[Word | Prefix, Leaf], query: Query, standing: Mask, before: Mask
) -> NDArray[np.int32]:
    """The first paragraphs of documents that have, or had `before`, all words in their titles, labels or aliases."""
    nodes = list(typed(query.required))
    words = [leaves[node] for node in nodes if isinstance(node, Word)]
    if not words or len(words) < len(nodes):
        return np.empty(0, np.int32)
    every = np.ones(len(part.starts), dtype=np.bool_)
    for leaf in words:
        units = np.zeros(part.segment.size, dtype=np.bool_)
        units[met(replace(leaf, fields=_TITLES), part.segment).ids] = True
        every &= part.having(units & before)
    return first_of_each(part, np.flatnonzero(standing & every[part.document_number]).astype(np.int32))


def first_of_each(part: Part, units: NDArray[np.int32]) -> NDArray[np.int32]:
    """Of units (rising) the first of each document in reading order."""
    if not len(units):
        return units
    numbers = part.document_number[units]
    order = np.lexsort((part.segment.position[units], numbers))
    return units[order[np.flatnonzero(np.diff(numbers[order], prepend=-1))]]
