"""Two texts become one: a revision set aside and what counts; a draft and an edition published meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance import drafting, drafts, reconciling
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.model import Kind, Person, Role
from guidance.published import Library
from guidance.store import Store
from guidance.workflow import Content, State
from tests.factories import NOW, a_content, a_draft, a_person, document, publish
from tests.guidance.recording import last_detail, one_event, refused

ONE = "The first paragraph is about delay."
TWO = "The second paragraph is about messages."
THREE = "The third paragraph is about phones."


def text(*paragraphs: str) -> str:
    return "\n\n".join(paragraphs)


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


@pytest.fixture
def other(store: Store) -> Person:
    return a_person(store, Role.REVIEWER, "Other")


@pytest.fixture
def parted(store: Store, author: Person, other: Person) -> int:
    """A draft of which revision 2 counts and revision 3, made on the first as well, is set aside."""
    draft_id = a_draft(store, author, text(ONE, TWO, THREE))
    drafting.save(store, author, draft_id, 1, a_content(text(ONE + " Mine.", TWO, THREE)))
    drafting.save(store, other, draft_id, 1, a_content(text(ONE, TWO, THREE + " Other.")))
    return draft_id


def waiting(store: Store, draft_id: int) -> list[int]:
    with store.reading() as db:
        return drafts.asides(db, drafts.find(db, draft_id))


def head(store: Store, person: Person, draft_id: int) -> Content:
    return drafts.revision(store, person, draft_id).content


def pids(store: Store, person: Person, draft_id: int) -> list[str]:
    return [one.pid for one in drafts.revision(store, person, draft_id).identity.paragraphs]


def test_what_was_set_aside_is_merged_with_what_counts(store: Store, parted: int, author: Person) -> None:
    found = reconciling.merge_aside(store, author, parted, 3)
    assert (found.revision.number, found.head.number, found.ground.number) == (3, 2, 1)
    assert found.merged.content.body == text(ONE + " Mine.", TWO, THREE + " Other.")
    assert found.merged.conflicts == ()
    assert waiting(store, parted) == [3]


def test_a_merged_text_counts_and_nothing_waits_any_more(store: Store, parted: int, other: Person) -> None:
    merged = reconciling.merge_aside(store, other, parted, 3).merged.content
    before = pids(store, other, parted)
    with one_event(store, "draft.merged"):
        saved = reconciling.resolve(store, other, parted, 2, 3, merged, "Both kept")
    assert (saved.number, saved.aside) == (4, False)
    assert head(store, other, parted) == merged
    assert pids(store, other, parted) == before
    assert waiting(store, parted) == []
    with refused(store, NotFoundError, "waits to be merged"):
        reconciling.resolve(store, other, parted, 4, 3, merged)


def test_to_keep_what_counts_settles_the_matter_too(store: Store, parted: int, author: Person) -> None:
    with one_event(store, "draft.merged"):
        reconciling.resolve(store, author, parted, 2, 3, head(store, author, parted))
    assert waiting(store, parted) == []


def test_what_both_changed_stands_twice_until_somebody_chooses(store: Store, author: Person, other: Person) -> None:
    draft_id = a_draft(store, author, text(ONE, TWO))
    drafting.save(store, author, draft_id, 1, a_content(text(ONE, "Mine instead of the second.")))
    drafting.save(store, other, draft_id, 1, a_content(text(ONE, "Another one instead of the second.")))
    merged = reconciling.merge_aside(store, author, draft_id, 3).merged
    assert len(merged.conflicts) == 1
    assert "Mine instead of the second." in merged.content.body
    assert "Another one instead of the second." in merged.content.body


def test_who_merges_while_a_third_saves_is_set_aside_in_turn(
    store: Store, parted: int, author: Person, other: Person
) -> None:
    merged = reconciling.merge_aside(store, other, parted, 3).merged.content
    drafting.save(store, author, parted, 2, a_content(text(ONE + " Mine.", TWO + " Third.", THREE)))
    saved = reconciling.resolve(store, other, parted, 2, 3, merged)
    assert (saved.number, saved.aside) == (5, True)
    assert waiting(store, parted) == [5]
    again = reconciling.merge_aside(store, other, parted, 5)
    assert again.ground.number == 1
    for words in (" Mine.", " Third.", " Other."):
        assert words in again.merged.content.body
    reconciling.resolve(store, other, parted, 4, 5, again.merged.content)
    assert waiting(store, parted) == []


def test_only_what_waits_can_be_merged_and_only_by_the_policy_team(store: Store, parted: int, author: Person) -> None:
    for number in (1, 2, 4):
        with refused(store, NotFoundError, "waits to be merged"):
            reconciling.merge_aside(store, author, parted, number)
    reader = a_person(store, Role.READER)
    with refused(store, PermissionDeniedError):
        reconciling.merge_aside(store, reader, parted, 3)
    with refused(store, PermissionDeniedError):
        reconciling.resolve(store, reader, parted, 2, 3, a_content())
    with refused(store, PermissionDeniedError):
        reconciling.bring_up_to_date(store, reader, parted)
    with refused(store, StateError, "Enter a title"):
        reconciling.resolve(store, author, parted, 2, 3, a_content(title=""))


# A newer edition


def overtaken(store: Store, folder: Path, author: Person, mine: str, theirs: str) -> int:
    """A draft saved with its own words, then another edition published in the meantime."""
    first = document("phones", [text(ONE, TWO, THREE)])
    publish(store, folder, [first])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "phones")
    drafting.save(store, author, draft_id, 1, a_content(mine))
    publish(store, folder, [document("phones", [text(ONE, TWO, THREE), theirs])])
    return draft_id


def newest(store: Store) -> list[str]:
    library = Library(store)
    return [one.pid for one in library.paragraphs(library.edition(Kind.GUIDANCE, "phones", 2, NOW.date()))]


def test_a_draft_is_brought_up_to_date_with_an_edition_published_meanwhile(
    store: Store, tmp_path: Path, author: Person
) -> None:
    draft_id = overtaken(store, tmp_path, author, text(ONE + " Mine.", TWO, THREE), text(ONE, TWO, THREE + " Theirs."))
    with store.reading() as db:
        assert drafts.is_behind(db, drafts.find(db, draft_id))
    with one_event(store, "draft.brought_up_to_date"):
        saved = reconciling.bring_up_to_date(store, author, draft_id)
    assert (saved.number, saved.aside, saved.conflicts) == (3, False, ())
    assert (last_detail(store)["from_base"], last_detail(store)["base"]) == (1, 2)
    assert head(store, author, draft_id).body == text(ONE + " Mine.", TWO, THREE + " Theirs.")
    found = drafts.draft(store, author, draft_id)
    assert (found.base, found.state) == (2, State.DRAFT)
    assert pids(store, author, draft_id) == newest(store)
    with store.reading() as db:
        assert not drafts.is_behind(db, found)
    with refused(store, StateError, "up to date"):
        reconciling.bring_up_to_date(store, author, draft_id)


def test_a_paragraph_that_the_newer_edition_added_comes_with_its_own_pid(
    store: Store, tmp_path: Path, author: Person
) -> None:
    added = "A fourth paragraph, which nobody had before."
    draft_id = overtaken(store, tmp_path, author, text(ONE, TWO + " Mine.", THREE), text(ONE, TWO, THREE, added))
    reconciling.bring_up_to_date(store, author, draft_id)
    assert head(store, author, draft_id).body == text(ONE, TWO + " Mine.", THREE, added)
    assert pids(store, author, draft_id) == newest(store)


def test_what_both_changed_is_told_and_nothing_is_lost(store: Store, tmp_path: Path, author: Person) -> None:
    draft_id = overtaken(store, tmp_path, author, text(ONE + " Mine.", TWO, THREE), text(ONE + " Theirs.", TWO, THREE))
    saved = reconciling.bring_up_to_date(store, author, draft_id)
    assert [one.field for one in saved.conflicts] == ["body"]
    body = head(store, author, draft_id).body
    assert " Mine." in body
    assert " Theirs." in body
    assert pids(store, author, draft_id).count(newest(store)[0]) == 1


def test_a_new_document_whose_address_was_taken_meanwhile_becomes_an_edition_of_it(
    store: Store, tmp_path: Path, author: Person
) -> None:
    draft_id = a_draft(store, author, "My own words.", slug="phones")
    publish(store, tmp_path, [document("phones", [ONE])])
    saved = reconciling.bring_up_to_date(store, author, draft_id)
    assert {one.field for one in saved.conflicts} <= {"title", "body"}
    body = head(store, author, draft_id).body
    assert ONE in body
    assert "My own words." in body
    assert drafts.draft(store, author, draft_id).base == 1
