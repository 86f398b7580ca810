"""From units to documents: the best of each, those that the filters let through, facets, and one page of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .answers import Question
from .ranking import Candidates
from .segments import Mask


@dataclass(frozen=True)
class Documents:
    """The documents of one part that match: their best score, id, place among the candidates, and what they are."""

    candidates: Candidates
    best: NDArray[np.float64]
    ids: NDArray[np.int64]
    of_kind: Mask
    of_topic: Mask


def documents(one: Candidates, question: Question) -> Documents:
    segment, starts = one.part.segment, one.starts
    first = one.units[starts]
    best = np.maximum.reduceat(one.scores, starts) if len(starts) else np.empty(0)
    kind, topic = (
        segment.labelled(field, frozenset(map(str, wanted)))[first] if wanted else np.ones(len(first), dtype=np.bool_)
        for field, wanted in (("kind", question.kinds), ("topic", question.topics))
    )
    return Documents(one, best, segment.document[first], kind, topic)


def facet(found: Sequence[Documents], name: str) -> dict[str, int]:
    """Documents by label, most first; filtered by the other facet, not by this one."""
    counts: dict[str, int] = {}
    for one in found:
        segment = one.candidates.part.segment
        names = segment.kind_names if name == "kind" else segment.topic_names
        starts = segment.kind_starts if name == "kind" else segment.topic_starts
        codes = segment.kind_codes if name == "kind" else segment.topic_codes
        documents = one.candidates.units[one.candidates.starts][one.of_topic if name == "kind" else one.of_kind]
        lengths = starts[documents + 1] - starts[documents]
        within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        own = codes[np.repeat(starts[documents], lengths) + within]
        for label, count in zip(names, np.bincount(own, minlength=len(names)), strict=True):
            if count:
                counts[label] = counts.get(label, 0) + int(count)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def page(found: Sequence[Documents], first: int, after: int) -> list[tuple[Documents, int]]:
    """The documents of a page, in order: by score, equals by id."""
    places: list[tuple[float, int, int, int]] = []
    shown = [np.flatnonzero(one.of_kind & one.of_topic) for one in found]
    best = np.concatenate([one.best[own] for one, own in zip(found, shown, strict=True)]) if found else np.empty(0)
    least = -np.partition(-best, after - 1)[after - 1] if len(best) > after else -np.inf
    for number, (one, own) in enumerate(zip(found, shown, strict=True)):
        for place in own[one.best[own] >= least]:
            places.append((-float(one.best[place]), int(one.ids[place]), number, int(place)))
    places.sort()
    return [(found[number], place) for _, _, number, place in places[first:after]]
