"""What an author settles stays settled, and is kept as a revision; a class can be raised, never lowered."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance import drafting, drafts, identifying
from guidance.errors import ConflictError, NotFoundError, PermissionDeniedError, StateError
from guidance.identity import Choice
from guidance.model import Kind, Person, Role
from guidance.store import Store
from guidance.workflow import ChangeClass, Identity, Lineage, LineageType
from tests.factories import a_content, a_person, document, publish
from tests.guidance.recording import no_event, one_event, refused

ONE = "A report may come late for many reasons, and none of them says that it is untrue."
TWO = "Ask what messages were sent before the meeting, and keep them whole."
THREE = "Phones are looked at only as far as the case needs it."


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


@pytest.fixture
def draft_id(store: Store, tmp_path: Path, author: Person) -> int:
    """A draft on a published document of three paragraphs."""
    publish(store, tmp_path, [document("phones", ["\n\n".join((ONE, TWO, THREE))])])
    return drafting.start(store, author, Kind.GUIDANCE, "phones")


def identity(store: Store, person: Person, draft_id: int) -> Identity:
    return drafts.revision(store, person, draft_id).identity


def pids(store: Store, person: Person, draft_id: int) -> list[str]:
    return [one.pid for one in identity(store, person, draft_id).paragraphs]


def write(store: Store, author: Person, draft_id: int, *paragraphs: str) -> int:
    based_on = drafts.draft(store, author, draft_id).head
    return drafting.save(store, author, draft_id, based_on, a_content("\n\n".join(paragraphs))).number


def test_what_is_settled_is_a_revision_with_the_same_words(store: Store, author: Person, draft_id: int) -> None:
    old = pids(store, author, draft_id)
    number = write(store, author, draft_id, ONE, "Wholly other words about something else again.", THREE)
    assert pids(store, author, draft_id)[1] not in old
    with one_event(store, "draft.settled"):
        saved = identifying.settle(store, author, draft_id, number, [Choice(2, old[1])])
    assert (saved.number, saved.aside) == (number + 1, False)
    assert pids(store, author, draft_id) == old
    before, after = (drafts.revision(store, author, draft_id, one) for one in (number, number + 1))
    assert before.content == after.content
    write(store, author, draft_id, ONE, "Wholly other words about something else once more.", THREE)
    assert pids(store, author, draft_id) == old


def test_to_settle_what_is_so_already_writes_nothing(store: Store, author: Person, draft_id: int) -> None:
    old = pids(store, author, draft_id)
    with no_event(store):
        assert identifying.settle(store, author, draft_id, 1, [Choice(2, old[1])]).number == 1


def test_choices_made_on_another_revision_are_refused(store: Store, author: Person, draft_id: int) -> None:
    old = pids(store, author, draft_id)
    write(store, author, draft_id, TWO, ONE, THREE)
    with refused(store, ConflictError, "Somebody has saved"):
        identifying.settle(store, author, draft_id, 1, [Choice(1, old[0])])


def test_choices_that_contradict_are_refused(store: Store, author: Person, draft_id: int) -> None:
    old = pids(store, author, draft_id)
    with refused(store, StateError, "same paragraph"):
        identifying.settle(store, author, draft_id, 1, [Choice(2, old[0])])
    with refused(store, StateError, "no paragraph 9"):
        identifying.settle(store, author, draft_id, 1, [Choice(9, old[0])])


def test_a_paragraph_that_goes_is_accounted_for(store: Store, author: Person, draft_id: int) -> None:
    gone, last = pids(store, author, draft_id)[1:]
    write(store, author, draft_id, ONE, THREE)
    with one_event(store, "draft.removal_accounted_for"):
        identifying.account_for_removed(store, author, draft_id, gone, "", " It said nothing. ")
    said = Lineage(LineageType.REPLACED_BY, gone, "", "It said nothing.")
    assert identity(store, author, draft_id).lineage == (said,)
    identifying.account_for_removed(store, author, draft_id, gone, last, "")
    assert identity(store, author, draft_id).lineage == (Lineage(LineageType.REPLACED_BY, gone, last),)
    write(store, author, draft_id, ONE, THREE + " And no further.")
    assert identity(store, author, draft_id).lineage == (Lineage(LineageType.REPLACED_BY, gone, last),)
    write(store, author, draft_id, ONE, TWO, THREE)
    assert identity(store, author, draft_id).lineage == ()


def test_a_removal_is_accounted_for_with_something_that_makes_sense(
    store: Store, author: Person, draft_id: int
) -> None:
    one, two, _ = pids(store, author, draft_id)
    with refused(store, NotFoundError, "leaves out no paragraph"):
        identifying.account_for_removed(store, author, draft_id, one, "", "A reason")
    write(store, author, draft_id, ONE, THREE)
    with refused(store, StateError, "say why"):
        identifying.account_for_removed(store, author, draft_id, two, "", " ")
    with refused(store, StateError, "its own place"):
        identifying.account_for_removed(store, author, draft_id, two, two, "")
    with refused(store, NotFoundError, "no paragraph nobody"):
        identifying.account_for_removed(store, author, draft_id, two, "nobody", "")


def test_a_class_is_raised_and_taken_back_but_never_lowered(store: Store, author: Person, draft_id: int) -> None:
    pid = pids(store, author, draft_id)[1]
    write(store, author, draft_id, ONE, TWO.replace("keep them whole", "keep them complete"), THREE)
    with one_event(store, "draft.class_raised"):
        identifying.raise_class(store, author, draft_id, pid, ChangeClass.SUBSTANTIVE)
    assert identity(store, author, draft_id).raised == {pid: ChangeClass.SUBSTANTIVE}
    assert found(store, author, draft_id)[pid] == (ChangeClass.SUBSTANTIVE, ChangeClass.CLARIFICATION)
    for lower in (ChangeClass.UNCHANGED, ChangeClass.TYPOGRAPHIC, ChangeClass.NEW):
        with refused(store, StateError, "never lowered"):
            identifying.raise_class(store, author, draft_id, pid, lower)
    identifying.raise_class(store, author, draft_id, pid, ChangeClass.CLARIFICATION)
    assert identity(store, author, draft_id).raised == {}


def found(store: Store, author: Person, draft_id: int) -> dict[str, tuple[ChangeClass, ChangeClass]]:
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        told = identifying.paragraph_changes(db, draft, drafts.head(db, draft))
    return {one.pid: (one.change_class, one.computed) for one in told}


def test_a_change_of_must_or_not_is_substantive_whatever_a_person_says(
    store: Store, author: Person, draft_id: int
) -> None:
    pid = pids(store, author, draft_id)[1]
    write(store, author, draft_id, ONE, "Do not ask" + TWO.removeprefix("Ask"), THREE)
    assert found(store, author, draft_id)[pid][0] is ChangeClass.SUBSTANTIVE
    with refused(store, StateError, "never lowered"):
        identifying.raise_class(store, author, draft_id, pid, ChangeClass.CLARIFICATION)


def test_only_what_stands_on_both_sides_has_a_class_to_raise(store: Store, author: Person, draft_id: int) -> None:
    gone = pids(store, author, draft_id)[1]
    write(store, author, draft_id, ONE, THREE, "Something that is wholly new, in every respect.")
    for pid in (gone, pids(store, author, draft_id)[2], "nobody"):
        with refused(store, NotFoundError, "stands both"):
            identifying.raise_class(store, author, draft_id, pid, ChangeClass.SUBSTANTIVE)


def test_none_of_it_is_for_readers(store: Store, author: Person, draft_id: int) -> None:
    reader = a_person(store, Role.READER)
    pid = pids(store, author, draft_id)[0]
    with refused(store, PermissionDeniedError):
        identifying.settle(store, reader, draft_id, 1, [Choice(1, pid)])
    with refused(store, PermissionDeniedError):
        identifying.account_for_removed(store, reader, draft_id, pid, "", "A reason")
    with refused(store, PermissionDeniedError):
        identifying.raise_class(store, reader, draft_id, pid, ChangeClass.SUBSTANTIVE)
