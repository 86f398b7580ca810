"""A question and its answer: facets, the best paragraph of each document with its neighbours folded in, excerpts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from guidance.published import Library

from . import documents, hits, naming, ranking, suggest
from .answers import Answer, Place, Question, nothing
from .documents import Documents
from .excerpts import Marks
from .generation import Generation
from .nodes import Phrase, Query
from .query import parse
from .ranking import Ranked
from .segments import Mask
from .thesaurus import NONE
from .weighing import Weighing, weigh

MOST_PER_PAGE = 100

NOTHING_TYPED = "Type one or more words to search for."
NO_WORD = "There is no word in this to search for."
RELAXED = "No text has all these words, so this shows text with some of them."
WIDENED = "Few texts have all these words, so this also shows text with most of them, or with the others close by."
NO_INDEX = "The search index is being built. Try again in a moment."


def answer(generation: Generation, question: Question, library: Library) -> Answer:
    """The answer from an opened index; the words of the excerpts come from the library.

    Raises nothing but DamagedError, whatever was typed.
    """
    found = _look(generation, question)
    if found is None:
        return nothing(NOTHING_TYPED)
    spelling, ranked = found.spelling, found.ranked
    shown = hits.hits(found.chosen, _marks(spelling.query, ranked), ranked.histories, library)
    if question.explain:
        pairs = zip(shown, found.chosen, strict=True)
        shown = tuple(hits.explained(one, *place, found.documents, spelling.weighing) for one, place in pairs)
    notes = (*_notes(spelling.query, ranked, found.total), *_clashes(generation, question, spelling.query))
    pages = found.total, found.page, found.pages
    earlier = None if found.total else _earlier(generation, question)
    return Answer(*pages, shown, found.facets, spelling.suggestion, spelling.taken, notes, earlier)


def _earlier(generation: Generation, question: Question) -> date | None:
    """The last day on which something in force had what nothing has that is in force on the day asked about."""
    found = _look(generation, question, generation.begun(question.as_at, question.known_at))
    if not found or not found.chosen:
        return None
    last = hits.last_day(*found.chosen[0])
    return last if last and last < question.as_at else None


def places(generation: Generation, question: Question) -> list[Place]:
    """Where the paragraphs of a page of the answer stand, and nothing of what they say. Raises DamagedError."""
    found = _look(generation, question)
    return [hits.place(*one) for one in found.chosen] if found else []


@dataclass(frozen=True)
class _Found:
    """The documents that answer, how many, and those of the page."""

    spelling: _Spelling
    ranked: Ranked
    documents: Sequence[Documents]
    chosen: Sequence[tuple[Documents, int]]
    total: int
    page: int
    pages: int
    facets: dict[str, dict[str, int]]


def _look(generation: Generation, question: Question, among: Sequence[Mask] = ()) -> _Found | None:
    """Looks in what stands, or in the units told; None where there is nothing to look for."""
    query = parse(question.words)
    if not query.required and not query.keys:
        return None
    standing = among or generation.standing(question.as_at, question.known_at)
    spelling = _spelling(generation, query, standing, question)
    ranked = ranking.rank(
        generation,
        spelling.query,
        spelling.weighing,
        standing,
        lambda: generation.begun(question.as_at, question.known_at),
    )
    found = [documents.documents(one, question) for one in ranked.candidates]
    total = sum(int((one.of_kind & one.of_topic).sum()) for one in found)
    per_page = min(max(question.per_page, 1), MOST_PER_PAGE)
    pages = -(-total // per_page)
    page = min(max(question.page, 1), max(pages, 1))
    chosen = documents.page(found, (page - 1) * per_page, page * per_page)
    facets = {name: documents.facet(found, name) for name in ("kind", "topic")}
    return _Found(spelling, ranked, found, chosen, total, page, pages, facets)


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


def _clashes(generation: Generation, question: Question, query: Query) -> list[str]:
    """What is said of short forms that mean several things; which is meant, the other words tell best."""
    standing = generation.standing(question.as_at, question.known_at)
    told = naming.clashing(generation.parts, query, standing)
    return [
        f"“{word.upper()}” can mean {' or '.join(titles)}. What fits the other words stands first."
        for word, titles in told
    ]


def _marks(query: Query, ranked: Ranked) -> Marks:
    return Marks(ranked.forms, tuple(leaf.terms for leaf in query.leaves() if isinstance(leaf, Phrase)))
