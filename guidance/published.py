"""The read model: what is published, as at any date and as known at any instant. It cannot return anything else.

Every question takes `as_at` (a civil date in London: valid time) and `known_at` (an instant: record time; None means
now). What is recorded for a later instant, an embargoed publication, is not there yet, in any answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, bindparam, select

from . import force, pointers, rows, tables
from .answers import Consultation, Cursor, Emergency, Placed, Resolution, Standing
from .circumstances import Circumstances
from .errors import NotFoundError
from .model import (
    Edition,
    Force,
    ForcePeriod,
    Kind,
    Paragraph,
    Reference,
    ReferenceType,
)
from .units import Unit

__all__ = ["Consultation", "Cursor", "Emergency", "Library", "Placed", "Resolution", "Standing", "Unit"]


_PLACES = select(
    tables.edition_paragraph.c.pid,
    tables.edition_paragraph.c.edition_id,
    tables.edition_paragraph.c.number,
    tables.edition_paragraph.c.anchor,
    tables.edition_paragraph.c.label,
).where(
    tables.edition_paragraph.c.pid.in_(bindparam("pids", expanding=True)),
    tables.edition_paragraph.c.edition_id.in_(bindparam("ids", expanding=True)),
)


class Library(Circumstances):
    """Answers questions about what is published. Holds no state but the store; safe to share between threads."""

    # One document

    def resolve(self, kind: Kind, slug: str, as_at: date, known_at: datetime | None = None) -> Resolution:
        """The edition in force, or why there is none. Raises NotFoundError if nothing of that name is published."""
        known = self._known(known_at)
        with self.store.reading() as db:
            found = rows.timeline(db, kind, slug, known)
            span = force.at(found.spans, as_at)
            edition = rows.edition(db, found, span.edition, as_at) if span else None
        ended = [one for one in found.spans if one.to_date and one.to_date <= as_at]
        return Resolution(
            document=found.document,
            as_at=as_at,
            known_at=known,
            spans=found.spans,
            edition=edition,
            first_in_force=found.spans[0].from_date if found.spans else None,
            withdrawn_reason=ended[-1].reason if ended and edition is None else "",
            replacement=ended[-1].replacement if ended and edition is None else "",
        )

    def edition(self, kind: Kind, slug: str, ordinal: int, as_at: date, known_at: datetime | None = None) -> Edition:
        """One edition for ever, with its force as at the date. Raises NotFoundError if it is not published."""
        with self.store.reading() as db:
            return rows.edition(db, rows.timeline(db, kind, slug, self._known(known_at)), ordinal, as_at)

    def editions(self, kind: Kind, slug: str, as_at: date, known_at: datetime | None = None) -> list[Edition]:
        """All editions of a document that were published by `known_at`, newest first."""
        with self.store.reading() as db:
            found = rows.timeline(db, kind, slug, self._known(known_at))
            return rows.editions(db, [(found, one) for one in sorted(found.edition_ids, reverse=True)], as_at)

    def statements(self, kind: Kind, slug: str, known_at: datetime | None = None) -> list[ForcePeriod]:
        """Every statement of force recorded about a document by `known_at`, oldest first."""
        with self.store.reading() as db:
            found = rows.timeline(db, kind, slug, self._known(known_at))
        return sorted(found.periods, key=lambda period: (period.recorded_at, period.edition))

    def paragraphs(self, edition: Edition) -> list[Paragraph]:
        """The paragraphs of an edition in reading order."""
        with self.store.reading() as db:
            return rows.paragraphs(db, edition.id)

    def references(self, edition: Edition) -> list[Reference]:
        """Where an edition points to, in the order of its text."""
        columns = tables.reference.c
        with self.store.reading() as db:
            found = db.execute(select(tables.reference).where(columns.edition_id == edition.id).order_by(columns.id))
            return [
                Reference(ReferenceType(row.type), row.pid, Kind(row.to_kind), row.to_slug, row.to_anchor)
                for row in found
            ]

    def referring(
        self, edition: Edition, paragraphs: Sequence[Paragraph], as_at: date, known_at: datetime | None = None
    ) -> list[tuple[Edition, ReferenceType, str]]:
        """Who points to an edition: others in force that name its document, or a paragraph by anchor or label.

        Each with the type of its reference and the pid that it names (empty: the document as a whole). A paragraph
        that went over from another document is found by its old name too.
        """
        document = edition.document
        with self.store.reading() as db:
            named = pointers.names(db, document, paragraphs, self._known(known_at))
            found = pointers.to_any(db, document.kind, named)
            documents = tables.document.c.id.in_({row.document_id for row in found})
            current = {one.id: one for one in self._in_force(db, as_at, known_at, documents)}
        pointing = {(row.edition_id, row.type, named[row.to_slug, row.to_anchor]) for row in found}
        told = [(current[one], ReferenceType(said), pid) for one, said, pid in pointing if one in current]
        return sorted(told, key=lambda one: (one[0].document.kind, one[0].title.casefold(), one[1], one[2]))

    def follow(
        self, targets: Iterable[pointers.Target], as_at: date, known_at: datetime | None = None
    ) -> dict[pointers.Target, Standing]:
        """Where each target stands in force as at the date, be it in another document by now; others are left out."""
        with self.store.reading() as db:
            named = pointers.pids(db, targets, self._known(known_at))
        standing = self.standing([pid for _, pid in named], as_at, known_at)
        found: dict[pointers.Target, Standing] = {}
        for target, pid in named:
            here = standing.get(pid)
            # A label says what bears it now. An anchor names a paragraph, whatever anchor that has by now.
            if here and (here.label == target[2] if not target[1] else target not in found or here.anchor == target[2]):
                found[target] = here
        return found

    # Many documents

    def in_force(
        self, kind: Kind | None, as_at: date, known_at: datetime | None = None, topic: str = ""
    ) -> list[Edition]:
        """The edition in force of every document (of one kind, on one topic), by title."""
        where = [tables.document.c.kind == kind] if kind else []
        with self.store.reading() as db:
            found = self._in_force(db, as_at, known_at, *where)
        chosen = (one for one in found if not topic or topic in one.document.topics)
        return sorted(chosen, key=lambda one: (one.title.casefold(), one.document.slug))

    def in_force_of(
        self, names: Iterable[tuple[Kind, str]], as_at: date, known_at: datetime | None = None
    ) -> list[Edition]:
        """The editions in force of the documents named by kind and slug; one that has none is left out."""
        document = tables.document.c
        wanted = set(names)
        named = document.slug.in_({slug for _, slug in wanted})
        with self.store.reading() as db:
            found = self._in_force(db, as_at, known_at, named) if wanted else []
        chosen = (one for one in found if (one.document.kind, one.document.slug) in wanted)
        return sorted(chosen, key=lambda one: (one.title.casefold(), one.document.slug))

    def commencing(self, after: date, limit: int, known_at: datetime | None = None) -> list[Edition]:
        """Editions that are published and come into force after the date, soonest first."""
        return self._by_commencement(after, limit, known_at, coming=True)

    def recent(self, as_at: date, limit: int, known_at: datetime | None = None) -> list[Edition]:
        """The editions that came into force last as at the date, newest first."""
        return self._by_commencement(as_at, limit, known_at, coming=False)

    # One paragraph

    def places(self, pids: Sequence[str], as_at: date, known_at: datetime | None = None) -> dict[str, Placed]:
        """Where each paragraph stands in the edition in force, or else in the newest edition that had it.

        One that no published edition ever had is left out.
        """
        found: dict[str, Placed] = {}
        with self.store.reading() as db:
            for one, held_by in rows.holders(db, pids, self._known(known_at)):
                current = force.at(one.spans, as_at)
                for pid, held in held_by.items():
                    ordinal = current.edition if current and current.edition in held else max(held)
                    placed = _placed(db, rows.edition(db, one, ordinal, as_at), pid)
                    if pid not in found or _weight(placed) > _weight(found[pid]):
                        found[pid] = placed
        return found

    def standing(
        self,
        pids: Sequence[str],
        as_at: date,
        known_at: datetime | None = None,
        document_ids: Collection[int] = (),
    ) -> dict[str, Standing]:
        """The edition in force, number, anchor and label of each paragraph that stands in it as at the date; cheap.

        Who knows which documents the paragraphs stand in names them, and spares the search for them.
        """
        if not document_ids:
            with self.store.reading() as db:
                document_ids = rows.documents_of(db, pids)
        return self.standing_in(pids, self.current(document_ids, as_at, known_at).values())

    def current(self, document_ids: Iterable[int], as_at: date, known_at: datetime | None = None) -> dict[int, Edition]:
        """The edition in force of each of the documents, by the id of the document; one that has none is left out."""
        with self.store.reading() as db:
            found = rows.timelines_of(db, self._known(known_at), document_ids)
            wanted = [(one, span.edition) for one in found if (span := force.at(one.spans, as_at))]
            return {edition.document.id: edition for edition in rows.editions(db, wanted, as_at)}

    def standing_in(self, pids: Collection[str], editions: Iterable[Edition]) -> dict[str, Standing]:
        """Number, anchor and label of each of the paragraphs that stands in one of the editions."""
        by_id = {edition.id: edition for edition in editions}
        with self.store.reading() as db:
            places = db.execute(_PLACES, {"pids": list(pids), "ids": list(by_id)})
            return {
                row.pid: Standing(by_id[row.edition_id], row.pid, row.number, row.anchor, row.label) for row in places
            }

    def place(self, pid: str, as_at: date, known_at: datetime | None = None) -> Placed:
        """`places` for one paragraph. Raises NotFoundError where no published edition ever had it."""
        if not (found := self.places([pid], as_at, known_at)):
            raise NotFoundError(f"No published paragraph has the id {pid}.")
        return found[pid]

    def paragraph_history(self, pid: str, as_at: date, known_at: datetime | None = None) -> list[Placed]:
        """The paragraph in every published edition that has it, oldest first. Raises NotFoundError where none has."""
        found: list[Placed] = []
        with self.store.reading() as db:
            for one, held_by in rows.holders(db, [pid], self._known(known_at)):
                for ordinal in held_by.get(pid, ()):
                    found.append(_placed(db, rows.edition(db, one, ordinal, as_at), pid))
        if not found:
            raise NotFoundError(f"No published paragraph has the id {pid}.")
        return sorted(found, key=lambda one: (one.edition.published_at, one.edition.ordinal))

    def _in_force(
        self, db: Connection, as_at: date, known_at: datetime | None, *where: ColumnElement[bool]
    ) -> list[Edition]:
        found = rows.timelines(db, self._known(known_at), *where)
        current = [(one, span.edition) for one in found if (span := force.at(one.spans, as_at))]
        return rows.editions(db, current, as_at)

    def _by_commencement(self, day: date, limit: int, known_at: datetime | None, *, coming: bool) -> list[Edition]:
        with self.store.reading() as db:
            found = [
                (one, span)
                for one in rows.timelines(db, self._known(known_at))
                for span in one.spans
                if (span.from_date > day) is coming
            ]
            found.sort(key=lambda pair: (pair[1].from_date, pair[0].document.kind, pair[0].document.slug))
            chosen = found[:limit] if coming else found[::-1][:limit]
            return rows.editions(db, [(one, span.edition) for one, span in chosen], day)


def _weight(placed: Placed) -> tuple[bool, datetime, int]:
    edition = placed.edition
    return edition.force is Force.IN_FORCE, edition.published_at, edition.ordinal


def _placed(db: Connection, edition: Edition, pid: str) -> Placed:
    for paragraph, over in rows.headings_over(rows.paragraphs(db, edition.id)):
        if paragraph.pid == pid:
            return Placed(edition, paragraph, tuple(one.plain for one in over), tuple(one.pid for one in over))
    raise NotFoundError(f"No published paragraph has the id {pid}.")
