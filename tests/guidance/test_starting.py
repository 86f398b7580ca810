"""A draft begins with the words of an edition, or as a new document; readers keep what is in force."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance import drafting, drafts
from guidance.errors import NotFoundError, StateError
from guidance.model import Issue, Kind, Person
from guidance.store import Store
from guidance.workflow import State
from tests.factories import NOW, a_content, a_draft, a_person, document, publish
from tests.guidance.recording import one_event, refused

BODY = "## Delay {#delay}\n\nTrauma delays reports.\n\nThe second paragraph stands here.\n\nThe third one is last."


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


def body(store: Store, person: Person, draft_id: int) -> str:
    return drafts.revision(store, person, draft_id).content.body


def pids(store: Store, person: Person, draft_id: int) -> list[str]:
    return [one.pid for one in drafts.revision(store, person, draft_id).identity.paragraphs]


def test_a_draft_starts_with_the_words_and_the_identity_of_the_newest_edition(
    store: Store, tmp_path: Path, author: Person
) -> None:
    library = publish(store, tmp_path, [document("myths", [BODY, BODY + "\n\nOne more."], ref="M", topics=["delay"])])
    with one_event(store, "draft.started"):
        draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    found = drafts.draft(store, author, draft_id)
    assert (found.base, found.ref, found.topics, found.state, found.head) == (2, "M", ("delay",), State.DRAFT, 1)
    assert found.created_by == author
    newest = library.edition(Kind.GUIDANCE, "myths", 2, NOW.date())
    assert pids(store, author, draft_id) == [one.pid for one in library.paragraphs(newest)]
    assert body(store, author, draft_id) == BODY + "\n\nOne more."


def test_readers_keep_the_edition_in_force(store: Store, tmp_path: Path, author: Person) -> None:
    library = publish(store, tmp_path, [document("myths", [BODY])])
    before = library.resolve(Kind.GUIDANCE, "myths", NOW.date())
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    drafting.save(store, author, draft_id, 1, a_content("Canary."))
    assert library.resolve(Kind.GUIDANCE, "myths", NOW.date()) == before


def test_a_draft_on_an_older_edition_has_its_words_and_is_compared_to_the_newest(
    store: Store, tmp_path: Path, author: Person
) -> None:
    gone = "Words that the second edition leaves out altogether."
    library = publish(store, tmp_path, [document("myths", [f"{BODY}\n\n{gone}", BODY])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths", 1)
    assert drafts.draft(store, author, draft_id).base == 2
    assert body(store, author, draft_id).endswith(gone)
    first = library.edition(Kind.GUIDANCE, "myths", 1, NOW.date())
    assert pids(store, author, draft_id) == [one.pid for one in library.paragraphs(first)]


def test_a_paragraph_that_went_to_another_document_does_not_come_back_under_its_old_name(
    store: Store, tmp_path: Path, author: Person
) -> None:
    gone = "Words that go to the annex and live on there."
    annex = document("annex", [gone])
    annex["editions"][0] |= {
        "continues": ["guidance:myths#1"], "published_at": "2022-01-01T09:00:00Z", "in_force_from": "2022-01-01",
    }  # fmt: skip
    library = publish(store, tmp_path, [document("myths", [f"{BODY}\n\n{gone}", BODY]), annex])
    there = library.paragraphs(library.edition(Kind.GUIDANCE, "annex", 1, NOW.date()))[0].pid
    first = library.paragraphs(library.edition(Kind.GUIDANCE, "myths", 1, NOW.date()))
    assert there == first[-1].pid
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths", 1)
    assert pids(store, author, draft_id)[:-1] == [one.pid for one in first[:-1]]
    assert there not in pids(store, author, draft_id)


def test_nothing_is_started_on_what_is_not_published(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    with refused(store, NotFoundError, "name nothing"):
        drafting.start(store, author, Kind.GUIDANCE, "nothing")
    for ordinal in (0, 2, 2**80):
        with refused(store, NotFoundError, f"no edition {ordinal}"):
            drafting.start(store, author, Kind.GUIDANCE, "myths", ordinal)


def test_a_new_document_has_an_address_that_nobody_else_has(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    with one_event(store, "draft.started"):
        draft_id = a_draft(store, author, slug="phones")
    assert drafts.draft(store, author, draft_id).base == 0
    for taken in ("myths", "phones"):
        assert [one.field for one in check(store, author, taken)] == ["slug"]
        with refused(store, StateError, "another document or draft"):
            a_draft(store, author, slug=taken)
    assert check(store, author, "phones", Kind.TERM) == []
    drafting.discard(store, author, draft_id, "Not needed")
    assert check(store, author, "phones") == []


def check(store: Store, author: Person, slug: str, kind: Kind = Kind.GUIDANCE) -> list[Issue]:
    return drafting.check_new(store, author, kind, slug, "", [], a_content())


@pytest.mark.parametrize("slug", ["", "Myths", "two words", "a--b", "-a", "a-", "a/b", "ü", "a" * 121, "a\n"])
def test_an_address_is_small_letters_digits_and_hyphens(slug: str, store: Store, author: Person) -> None:
    with refused(store, StateError):
        a_draft(store, author, slug=slug)
