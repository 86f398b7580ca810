"""What is asked of the index and what it answers, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from guidance.model import Kind

from .excerpts import Fragment
from .reasons import Reason
from .thesaurus import NONE, Thesaurus


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
class Place:
    """Where the best paragraph of a document and up to three `others` (pids, best first) stand, and its score."""

    document_id: int
    pid: str
    others: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Answer:
    """`total` counts documents. `facets` maps `kind` and `topic` to names and documents, each without its own filter.

    `suggestion` is the question in another spelling, or empty; `respelt`: what is shown is the answer to that. `notes`
    are sentences for the person who asked. `earlier`: where nothing is found, the last day on which something was.
    """

    total: int
    page: int
    pages: int
    hits: tuple[Hit, ...]
    facets: dict[str, dict[str, int]] = field(default_factory=lambda: {"kind": {}, "topic": {}})
    suggestion: str = ""
    respelt: bool = False
    notes: tuple[str, ...] = ()
    earlier: date | None = None


def nothing(note: str) -> Answer:
    """The answer that has no hits, and says why."""
    return Answer(0, 1, 0, (), notes=(note,))
