"""The policy team at work, for tests of what follows: drafts written, submitted and approved through the acts."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from guidance import drafting, drafts, impact, ledger, publishing, reviewing, tables
from guidance.model import Basis, Edition, Kind, Paragraph, Person, Role
from guidance.planning import Plan
from guidance.published import Library
from guidance.store import Store, open_store
from guidance.workflow import Content
from tests.factories import NOW, Clock, a_person, make_store
from tests.guidance.histories import IN_MEMORY

TODAY = NOW.date()


@dataclass(frozen=True)
class Desk:
    """Three people and what they do."""

    store: Store
    author: Person
    reviewer: Person
    publisher: Person

    @property
    def library(self) -> Library:
        return Library(self.store)

    def written(self, body: str, slug: str = "myths", title: str = "A title", kind: Kind = Kind.GUIDANCE) -> int:
        """A draft with the words, on the document if it is there."""
        words = Content(title, "", body, {})
        with self.store.reading() as db:
            there = drafts.newest_edition(db, kind, slug)
        if there is None:
            return drafting.start_new(self.store, self.author, kind, slug, "", [], words)
        made = drafting.start(self.store, self.author, kind, slug)
        drafting.save(self.store, self.author, made, 1, words)
        return made

    def head(self, draft_id: int) -> int:
        return drafts.draft(self.store, self.author, draft_id).head

    def approved(self, body: str, slug: str = "myths", basis: Basis = Basis.FINAL, **parts: Any) -> int:
        """A draft with the words, submitted by its author and approved by the reviewer."""
        made = self.written(body, slug, **parts)
        self.approve(made, basis)
        return made

    def approve(self, draft_id: int, basis: Basis = Basis.FINAL) -> None:
        found = drafts.draft(self.store, self.author, draft_id)
        if basis is not found.basis:
            drafting.set_details(self.store, self.author, draft_id, found.ref, found.topics, basis)
        for one in impact.impact(self.store, self.author, draft_id).unticked:
            ticked = impact.Outcome.STILL_RIGHT
            impact.tick(self.store, self.author, draft_id, one.edition.document.id, one.pid, ticked)
        reviewing.submit(self.store, self.author, draft_id, self.head(draft_id), "Why.", "Reasons.")
        reviewing.approve(self.store, self.reviewer, draft_id, self.head(draft_id), "")

    def draft_paragraphs(self, draft_id: int) -> list[Paragraph]:
        """Of the newest revision, internal ones too."""
        with self.store.reading() as db:
            found = drafts.find(db, draft_id)
            return drafts.paragraphs(db, found, drafts.head(db, found))

    def publish(self, draft_id: int, commences: date = TODAY, **parts: Any) -> int:
        basis = drafts.draft(self.store, self.author, draft_id).basis
        plan = Plan(commences, basis, **parts)
        return publishing.publish(self.store, self.publisher, draft_id, self.head(draft_id), plan)

    def published(self, body: str, slug: str = "myths", commences: date = TODAY, **parts: Any) -> int:
        """The ordinal of an edition with the words."""
        plan = {name: parts.pop(name) for name in ("visible_from", "reason") if name in parts}
        return self.publish(self.approved(body, slug, **parts), commences, **plan)

    def edition(self, ordinal: int, slug: str = "myths", as_at: date = TODAY) -> Edition:
        return self.library.edition(Kind.GUIDANCE, slug, ordinal, as_at)

    def paragraphs(self, ordinal: int, slug: str = "myths") -> list[Paragraph]:
        return self.library.paragraphs(self.edition(ordinal, slug))

    def in_force(self, slug: str = "myths", as_at: date = TODAY, known_at: datetime | None = None) -> int | None:
        """The ordinal of the edition in force."""
        found = self.library.resolve(Kind.GUIDANCE, slug, as_at, known_at).edition
        return found.ordinal if found else None

    def seq(self) -> int:
        with self.store.reading() as db:
            return ledger.head(db).seq

    def last_event(self) -> Mapping[str, Any]:
        with self.store.reading() as db:
            return dict(db.execute(select(tables.event).order_by(tables.event.c.seq.desc()).limit(1)).one()._mapping)


@cache
def _ready_database() -> tuple[bytes, list[Person]]:
    """A database with the people in it. To hash a password takes as long as all else in a test."""
    with tempfile.TemporaryDirectory() as folder:
        store = make_store(Path(folder))
        people = [a_person(store, role) for role in (Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER)]
        store.close()
        return (Path(folder) / "kb.sqlite").read_bytes(), people


@contextmanager
def desk(clock: Clock) -> Iterator[Desk]:
    """A desk over a database of its own, with nothing published yet."""
    whole, people = _ready_database()
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as folder:
        path = Path(folder) / "kb.sqlite"
        path.write_bytes(whole)
        store = open_store(f"sqlite:///{path}", clock)
        try:
            yield Desk(store, *people)
        finally:
            store.close()
