"""What every request needs, made once for each process: the store, the library, the index and short memories."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import datetime
from threading import Lock
from typing import Any, TypeVar, cast

from flask import current_app

from guidance import people
from guidance.ledger import Head
from guidance.people import Visit
from guidance.published import Library
from guidance.store import Store, open_store
from indexer.index import Index

from .config import Config

Page = TypeVar("Page")
MOST_VISITS = 1_000
REMEMBERED = 16_000_000
"""Characters of pages that one process keeps."""


class Memory:
    """Pages that stay right until something is published, or an embargo ends; the longest unused go first.

    The ledger's head says when anything was recorded, and the instants of embargoes are known beforehand, so an
    answer is never older than what the store would say.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = Lock()
        self._seq = -1
        self._embargoes: list[datetime] = []
        self._pages: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._size = 0

    def generation(self, head: Head, now: datetime) -> str:
        """A name for all that is published at this moment; another one as soon as any of it changes."""
        with self._lock:
            if self._seq != head.seq:
                self._embargoes = self._library.embargoes()
                self._pages.clear()
                self._size = 0
                self._seq = head.seq
            return f"{head.hash[:12]}.{bisect_right(self._embargoes, now)}"

    def next_change(self, now: datetime) -> datetime | None:
        """The next instant at which an embargo ends, if one is known."""
        with self._lock:
            place = bisect_right(self._embargoes, now)
            return self._embargoes[place] if place < len(self._embargoes) else None

    def page(self, key: Hashable, make: Callable[[], Page], size: Callable[[Page], int]) -> Page:
        """The remembered page for the key, or what `make` gives. The key holds the generation."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
                return cast("Page", self._pages[key][0])
        made = make()
        weight = size(made)
        with self._lock:
            if key not in self._pages and weight <= REMEMBERED // 4:
                self._pages[key] = (made, weight)
                self._size += weight
            while self._size > REMEMBERED:
                self._size -= self._pages.popitem(last=False)[1][1]
        return made


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
        self._level_with = ""

    def level_with(self, head: Head) -> bool:
        """Let the index catch up with all that is published by now, unless this process did that already."""
        generation = self.memory.generation(head, self.config.now())
        if self._level_with != generation and self.index.catch_up(self.library):
            self._level_with = generation
        return self._level_with == generation


def services() -> Services:
    """The services of the application that answers this request."""
    return cast("Services", current_app.extensions["kb"])
