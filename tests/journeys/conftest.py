"""A site of its own for each journey, opened over a world that is built once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kb import world
from tests.kb.world import World


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a world that nobody may change."""
    return world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Iterator[World]:
    """The journey's own site."""
    opened = world.open_world(world.copy(built, tmp_path))
    yield opened
    opened.store.close()
