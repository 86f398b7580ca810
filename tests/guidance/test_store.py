"""The store: a clear refusal for what is no database, guards on what is published, and no update lost."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from guidance import ledger, tables
from guidance.errors import StoreError
from guidance.model import OPERATOR
from guidance.store import Store, migrate, open_store, system_clock
from tests.factories import Clock, document, edition, publish
from tests.guidance import scene
from tests.guidance.histories import IN_MEMORY
from tests.guidance.recording import everything

AT = datetime(2026, 1, 1, tzinfo=UTC)
DOCUMENT = document(editions=[edition(body="## One\n\nSee [Bree](authority:r-v-bree).")])


def address(folder: Path, name: str = "kb.sqlite") -> str:
    return f"sqlite:///{folder / name}"


def test_a_missing_database_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"no database at .*kb\.sqlite\. Make one with: kb init"):
        open_store(address(tmp_path), Clock())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"no database " * 500, b"SQLite format 3\0" + b"\xff" * 5_000])
def test_a_file_that_is_no_database_is_refused_and_left_alone(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match="cannot be read"):
        open_store(address(tmp_path), Clock())
    assert (tmp_path / "kb.sqlite").read_bytes() == content


def test_a_file_that_is_no_database_is_not_migrated_but_refused(tmp_path: Path) -> None:
    content = b"no database " * 500
    (tmp_path / "kb.sqlite").write_bytes(content)
    store = open_store(address(tmp_path), Clock(), must_exist=False)
    with pytest.raises(StoreError):
        migrate(store)
    assert (tmp_path / "kb.sqlite").read_bytes() == content


def test_an_empty_file_has_no_schema_and_is_told_to_be_made_ready(tmp_path: Path) -> None:
    (tmp_path / "kb.sqlite").touch()
    with pytest.raises(StoreError, match=r"schema version none, this program needs .* Run: kb init"):
        open_store(address(tmp_path), Clock())


@pytest.mark.parametrize("version", ["0000_older", "9999_newer"])
def test_a_database_of_another_version_is_refused(version: str, store: Store, tmp_path: Path) -> None:
    with store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    with pytest.raises(StoreError, match=f"schema version {version}, this program needs"):
        open_store(address(tmp_path), Clock())


def test_a_database_of_a_newer_version_is_not_migrated_but_refused_with_a_sentence(store: Store) -> None:
    with store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999_newer'"))
    with pytest.raises(StoreError):
        migrate(store)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Store]:
    """A policy team's database, with rows in every table that is only ever added to."""
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        scene.build(Path(folder))
        made = open_store(address(Path(folder)), Clock())
        yield made
        made.close()


@pytest.mark.parametrize("table", tables.APPEND_ONLY)
@pytest.mark.parametrize(
    "act", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"]
)
def test_what_is_published_can_be_neither_changed_nor_removed(table: str, act: str, recorded: Store) -> None:
    column = next(iter(tables.metadata.tables[table].columns)).name
    before = everything(recorded)
    assert before[table], f"nothing in {table}: the test would prove nothing; put it into tests/guidance/scene.py"
    with pytest.raises(DBAPIError, match=f"{table} is append-only"), recorded.writing() as db:
        db.execute(text(act.format(table, column)))
    assert everything(recorded) == before


def test_what_is_written_while_reading_is_not_kept(store: Store) -> None:
    with store.reading() as db:
        ledger.append(db, OPERATOR, AT, "did", "thing:1", {})
    with store.reading() as db:
        assert ledger.head(db).seq == 0


def test_reading_sees_one_state_while_somebody_writes(store: Store) -> None:
    with store.reading() as db:
        assert ledger.head(db).seq == 0
        if db.execute(text("PRAGMA journal_mode")).scalar() != "wal":
            pytest.skip("this SQLite is too old for the write-ahead log: writers wait for readers")
        with store.writing() as other:
            ledger.append(other, OPERATOR, AT, "did", "thing:1", {})
        assert ledger.head(db).seq == 0
    with store.reading() as db:
        assert ledger.head(db).seq == 1


def test_a_connection_has_foreign_keys_and_the_settings_that_keep_data(store: Store) -> None:
    with store.reading() as db:
        found = {
            name: db.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("foreign_keys", "synchronous", "trusted_schema")
        }
    assert found == {"foreign_keys": 1, "synchronous": 2, "trusted_schema": 0}
    with pytest.raises(IntegrityError), store.writing() as db:
        db.execute(text("INSERT INTO paragraph VALUES ('p', 99)"))


def test_an_instant_is_kept_to_the_microsecond_and_in_order_and_one_without_a_zone_is_refused(store: Store) -> None:
    with store.writing() as db:
        for seq, year in enumerate((202, 1999, 2026), 1):
            at = datetime(year, 1, 1, 9, 0, 0, 1, tzinfo=UTC)
            assert ledger.append(db, OPERATOR, at, "did", "thing:1", {}) == seq
        rows = db.execute(tables.event.select().order_by(tables.event.c.at)).all()
        with pytest.raises(StatementError, match="time zone"):
            ledger.append(db, OPERATOR, datetime(2026, 1, 1), "did", "thing:1", {})  # noqa: DTZ001
    assert [row.at.year for row in rows] == [202, 1999, 2026]
    assert rows[0].at.microsecond == 1


WRITES = 40


def append_many(folder: Path, errors: list[BaseException]) -> None:
    try:
        store = open_store(address(folder), system_clock)
        for number in range(WRITES):
            with store.writing() as db:
                ledger.append(db, OPERATOR, store.now(), "did", f"thing:{number}", {})
        store.close()
    except BaseException as error:
        errors.append(error)


def whole(store: Store, events: int) -> bool:
    with store.reading() as db:
        return ledger.first_broken(db) is None and ledger.head(db).seq == events


def test_threads_that_write_at_once_lose_no_update(store: Store, tmp_path: Path) -> None:
    errors: list[BaseException] = []
    threads = [threading.Thread(target=append_many, args=(tmp_path, errors)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert whole(store, 3 * WRITES)


def test_processes_that_write_at_once_lose_no_update(store: Store, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.guidance.test_store import append_many; errors = [];"
        "append_many(Path(sys.argv[1]), errors); sys.exit(repr(errors) if errors else 0)"
    )
    root = Path(__file__).parents[2]
    processes = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=root) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    assert whole(store, 2 * WRITES)


def test_the_epoch_changes_whenever_anybody_commits_and_only_then(store: Store, tmp_path: Path) -> None:
    def seen_elsewhere() -> int | None:
        with ThreadPoolExecutor(1) as other:
            return other.submit(store.epoch).result()

    seen_elsewhere()
    before = store.epoch()
    with store.reading() as db:
        ledger.head(db)
    assert store.epoch() == before
    publish(open_store(address(tmp_path), Clock()), tmp_path, [DOCUMENT])
    after = store.epoch()
    assert after != before
    assert seen_elsewhere() != before
