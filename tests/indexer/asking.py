"""Questions put to an index in one line, and the small world that most of its tests stand in."""

from __future__ import annotations

from datetime import UTC, date, datetime

from guidance.published import Library
from indexer.answers import Answer, Question
from indexer.index import Index

TODAY = date(2026, 1, 1)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def ask(index: Index, library: Library, words: str, as_at: date = TODAY, known_at: datetime = NOW) -> Answer:
    return index.search(Question(words, as_at, known_at, per_page=100), library)


def slugs(index: Index, library: Library, words: str) -> list[str]:
    return [hit.slug for hit in ask(index, library, words).hits]


def bodies(number: int) -> list[str]:
    return [f"## Heading {number}\n\nReports of delay {number}.\n\nOther words about consent, number {number}."]
