"""What those ask who follow what is published from outside, such as an index: what changed since, in what words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import bindparam, exists, select

from . import ledger, tables, units
from .answers import Cursor
from .store import Store
from .units import Unit

_WORDS = select(tables.rendering.c.text_hash, tables.rendering.c.plain).where(
    tables.rendering.c.text_hash.in_(bindparam("hashes", expanding=True)),
    # A text is stored once, whoever has it: what stands in no public paragraph is nobody's to read.
    exists()
    .where(tables.edition_paragraph.c.text_hash == tables.rendering.c.text_hash)
    .where(tables.edition.c.id == tables.edition_paragraph.c.edition_id)
    .where(tables.edition.c.published_at <= bindparam("now")),
)


class Pulled:
    """The part of the library that others pull from. Nothing embargoed is in it."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def head(self) -> ledger.Head:
        """The newest event: while it stays the same, so does every answer for the same instant."""
        with self.store.reading() as db:
            return ledger.head(db)

    def cursor(self) -> Cursor:
        """The present place."""
        return self.changed_since(None, ids=False)[0]

    def knows(self, cursor: Cursor) -> bool:
        """Whether the cursor was given by this database with the history that it has now."""
        if cursor.seq == 0:
            return True
        with self.store.reading() as db:
            found = db.scalar(select(tables.event.c.hash).where(tables.event.c.seq == cursor.seq))
        return found == cursor.hash

    def changed_since(self, cursor: Cursor | None, *, ids: bool = True) -> tuple[Cursor, tuple[int, ...]]:
        """The present place, and the ids of the documents that changed since `cursor` (None: all there are).

        An embargo that ended in between counts as a change, although nobody did anything then.
        """
        now = self.store.now()
        with self.store.reading() as db:
            newest = ledger.head(db)
            here = Cursor(newest.seq, now, newest.hash)
            if not ids:
                return here, ()
            period = tables.force_period.c
            visible = select(period.document_id).where(period.recorded_at <= now)
            if cursor is None:
                found = set(db.scalars(visible))
            else:
                changed = select(tables.document.c.id).where(tables.document.c.changed_seq > cursor.seq)
                found = set(db.scalars(changed)) | set(db.scalars(visible.where(period.recorded_at > cursor.at)))
        return here, tuple(sorted(found))

    def embargoes(self) -> list[datetime]:
        """The instants to come at which something already recorded becomes public, soonest first."""
        recorded = tables.force_period.c.recorded_at
        with self.store.reading() as db:
            return sorted(db.scalars(select(recorded).where(recorded > self.store.now()).distinct()))

    def units(self, document_ids: Sequence[int]) -> Iterator[Unit]:
        """All units of the documents, one document after the other; nothing that is embargoed."""
        now = self.store.now()
        for document_id in document_ids:
            with self.store.reading() as db:
                yield from units.of_document(db, document_id, now)

    def words(self, text_hashes: Sequence[str]) -> dict[str, str]:
        """The plain words of texts, by hash; of those that stand only where no reader may look, none."""
        with self.store.reading() as db:
            found = db.execute(_WORDS, {"hashes": list(text_hashes), "now": self.store.now()})
            return {row.text_hash: row.plain for row in found}
