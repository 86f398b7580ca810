"""What an act leaves behind: exactly one event, or, where it is refused, nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from guidance import ledger, tables
from guidance.errors import GuidanceError
from guidance.store import Store


@contextmanager
def one_event(store: Store, action: str) -> Iterator[None]:
    """The acts within write one event, of that name."""
    before = _newest(store)
    yield
    assert _newest(store) == (before[0] + 1, action)


@contextmanager
def no_event(store: Store) -> Iterator[None]:
    """The acts within write none."""
    before = _newest(store)
    yield
    assert _newest(store) == before


@contextmanager
def refused(store: Store, error: type[GuidanceError], told: str = "") -> Iterator[None]:
    """The act within raises, with these words in its sentence, and nothing at all is written."""
    before = everything(store)
    with pytest.raises(error, match=told or "."):
        yield
    assert everything(store) == before


def everything(store: Store) -> dict[str, list[Any]]:
    """Every row of every table."""
    with store.reading() as db:
        return {
            name: [tuple(row) for row in db.execute(select(table))] for name, table in tables.metadata.tables.items()
        }


def last_detail(store: Store) -> dict[str, Any]:
    """What the newest event says."""
    own = tables.event.c
    with store.reading() as db:
        detail: dict[str, Any] = db.scalar(select(own.detail).order_by(own.seq.desc()).limit(1))
    return detail


def _newest(store: Store) -> tuple[int, str]:
    own = tables.event.c
    with store.reading() as db:
        seq = ledger.head(db).seq
        return seq, db.scalar(select(own.action).where(own.seq == seq)) or ""
