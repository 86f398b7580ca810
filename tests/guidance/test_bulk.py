"""Bulk edit: what a table says becomes drafts, all or none, and only against what is published now."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from guidance import bulk, drafting, drafts
from guidance.bulk import Entry, FieldChange
from guidance.errors import StateError
from guidance.model import Kind, Role
from guidance.store import Store
from tests.factories import a_person, document, edition, publish

SENSES = [{"definition": "To stop replying.", "register": "slang"}, {"definition": "To haunt."}]
FACTS = {"senses": SENSES, "reviewed": "2020-01-01", "review_by": "2020-07-01"}


@pytest.fixture
def entry(store: Store, tmp_path: Path) -> Entry:
    """The one term that there is, as published."""
    told = edition(1, "A body.", title="Ghosting", facts=FACTS)
    publish(store, tmp_path, [document("ghosting", kind="term", editions=[told])])
    return bulk.entries(store, a_person(store, Role.AUTHOR), Kind.TERM)[0]


def _with(entry: Entry, **facts: object) -> Entry:
    return replace(entry, facts={**entry.facts, **facts})


def test_what_is_as_published_changes_nothing(store: Store, entry: Entry) -> None:
    author = a_person(store, Role.AUTHOR, "second")
    (same,) = bulk.propose(store, author, Kind.TERM, [entry])
    assert (same.changes, same.issues) == ((), ())
    assert bulk.start_drafts(store, author, Kind.TERM, [entry]) == []


def test_each_value_that_changes_is_told_and_the_draft_has_it(store: Store, entry: Entry) -> None:
    author = a_person(store, Role.AUTHOR, "second")
    senses = [SENSES[0], {**SENSES[1], "definition": "To appear as a ghost."}, {"definition": "A third."}]
    wanted = _with(replace(entry, title="Ghosting someone"), senses=senses)
    (found,) = bulk.propose(store, author, Kind.TERM, [wanted])
    assert found.changes == (
        FieldChange("title", "Ghosting", "Ghosting someone"),
        FieldChange("senses[2].definition", "To haunt.", "To appear as a ghost."),
        FieldChange("senses[3]", "", "A third."),
    )
    (made,) = bulk.start_drafts(store, author, Kind.TERM, [wanted])
    revision = drafts.revision(store, author, made)
    assert (revision.content.title, revision.content.body) == ("Ghosting someone", "A body.")
    assert revision.content.facts == wanted.facts


def test_a_row_taken_out_in_front_is_told_as_that_and_no_more(store: Store, entry: Entry) -> None:
    (found,) = bulk.propose(store, a_person(store, Role.AUTHOR, "second"), Kind.TERM, [_with(entry, senses=SENSES[1:])])
    assert found.changes == (FieldChange("senses[1]", "To stop replying.; slang", ""),)


def test_the_next_review_is_counted_where_it_is_left_empty(store: Store, entry: Entry) -> None:
    facts = {"senses": SENSES, "reviewed": "2020-03-01"}
    (found,) = bulk.propose(store, a_person(store, Role.AUTHOR, "second"), Kind.TERM, [replace(entry, facts=facts)])
    assert [(one.where, one.new) for one in found.changes] == [("reviewed", "2020-03-01"), ("review_by", "2020-09-01")]


@pytest.mark.parametrize(
    "wanted, said",
    [
        (Entry("nowhere", 1, "A", "", {}), "There is no term “nowhere”"),
        (Entry("ghosting", 7, "Other", "", FACTS), "has edition 1 by now; the file has edition 7"),
        (Entry("ghosting", 1, "", "", FACTS), "Enter a title"),
        (Entry("ghosting", 1, "A", "", {**FACTS, "senses": [{"register": "slang"}]}), "definition: is missing"),
    ],
)
def test_what_cannot_be_done_is_told_and_nothing_is_begun(store: Store, entry: Entry, wanted: Entry, said: str) -> None:
    author = a_person(store, Role.AUTHOR, "second")
    (found,) = bulk.propose(store, author, Kind.TERM, [wanted])
    assert said in found.issues[0].message
    with pytest.raises(StateError, match=said.split(":")[0]):
        bulk.start_drafts(store, author, Kind.TERM, [_with(entry, confidence="checked"), wanted])
    assert drafts.list_drafts(store, author) == []


def test_an_entry_with_an_open_draft_is_left_to_that(store: Store, entry: Entry) -> None:
    author = a_person(store, Role.AUTHOR, "second")
    drafting.start(store, author, Kind.TERM, "ghosting")
    (found,) = bulk.propose(store, author, Kind.TERM, [_with(entry, confidence="checked")])
    assert "has an open draft" in found.issues[0].message
    assert bulk.propose(store, author, Kind.TERM, [entry])[0].issues == ()


def test_what_is_due_can_be_asked_for_alone(store: Store, entry: Entry) -> None:
    author = a_person(store, Role.AUTHOR, "second")
    assert [one.slug for one in bulk.entries(store, author, Kind.TERM, only_due=True)] == ["ghosting"]
    assert bulk.entries(store, author, Kind.SITE) == []


def test_there_is_a_bound(store: Store, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST", 1)
    with pytest.raises(StateError, match="at most 1 entries"):
        bulk.propose(store, a_person(store, Role.AUTHOR, "second"), Kind.TERM, [entry, entry])
