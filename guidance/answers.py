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
    replacement: str = ""

    @property
    def ended(self) -> Span | None:
        """The last time it was in force before the date, if nothing is in force now."""
        before = [one for one in self.spans if one.to_date and one.to_date <= self.as_at]
        return before[-1] if before and self.edition is None else None


@dataclass(frozen=True)
class Placed:
    """A paragraph in the place where it stands, or last stood, with the edition that holds it.

    `under`: the pids of its headings. They stay who they are when they are worded anew.
    """

    edition: Edition
    paragraph: Paragraph
    headings: tuple[str, ...]
    under: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A paragraph by its number, anchor and label (such as M34, or empty) in the edition in force."""

    edition: Edition
    pid: str
    number: str
    anchor: str
    label: str


@dataclass(frozen=True)
class Consultation:
    """A consultation on an edition (by ordinal), as it was stated last. Open on days `opens <= day <= closes`.

    `outcome` is empty until somebody has said what came of it.
    """

    id: int
    edition: int
    title: str
    opens: date
    closes: date
    note: str
    outcome: str
    recorded_at: datetime


@dataclass(frozen=True)
class Emergency:
    """That an edition was published before anybody else had reviewed it, and whether somebody has since."""

    reason: str
    at: datetime
    reviewed_at: datetime | None
