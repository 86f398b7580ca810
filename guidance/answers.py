"""What the library answers with, beside editions and paragraphs. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .model import Document, Edition, Paragraph, Span


@dataclass(frozen=True)
class Cursor:
    """A place in the ledger: its number, the instant it was read at, and the hash of that event."""

    seq: int
    at: datetime
    hash: str


@dataclass(frozen=True)
class Resolution:
    """The answer to: what was in force? `edition` is None where nothing was; the rest says why and what else."""

    document: Document
    as_at: date
    known_at: datetime
    spans: tuple[Span, ...]
    edition: Edition | None
    first_in_force: date | None
    withdrawn_reason: str = ""

    @property
    def ended(self) -> Span | None:
        """The last time it was in force before the date, if nothing is in force now."""
        before = [one for one in self.spans if one.to_date and one.to_date <= self.as_at]
        return before[-1] if before and self.edition is None else None


@dataclass(frozen=True)
class Placed:
    """A paragraph in the place where it stands, or last stood, with the edition that holds it."""

    edition: Edition
    paragraph: Paragraph
    headings: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A paragraph by its number, anchor and label (such as M34, or empty) in the edition in force."""

    edition: Edition
    pid: str
    number: str
    anchor: str
    label: str
