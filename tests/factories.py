"""Makes worlds for tests through the product's own acts: a database, what is published in it, and a clock to set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from guidance import drafting, people
from guidance.importing import load_pack
from guidance.model import OPERATOR, Kind, Person, Role
from guidance.published import Library
from guidance.store import Store, migrate, open_store
from guidance.workflow import Content

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def edition(ordinal: int = 1, body: str = "Some words.", **parts: Any) -> dict[str, Any]:
    """One edition as a pack has it; the n-th is published and in force on 1 January of the year 2019 + n."""
    year = 2019 + ordinal
    return {
        "ordinal": ordinal,
        "basis": "final",
        "title": "A title",
        "summary": "",
        "body": body,
        "facts": {},
        "published_at": f"{year}-01-01T09:00:00Z",
        "in_force_from": f"{year}-01-01",
        "change_note": "",
        **parts,
    }


def document(slug: str = "myths", bodies: Sequence[str] = ("Some words.",), **parts: Any) -> dict[str, Any]:
    """One document as a pack has it, with an edition for each body."""
    editions = [edition(ordinal, body) for ordinal, body in enumerate(bodies, 1)]
    return {
        "format": "kb-pack/1",
        "kind": "guidance",
        "slug": slug,
        "topics": [],
        "editions": editions,
        **parts,
    }


def write_pack(path: Path, documents: Iterable[Mapping[str, Any]]) -> Path:
    """The documents as JSON Lines."""
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents), encoding="utf-8")
    return path


def make_store(folder: Path, clock: Clock | None = None) -> Store:
    """An empty database of this version's schema in the folder."""
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", clock or Clock(), must_exist=False)
    migrate(store)
    return store


def publish(store: Store, folder: Path, documents: Iterable[Mapping[str, Any]]) -> Library:
    """Load the documents, as a pack is loaded, and give the library over them."""
    load_pack(store, OPERATOR, write_pack(folder / "pack.jsonl", documents))
    return Library(store)


def make_library(
    folder: Path, documents: Iterable[Mapping[str, Any]], clock: Clock | None = None
) -> tuple[Store, Library]:
    """An own database with the documents published in it."""
    store = make_store(folder, clock)
    return store, publish(store, folder, documents)


PASSWORD = "a long enough password"


def a_person(store: Store, role: Role = Role.AUTHOR, name: str = "") -> Person:
    """Somebody who can sign in with `PASSWORD`; whoever has no name of their own is called after the role."""
    called = name or role.value.capitalize()
    address = f"{called.lower().replace(' ', '.')}@example.org"
    return people.add_person(store, OPERATOR, address, called, role, PASSWORD)


def a_content(body: str = "Some words.", title: str = "A title", summary: str = "", **facts: Any) -> Content:
    """What an author writes."""
    return Content(title, summary, body, facts)


def a_draft(
    store: Store, person: Person, body: str = "Some words.", slug: str = "new-guidance", kind: Kind = Kind.GUIDANCE
) -> int:
    """A draft of a document that is not there yet; its id."""
    return drafting.start_new(store, person, kind, slug, "", [], a_content(body))
