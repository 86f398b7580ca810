"""The world that tests stand in: a database in a folder of its own. Things in it are made with `tests.factories`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from guidance.store import Store
from tests.factories import Clock, make_store

# A busy machine is no bug: nothing here is a timed test.
settings.register_profile("kb", deadline=None)
# What CI says once it says again; new examples are looked for where somebody is there to look into them.
settings.register_profile("kb-ci", settings.get_profile("kb"), derandomize=True, database=None, print_blob=True)
settings.load_profile("kb-ci" if os.environ.get("CI") == "true" else "kb")


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
