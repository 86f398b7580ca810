"""Changes a database as somebody could who has its file: past the triggers, the foreign keys and the product."""

from __future__ import annotations

from typing import Any

from guidance.store import Store, sqlite_module
from guidance.tables import APPEND_ONLY


def forge(store: Store, *statements: str, **values: Any) -> None:
    """Take the guards off and run the statements, each with the same named values."""
    connection = sqlite_module().connect(store.engine.url.database, timeout=10)
    try:
        for table in APPEND_ONLY:
            for act in ("update", "delete"):
                connection.execute(f"DROP TRIGGER {table}_no_{act}")
        for statement in statements:
            connection.execute(statement, values)
        connection.commit()
    finally:
        connection.close()
