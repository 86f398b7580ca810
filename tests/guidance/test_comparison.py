"""What a reviewer compares a draft with: its base, what readers have, what was reviewed last."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

from pathlib import Path

import pytest

from guidance import drafting, identifying, reviewing
from guidance.changes import ParagraphChange
from guidance.compare import Change
from guidance.errors import NotFoundError
from guidance.model import Kind, Person
from guidance.store import Store
from guidance.workflow import ChangeClass
from tests.factories import document, edition, publish
from tests.guidance.test_reviewing import EDITED, author, content, draft_id, reviewer, save, submit  # noqa: F401

# What a reviewer compares


def classes(store: Store, person: Person, draft_id: int, against: reviewing.Against = "base") -> list[ParagraphChange]:
    return reviewing.comparison(store, person, draft_id, against)[1]


def fates(store: Store, person: Person, draft_id: int, against: reviewing.Against) -> list[Change]:
    return [row.change for row in reviewing.comparison(store, person, draft_id, against)[0]]


def last_reviewed(store: Store, draft_id: int) -> int | None:
    with store.reading() as db:
        return reviewing.last_reviewed(db, draft_id)


def test_a_draft_is_compared_with_its_base_and_with_what_was_reviewed_last(
    store: Store, author: Person, reviewer: Person, draft_id: int
) -> None:
    same = Change.SAME
    assert last_reviewed(store, draft_id) is None
    submit(store, author, draft_id)
    assert last_reviewed(store, draft_id) is None
    reviewing.return_(store, reviewer, draft_id, "Say why.")
    assert last_reviewed(store, draft_id) == 2
    save(store, author, draft_id, EDITED + "\n\nThis is why.")
    assert fates(store, reviewer, draft_id, "base") == [same, same, Change.EDITED, Change.ADDED]
    assert fates(store, reviewer, draft_id, 2) == [same, same, same, Change.ADDED]
    assert fates(store, reviewer, draft_id, 3) == [same, same, same, same]
    told = [one.change_class for one in classes(store, reviewer, draft_id)]
    assert told == ["unchanged", "unchanged", "substantive", "new"]


def test_an_edition_to_come_is_the_base_and_readers_have_another(store: Store, author: Person, tmp_path: Path) -> None:
    body = "First edition."
    editions = [edition(1, body), edition(2, "Quite other words.", published_at="2026-11-01T09:00:00Z",
                                          in_force_from="2027-01-01")]  # fmt: skip
    publish(store, tmp_path, [document("two", editions=editions)])
    made = drafting.start(store, author, Kind.GUIDANCE, "two", 1)
    assert fates(store, author, made, "in_force")[-1] is Change.SAME
    assert Change.SAME not in fates(store, author, made, "base")


def test_a_new_document_is_all_new_and_an_unknown_revision_is_not_found(store: Store, author: Person) -> None:
    made = drafting.start_new(store, author, Kind.GUIDANCE, "fresh", "", [], content("Words."))
    for against in ("base", "in_force"):
        assert fates(store, author, made, against) == [Change.ADDED]  # type: ignore[arg-type]
    for number in (2, 0, -1, 2**70):
        with pytest.raises(NotFoundError):
            reviewing.comparison(store, author, made, number)


def test_a_raised_class_counts_against_the_base_alone(store: Store, author: Person, draft_id: int) -> None:
    save(store, author, draft_id, EDITED.replace("stays as it is", "stands as it is"))
    pid = next(one.pid for one in classes(store, author, draft_id) if one.change_class is ChangeClass.CLARIFICATION)
    identifying.raise_class(store, author, draft_id, pid, ChangeClass.SUBSTANTIVE)
    told = {one.pid: one.change_class for one in classes(store, author, draft_id)}
    assert told[pid] is ChangeClass.SUBSTANTIVE
    assert {one.change_class for one in classes(store, author, draft_id, 3)} == {ChangeClass.UNCHANGED}
