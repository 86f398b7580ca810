"""What every request needs, made once for each process: the store, the library, the index and short memories."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import TypeVar, cast

from flask import current_app, g

from guidance import people
from guidance.changes import ParagraphChange
from guidance.compare import Row
from guidance.ledger import Head
from guidance.model import Edition
from guidance.people import Visit
from guidance.published import Library
from guidance.store import Store, open_store
from indexer.index import Index

from .config import Config
from .placing import Placing
from .shelves import Shelf
from .usage import Usage

Thing = TypeVar("Thing")
Compared = tuple[tuple[Row, ...], tuple[ParagraphChange, ...]]
MOST_VISITS = 1_000
REMEMBERED = 10_000_000
"""Characters of pages that one process keeps."""
COMPARED = 8_000
"""Paragraphs of comparisons that one process keeps, about 2 kB each."""


class Memory:
    """Pages that stay right until something is published, or an embargo ends.

    The ledger's head says when anything was recorded, and the instants of embargoes are known beforehand, so an
    answer is never older than what the store would say.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._seq = -1
        self._embargoes: list[datetime] = []
        self._pages = Shelf(REMEMBERED)

    def generation(self, head: Head, now: datetime) -> str:
        """A name for all that is published at this moment; another one as soon as any of it changes."""
        with self._lock:
            if self._seq != head.seq:
                self._embargoes = self._library.embargoes()
                self._pages.clear()
                self._seq = head.seq
            return f"{head.hash[:12]}.{bisect_right(self._embargoes, now)}"

    def next_change(self, now: datetime) -> datetime | None:
        """The next instant at which an embargo ends, if one is known."""
        with self._lock:
            place = bisect_right(self._embargoes, now)
            return self._embargoes[place] if place < len(self._embargoes) else None

    def page(self, key: Hashable, make: Callable[[], Thing], size: Callable[[Thing], int]) -> Thing:
        """The remembered page for the key, or what `make` gives. The key holds the generation."""
        return self._pages.get(key, make, size)


class Visits:
    """Who holds which sign-in, remembered until anybody writes anything to the database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._epoch: int | None = None
        self._known: dict[str | None, Visit] = {}

    def of(self, token: str | None) -> Visit:
        """The visit of whoever holds the token, as `people.visit` would say now."""
        epoch = self._store.epoch()
        if epoch is None:
            return people.visit(self._store, token)
        if self._epoch != epoch or len(self._known) >= MOST_VISITS:
            self._known, self._epoch = {}, epoch
        known = self._known
        if token not in known:
            visit = people.visit(self._store, token)
            if self._store.epoch() != epoch:
                return visit
            known[token] = visit
        return known[token]


class Services:
    """The product's parts as the web application uses them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.store: Store = open_store(config.database_url, config.now)
        self.library = Library(self.store)
        self.index = Index.open(config.index_folder)
        self.memory = Memory(self.library)
        self.visits = Visits(self.store)
        self.placing = Placing(self.library)
        self.usage = Usage(config.data, config.search_log_days)
        self._compared = Shelf(COMPARED)
        self._level_with = ""
        self._to_come: dict[datetime, Services] = {}

    def standing_at(self, instant: datetime) -> Services:
        """The same parts as they will be at an instant to come, to be read only.

        Embargoes that end by then have ended. What they held is indexed apart, so that no other search can meet it.
        """
        if instant not in self._to_come:
            to_come = copy(self)
            to_come.config = replace(self.config, now=lambda: instant)
            to_come.store = Store(self.store.engine, to_come.config.now)
            to_come.library = Library(to_come.store)
            to_come.memory = Memory(to_come.library)
            to_come.placing = Placing(to_come.library)
            to_come.index = Index.open(self.config.data / "preview-index")
            to_come._level_with = ""
            self._to_come = {instant: to_come}
        return self._to_come[instant]

    def compared(self, before: Edition, after: Edition) -> Compared:
        """The redline of two editions of a document and the class of each change, kept: editions never change.

        Whoever has the editions was shown them by the library, and what is kept says no more than they do.
        """

        def make() -> Compared:
            rows, changes = self.library.comparison(before, after)
            return tuple(rows), tuple(changes)

        key = (before.id, before.content_hash, after.id, after.content_hash)
        return self._compared.get(key, make, lambda made: len(made[0]))

    def level_with(self, head: Head) -> bool:
        """Let the index catch up with all that is published by now, unless this process did that already."""
        generation = self.memory.generation(head, self.config.now())
        if self._level_with != generation and self.index.catch_up(self.library):
            self._level_with = generation
        return self._level_with == generation


def services() -> Services:
    """The services of the application that answers this request; in a preview, as they will be then."""
    if "to_come" in g:
        return cast("Services", g.to_come)
    return cast("Services", current_app.extensions["kb"])
