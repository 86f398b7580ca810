"""The starter content for a whole run: read once by each worker, loaded and indexed once for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guidance import packs
from guidance.importing import load_pack
from guidance.model import OPERATOR
from guidance.packs import PackDocument
from guidance.published import Library
from guidance.store import open_store
from indexer.index import Index
from tests.content.pages import STARTER, Page, pages
from tests.factories import Clock, make_store


@pytest.fixture(scope="session")
def documents() -> list[PackDocument]:
    """The documents of the starter content."""
    return packs.read(STARTER)


@pytest.fixture(scope="session")
def every(documents: list[PackDocument]) -> list[Page]:
    """Every edition that ever was in force."""
    return pages(documents)


@pytest.fixture(scope="session")
def current(every: list[Page]) -> list[Page]:
    """The last edition of each document."""
    return [one for one in every if one.is_last]


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The starter content published in a database."""
    folder = _once(_shared(tmp_path_factory) / "starter", _load)
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", Clock())
    yield Library(store)
    store.close()


@pytest.fixture(scope="session")
def index(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """A real index over the starter content."""
    return Index.open(_once(_shared(tmp_path_factory) / "index", lambda folder: Index.open(folder).rebuild(library)))


def _load(folder: Path) -> None:
    store = make_store(folder)
    load_pack(store, OPERATOR, STARTER)
    store.close()


def _shared(factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of one run have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def _once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder as `make` fills it, made by whichever worker comes first; the others wait for it."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".part")
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder
