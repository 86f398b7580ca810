"""`kb check`: what is forged in the database is found, wherever it is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from guidance import checking
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
    "a paragraph gone": "DELETE FROM edition_paragraph WHERE edition_id = 2 AND position = 2",
}


@pytest.mark.parametrize("name", FORGED)
def test_what_is_forged_is_found(name: str) -> None:
    with world(PACK, now=datetime(2026, 1, 1, tzinfo=UTC)) as (store, _, _):
        forge(store, *FORGED[name].split("; "))
        assert len(checking.problems(store)) >= 1


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
