"""A published world and an index that is level with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance.published import Library
from indexer.index import Index
from tests.factories import document, make_library
from tests.indexer.asking import bodies


@pytest.fixture
def world(tmp_path: Path) -> tuple[Library, Index]:
    _, library = make_library(tmp_path, [document(f"d{number}", bodies(number)) for number in range(4)])
    index = Index.open(tmp_path / "index")
    assert index.catch_up(library)
    return library, index
