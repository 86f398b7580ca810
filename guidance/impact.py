"""What a draft touches: who depends on the paragraphs that it changes, and who looked whether that is right still."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select

from . import calendar, changes, drafts, identifying, ledger, pointers, rows, saving, tables
from .changes import ParagraphChange
from .contents import check_note
from .errors import NotFoundError, StateError
from .markup import INTERNAL
from .model import Block, Document, Edition, Kind, Paragraph, Person, ReferenceType
from .permissions import Action, require
from .revisions import person_of
from .store import Store
from .workflow import ChangeClass, Draft, Revision


class Outcome(StrEnum):
    """What somebody found who looked at a dependant."""

    STILL_RIGHT = "still_right"
    TO_MEND = "to_mend"


@dataclass(frozen=True)
class Tick:
    """Somebody looked at a dependant beside the words that its target has now."""

    outcome: Outcome
    note: str
    person: Person
    at: datetime


@dataclass(frozen=True)
class Dependant:
    """An edition that is or will be in force and leans on what the draft changes.

    `pid` is what it leans on: a paragraph, with all that stands under it if it is a heading, or with "" the document.
    `sources` are its own paragraphs that do; none where its facts do.
    """

    edition: Edition
    type: ReferenceType
    pid: str
    sources: tuple[str, ...]
    ticked: Tick | None


@dataclass(frozen=True)
class Impact:
    """The paragraphs that change in more than form, and who depends on them."""

    touched: tuple[ParagraphChange, ...]
    dependants: tuple[Dependant, ...]

    @property
    def unticked(self) -> tuple[Dependant, ...]:
        """Those that nobody has looked at since their target changed last."""
        return tuple(one for one in self.dependants if one.ticked is None)


def impact(store: Store, person: Person, draft_id: int) -> Impact:
    """What the newest revision touches, compared to the base edition."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        return of_revision(db, draft, drafts.head(db, draft), store.now())


