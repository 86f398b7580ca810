"""What a browser keeps by itself until the next save, and who is told of whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guidance import autosaves, drafting, people
from guidance.autosaves import Kept, Other
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.markup import MAX_BODY
from guidance.model import OPERATOR, Kind, Person, Role
from guidance.store import Store
from tests.factories import NOW, Clock, a_content, a_draft, a_person
from tests.guidance.recording import everything, no_event, refused


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


@pytest.fixture
def draft_id(store: Store, author: Person) -> int:
    return a_draft(store, author)


def test_unsaved_words_are_kept_as_they_are_until_the_next_save(
    store: Store, clock: Clock, author: Person, draft_id: int
) -> None:
    assert autosaves.kept(store, author, draft_id) is None
    half = a_content("Half a sen", "", senses=[{}])
    with no_event(store):
        assert autosaves.keep(store, author, draft_id, 1, half) == NOW
        clock.now = NOW + timedelta(seconds=10)
        autosaves.keep(store, author, draft_id, 1, half)
    assert autosaves.kept(store, author, draft_id) == Kept(half, 1, clock.now)
    drafting.save(store, author, draft_id, 1, a_content("Half a sentence."))
    assert autosaves.kept(store, author, draft_id) is None


def test_each_person_has_their_own(store: Store, author: Person, draft_id: int) -> None:
    other = a_person(store, Role.REVIEWER)
    autosaves.keep(store, author, draft_id, 1, a_content("Mine"))
    autosaves.keep(store, other, draft_id, 1, a_content("Theirs"))
    drafting.save(store, other, draft_id, 1, a_content("Theirs, saved."))
    kept = autosaves.kept(store, author, draft_id)
    assert kept is not None
    assert (kept.content.body, kept.based_on) == ("Mine", 1)
    autosaves.drop_kept(store, author, draft_id)
    assert autosaves.kept(store, author, draft_id) is None


def test_words_that_say_nothing_new_are_not_offered(store: Store, author: Person, draft_id: int) -> None:
    autosaves.keep(store, author, draft_id, 1, a_content("Some words.\r\n"))
    assert autosaves.kept(store, author, draft_id) is None
    drafting.save(store, author, draft_id, 1, a_content("Other words."))
    # The browser was a moment late.
    autosaves.keep(store, author, draft_id, 1, a_content("Other words."))
    assert autosaves.kept(store, author, draft_id) is None


def test_what_cannot_be_kept_is_refused(store: Store, author: Person, draft_id: int) -> None:
    with refused(store, StateError, "2,000,000"):
        autosaves.keep(store, author, draft_id, 1, a_content("x" * (MAX_BODY + 1)))
    with refused(store, NotFoundError, "no revision 2"):
        autosaves.keep(store, author, draft_id, 2, a_content("Words"))
    drafting.discard(store, author, draft_id, "Not needed")
    with refused(store, StateError):
        autosaves.keep(store, author, draft_id, 1, a_content("Words"))


def test_words_kept_of_a_draft_that_was_discarded_can_still_be_had(store: Store, author: Person, draft_id: int) -> None:
    autosaves.keep(store, author, draft_id, 1, a_content("Words that took an hour"))
    drafting.discard(store, a_person(store, Role.PUBLISHER), draft_id, "Not needed")
    kept = autosaves.kept(store, author, draft_id)
    assert kept is not None
    assert kept.content.body == "Words that took an hour"


def test_who_edits_is_told_who_else_does(store: Store, clock: Clock, author: Person, draft_id: int) -> None:
    other = a_person(store, name="Other")
    with no_event(store):
        assert autosaves.arrive(store, author, draft_id) == []
        clock.now = NOW + timedelta(minutes=1)
        assert autosaves.arrive(store, other, draft_id) == [Other("Author", NOW, NOW)]
        assert autosaves.arrive(store, author, draft_id) == [Other("Other", clock.now, clock.now)]
    clock.now = NOW + timedelta(minutes=2, seconds=30)
    # Seen a minute and a half ago, and there since the beginning.
    assert autosaves.arrive(store, other, draft_id) == [Other("Author", NOW, NOW + timedelta(minutes=1))]
    clock.now = NOW + timedelta(minutes=3)
    assert autosaves.arrive(store, other, draft_id) == []


def test_who_comes_back_later_is_there_since_then(store: Store, clock: Clock, author: Person, draft_id: int) -> None:
    autosaves.arrive(store, author, draft_id)
    clock.now = NOW + timedelta(minutes=30)
    autosaves.arrive(store, author, draft_id)
    assert autosaves.arrive(store, a_person(store, name="Other"), draft_id) == [Other("Author", clock.now, clock.now)]


def test_a_visit_within_half_a_minute_writes_nothing(store: Store, clock: Clock, author: Person, draft_id: int) -> None:
    autosaves.arrive(store, author, draft_id)
    before = everything(store)
    clock.now = NOW + timedelta(seconds=29)
    autosaves.arrive(store, author, draft_id)
    assert everything(store) == before
    clock.now = NOW + timedelta(seconds=30)
    autosaves.arrive(store, author, draft_id)
    assert everything(store) != before


def test_whoever_was_disabled_is_not_there(store: Store, author: Person, draft_id: int) -> None:
    autosaves.arrive(store, author, draft_id)
    people.disable(store, OPERATOR, author.email)
    assert autosaves.arrive(store, a_person(store, name="Other"), draft_id) == []


def test_nobody_arrives_at_a_draft_that_is_closed(store: Store, author: Person, draft_id: int) -> None:
    drafting.discard(store, author, draft_id, "Not needed")
    before = everything(store)
    assert autosaves.arrive(store, author, draft_id) == []
    assert everything(store) == before


def test_none_of_it_is_for_readers(store: Store, draft_id: int) -> None:
    reader = a_person(store, Role.READER)
    for act in (
        lambda: autosaves.keep(store, reader, draft_id, 1, a_content("Words")),
        lambda: autosaves.kept(store, reader, draft_id),
        lambda: autosaves.drop_kept(store, reader, draft_id),
        lambda: autosaves.arrive(store, reader, draft_id),
    ):
        with refused(store, PermissionDeniedError):
            act()


def test_entries_of_a_form_are_kept_too(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, slug="ghosting", kind=Kind.TERM)
    told = a_content("", "Ghosting", aliases=[{"text": "ghosted", "type": ""}])
    autosaves.keep(store, author, draft_id, 1, told)
    kept = autosaves.kept(store, author, draft_id)
    assert kept is not None
    assert kept.content == told
