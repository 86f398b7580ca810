"""The world of the web tests: built once, read by all; a test that changes anything takes a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kb import world
from tests.kb.client import Browser
from tests.kb.shell import Shell
from tests.kb.world import World


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a world that nobody may change."""
    return world.build(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="session")
def site(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world to read: its clock stands still and nothing is published in it."""
    opened = world.open_world(world.copy(built, tmp_path_factory.mktemp("site")))
    yield opened
    opened.store.close()


@pytest.fixture(scope="session")
def reader_cookie(site: World) -> str:
    """The cookie of a reader who has signed in; making one costs a tenth of a second."""
    return site.signed_in().cookie()


@pytest.fixture
def reader(site: World, reader_cookie: str) -> Browser:
    """A reader's browser on the world to read."""
    return site.browser().with_cookie(reader_cookie)


@pytest.fixture
def visitor(site: World) -> Browser:
    """A browser that nobody has signed in with."""
    return site.browser()


@pytest.fixture
def own(built: Path, tmp_path: Path) -> Iterator[World]:
    """A world of the test's own, to publish in and to move the clock of."""
    opened = world.open_world(world.copy(built, tmp_path))
    yield opened
    opened.store.close()


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A terminal on a machine without a database."""
    return Shell(tmp_path, monkeypatch)


@pytest.fixture
def ready(shell: Shell) -> Shell:
    """A terminal on a machine with an empty database."""
    shell.done("init")
    return shell
