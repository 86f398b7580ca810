"""What publishing and finding cannot be faster than: SQLite alone, given the same rows and words ready made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from guidance.store import Store, sqlite_module

_OF_EDITION = {
    "edition": "SELECT * FROM edition WHERE id = ?",
    "edition_paragraph": "SELECT * FROM edition_paragraph WHERE edition_id = ?",
    "paragraph": "SELECT * FROM paragraph WHERE first_edition_id = ?",
    "force_period": "SELECT * FROM force_period WHERE edition_id = ?",
    "event": "SELECT event.* FROM event JOIN edition ON event.seq = edition.event_seq WHERE edition.id = ?",
    "text": "SELECT * FROM text WHERE hash IN (SELECT text_hash FROM edition_paragraph WHERE edition_id = ?1 "
    "EXCEPT SELECT text_hash FROM edition_paragraph WHERE edition_id < ?1)",
    "rendering": "SELECT * FROM rendering WHERE text_hash IN (SELECT text_hash FROM edition_paragraph WHERE "
    "edition_id = ?1 EXCEPT SELECT text_hash FROM edition_paragraph WHERE edition_id < ?1)",
}
"""The rows that an edition adds, by table."""
_WORDS = "CREATE VIRTUAL TABLE words USING fts5(document UNINDEXED, title, body, tokenize = 'porter unicode61')"
_STANDING = """
SELECT edition.document_id, edition.title, rendering.plain FROM edition_paragraph AS place
JOIN edition ON edition.id = place.edition_id
JOIN rendering ON rendering.text_hash = place.text_hash AND rendering.block = place.block
"""

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


class Floor:
    """A database without a key, an index or a trigger, as durable as ours; and FTS5 over all paragraphs beside it."""

    def __init__(self, path: Path, store: Store) -> None:
        self._source: Any = sqlite_module().connect(store.engine.url.database)
        self._db: Any = sqlite_module().connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self._db.execute(f"PRAGMA {pragma}")
        for table in _OF_EDITION:
            names = [row[1] for row in self._source.execute(f"PRAGMA table_info({table})")]
            self._db.execute(f"CREATE TABLE {table} ({', '.join(names)})")
        self._db.execute(_WORDS)
        self._db.executemany("INSERT INTO words VALUES (?, ?, ?)", self._source.execute(_STANDING).fetchall())

    def __enter__(self) -> Floor:
        return self

    def __exit__(self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._db.close()
        self._source.close()

    def rows(self, edition_id: int) -> Rows:
        """What the edition added."""
        return {table: self._source.execute(told, (edition_id,)).fetchall() for table, told in _OF_EDITION.items()}

    def paragraphs(self, edition_id: int) -> Sequence[tuple[Any, ...]]:
        """Document, title and words of each of its paragraphs."""
        found: Sequence[tuple[Any, ...]] = self._source.execute(
            f"{_STANDING} WHERE edition.id = ?", (edition_id,)
        ).fetchall()
        return found

    def write(self, rows: Rows) -> None:
        """All of them in one transaction, synced once."""
        self._db.execute("BEGIN IMMEDIATE")
        for table, own in rows.items():
            if own:
                self._db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(own[0]))})", own)
        self._db.execute("COMMIT")

    def find(self, paragraphs: Sequence[tuple[Any, ...]], word: str) -> int:
        """Put the paragraphs of a document in the place of those that it had, and ask for a word."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("DELETE FROM words WHERE document = ?", (paragraphs[0][0],))
        self._db.executemany("INSERT INTO words VALUES (?, ?, ?)", paragraphs)
        self._db.execute("COMMIT")
        asked = "SELECT title FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT 10"
        return len(self._db.execute(asked, (word,)).fetchall())
