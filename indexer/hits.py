"""What a page of results shows of the documents chosen: best paragraph, further ones, excerpt, reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np

from guidance.model import Kind
from guidance.published import Library

from .answers import Hit, Place
from .documents import Documents
from .excerpts import Marks, excerpt
from .ranking import Candidates
from .reasons import reasons
from .segments import Shown
from .weighing import Weighing

MOST_OTHERS = 3


def hits(
    chosen: Sequence[tuple[Documents, int]], marks: Marks, histories: Collection[int], library: Library
) -> tuple[Hit, ...]:
    best = [_units(found.candidates, place) for found, place in chosen]
    shown = [found.candidates.part.segment.shown(units[0][1]) for (found, _), units in zip(chosen, best, strict=True)]
    texts = _texts(chosen, shown, library)
    hits = []
    for (found, place), units, one in zip(chosen, best, shown, strict=True):
        segment = found.candidates.part.segment
        score, unit = units[0]
        last = int(segment.force_to[unit])
        hits.append(
            Hit(
                document_id=int(segment.document[unit]),
                kind=Kind(one.kind),
                slug=one.slug,
                title=one.title,
                pid=segment.pid(unit),
                position=int(segment.position[unit]),
                headings=one.headings,
                text_hash=one.text_hash,
                in_force_from=date.fromordinal(int(segment.force_from[unit])),
                in_force_to=date.fromordinal(last) if last <= date.max.toordinal() else None,
                score=score,
                excerpt=excerpt(texts.get(one.text_hash, ""), marks),
                others=tuple(segment.pid(other) for _, other in units[1:]),
                more=_number_of_units(found.candidates, place) - 1,
                history=int(segment.document[unit]) in histories,
            )
        )
    return tuple(hits)


def last_day(found: Documents, number: int) -> date | None:
    """The last day on which the best paragraph of a document was in force; None where none is known."""
    segment = found.candidates.part.segment
    after = int(segment.force_to[_units(found.candidates, number)[0][1]])
    return date.fromordinal(after - 1) if after <= date.max.toordinal() else None


def place(found: Documents, number: int) -> Place:
    """Where a document of a page stands."""
    segment = found.candidates.part.segment
    (score, unit), *others = _units(found.candidates, number)
    return Place(int(segment.document[unit]), segment.pid(unit), tuple(segment.pid(one) for _, one in others), score)


def explained(hit: Hit, documents: Documents, place: int, every: Sequence[Documents], weighing: Weighing) -> Hit:
    score, unit = _units(documents.candidates, place)[0]
    part = next(number for number, one in enumerate(every) if one is documents)
    return replace(hit, reasons=reasons(documents.candidates, part, weighing, unit, score))


def _texts(chosen: Sequence[tuple[Documents, int]], shown: Sequence[Shown], library: Library) -> Mapping[str, str]:
    """The words of what is shown, by hash; kept with the segment, for a text never changes."""
    segments = [found.candidates.part.segment for found, _ in chosen]
    kept = {one.text_hash: segment.kept_text(one.text_hash) for segment, one in zip(segments, shown, strict=True)}
    if missing := [text_hash for text_hash, text in kept.items() if text is None]:
        read = library.words(missing)
        for segment, one in zip(segments, shown, strict=True):
            if one.text_hash in read:
                segment.keep_text(one.text_hash, read[one.text_hash])
        kept |= read
    return {text_hash: text for text_hash, text in kept.items() if text is not None}


def _units(one: Candidates, place: int) -> list[tuple[float, int]]:
    """The best of the units of a document that match, equals in reading order, with their scores."""
    after = one.starts[place + 1] if place + 1 < len(one.starts) else len(one.units)
    span = slice(int(one.starts[place]), int(after))
    units, scores = one.units[span], one.scores[span]
    order = np.lexsort((one.part.segment.position[units], -scores))[: MOST_OTHERS + 1]
    return list(zip(scores[order].tolist(), units[order].tolist(), strict=True))


def _number_of_units(one: Candidates, place: int) -> int:
    after = one.starts[place + 1] if place + 1 < len(one.starts) else len(one.units)
    return int(after - one.starts[place])
