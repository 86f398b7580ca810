"""How search is used: words and pages counted by day, for the policy team. Off unless it is configured.

There is no person, address or time of day in it, and it is no part of the record: a small database of its own, which
can be deleted at any time. What is older than was configured goes when the next day begins.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from threading import Lock

from guidance.store import sqlite_module

LONGEST = 100
"""Characters of a search that are counted; a longer one is no search for words but something pasted."""
FEWEST = 2
"""Times that words must have been searched for to be shown: what was typed once may be about somebody."""
SHOWN = 50

_TABLES = """
CREATE TABLE IF NOT EXISTS searched
    (day TEXT, words TEXT, found INTEGER, times INTEGER, PRIMARY KEY (day, words, found));
CREATE TABLE IF NOT EXISTS opened
    (day TEXT, kind TEXT, slug TEXT, times INTEGER, PRIMARY KEY (day, kind, slug));
"""
_SEARCHED = "INSERT INTO searched VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
_OPENED = "INSERT INTO opened VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
_IN_VAIN = """
SELECT words, sum(times) FROM searched WHERE NOT found GROUP BY 1 HAVING sum(times) >= ? ORDER BY 2 DESC, 1 LIMIT ?
"""
_FOUND = """
SELECT words, sum(times) FROM searched WHERE found GROUP BY 1 HAVING sum(times) >= ? ORDER BY 2 DESC, 1 LIMIT ?
"""
_PAGES = """
SELECT kind || ':' || slug, sum(times) FROM opened GROUP BY 1 HAVING sum(times) >= ? ORDER BY 2 DESC, 1 LIMIT ?
"""


@dataclass(frozen=True)
class Counted:
    """Words, or `kind:slug`, and how often."""

    name: str
    times: int


@dataclass(frozen=True)
class Used:
    """What was searched for in vain, what most, and which pages were opened from results most; most first."""

    in_vain: Sequence[Counted]
    searched: Sequence[Counted]
    opened: Sequence[Counted]


class Usage:
    """The counts of one data folder. Does nothing where no days are configured; never fails a request."""

    def __init__(self, folder: Path, days: int) -> None:
        self._file, self.days = folder / "usage.sqlite", days
        self._lock = Lock()
        self._swept: date | None = None

    def searched(self, words: str, *, found: bool, today: date) -> None:
        """Count a search."""
        told = " ".join(unicodedata.normalize("NFKC", words).casefold().split())
        if 0 < len(told) <= LONGEST:
            self._count(_SEARCHED, (today.isoformat(), told, int(found)), today)

    def opened(self, kind: str, slug: str, today: date) -> None:
        """Count that a page was opened from results."""
        self._count(_OPENED, (today.isoformat(), kind, slug), today)

    def used(self) -> Used:
        """The counts over the days that are kept."""
        if not self.days or not self._file.is_file():
            return Used((), (), ())
        with self._open() as db:
            return Used(*(_counted(db, asked) for asked in (_IN_VAIN, _FOUND, _PAGES)))

    def _count(self, statement: str, values: Sequence[object], today: date) -> None:
        if not self.days:
            return
        try:
            with self._lock, self._open() as db:
                if self._swept != today:
                    first = (today - timedelta(days=self.days)).isoformat()
                    db.execute("DELETE FROM searched WHERE day < ?", (first,))
                    db.execute("DELETE FROM opened WHERE day < ?", (first,))
                    self._swept = today
                db.execute(statement, values)
        except sqlite_module().Error:
            # A count is not worth an error page.
            return

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        db: sqlite3.Connection = sqlite_module().connect(self._file, timeout=0.5)
        try:
            # Nothing is lost that matters if the machine fails; what is deleted is overwritten.
            db.executescript("PRAGMA synchronous = OFF; PRAGMA secure_delete = ON;" + _TABLES)
            with db:
                yield db
        finally:
            db.close()


def _counted(db: sqlite3.Connection, asked: str) -> list[Counted]:
    return [Counted(*row) for row in db.execute(asked, (FEWEST, SHOWN))]