def tick(
    store: Store, person: Person, draft_id: int, dependant_id: int, pid: str, outcome: Outcome, note: str = ""
) -> None:
    """Say of a document that depends on a paragraph (or with no pid on the draft's document) whether it is right still.

    It counts while the target keeps its words. Raises NotFoundError where the document does not depend on it.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        head, now = drafts.head(db, draft), store.now()
        found = of_revision(db, draft, head, now)
        if not any((one.edition.document.id, one.pid) == (dependant_id, pid) for one in found.dependants):
            raise NotFoundError("That document does not depend on what the draft changes there.")
        if issues := check_note(note):
            raise StateError(f"{issues[0].message}.")
        if outcome is Outcome.TO_MEND and not note.strip():
            raise StateError("Say what has to be mended.")
        target = _Text(head, drafts.paragraphs(db, draft, head)).hash_of(pid)
        values = {"dependant_id": dependant_id, "pid": pid, "text_hash": target, "outcome": outcome}
        own = {"draft_id": draft_id, "note": note.strip(), "person_id": person.id, "at": now}
        db.execute(insert(tables.tick).values(**values, **own))
        ledger.append(db, person, now, "draft.dependant_ticked", f"draft:{draft_id}", values)


def of_revision(db: Connection, draft: Draft, revision: Revision, now: datetime) -> Impact:
    """What one revision touches, and the ticks that count for its words."""
    base_id = drafts.base_edition(db, draft)
    if base_id is None:
        return Impact((), ())
    found = identifying.paragraph_changes(db, draft, revision)
    touched = tuple(one for one in found if _is_touched(one))
    base = rows.paragraphs(db, base_id)
    new = _Text(revision, drafts.paragraphs(db, draft, revision))
    retitled = db.scalar(select(tables.edition.c.title).where(tables.edition.c.id == base_id)) != revision.content.title
    targets = _targets(touched, _Text(revision, base), new) | ({""} if touched or retitled else set())
    ticks = _ticks(db, draft, new)
    dependants = _dependants(db, base_id, base, targets, ticks, now)
    return Impact(touched, tuple(dependants))


class _Text:
    """The public paragraphs of one text, and what stands under each heading."""

    def __init__(self, revision: Revision, paragraphs: Sequence[Paragraph]) -> None:
        self._title = revision.content.title
        self._paragraphs = [one for one in paragraphs if INTERNAL not in one.classes]
        self.under: dict[str, list[Paragraph]] = {}
        over: list[Paragraph] = []
        for one in self._paragraphs:
            if one.block is Block.HEADING:
                over = [*(heading for heading in over if heading.level < one.level), one]
            self.under[one.pid] = [one]
            for heading in over:
                if heading is not one:
                    self.under[heading.pid].append(one)

    def hash_of(self, pid: str) -> str:
        """The hash of the words that a dependant on the paragraph (with "": on the document) leans on."""
        told = self.under.get(pid, []) if pid else self._paragraphs
        words = ["" if pid else self._title, *(one.text_hash for one in told)]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _is_touched(change: ParagraphChange) -> bool:
    either = change.new or change.old
    weighs = changes.weight(change.change_class) >= changes.weight(ChangeClass.CLARIFICATION)
    return weighs and either is not None and INTERNAL not in either.classes


def _targets(touched: Iterable[ParagraphChange], base: _Text, new: _Text) -> set[str]:
    """The paragraphs of the base that changed, or under which something did."""
    pids = {one.pid for one in touched}
    return {
        pid
        for pid, own in base.under.items()
        if not pids.isdisjoint(one.pid for one in (*own, *new.under.get(pid, ())))
    }


def _dependants(
    db: Connection,
    base_id: int,
    base: Sequence[Paragraph],
    targets: set[str],
    ticks: Mapping[tuple[int, str], Tick],
    now: datetime,
) -> list[Dependant]:
    document = _document(db, base_id)
    named = pointers.names(db, document, base, drafts.EVER)
    wanted = {name: pid for name, pid in named.items() if pid in targets}
    pointing = [row for row in _references(db, document.kind, wanted) if row.document_id != document.id]
    standing = _standing(db, {row.document_id for row in pointing}, now)
    grouped: defaultdict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in pointing:
        if row.edition_id in standing:
            grouped[row.document_id, wanted[row.to_slug, row.to_anchor]].append(row)
    found: list[Dependant] = []
    for (document_id, pid), own in grouped.items():
        newest = max(own, key=lambda row: standing[row.edition_id].ordinal).edition_id
        last = [row for row in own if row.edition_id == newest]
        sources = tuple(sorted({row.pid for row in last if row.pid}))
        said = ReferenceType(min(row.type for row in last))
        found.append(Dependant(standing[newest], said, pid, sources, ticks.get((document_id, pid))))
    return sorted(found, key=lambda one: (one.edition.document.kind, one.edition.title.casefold(), one.pid))


def _document(db: Connection, edition_id: int) -> Document:
    own = tables.edition.c
    document_id = db.execute(select(own.document_id).where(own.id == edition_id)).scalar_one()
    return rows.timelines_of(db, drafts.EVER, [document_id])[0].document


def _references(db: Connection, kind: Kind, wanted: Mapping[tuple[str, str], str]) -> list[Any]:
    own = tables.reference.c
    found = db.execute(
        select(own.edition_id, tables.edition.c.document_id, own.type, own.pid, own.to_slug, own.to_anchor)
        .join_from(tables.reference, tables.edition, own.edition_id == tables.edition.c.id)
        .where(own.to_kind == kind, own.to_slug.in_({slug for slug, _ in wanted}))
    )
    return [row for row in found if (row.to_slug, row.to_anchor) in wanted]


def _standing(db: Connection, document_ids: Iterable[int], now: datetime) -> dict[int, Edition]:
    """The editions of the documents that are in force or will be, embargoed ones too, by id."""
    today = calendar.today(now)
    wanted = [
        (one, span.edition)
        for one in rows.timelines_of(db, drafts.EVER, document_ids)
        for span in one.spans
        if span.to_date is None or span.to_date > today
    ]
    return {one.id: one for one in rows.editions(db, wanted, today)}


def _ticks(db: Connection, draft: Draft, text: _Text) -> dict[tuple[int, str], Tick]:
    """The newest tick of each dependant that was made beside the words that its target has in the text."""
    own, person = tables.tick.c, tables.person.c
    about = [person[name].label(f"person_{name}") for name in ("id", "email", "name", "role", "active")]
    found = db.execute(
        select(own.dependant_id, own.pid, own.text_hash, own.outcome, own.note, own.at, *about)
        .join_from(tables.tick, tables.person, own.person_id == person.id)
        .where(own.draft_id == draft.id)
        .order_by(own.id)
    )
    return {
        (row.dependant_id, row.pid): Tick(Outcome(row.outcome), row.note, person_of(row, "person"), row.at)
        for row in found
        if row.text_hash == text.hash_of(row.pid)
    }
