"""Migrations lead from an empty database to exactly the tables that the code knows, and do no harm when repeated."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from guidance import tables
from guidance.store import MIGRATIONS, Store, migrate, schema_versions
from tests.factories import Clock, document, make_store, publish

SCHEMA = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"


def schema(store: Store) -> list[tuple[str, str, str]]:
    with store.reading() as db:
        return [tuple(row) for row in db.execute(text(SCHEMA))]


def test_from_nothing_to_the_newest_makes_exactly_the_tables_of_the_code(store: Store) -> None:
    with store.reading() as db:
        differences = compare_metadata(
            MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True}), tables.metadata
        )
    assert differences == []


def test_a_fresh_database_has_the_schema_version_that_the_program_needs(store: Store) -> None:
    has, needs = schema_versions(store)
    assert has == needs
    assert needs is not None


def test_every_table_that_only_grows_is_guarded_against_both_acts(store: Store) -> None:
    guards = {(name, sql.split(" BEFORE ")[1].split()[0]) for kind, name, sql in schema(store) if kind == "trigger"}
    assert guards == {
        (f"{table}_no_{act.lower()}", act) for table in tables.APPEND_ONLY for act in ("UPDATE", "DELETE")
    }


def test_the_tables_that_may_change_are_named_and_no_others() -> None:
    changing = {"document", "rendering", "person", "sign_in", "emergency", "follow", "digest", "last_read", "mail"}
    # The row that remembers where the ledger ends goes on with it.
    changing |= {"newest_event"}
    changing |= {"draft", "editing", "comment", "fact_check", "release"}
    # A word is gone once it is dealt with; it may be a name.
    changing |= {"unknown_term"}
    # What search uses; the ledger keeps what stood there.
    changing |= {"synonym", "promoted_answer"}
    assert set(tables.metadata.tables) - set(tables.APPEND_ONLY) == changing, (
        "Guard a new table by a trigger (add it to APPEND_ONLY and to its migration), or name it here with a reason."
    )


def test_migrating_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    library = publish(store, tmp_path, [document()])
    before, head = schema(store), library.head()
    migrate(store)
    assert schema(store) == before
    assert library.head() == head


def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    store = make_store(tmp_path, Clock())
    with store.engine.connect().execution_options(kb_write=True) as db, db.begin():
        for (name,) in db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all():
            if name not in {"event", "sqlite_sequence"}:
                db.execute(text("PRAGMA defer_foreign_keys = ON"))
                db.execute(text(f"DROP TABLE {name}"))
    before = schema(store)
    with pytest.raises(Exception, match="event already exists"):
        migrate(store)
    assert schema(store) == before
    store.close()


def test_the_migrations_are_one_line_numbered_in_order() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    story = [script.revision for script in scripts.walk_revisions()][::-1]
    assert len(scripts.get_heads()) == 1
    assert [int(revision[:4]) for revision in story] == list(range(1, len(story) + 1))
    files = sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    assert files == story
