"""Whatever happens to its files or its database, the index notices, answers nothing wrong, and heals."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from guidance.published import Library
from indexer import manifest, search, writing
from indexer.index import LOCK, Index
from indexer.schema import FORMAT, schema
from tests.factories import document, make_library, make_store, publish
from tests.indexer.asking import ask, slugs


def cut_short(index: Index) -> None:
    path = main_file(index)
    path.write_bytes(path.read_bytes()[:-100])


def flip_a_byte(index: Index) -> None:
    path = main_file(index)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def flip_a_byte_of_the_words(index: Index) -> None:
    path = next(index.folder.rglob("*.words"))
    path.write_bytes(path.read_bytes().replace(b"delay", b"dekay"))


def delete_a_file(index: Index) -> None:
    main_file(index).unlink()


def delete_the_table_of_contents(index: Index) -> None:
    next(index.folder.rglob("*.toc")).unlink()


def delete_the_manifest(index: Index) -> None:
    (index.folder / manifest.NAME).unlink()


def garble_the_manifest(index: Index) -> None:
    (index.folder / manifest.NAME).write_text("{")


def falsify_the_manifest(index: Index) -> None:
    path = index.folder / manifest.NAME
    content = json.loads(path.read_text())
    content["cursor"]["seq"] += 1
    path.write_text(json.dumps(content))


def use_another_format(index: Index) -> None:
    path = index.folder / manifest.NAME
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', '"format": 0'))


def delete_everything(index: Index) -> None:
    shutil.rmtree(index.folder)
    index.folder.mkdir()


DAMAGE = [
    cut_short,
    flip_a_byte,
    flip_a_byte_of_the_words,
    delete_a_file,
    delete_the_table_of_contents,
    delete_the_manifest,
    garble_the_manifest,
    falsify_the_manifest,
    use_another_format,
    delete_everything,
]


def main_file(index: Index) -> Path:
    return max(index.folder.rglob("*.seg"), key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("reopened", [True, False], ids=["reopened", "running"])
def test_damage_is_noticed_and_healed(
    world: tuple[Library, Index], damage: Callable[[Index], None], reopened: bool
) -> None:
    library, index = world
    whole = ask(index, library, "delay OR consent")
    damage(index)
    if reopened:
        index = Index.open(index.folder)
    assert not index.status(library).sound
    if reopened:
        assert ask(index, library, "delay OR consent").notes == (search.NO_INDEX,)
    assert index.catch_up(library)
    assert index.status(library).sound
    assert ask(index, library, "delay OR consent") == whole


@dataclass(frozen=True)
class Poison:
    """Makes a file when it is unpickled."""

    made: Path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.made,)


def test_a_poisoned_table_of_contents_is_never_unpickled(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    (build,) = index.folder.glob("build-*")
    generation = manifest.read(index.folder).generation
    next(build.glob("*.toc")).unlink()
    TOC(schema(), [Poison(tmp_path / "poisoned")], generation).write(FileStorage(str(build)), writing.INDEX_NAME)
    fresh = Index.open(index.folder)
    assert ask(fresh, library, "delay").notes == (search.NO_INDEX,)
    assert not fresh.status(library).sound
    assert fresh.catch_up(library)
    assert not (tmp_path / "poisoned").exists()


def test_every_single_byte_that_is_flipped_is_noticed(world: tuple[Library, Index]) -> None:
    library, index = world
    whole = index.status(library)
    for path in (index.folder / manifest.NAME, *next(index.folder.glob("build-*")).iterdir()):
        content = path.read_bytes()
        for place in range(0, len(content), max(len(content) // 60, 1)):
            changed = bytearray(content)
            changed[place] ^= 0x20
            path.write_bytes(changed)
            status = Index.open(index.folder).status(library)
            # In the manifest nothing may have changed but a space between two words of JSON.
            assert not status.sound or (path.name == manifest.NAME and status == whole)
        path.write_bytes(content)


def test_an_index_of_another_database_is_made_anew(world: tuple[Library, Index], tmp_path: Path) -> None:
    _, index = world
    (tmp_path / "other").mkdir()
    _, other = make_library(tmp_path / "other", [document(f"o{number}", ["About ghosting."]) for number in range(9)])
    assert not index.status(other).sound
    with (index.folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not index.catch_up(other)
        assert ask(index, other, "delay").notes == (search.NO_INDEX,)
    assert index.catch_up(other)
    assert len(slugs(index, other, "ghosting")) == 9
    assert slugs(index, other, "delay") == []


def test_an_index_ahead_of_a_restored_database_is_made_anew(world: tuple[Library, Index], tmp_path: Path) -> None:
    library, index = world
    library.store.close()
    shutil.copy(tmp_path / "kb.sqlite", tmp_path / "backup.sqlite")
    publish(library.store, tmp_path, [document("later", ["About ghosting."])])
    assert index.catch_up(library)
    library.store.close()
    for name in ("kb.sqlite", "kb.sqlite-wal", "kb.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup.sqlite", tmp_path / "kb.sqlite")
    restored = Library(make_store(tmp_path))
    assert index.catch_up(restored)
    assert slugs(index, restored, "ghosting") == []
    assert len(slugs(index, restored, "delay")) == 4
