"""A search as the web asks it: words and filters in an address, hits in their place in the edition in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape
from werkzeug.datastructures import MultiDict

from guidance import citation, kinds
from guidance.errors import NotFoundError
from guidance.model import Edition, Kind
from guidance.permissions import Action, may
from guidance.published import Standing
from indexer.answers import Answer, Hit, Question
from indexer.excerpts import Fragment

from . import access, searchwords
from .dates import Reading
from .links import BY_KIND, document_link, fragment, link
from .services import services

PER_PAGE = 10
LAST_PAGE = 1_000


@dataclass(frozen=True)
class Asked:
    """What an address asks for; names that are none are left out. `exact`: no word is to be spelt in another way.

    `explain`: the policy team wants to know why each hit stands where it does.
    """

    words: str
    kinds: tuple[Kind, ...]
    topics: tuple[str, ...]
    page: int
    exact: bool
    explain: bool = False


@dataclass(frozen=True)
class Other:
    """A further matching paragraph of a document that is shown already."""

    number: str
    url: str
    excerpt: str = ""


@dataclass(frozen=True)
class Result:
    """A hit as a page shows it; `hit` is what the index said. `history`: the address of what changed, if asked for."""

    kind: Kind
    title: str
    url: str
    number: str
    heading: str
    excerpt: Markup
    edition: int
    basis: str
    state: str
    in_force_from: date | None
    in_force_to: date | None
    ref: str
    more: Sequence[Other]
    history: str
    hit: Hit
    standing: Standing


@dataclass(frozen=True)
class Choice:
    """A value to narrow the results by."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True)
class Promoted:
    """What the policy team lets go first for just these words."""

    kind: Kind
    title: str
    summary: str
    url: str
    ref: str


@dataclass(frozen=True)
class Found:
    """Everything a page of results shows."""

    answer: Answer
    results: Sequence[Result]
    kinds: Sequence[Choice]
    topics: Sequence[Choice]
    behind: bool
    first: Promoted | None = None


def asked(args: MultiDict[str, str]) -> Asked:
    """The question in an address, whatever it holds."""
    try:
        page = int(args.get("page", "1")[:6])
    except ValueError:
        page = 1
    return Asked(
        args.get("q", "").strip(),
        tuple(Kind(kind) for kind in dict.fromkeys(args.getlist("kind")) if kind in set(Kind)),
        tuple(dict.fromkeys(topic for topic in args.getlist("topic") if topic))[:20],
        min(max(page, 1), LAST_PAGE),
        args.get("exact", "") == "1",
        args.get("explain", "") == "1" and may(access.signed_in(), Action.READ_DRAFTS),
    )


def is_citation(words: str) -> bool:
    """Whether somebody searches for a citation of ours."""
    try:
        citation.parse(words)
    except NotFoundError:
        return False
    return True


def find(question: Asked, reading: Reading) -> Found:
    """Ask the index, level with the store where it can be, and place its hits in the editions in force.

    The store has the last word: a hit that it does not know as in force at these dates is not shown.
    """
    known = services()
    level = known.level_with(access.head())
    known_at = reading.known_at or known.config.now()
    answer = known.index.search(
        Question(
            question.words,
            reading.as_at,
            known_at,
            frozenset(question.kinds),
            frozenset(question.topics),
            question.page,
            PER_PAGE,
            question.exact,
            searchwords.search_words().thesaurus,
            question.explain,
        ),
        known.library,
    )
    document_of = {pid: hit.document_id for hit in answer.hits for pid in (hit.pid, *hit.others)}
    generation = known.memory.generation(access.head(), known.config.now())
    standing = known.placing.standing(document_of, generation, reading.as_at, reading.known_at)
    return Found(
        answer,
        [_result(hit, standing) for hit in answer.hits if hit.pid in standing],
        _choices(answer.facets.get("kind", {}), question.kinds, {kind: kinds.LABELS[kind][1] for kind in Kind}),
        _choices(answer.facets.get("topic", {}), question.topics, {}),
        behind=not level,
        first=_promoted(question, reading) if question.page == 1 else None,
    )


def _promoted(question: Asked, reading: Reading) -> Promoted | None:
    found = searchwords.promoted(question.words, reading)
    if found is None:
        return None
    edition = found.edition if isinstance(found, Standing) else found
    ref = (found.label if isinstance(found, Standing) else "") or edition.document.ref
    url = address(found.pid, found) if isinstance(found, Standing) else document_link(*_named(edition))
    return Promoted(edition.document.kind, edition.title, edition.summary, url, ref)


def _named(edition: Edition) -> tuple[Kind, str]:
    return edition.document.kind, edition.document.slug


def marked(fragments: Sequence[Fragment]) -> Markup:
    """An excerpt with its words marked; every piece is escaped by itself."""
    pieces = (f"<mark>{escape(one.text)}</mark>" if one.marked else str(escape(one.text)) for one in fragments)
    return Markup("".join(pieces))  # noqa: S704 - every piece is escaped


def _result(hit: Hit, standing: Mapping[str, Standing]) -> Result:
    here = standing[hit.pid]
    edition = here.edition
    return Result(
        hit.kind,
        hit.title,
        address(hit.pid, here),
        here.number,
        " › ".join(hit.headings),
        marked(hit.excerpt),
        edition.ordinal,
        edition.basis,
        edition.force,
        edition.in_force_from,
        edition.in_force_to,
        here.label or edition.document.ref,
        [Other(standing[pid].number, address(pid, standing[pid])) for pid in hit.others if pid in standing],
        link(f"{BY_KIND[hit.kind].name}.history", slug=hit.slug) if hit.history else "",
        hit,
        here,
    )


def address(pid: str, here: Standing) -> str:
    """The place of a paragraph on the page of the edition in force."""
    document = here.edition.document
    return document_link(document.kind, document.slug, fragment(here.anchor, pid))


def _choices(counts: Mapping[str, int], chosen: Sequence[str], labels: Mapping[str, str]) -> list[Choice]:
    names = sorted({*counts, *chosen}, key=lambda name: (-counts.get(name, 0), name))
    words = {name: labels.get(name) or name.replace("-", " ").capitalize() for name in names}
    return [Choice(name, words[name], counts.get(name, 0), name in chosen) for name in names]
