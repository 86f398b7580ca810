"""The ledger: whatever byte of it is changed, the chain says at which event."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from guidance import ledger, tables
from guidance.model import OPERATOR, Person, Role
from guidance.store import Store
from tests.factories import Clock, document, publish
from tests.guidance.forging import forge
from tests.guidance.histories import WITHOUT_SHRINKING, world

COLUMNS = "at actor action subject detail prev hash".split()


def first_broken(store: Store) -> int | None:
    with store.reading() as db:
        return ledger.first_broken(db)


def test_the_chain_of_what_the_product_wrote_is_whole(store: Store, tmp_path: Path) -> None:
    library = publish(store, tmp_path, [document(name) for name in "abc"])
    assert first_broken(store) is None
    assert library.head().seq == 3


def test_an_empty_ledger_is_whole_and_its_head_is_nought(store: Store) -> None:
    with store.reading() as db:
        assert ledger.head(db) == ledger.Head(0, ledger.GENESIS)
    assert first_broken(store) is None


@settings(max_examples=40, phases=WITHOUT_SHRINKING)
@given(st.integers(1, 3), st.sampled_from(COLUMNS), st.data())
def test_a_flipped_byte_is_found_and_its_number_named(seq: int, column: str, data: st.DataObject) -> None:
    with world([document(name, topics=["consent"]) for name in "abc"]) as (store, _, _):
        with store.reading() as db:
            before = db.execute(text(f"SELECT {column} FROM event WHERE seq = :seq"), {"seq": seq}).scalar_one()
        place = data.draw(st.integers(0, len(before) - 1))
        after = before[:place] + chr(ord(before[place]) ^ 1) + before[place + 1 :]
        forge(store, f"UPDATE event SET {column} = :after WHERE seq = :seq", after=after, seq=seq)
        assert first_broken(store) == seq


@pytest.mark.parametrize(
    "statement, named",
    [
        ("DELETE FROM event WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 1", 1),
        ("UPDATE event SET seq = 9 WHERE seq = 2", 2),
        ("UPDATE event SET actor = 'somebody' WHERE seq = 3", 3),
        ("UPDATE event SET detail = '{' WHERE seq = 2", 2),
        ("UPDATE event SET detail = '{}' WHERE seq = 2", 2),
        ("UPDATE event SET at = 'yesterday' WHERE seq = 2", 2),
        ("UPDATE event SET at = replace(at, 'T', ' ') WHERE seq = 2", 2),
    ],
)
def test_a_change_to_the_record_is_found_and_its_number_named(statement: str, named: int) -> None:
    with world([document(name) for name in "abc"]) as (store, _, _):
        forge(store, statement)
        assert first_broken(store) == named


@pytest.mark.parametrize("changed, named", [({"actor": "nobody"}, 3), ({"seq": 9}, 2)], ids=["words", "number"])
def test_an_event_forged_with_a_seal_that_fits_it_is_found_all_the_same(changed: dict[str, Any], named: int) -> None:
    with world([document(name) for name in "abc"]) as (store, _, _):
        with store.reading() as db:
            row = dict(db.execute(tables.event.select().where(tables.event.c.seq == 2)).mappings().one()) | changed
        forge(store, "UPDATE event SET seq = :seq, actor = :actor, hash = :hash WHERE seq = 2", **sealed(row))
        assert first_broken(store) == named


def sealed(row: dict[str, Any]) -> dict[str, Any]:
    return {"seq": row["seq"], "actor": row["actor"], "hash": ledger.seal(row)}


def test_the_last_event_under_another_number_is_found_whatever_its_seal() -> None:
    with world([document("a")]) as (store, _, _):
        with store.reading() as db:
            row = dict(db.execute(tables.event.select()).mappings().one()) | {"seq": 2}
        forge(store, "UPDATE event SET seq = :seq, actor = :actor, hash = :hash", **sealed(row))
        assert first_broken(store) == 1


def test_an_event_is_sealed_over_the_one_before(store: Store) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with store.writing() as db:
        assert ledger.append(db, OPERATOR, at, "did", "thing:1", {"é": [1, None]}) == 1
        first = ledger.head(db)
        assert ledger.append(db, Person(1, "p@example.org", "Pat", Role.READER), at, "did", "thing:2", {}) == 2
        rows = [dict(row) for row in db.execute(text("SELECT * FROM event ORDER BY seq")).mappings()]
    assert [(row["seq"], row["actor"], row["prev"]) for row in rows] == [
        (1, "operator", ledger.GENESIS),
        (2, "p@example.org", first.hash),
    ]
    assert first_broken(store) is None


def test_an_act_that_fails_leaves_no_event(store: Store, clock: Clock) -> None:
    def fail() -> None:
        with store.writing() as db:
            ledger.append(db, OPERATOR, clock.now, "did", "thing:1", {})
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    with store.reading() as db:
        assert ledger.head(db).seq == 0
