"""`kb check`: what is forged in the database is found, wherever it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from guidance import checking, ledger, people, tables
from guidance.model import OPERATOR, Person, Role
from guidance.store import Store
from tests.factories import Clock, document, edition, publish
from tests.guidance.forging import forge
from tests.guidance.histories import world

PACK = [document("myths", ["## One {#m01}\n\nWords.", "## One {#m01}\n\nOther words."]), document("bree", ["Held."])]


def test_nothing_is_wrong_with_what_the_product_wrote(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, PACK)
    assert checking.problems(store) == []


def test_nothing_is_wrong_with_an_empty_store(store: Store) -> None:
    assert checking.problems(store) == []
    assert checking.dangling(store) == []


FORGED = {
    "an event": "UPDATE event SET subject = 'guidance:myth' WHERE seq = 1",
    "the first event gone": "DELETE FROM event WHERE seq = 1",
    "the last event gone": "DELETE FROM event WHERE seq = 2",
    "words": "UPDATE text SET source = 'Forged.' WHERE source = 'Words.'",
    "words and the page made of them": "UPDATE text SET source = 'Forged.' WHERE source = 'Words.'; "
    "UPDATE rendering SET html = '<p>Forged.</p>' || char(10), plain = 'Forged.' WHERE plain = 'Words.'",
    "a page's HTML": "UPDATE rendering SET html = '<p>Forged.</p>' WHERE plain = 'Words.'",
    "a page's plain words": "UPDATE rendering SET plain = 'Forged.' WHERE plain = 'Words.'",
    "a title": "UPDATE edition SET title = 'Forged' WHERE ordinal = 2",
    "a body": "UPDATE edition SET body = 'Forged' WHERE ordinal = 2",
    "facts": 'UPDATE edition SET facts = \'{"review_by": "2030-01-01"}\' WHERE ordinal = 2',
    "an instant of publication": "UPDATE edition SET published_at = '2019-01-01T09:00:00.000000Z' WHERE ordinal = 2",
    "a date of force": "UPDATE force_period SET from_date = '2019-06-01' WHERE id = 2",
    "an end of force": "UPDATE force_period SET to_date = '2022-06-01' WHERE id = 2",
    "a statement of force gone": "DELETE FROM force_period WHERE id = 2",
    "a paragraph's place": "UPDATE edition_paragraph SET pid = (SELECT pid FROM edition_paragraph WHERE edition_id = 3)"
    " WHERE edition_id = 2 AND position = 2",
    "a paragraph's label": "UPDATE edition_paragraph SET ref = 'M99' WHERE edition_id = 2 AND position = 1",
    "a body that nests too deeply": f"UPDATE edition SET body = '{'> ' * 200}Held.' WHERE ordinal = 2",
    "words that nest too deeply": f"UPDATE text SET source = '{'> ' * 200}Held.' WHERE source = 'Words.'",
    "an event that cannot be read": "UPDATE event SET detail = '{' WHERE seq = 1",
    "an event that holds something else": "UPDATE event SET detail = '[]' WHERE seq = 1",
    "a paragraph gone": "DELETE FROM edition_paragraph WHERE edition_id = 2 AND position = 2",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_found(name: str) -> None:
    with world(PACK, now=datetime(2026, 1, 1, tzinfo=UTC)) as (store, _, _):
        forge(store, *FORGED[name].split("; "))
        assert len(checking.problems(store)) >= 1


EMAIL, OTHER = "pat@example.org", "sam@example.org"
LAST_ACTS: dict[str, Callable[[Store], object]] = {
    "added": lambda store: people.add_person(store, OPERATOR, OTHER, "Sam", Role.AUTHOR, "a long enough password"),
    "another role": lambda store: people.set_role(store, OPERATOR, EMAIL, Role.PUBLISHER),
    "another password": lambda store: people.set_password(store, OPERATOR, EMAIL, "another long password"),
    "disabled": lambda store: people.disable(store, OPERATOR, EMAIL),
}


@pytest.fixture
def pat(store: Store) -> Person:
    """Somebody to whom most things have happened."""
    made = people.add_person(store, OPERATOR, EMAIL, "Pat", Role.READER, "a long enough password")
    people.set_role(store, OPERATOR, EMAIL, Role.AUTHOR)
    people.set_password(store, OPERATOR, EMAIL, "a longer password still")
    return made


@pytest.mark.usefixtures("pat")
@pytest.mark.parametrize("act", LAST_ACTS)
def test_an_event_about_a_person_taken_from_the_end_of_the_ledger_is_missed(act: str, store: Store) -> None:
    LAST_ACTS[act](store)
    assert checking.problems(store) == []
    forge(store, "DELETE FROM event WHERE seq = 4")
    assert any("is not what the ledger says: it, or the ledger, was changed" in told for told in problems_of(store))


@pytest.mark.usefixtures("pat")
def test_an_event_about_nothing_that_is_stored_is_missed_too(store: Store) -> None:
    with store.writing() as db:
        ledger.append(db, OPERATOR, store.now(), "did", "thing:1", {})
    assert checking.problems(store) == []
    forge(store, "DELETE FROM event WHERE seq = 4")
    (told,) = checking.problems(store)
    assert told.startswith("The ledger does not end with the event that was written last")


@pytest.mark.parametrize(
    "statement, told",
    [
        ("UPDATE person SET role = 'administrator'", "The role of pat@example.org is not what the ledger says"),
        ("UPDATE person SET password_hash = 'x'", "The password of pat@example.org is not what the ledger says"),
        ("UPDATE person SET active = 0", "The right to sign in of pat@example.org is not what the ledger says"),
        ("UPDATE person SET email = 'x@example.org'", "The address of x@example.org is not what the ledger says"),
        ("DELETE FROM person", "The ledger speaks of person:1, who is not there"),
    ],
)
@pytest.mark.usefixtures("pat")
def test_a_person_who_is_not_as_the_ledger_says_is_found(statement: str, told: str, store: Store) -> None:
    forge(store, statement)
    (found,) = problems_of(store)
    assert found.startswith(told)


def problems_of(store: Store) -> list[str]:
    """The problems with people alone."""
    return [told for told in checking.problems(store) if "example.org" in told or "person:" in told]


def test_a_password_from_before_the_ledger_kept_its_seal_is_taken_as_it_is(store: Store) -> None:
    with store.writing() as db:
        values = {"email": EMAIL, "name": "Pat", "role": "reader", "active": True, "password_hash": "x"}
        db.execute(insert(tables.person).values(id=1, created_at=store.now(), **values))
        told = {"email": EMAIL, "role": "reader"}
        ledger.append(db, OPERATOR, store.now(), "person.added", "person:1", told)
    assert checking.problems(store) == []


def test_the_number_of_a_broken_event_is_told() -> None:
    with world(PACK, now=datetime(2026, 1, 1, tzinfo=UTC)) as (store, _, _):
        forge(store, "UPDATE event SET actor = 'nobody' WHERE seq = 2")
        assert checking.problems(store) == [
            "The ledger does not follow from itself at event 2: it, or the one before, was changed."
        ]


def test_what_another_version_rendered_is_told_with_the_command_that_helps() -> None:
    with world(PACK, now=datetime(2026, 1, 1, tzinfo=UTC)) as (store, _, _):
        forge(store, "UPDATE rendering SET version = '0'")
        (told,) = checking.problems(store)
        assert told.endswith("texts were rendered by another version. Run: kb init")


def test_a_reference_to_nothing_is_told_with_both_ends(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [document(bodies=["See [Bree](authority:r-v-bree)."])])
    assert checking.dangling(store) == ["guidance:myths, edition 1, names authority:r-v-bree, which is not published."]


def test_a_reference_to_what_is_there_is_not_told(store: Store, tmp_path: Path, clock: Clock) -> None:
    clock.now = datetime(2026, 1, 1, tzinfo=UTC)
    label = document("m", ['## Delay {ref="M15"}\n\nWords.'])
    study = document("cs01", kind="case_study", editions=[edition(facts={"myths": ["M15"]})])
    publish(store, tmp_path, [label, study, document("other", ["See [m](guidance:m)."])])
    assert checking.dangling(store) == []


def test_what_the_store_holds_is_counted(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, PACK)
    found = checking.counts(store)
    assert (found["guidance"], found["edition"], found["event"]) == (2, 3, 2)
    assert (found["paragraph"], found["text"]) == (4, 4)
