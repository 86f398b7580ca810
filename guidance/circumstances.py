"""What is told of an edition beside its words: how its paragraphs came to be, what changed, how it was published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, or_, select

from . import changes, compare, rows, tables
from .answers import Consultation, Emergency
from .changes import ParagraphChange
from .compare import Row as Compared
from .model import Document, Edition
from .pulled import Pulled
from .workflow import ChangeClass, Lineage, LineageType

_Place = tuple[datetime, int]
"""Where an edition stands among all, in the order in which they could be read."""

_LINEAGE, _EDITION, _FORCE = tables.lineage.c, tables.edition.c, tables.force_period.c
_PIDS: BindParameter[str] = bindparam("pids", expanding=True)
_KNOWN_AT: BindParameter[datetime] = bindparam("known_at")
_BEGINS = (
    select(_FORCE.from_date)
    .where(_FORCE.edition_id == _EDITION.id, _FORCE.recorded_at <= _KNOWN_AT)
    .order_by(_FORCE.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("begins")
)
_SAID = (
    select(*(_LINEAGE[name] for name in ("id", "type", "pid", "other_pid", "reason", "edition_id")))
    .add_columns(_EDITION.published_at, _BEGINS)
    .join_from(tables.lineage, tables.edition, _LINEAGE.edition_id == _EDITION.id)
    .where(or_(_LINEAGE.pid.in_(_PIDS), _LINEAGE.other_pid.in_(_PIDS)), _EDITION.published_at <= _KNOWN_AT)
)
_STOOD = (
    select(tables.edition_paragraph.c.pid, tables.edition_paragraph.c.edition_id)
    .add_columns(_EDITION.published_at, _BEGINS)
    .join_from(tables.edition_paragraph, tables.edition, tables.edition_paragraph.c.edition_id == _EDITION.id)
    .where(tables.edition_paragraph.c.pid.in_(_PIDS), _EDITION.published_at <= _KNOWN_AT)
)


class Circumstances(Pulled):
    """The part of the library about editions rather than their words. Nothing embargoed or internal is in it."""

    def lineage_after(
        self, edition: Edition, pid: str, as_at: date, known_at: datetime | None = None
    ) -> list[list[Lineage]]:
        """How paragraphs came of one and of each other, said after `edition`: edition by edition, begun by the date.

        Of a paragraph that stands again in a later one it is not said that it went.
        """
        known = {"known_at": self._known(known_at)}
        stood: defaultdict[str, list[Row[Any]]] = defaultdict(list)
        said: dict[int, Row[Any]] = {}
        seen, waiting = set(), {pid}
        with self.store.reading() as db:
            # Each round asks about all the paragraphs that the one before led to; mostly there is but one more.
            while waiting:
                seen |= waiting
                for row in db.execute(_STOOD, {"pids": list(waiting), **known}):
                    stood[row.pid].append(row)
                public = [one for one in waiting if one in stood]
                said |= {row.id: row for row in db.execute(_SAID, {"pids": public, **known})}
                waiting = {one for row in said.values() for one in (row.pid, row.other_pid) if one} - seen
        found: dict[_Place, list[Lineage]] = {}
        for _, row in sorted(said.items()):
            one = Lineage(LineageType(row.type), row.pid, row.other_pid, row.reason)
            begun = _begun(row, as_at) and _place(row) > (edition.published_at, edition.id)
            if begun and {one.pid, one.other} - {""} <= stood.keys() and not _came_back(row, stood, as_at):
                found.setdefault(_place(row), []).append(one)
        return [told for _, told in sorted(found.items())]

    def emergency(self, edition: Edition, known_at: datetime | None = None) -> Emergency | None:
        """Whether an edition was published in an emergency, and whether somebody else had reviewed it by `known_at`."""
        own = tables.emergency.c
        with self.store.reading() as db:
            row = db.execute(
                select(own.reason, own.at, own.reviewed_at).where(own.edition_id == edition.id)
            ).one_or_none()
        if row is None:
            return None
        reviewed = row.reviewed_at is not None and row.reviewed_at <= self._known(known_at)
        return Emergency(row.reason, row.at, row.reviewed_at if reviewed else None)

    def consultation(self, document: Document, as_at: date, known_at: datetime | None = None) -> Consultation | None:
        """The consultation on a document open as at the date, as stated by `known_at`; of several the newest."""
        open_then = [one for one in self.consultations(document, known_at) if one.opens <= as_at <= one.closes]
        return open_then[-1] if open_then else None

    def consultations(self, document: Document, known_at: datetime | None = None) -> list[Consultation]:
        """Every consultation on a document as it had been stated last by `known_at`, in the order of their opening."""
        with self.store.reading() as db:
            stated = rows.consultations(db, document.id, self._known(known_at))
        latest = {one.id: one for one in stated}
        return sorted(latest.values(), key=lambda one: (one.opens, one.id))

    def changes(self, edition: Edition, before: Edition) -> list[ParagraphChange]:
        """What became of each paragraph between two editions of a document; classes that were raised count."""
        with self.store.reading() as db:
            return changes_between(db, before, edition)

    def comparison(self, before: Edition, after: Edition) -> tuple[list[Compared], list[ParagraphChange]]:
        """The redline of two editions of a document, and what became of each paragraph, as `changes` has it."""
        with self.store.reading() as db:
            old, new = rows.paragraphs(db, before.id), rows.paragraphs(db, after.id)
            raised = _raised(db, after.document.id, *sorted((before.ordinal, after.ordinal)))
        return compare.redline(old, new), changes.changes(old, new, raised)

    def _known(self, known_at: datetime | None) -> datetime:
        now = self.store.now()
        return now if known_at is None else min(known_at, now)


def changes_between(db: Connection, before: Edition, edition: Edition) -> list[ParagraphChange]:
    """What became of each paragraph between two editions of a document; classes that were raised count."""
    old, new = rows.paragraphs(db, before.id), rows.paragraphs(db, edition.id)
    return changes.changes(old, new, _raised(db, edition.document.id, *sorted((before.ordinal, edition.ordinal))))


def _place(row: Row[Any]) -> _Place:
    return row.published_at, row.edition_id


def _begun(row: Row[Any], as_at: date) -> bool:
    return row.begins is not None and row.begins <= as_at


def _came_back(said: Row[Any], stood: Mapping[str, Sequence[Row[Any]]], as_at: date) -> bool:
    """Whether a paragraph that is said to have gone stood again later."""
    if said.type == LineageType.SPLIT_FROM:
        return False
    gone = said.pid if said.type == LineageType.REPLACED_BY else said.other_pid
    return any(_begun(one, as_at) and _place(one) > _place(said) for one in stood[gone])


def _raised(db: Connection, document_id: int, after: int, until: int) -> dict[str, ChangeClass]:
    """The classes raised in the editions after one ordinal and up to another; the heaviest of several."""
    own, edition = tables.raised_class.c, tables.edition.c
    found = db.execute(
        select(own.pid, own.change_class)
        .join_from(tables.raised_class, tables.edition, own.edition_id == edition.id)
        .where(edition.document_id == document_id, edition.ordinal > after, edition.ordinal <= until)
    )
    heaviest: dict[str, ChangeClass] = {}
    for pid, told in found:
        raised = ChangeClass(told)
        heaviest[pid] = changes.raise_to(heaviest.get(pid, raised), raised)
    return heaviest
