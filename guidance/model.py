"""The nouns, as frozen records. Nothing here reads a database, a clock or a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a document is; the names used in packs, the API and the database."""

    GUIDANCE = "guidance"
    CASE_STUDY = "case_study"
    TERM = "term"
    SITE = "site"
    AUTHORITY = "authority"
    PRACTICE_NOTE = "practice_note"


class Basis(StrEnum):
    """The standing of an edition: in use while consulted on, settled, or mending an earlier one."""

    INTERIM = "interim"
    FINAL = "final"
    CORRECTION = "correction"


class Force(StrEnum):
    """Where an edition stands at a date; derived from force periods, never stored."""

    PROSPECTIVE = "prospective"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Block(StrEnum):
    """The form of a paragraph."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    QUOTE = "quote"
    DEFINITIONS = "definitions"
    CODE = "code"


class ReferenceType(StrEnum):
    """What a link between documents or paragraphs says."""

    CITES = "cites"
    ILLUSTRATES = "illustrates"
    DEFINES = "defines"
    DEPENDS_ON = "depends_on"


class Role(StrEnum):
    """What a person may do; see `permissions`."""

    READER = "reader"
    AUTHOR = "author"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class Issue:
    """A person's mistake: the field it is in and a sentence that says how to mend it."""

    field: str
    message: str


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, or the operator at the command line (`id` 0)."""

    id: int
    email: str
    name: str
    role: Role
    active: bool = True


OPERATOR = Person(0, "operator", "Operator", Role.ADMINISTRATOR)
"""Whoever runs the command line on the server; has the database anyway."""


@dataclass(frozen=True)
class Document:
    """The thread that stays the same through all its editions."""

    id: int
    kind: Kind
    slug: str
    ref: str
    topics: tuple[str, ...]


@dataclass(frozen=True)
class ForcePeriod:
    """One append-only statement: `edition` is in force from `from_date` until `to_date` (exclusive; None: open).

    Recorded at an instant: before `recorded_at` nobody knew of it. For one edition the latest statement counts.
    `replacement` says of an end what to use instead, such as `guidance:consent`.
    """

    edition: int
    from_date: date
    to_date: date | None
    recorded_at: datetime
    reason: str = ""
    replacement: str = ""


@dataclass(frozen=True)
class Span:
    """An edition (by ordinal) in force on every day `from_date <= day < to_date` (None: with no end yet known)."""

    edition: int
    from_date: date
    to_date: date | None
    reason: str = ""
    replacement: str = ""

    def covers(self, day: date) -> bool:
        """Whether `day` falls within the span."""
        return self.from_date <= day and (self.to_date is None or day < self.to_date)


@dataclass(frozen=True)
class Edition:
    """One numbered, published, unchanging version of a document, with its force at the date asked about.

    `force_reason` and `replacement` are those of the statement of force that counts, for readers.
    """

    id: int
    document: Document
    ordinal: int
    basis: Basis
    title: str
    summary: str
    change_note: str
    facts: Mapping[str, Any]
    content_hash: str
    published_at: datetime
    force: Force
    in_force_from: date | None
    in_force_to: date | None
    force_reason: str = ""
    replacement: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A block of text in its place in one edition; `pid` is the same wherever and whenever it stands."""

    pid: str
    position: int
    block: Block
    level: int
    number: str
    anchor: str
    classes: tuple[str, ...]
    ref: str
    text_hash: str
    plain: str
    html: str


@dataclass(frozen=True)
class Reference:
    """A typed link out of one paragraph (or, with `pid` empty, out of the document's facts)."""

    type: ReferenceType
    pid: str
    kind: Kind
    slug: str
    anchor: str
