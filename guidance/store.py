"""The door to the database: connections, transactions and migrations. SQLite by default, PostgreSQL by address."""

from __future__ import annotations

import importlib
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError

from .errors import StateError, StoreError

WAL_SAFE = (3, 51, 3)
"""First SQLite without the write-ahead-log reset corruption (fixed on 13 March 2026)."""

MIGRATIONS = Path(__file__).parent / "migrations"


def sqlite_module() -> ModuleType:
    """The newest SQLite at hand: the `pysqlite3` wheel where there is one, else Python's own."""
    try:
        return importlib.import_module("pysqlite3")
    except ImportError:
        return sqlite3


class Store:
    """A database with its clock. `reading()` and `writing()` are the only ways to a connection.

    `clock` returns the present instant, aware and in UTC; it is passed in so that tests and demonstrations can
    stand at another date.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime]) -> None:
        self.engine = engine
        self.now = clock
        self._only_to_read = False
        self._watch = threading.local()
        self._epoch = 0
        self._epoch_lock = threading.Lock()

    def standing_at(self, instant: datetime) -> Store:
        """The same database seen with the clock at another instant; refuses to be written."""
        seen = Store(self.engine, lambda: instant)
        seen._only_to_read = True
        return seen

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the database; nothing that is written in it is kept."""
        with self.engine.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that holds the write lock from its start; kept whole, or not at all on any error."""
        if self._only_to_read:
            raise StateError("What is seen as at another time can only be read.")
        with self.engine.connect().execution_options(kb_write=True) as db, db.begin():
            if self.engine.dialect.name == "postgresql":
                db.execute(text("SELECT pg_advisory_xact_lock(7106501)"))
            yield db

    def epoch(self) -> int | None:
        """A number that has changed if anybody committed anything; None where the database cannot tell.

        What was read while it was n is still so while it is n. SQLite tells in a few microseconds.
        """
        if self.engine.dialect.name != "sqlite":
            return None
        watch = self._watch
        if not hasattr(watch, "connection"):
            watch.connection = sqlite_module().connect(self.engine.url.database, timeout=10)
            watch.seen = None
        version = watch.connection.execute("PRAGMA data_version").fetchone()[0]
        # The number means something to its own connection only, so what threads share is how often any saw it change.
        if version != watch.seen:
            watch.seen = version
            with self._epoch_lock:
                self._epoch += 1
        return self._epoch

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def open_store(url: str | URL, clock: Callable[[], datetime], *, must_exist: bool = True) -> Store:
    """The store at `url`, checked to be of this version's schema unless `must_exist` is off (to `migrate` it).

    Raises StoreError with the command that helps when the database is missing, older, newer or not a database.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        if must_exist and not Path(address.database or "").is_file():
            raise StoreError(f"There is no database at {address.database}. Make one with: kb init")
        engine = _sqlite_engine(address)
    else:
        engine = create_engine(address, hide_parameters=True, pool_pre_ping=True)
    store = Store(engine, clock)
    if must_exist:
        _require_current_schema(store)
    return store


def migrate(store: Store) -> None:
    """Bring the database to this version's schema, in one transaction per migration. Safe to repeat."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    try:
        with store.engine.connect().execution_options(kb_write=True) as db, db.begin():
            config.attributes["connection"] = db
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise StoreError(
            f"The database cannot be brought to this version: {error.orig}. Nothing was changed."
        ) from error
    except CommandError as error:
        raise StoreError("The database was made by a newer version of this program. Install that version.") from error


def schema_versions(store: Store) -> tuple[str | None, str | None]:
    """The schema version that the database has and the one that this program needs."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    with store.reading() as db:
        return MigrationContext.configure(db).get_current_revision(), scripts.get_current_head()


def _require_current_schema(store: Store) -> None:
    try:
        has, needs = schema_versions(store)
    except DatabaseError as error:
        raise StoreError(f"The database cannot be read: {error.orig}. Restore a backup, or start anew.") from error
    if has != needs:
        raise StoreError(f"The database has schema version {has or 'none'}, this program needs {needs}. Run: kb init")


def _sqlite_engine(url: URL) -> Engine:
    module = sqlite_module()
    engine = create_engine(url, module=module, hide_parameters=True, connect_args={"timeout": 10})
    journal = "WAL" if tuple(module.sqlite_version_info) >= WAL_SAFE else "DELETE"

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            # INSERT OR REPLACE removes rows, and the guards of append-only tables must see it.
            "recursive_triggers=ON",
            "busy_timeout=10000",
            f"journal_mode={journal}",
            "synchronous=FULL",
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "mmap_size=0",
            "secure_delete=ON",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(db: Connection) -> None:
        # The driver's own transactions start too late: two readers that both go on to write would lose an update.
        db.exec_driver_sql("BEGIN IMMEDIATE" if db.get_execution_options().get("kb_write") else "BEGIN")

    return engine


def system_clock() -> datetime:
    """The present instant. The only clock; `kb.config` chooses between this and a fixed one."""
    return datetime.now(UTC)
