"""The world that tests stand in: a database in a folder of its own. Things in it are made with `tests.factories`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from guidance.store import Store
from tests.factories import Clock, make_store

# A busy machine is no bug: nothing here is a timed test.
settings.register_profile("kb", deadline=None)
settings.load_profile("kb")


@pytest.fixture
def clock() -> Clock:
    """A clock that the test can set."""
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """An empty database."""
    made = make_store(tmp_path, clock)
    yield made
    made.close()
