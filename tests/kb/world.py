"""The small world that the web tests stand in: a site over `tests.kb.content`, its people and its clock."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from guidance import people
from guidance.citation import cite
from guidance.importing import load_pack
from guidance.model import OPERATOR, Kind, Paragraph, Role
from guidance.published import Library
from guidance.store import Store, migrate, open_store
from indexer.index import Index
from kb.app import create_app
from kb.config import Config
from tests.factories import Clock, write_pack
from tests.kb.client import Browser
from tests.kb.content import documents

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
EMBARGO_ENDS = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PASSWORD = "a long enough password"
READER, SECOND, AUTHOR = "reader@example.org", "second@example.org", "author@example.org"
COLLEAGUE, REVIEWER, PUBLISHER = "colleague@example.org", "reviewer@example.org", "publisher@example.org"


@dataclass(frozen=True)
class World:
    """A site with its clock: the application, what is published in it, and the folder it lives in."""

    folder: Path
    clock: Clock
    app: Flask

    @property
    def store(self) -> Store:
        store: Store = self.app.extensions["kb"].store
        return store

    @property
    def library(self) -> Library:
        library: Library = self.app.extensions["kb"].library
        return library

    def browser(self) -> Browser:
        """A browser that nobody has signed in with."""
        return Browser(self.app)

    def signed_in(self, email: str = READER) -> Browser:
        browser = self.browser()
        browser.sign_in(email, PASSWORD)
        return browser

    def publish(self, *documents: Mapping[str, Any]) -> None:
        load_pack(self.store, OPERATOR, write_pack(self.folder / "later.jsonl", documents))

    def paragraph(self, slug: str, words: str, ordinal: int, kind: Kind = Kind.GUIDANCE) -> Paragraph:
        """The first paragraph of an edition that has the words."""
        found = self.library.edition(kind, slug, ordinal, NOW.date())
        return next(one for one in self.library.paragraphs(found) if words in one.plain)

    def citation(self, slug: str, words: str, ordinal: int, as_at: str) -> str:
        """`KB:…` for that paragraph."""
        found = self.paragraph(slug, words, ordinal)
        return str(cite(found.pid, date.fromisoformat(as_at), found.text_hash))


def config(folder: Path, clock: Clock, **changes: Any) -> Config:
    """The configuration of a site that lives in the folder."""
    told: dict[str, Any] = {
        "data": folder,
        "database_url": f"sqlite:///{folder / 'kb.sqlite'}",
        "secret_key": "a secret for tests only, of no worth to anybody",
        "host": "127.0.0.1",
        "port": 5000,
        "workers": 1,
        "trusted_hosts": (),
        "demo_password": "",
        "secure_cookies": False,
        "now": clock,
    }
    return Config(**(told | changes))


def build(folder: Path) -> Path:
    """The world's database, people and index, made in the folder."""
    clock = Clock(NOW)
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", clock, must_exist=False)
    migrate(store)
    load_pack(store, OPERATOR, write_pack(folder / "world.jsonl", documents()))
    for email, name, role in (
        (READER, "Robin Reader", Role.READER),
        (SECOND, "Sam Second", Role.READER),
        (AUTHOR, "Asha Author", Role.AUTHOR),
        (COLLEAGUE, "Cleo Colleague", Role.AUTHOR),
        (REVIEWER, "Rhys Reviewer", Role.REVIEWER),
        (PUBLISHER, "Pat Publisher", Role.PUBLISHER),
    ):
        people.add_person(store, OPERATOR, email, name, role, PASSWORD)
    Index.open(folder / "index").catch_up(Library(store))
    store.close()
    return folder


def open_world(folder: Path, **changes: Any) -> World:
    """A site over what `build` made."""
    clock = Clock(NOW)
    return World(folder, clock, create_app(config(folder, clock, **changes)))


def copy(built: Path, folder: Path) -> Path:
    """A copy of a built world, to be changed at will."""
    return Path(shutil.copytree(built, folder / "world"))
