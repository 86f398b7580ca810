"""A question and its answer: facets, the best paragraph of each document with its neighbours folded in, excerpts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from guidance.model import Kind
from guidance.published import Library

from . import ranking, suggest
from .excerpts import Fragment, Marks, excerpt
from .generation import Generation
from .matching import having_any
from .nodes import Phrase, Query
from .query import parse
from .ranking import Candidates, Ranked
from .reasons import Reason, reasons
from .segments import Mask, Shown
from .thesaurus import NONE, Thesaurus
from .weighing import Weighing, weigh

MOST_PER_PAGE = 100
MOST_OTHERS = 3

NOTHING_TYPED = "Type one or more words to search for."
NO_WORD = "There is no word in this to search for."
RELAXED = "No text has all these words, so this shows text with some of them."
WIDENED = "Few texts have all these words, so this also shows text with most of them, or with the others close by."
NO_INDEX = "The search index is being built. Try again in a moment."


@dataclass(frozen=True)
class Question:
    """What is asked: words, as at a civil date, as known at an instant; kinds and topics of which one must fit.

    `exact`: no word is spelt in another way, even if nothing has it, and nothing that means the same is looked for.
    `explain`: each hit says why it stands where it does.
    """

    words: str
    as_at: date
    known_at: datetime
    kinds: frozenset[Kind] = frozenset()
    topics: frozenset[str] = frozenset()
    page: int = 1
    per_page: int = 10
    exact: bool = False
    thesaurus: Thesaurus = NONE
    explain: bool = False


@dataclass(frozen=True)
class Hit:
    """The best paragraph of a document; `others` are further ones (pids, best first), `more` how many there are.

    `history`: changes are asked for, and by its titles it is this document's.
    """

    document_id: int
    kind: Kind
    slug: str
    title: str
    pid: str
    position: int
    headings: tuple[str, ...]
    text_hash: str
    in_force_from: date
    in_force_to: date | None
    score: float
    excerpt: tuple[Fragment, ...]
    others: tuple[str, ...]
    more: int
    history: bool
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Answer:
    """`total` counts documents. `facets` maps `kind` and `topic` to names and documents, each without its own filter.

    `suggestion` is the question in another spelling, or empty; `respelt`: what is shown is the answer to that. `notes`
    are sentences for the person who asked.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {"kind": {}, "topic": {}})
    suggestion: str = ""
    respelt: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Documents:
    """The documents of one part that match: their best score, id, place among the candidates, and what they are."""

    candidates: Candidates
    best: NDArray[np.float64]
    ids: NDArray[np.int64]
    of_kind: Mask
    of_topic: Mask


def nothing(note: str) -> Answer:
    """The answer that has no hits, and says why."""
    return Answer(0, 1, 0, (), notes=(note,))


def answer(generation: Generation, question: Question, library: Library) -> Answer:
    """The answer from an opened index; the words of the excerpts come from the library.

    Raises nothing but DamagedError, whatever was typed.
    """
    query = parse(question.words)
    if not query.required and not query.keys:
        return nothing(NOTHING_TYPED)
    standing = generation.standing(question.as_at, question.known_at)
    spelling = _spelling(generation, query, standing, question)
    query = spelling.query
    ranked = ranking.rank(
        generation, query, spelling.weighing, standing, lambda: generation.begun(question.as_at, question.known_at)
    )
    found = [_documents(one, question) for one in ranked.candidates]
    total = sum(int((one.of_kind & one.of_topic).sum()) for one in found)
    per_page = min(max(question.per_page, 1), MOST_PER_PAGE)
    pages = -(-total // per_page)
    page = min(max(question.page, 1), max(pages, 1))
    chosen = _page(found, (page - 1) * per_page, page * per_page)
    facets = {"kind": _facet(found, "kind"), "topic": _facet(found, "topic")}
    hits = _hits(chosen, _marks(query, ranked), ranked.histories, library)
    if question.explain:
        hits = tuple(_explained(one, *place, found, spelling.weighing) for one, place in zip(hits, chosen, strict=True))
    notes = _notes(query, ranked, total)
    return Answer(total, page, pages, hits, facets, spelling.suggestion, spelling.taken, notes)


@dataclass(frozen=True)
class _Spelling:
    """The query as it is looked for; another spelling of the question, and whether that was taken."""

    query: Query
    weighing: Weighing
    suggestion: str = ""
    taken: bool = False


def _spelling(generation: Generation, query: Query, standing: Sequence[Mask], question: Question) -> _Spelling:
    """Take the words that nothing has for near ones that something has, or suggest those."""
    exact, widened = question.exact, (NONE if question.exact else question.thesaurus).widened
    query = widened(query)
    weighing = weigh(generation.parts, query, standing)
    if not weighing.unknown:
        return _Spelling(query, weighing)
    if query.lenient and not exact:
        better = suggest.correction(generation, query, weighing.unknown, standing, suggest.TAKEN)
        if better:
            query = widened(replace(parse(better), notes=query.notes))
            return _Spelling(query, weigh(generation.parts, query, standing), better, taken=True)
    suggestion = suggest.correction(generation, query, weighing.unknown, standing, suggest.OFFERED)
    return _Spelling(query, weighing, suggestion)


def _notes(query: Query, ranked: Ranked, total: int) -> tuple[str, ...]:
    notes = list(query.notes)
    if not query.required and not total:
        notes.append(NO_WORD)
    if total and (ranked.relaxed or ranked.widened):
        notes.append(RELAXED if ranked.relaxed else WIDENED)
    return tuple(notes)


def _documents(one: Candidates, question: Question) -> _Documents:
    segment, starts = one.part.segment, one.starts
    first = one.units[starts]
    best = np.maximum.reduceat(one.scores, starts) if len(starts) else np.empty(0)
    kind = _fits(segment.kind_names, segment.kind_starts, segment.kind_codes, question.kinds, first)
    topic = _fits(segment.topic_names, segment.topic_starts, segment.topic_codes, question.topics, first)
    return _Documents(one, best, segment.document[first], kind, topic)


def _fits(
    names: Sequence[str],
    starts: NDArray[np.int32],
    codes: NDArray[np.int32],
    wanted: Iterable[str],
    units: NDArray[np.int64],
) -> Mask:
    """Which of the units have one of the wanted labels; all where none is wanted."""
    labels = {str(label) for label in wanted}
    if not labels:
        return np.ones(len(units), dtype=np.bool_)
    return having_any(starts, codes, [code for code, name in enumerate(names) if name in labels])[units]


def _facet(found: Sequence[_Documents], name: str) -> dict[str, int]:
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


def _page(found: Sequence[_Documents], first: int, after: int) -> list[tuple[_Documents, int]]:
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


def _marks(query: Query, ranked: Ranked) -> Marks:
    return Marks(ranked.forms, tuple(leaf.terms for leaf in query.leaves() if isinstance(leaf, Phrase)))


def _hits(
    chosen: Sequence[tuple[_Documents, int]], marks: Marks, histories: Collection[int], library: Library
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


def _explained(hit: Hit, documents: _Documents, place: int, every: Sequence[_Documents], weighing: Weighing) -> Hit:
    score, unit = _units(documents.candidates, place)[0]
    part = next(number for number, one in enumerate(every) if one is documents)
    return replace(hit, reasons=reasons(documents.candidates, part, weighing, unit, score))


def _texts(chosen: Sequence[tuple[_Documents, int]], shown: Sequence[Shown], library: Library) -> Mapping[str, str]:
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
