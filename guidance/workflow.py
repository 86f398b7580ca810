"""The nouns of the policy team's work, and the ways that an edition goes from draft to published. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from .errors import StateError
from .model import Basis, Kind, Person


class State(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    DISCARDED = "discarded"


class Step(StrEnum):
    """What moves it on."""

    SAVE = "save"
    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    PUBLISH_IN_EMERGENCY = "publish in an emergency"
    DISCARD = "discard"


_OPEN = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED})
_WAYS: dict[Step, tuple[frozenset[State], State]] = {
    Step.SAVE: (_OPEN, State.DRAFT),
    Step.SUBMIT: (frozenset({State.DRAFT}), State.IN_REVIEW),
    Step.RETURN: (frozenset({State.IN_REVIEW, State.APPROVED}), State.DRAFT),
    Step.APPROVE: (frozenset({State.IN_REVIEW}), State.APPROVED),
    Step.PUBLISH: (frozenset({State.APPROVED}), State.PUBLISHED),
    Step.PUBLISH_IN_EMERGENCY: (frozenset({State.DRAFT, State.IN_REVIEW}), State.PUBLISHED),
    Step.DISCARD: (_OPEN, State.DISCARDED),
}

STATES = {
    State.DRAFT: "Draft",
    State.IN_REVIEW: "In review",
    State.APPROVED: "Approved",
    State.PUBLISHED: "Published",
    State.DISCARDED: "Discarded",
}
"""What people read."""


def can(state: State, step: Step) -> bool:
    """Whether a draft in the state can take the step."""
    return state in _WAYS[step][0]


def after(state: State, step: Step) -> State:
    """The state that a step leads to. Raises StateError where it does not lead on from `state`."""
    come_from, to = _WAYS[step]
    if state not in come_from:
        raise StateError(f"A draft that is {STATES[state].lower()} cannot be taken to: {step}.")
    return to


class ChangeClass(StrEnum):
    """What became of a paragraph, as computed from the text; in rising order of weight, see `changes`."""

    UNCHANGED = "unchanged"
    RENUMBERED = "renumbered"
    TYPOGRAPHIC = "typographic"
    MOVED = "moved"
    CLARIFICATION = "clarification"
    SUBSTANTIVE = "substantive"
    NEW = "new"
    WITHDRAWN = "withdrawn"


class LineageType(StrEnum):
    """How a paragraph came to be or to go."""

    SPLIT_FROM = "split_from"
    MERGED_FROM = "merged_from"
    REPLACED_BY = "replaced_by"


@dataclass(frozen=True)
class Lineage:
    """`pid` was split from, took in, or was replaced by `other` (empty: nothing took its place)."""

    type: LineageType
    pid: str
    other: str
    reason: str = ""


@dataclass(frozen=True)
class Candidate:
    """A paragraph of the base that one of the draft may continue, and how alike they are (0 to 100)."""

    pid: str
    likeness: int


@dataclass(frozen=True)
class Identified:
    """One paragraph of a revision: who it is. With `candidates` it is unsure, and waits for the author to settle it."""

    pid: str
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True)
class Identity:
    """Which paragraph is which in one revision, in its order; its lineage; classes that somebody raised, by pid."""

    paragraphs: tuple[Identified, ...] = ()
    lineage: tuple[Lineage, ...] = ()
    raised: Mapping[str, ChangeClass] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """What an author writes. `facts` has the shape of the kind: see `kinds`."""

    title: str
    summary: str
    body: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Draft:
    """A draft edition. `base` is the ordinal of the edition it is aligned with and compared to (0: a new document)."""

    id: int
    kind: Kind
    slug: str
    ref: str
    topics: tuple[str, ...]
    base: int
    basis: Basis
    state: State
    head: int
    title: str
    change_note: str
    reasons: str
    created_by: Person
    created_at: datetime
    changed_at: datetime
    submitted_by: Person | None
    submitted_revision: int | None
    submitted_at: datetime | None
    release_id: int | None
    edition: int | None
    """The ordinal under which it was published."""


@dataclass(frozen=True)
class Revision:
    """One save of a draft, kept. `aside`: somebody else had saved first; it waits to be merged."""

    draft_id: int
    number: int
    author: Person
    at: datetime
    note: str
    based_on: int
    aside: bool
    content: Content
    identity: Identity


@dataclass(frozen=True)
class Release:
    """Editions that commence together. `commences` and `visible_from` are decided when it is published."""

    id: int
    name: str
    state: str
    commences: date | None
    visible_from: datetime | None
    created_by: Person
    created_at: datetime
    published_at: datetime | None
