"""A data folder filled as an operator fills one: the database loaded from a pack, the index caught up with it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from guidance import people
from guidance.importing import load_pack
from guidance.model import OPERATOR, Edition, Role
from guidance.published import Library
from guidance.store import Store, open_store
from indexer.index import Index
from kb import commands
from kb.config import Config, load

EMAIL, PASSWORD = "reader@example.org", "measured beside named peers"
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Filled:
    """A data folder that can be served, and what filling it cost. Times in seconds, sizes in megabytes."""

    name: str
    config: Config
    documents: int
    editions: int
    units: int
    load: float
    index: float
    database: float
    index_size: float


@dataclass(frozen=True)
class Pages:
    """Addresses of pages to ask for: one of the middle size, the largest, and every one of the kind."""

    typical: str
    largest: str
    every: tuple[str, ...]


def fill(name: str, folder: Path, pack: Path) -> Filled:
    """Load the pack into a new data folder, index it and add one reader."""
    config = load({"KB_DATA": str(folder), "KB_SECRET_KEY": "only-for-a-benchmark"})
    store = commands.make_store(config)
    started = time.perf_counter()
    loaded = load_pack(store, OPERATOR, pack)
    load_seconds = time.perf_counter() - started
    people.add_person(store, OPERATOR, EMAIL, "Robin Reader", Role.READER, PASSWORD)
    index, library = Index.open(config.index_folder), Library(store)
    started = time.perf_counter()
    index.catch_up(library)
    index_seconds = time.perf_counter() - started
    status = index.status(library)
    store.close()
    database = sum(path.stat().st_size for path in folder.glob("kb.sqlite*"))
    return Filled(
        name,
        config,
        loaded.documents,
        loaded.editions,
        status.units,
        load_seconds,
        index_seconds,
        database / MEGABYTE,
        status.bytes / MEGABYTE,
    )


def opened(filled: Filled) -> tuple[Store, Library, Index]:
    """The store (to be closed), the library and the index of a filled folder."""
    store = open_store(filled.config.database_url, filled.config.now)
    return store, Library(store), Index.open(filled.config.index_folder)


def on_port(filled: Filled, port: int) -> Filled:
    """The same, to be served on another port."""
    return replace(filled, config=replace(filled.config, port=port))


def pages(library: Library, found: list[Edition]) -> Pages:
    """Addresses of the guidance among the editions, by the size of what they say."""
    sized = sorted((sum(len(one.html) for one in library.paragraphs(edition)), edition.id) for edition in found)
    slugs = {edition.id: edition.document.slug for edition in found}
    by_size = [f"/guidance/{slugs[key]}" for _, key in sized]
    return Pages(by_size[len(by_size) // 2], by_size[-1], tuple(by_size))
