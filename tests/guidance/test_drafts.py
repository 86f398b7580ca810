"""The policy team reads drafts as they would be published; nobody else reads them at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from guidance import drafting, drafts, tables
from guidance.errors import NotFoundError, PermissionDeniedError
from guidance.model import Kind, Paragraph, Person, Role
from guidance.store import Store
from guidance.workflow import State
from tests.factories import NOW, Clock, a_content, a_draft, a_person, document, publish
from tests.guidance.recording import refused

BODY = """Before the first section.

## Delay {#delay .myth ref="M01"}

A report may come late[^1], see [the term](term:ghosting).

{.internal}
For the team alone.

- one
- two

[^1]: A note.
"""


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


def text(store: Store, draft_id: int, number: int | None = None) -> list[Paragraph]:
    with store.reading() as db:
        found = drafts.find(db, draft_id)
        return drafts.paragraphs(db, found, drafts.revisions.find(db, draft_id, number or found.head))


def test_a_revision_reads_as_it_would_be_published(store: Store, tmp_path: Path, author: Person) -> None:
    draft_id = a_draft(store, author, BODY)
    drafted = text(store, draft_id)
    library = publish(store, tmp_path, [document("other", [BODY])])
    published = library.paragraphs(library.edition(Kind.GUIDANCE, "other", 1, NOW.date()))
    assert len(published) == len(drafted) - 1
    public = [one for one in drafted if "internal" not in one.classes]
    anonymous = [replace(one, pid="", position=0) for one in public]
    assert anonymous == [replace(one, pid="", position=0) for one in published]
    assert [one.position for one in drafted] == list(range(1, len(drafted) + 1))


def test_an_internal_paragraph_is_shown_to_the_team_and_has_no_number(store: Store, author: Person) -> None:
    inside = [one for one in text(store, a_draft(store, author, BODY)) if "internal" in one.classes]
    assert [(one.plain, one.number) for one in inside] == [("For the team alone.", "")]


def test_what_a_draft_is_compared_to_has_its_internal_paragraphs(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    with store.reading() as db:
        base = drafts.base_paragraphs(db, drafts.find(db, draft_id))
    assert base == text(store, draft_id)
    assert "For the team alone." in [one.plain for one in base]


def test_a_new_document_is_compared_to_nothing(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    with store.reading() as db:
        found = drafts.find(db, draft_id)
        assert drafts.base_paragraphs(db, found) == []
        assert not drafts.is_behind(db, found)


def test_a_draft_is_cleaned_like_what_is_published(store: Store, author: Person) -> None:
    found = text(store, a_draft(store, author, "<script>alert(1)</script> [x](javascript:alert(1))"))
    assert "<script" not in found[0].html
    assert "href" not in found[0].html


def test_what_is_published_is_not_rendered_again_unless_an_older_version_made_it(
    store: Store, tmp_path: Path, author: Person
) -> None:
    publish(store, tmp_path, [document("myths", ["One.", "One.\n\nTwo."])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    own = tables.rendering.c
    with store.writing() as db:
        db.execute(update(tables.rendering).where(own.plain == "One.").values(html="<p>As it stands there.</p>"))
        db.execute(update(tables.rendering).where(own.plain == "Two.").values(html="<p>Old.</p>", version="0"))
    assert [one.html.strip() for one in text(store, draft_id)] == ["<p>As it stands there.</p>", "<p>Two.</p>"]


def test_words_that_are_not_saved_can_be_looked_at(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    with store.reading() as db:
        shown = drafts.preview(db, drafts.find(db, draft_id), a_content("## New\n\nWords."))
    assert [(one.pid, one.number, one.plain) for one in shown] == [("", "1", "New"), ("", "1.1", "Words.")]
    assert [one.plain for one in text(store, draft_id)] == ["Some words."]


def test_an_older_revision_reads_as_it_was(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, "One.")
    drafting.save(store, author, draft_id, 1, a_content("Two."))
    assert [one.plain for one in text(store, draft_id, 1)] == ["One."]
    assert drafts.revision(store, author, draft_id, 1).content.body == "One."
    with pytest.raises(NotFoundError, match="no revision 3"):
        drafts.revision(store, author, draft_id, 3)


def test_a_draft_is_behind_once_another_edition_is_published(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", ["One."])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    with store.reading() as db:
        assert not drafts.is_behind(db, drafts.find(db, draft_id))
    publish(store, tmp_path, [document("myths", ["One.", "Two."])])
    with store.reading() as db:
        assert drafts.is_behind(db, drafts.find(db, draft_id))


def test_drafts_are_listed_by_state_kind_and_document(store: Store, author: Person) -> None:
    one = a_draft(store, author, slug="one")
    two = a_draft(store, author, slug="two", kind=Kind.TERM)
    gone = a_draft(store, author, slug="gone")
    drafting.discard(store, author, gone, "Not needed")

    def listed(**parts: Any) -> list[int]:
        return [draft.id for draft in drafts.list_drafts(store, author, **parts)]

    assert listed() == [two, one]
    assert listed(kind=Kind.TERM) == [two]
    assert listed(kind=Kind.GUIDANCE, slug="one") == [one]
    assert listed(kind=Kind.GUIDANCE, slug="two") == []
    assert listed(states={State.DISCARDED}) == [gone]


def test_the_draft_saved_last_is_listed_first(store: Store, author: Person, clock: Clock) -> None:
    one, two = a_draft(store, author, slug="one"), a_draft(store, author, slug="two")
    clock.now = NOW.replace(hour=15)
    drafting.save(store, author, one, 1, a_content("Other words.", "Another title"))
    assert [(draft.id, draft.title) for draft in drafts.list_drafts(store, author)] == [
        (one, "Another title"), (two, "A title"),
    ]  # fmt: skip


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_nobody_else_reads_drafts(role: Role, store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    outsider = a_person(store, role)
    for act in (
        lambda: drafts.draft(store, outsider, draft_id),
        lambda: drafts.list_drafts(store, outsider),
        lambda: drafts.list_revisions(store, outsider, draft_id),
        lambda: drafts.revision(store, outsider, draft_id),
    ):
        with refused(store, PermissionDeniedError):
            act()
