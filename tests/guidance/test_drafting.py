"""Drafts are started and saved beside what readers keep; each save is kept; nothing anybody wrote is lost."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import select, update

from guidance import drafting, drafts, tables
from guidance.contents import MAX_NOTE
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.model import Basis, Kind, Person, Role
from guidance.published import Library
from guidance.store import Store, open_store
from guidance.workflow import State
from tests.factories import NOW, Clock, a_content, a_draft, a_person, document, publish
from tests.guidance.recording import everything, last_detail, no_event, one_event, refused

BODY = "## Delay {#delay}\n\nTrauma delays reports.\n\nThe second paragraph stands here.\n\nThe third one is last."


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


def head(store: Store, person: Person, draft_id: int) -> int:
    return drafts.draft(store, person, draft_id).head


def body(store: Store, person: Person, draft_id: int, number: int | None = None) -> str:
    return drafts.revision(store, person, draft_id, number).content.body


def pids(store: Store, person: Person, draft_id: int, number: int | None = None) -> list[str]:
    return [one.pid for one in drafts.revision(store, person, draft_id, number).identity.paragraphs]


def put(store: Store, draft_id: int, **values: object) -> None:
    """What other acts do to a draft."""
    with store.writing() as db:
        db.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(**values))


# Saving


def test_each_save_is_a_revision_with_its_author_and_note(store: Store, author: Person, clock: Clock) -> None:
    draft_id = a_draft(store, author, "One.")
    other = a_person(store, Role.PUBLISHER, "Other")
    clock.now = NOW.replace(hour=13)
    with one_event(store, "draft.saved"):
        saved = drafting.save(store, other, draft_id, 1, a_content("Two."), " Made it two ")
    assert saved == drafting.Saved(2, aside=False)
    newest, first = drafts.list_revisions(store, author, draft_id)
    assert (newest.number, newest.author, newest.note, newest.at, newest.based_on, newest.content.body) == (
        2, other, "Made it two", clock.now, 1, "Two.",
    )  # fmt: skip
    assert (first.number, first.author, first.content.body) == (1, author, "One.")
    found = drafts.draft(store, author, draft_id)
    assert (found.head, found.changed_at, found.created_by) == (2, clock.now, author)
    with store.reading() as db:
        assert drafts.authors(db, found) == {author.id, other.id}


def test_the_event_holds_the_hash_of_the_words_and_none_of_them(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, "Canary.")
    drafting.save(store, author, draft_id, 1, a_content("Canary twice.", "Canary title"), "Canary note")
    assert "anary" not in str(everything(store)["event"])
    assert len(last_detail(store)["content"]) == 64


@pytest.mark.parametrize("same", ["One.\n\nTwo.", "One.\r\n\r\nTwo.\r\n", "\n\nOne.\n\nTwo."])
def test_the_same_words_are_no_new_revision(same: str, store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, "One.\n\nTwo.")
    with no_event(store):
        assert drafting.save(store, author, draft_id, 1, a_content(same)) == drafting.Saved(1, aside=False)


def test_paragraphs_keep_their_pids_from_save_to_save(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    base = pids(store, author, draft_id)
    grown = BODY.replace("The second", "A paragraph that is new in every word of it.\n\nThe second")
    drafting.save(store, author, draft_id, 1, a_content(grown))
    second = pids(store, author, draft_id)
    assert [pid for pid in second if pid in base] == base
    drafting.save(store, author, draft_id, 2, a_content(grown.replace("every word", "each single word")))
    assert pids(store, author, draft_id) == second


def test_two_drafts_never_give_one_pid_to_two_paragraphs(store: Store, author: Person) -> None:
    one, two = (a_draft(store, author, "The same words.", slug=slug) for slug in ("one", "two"))
    drafting.save(store, author, one, 1, a_content("The same words.\n\nMore of them."))
    drafting.save(store, author, two, 1, a_content("The same words.\n\nMore of them."))
    found = pids(store, author, one) + pids(store, author, two)
    assert len(set(found)) == 4


def test_a_save_on_top_of_another_is_set_aside_and_both_words_are_kept(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    other = a_person(store, name="Other")
    drafting.save(store, author, draft_id, 1, a_content("First."))
    with one_event(store, "draft.saved"):
        saved = drafting.save(store, other, draft_id, 1, a_content("Second."))
    assert saved == drafting.Saved(3, aside=True)
    assert last_detail(store)["aside"] is True
    assert (head(store, author, draft_id), body(store, author, draft_id)) == (2, "First.")
    aside = drafts.revision(store, author, draft_id, 3)
    assert (aside.aside, aside.based_on, aside.author, aside.content.body) == (True, 1, other, "Second.")


def test_a_form_that_changed_nothing_is_not_set_aside(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, "Some words.")
    drafting.save(store, author, draft_id, 1, a_content("First."))
    with no_event(store):
        assert drafting.save(store, author, draft_id, 1, a_content("Some words.")) == drafting.Saved(2, aside=False)
        # Sent twice, as by a second press of the button.
        assert drafting.save(store, author, draft_id, 1, a_content("First.")) == drafting.Saved(2, aside=False)


def test_of_two_who_save_at_once_one_is_set_aside_and_no_word_is_lost(
    store: Store, tmp_path: Path, author: Person
) -> None:
    draft_id = a_draft(store, author)
    people = [author, *(a_person(store, name=f"Person {n}") for n in range(3))]
    stores = [open_store(store.engine.url, store.now) for _ in people]
    start = threading.Barrier(len(people))
    done: list[drafting.Saved] = []

    def work(own: Store, person: Person) -> None:
        start.wait()
        done.append(drafting.save(own, person, draft_id, 1, a_content(f"Words of {person.name}.")))

    threads = [threading.Thread(target=work, args=pair) for pair in zip(stores, people, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in stores:
        own.close()
    assert sorted((one.number, one.aside) for one in done) == [(2, False), (3, True), (4, True), (5, True)]
    kept = {one.content.body for one in drafts.list_revisions(store, author, draft_id)}
    assert kept == {"Some words.", *(f"Words of {person.name}." for person in people)}


@pytest.mark.parametrize("state", [State.IN_REVIEW, State.APPROVED])
@pytest.mark.parametrize("based_on", [1, 2])
def test_a_save_takes_approval_away_even_one_set_aside(
    state: State, based_on: int, store: Store, author: Person
) -> None:
    draft_id = a_draft(store, author)
    drafting.save(store, author, draft_id, 1, a_content("Second."))
    put(store, draft_id, state=state)
    drafting.save(store, author, draft_id, based_on, a_content("Third."))
    assert drafts.draft(store, author, draft_id).state is State.DRAFT
    assert last_detail(store)["from_state"] == state


@pytest.mark.parametrize("state", [State.PUBLISHED, State.DISCARDED])
def test_what_is_published_or_discarded_is_not_changed(state: State, store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    put(store, draft_id, state=state)
    with refused(store, StateError, state.value):
        drafting.save(store, author, draft_id, 1, a_content("Other words."))
    with refused(store, StateError):
        drafting.set_details(store, author, draft_id, "X", [], Basis.FINAL)
    with refused(store, StateError):
        drafting.discard(store, author, draft_id, "A reason")


@pytest.mark.parametrize("based_on", [0, -1, 2])
def test_a_save_names_a_revision_that_is_there(based_on: int, store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    with refused(store, NotFoundError, "no revision"):
        drafting.save(store, author, draft_id, based_on, a_content("Other words."))


def test_what_is_wrong_is_not_saved(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    with refused(store, StateError, "Enter a title"):
        drafting.save(store, author, draft_id, 1, a_content("Words.", " "))
    with refused(store, StateError, "at most 5,000"):
        drafting.save(store, author, draft_id, 1, a_content("Words."), "x" * (MAX_NOTE + 1))


def test_an_act_on_no_draft_is_refused(store: Store, author: Person) -> None:
    with refused(store, NotFoundError, "no draft 7"):
        drafting.save(store, author, 7, 1, a_content())


# Particulars, and giving up


def test_particulars_are_set_and_an_approval_falls(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    put(store, draft_id, state=State.APPROVED)
    with one_event(store, "draft.details_set"):
        drafting.set_details(store, author, draft_id, "N1", ["consent", "delay"], Basis.INTERIM)
    found = drafts.draft(store, author, draft_id)
    assert (found.ref, found.topics, found.basis, found.state) == (
        "N1", ("consent", "delay"), Basis.INTERIM, State.DRAFT,
    )  # fmt: skip
    with no_event(store):
        drafting.set_details(store, author, draft_id, "N1", ["consent", "delay"], Basis.INTERIM)


@pytest.mark.parametrize(
    "ref, topics",
    [("x" * 41, []), ("two\nlines", []), ("N", ["Two Words"]), ("N", ["a", "a"]), ("N", [f"t{n}" for n in range(21)])],
)
def test_particulars_are_checked(ref: str, topics: list[str], store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    with refused(store, StateError):
        drafting.set_details(store, author, draft_id, ref, topics, Basis.FINAL)


def test_a_discarded_draft_stays_on_record_with_its_reason(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author, "Words that nobody wants.")
    with refused(store, StateError, "Say why"):
        drafting.discard(store, author, draft_id, " ")
    with one_event(store, "draft.discarded"):
        drafting.discard(store, author, draft_id, "Overtaken by events")
    assert drafts.draft(store, author, draft_id).state is State.DISCARDED
    assert body(store, author, draft_id) == "Words that nobody wants."
    assert last_detail(store)["reason"] == "Overtaken by events"


# Who may


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_whoever_is_not_of_the_policy_team_does_nothing_to_drafts(
    role: Role, store: Store, tmp_path: Path, author: Person
) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    draft_id = a_draft(store, author)
    outsider = a_person(store, role)
    acts = [
        lambda: drafting.start(store, outsider, Kind.GUIDANCE, "myths"),
        lambda: a_draft(store, outsider, slug="other"),
        lambda: drafting.check_new(store, outsider, Kind.GUIDANCE, "myths", "", [], a_content()),
        lambda: drafting.save(store, outsider, draft_id, 1, a_content("Other.")),
        lambda: drafting.set_details(store, outsider, draft_id, "N", [], Basis.FINAL),
        lambda: drafting.discard(store, outsider, draft_id, "Why not"),
    ]
    for act in acts:
        with refused(store, PermissionDeniedError):
            act()


def test_somebody_disabled_saves_nothing(store: Store, author: Person) -> None:
    draft_id = a_draft(store, author)
    gone = Person(author.id, author.email, author.name, author.role, active=False)
    with refused(store, PermissionDeniedError):
        drafting.save(store, gone, draft_id, 1, a_content("Other."))


def test_no_word_of_a_draft_stands_in_a_table_of_what_is_public(store: Store, tmp_path: Path, author: Person) -> None:
    publish(store, tmp_path, [document("myths", [BODY])])
    draft_id = drafting.start(store, author, Kind.GUIDANCE, "myths")
    drafting.save(store, author, draft_id, 1, a_content(BODY + "\n\nCanary."))
    with store.reading() as db:
        found = drafts.find(db, draft_id)
        assert "Canary." in [one.plain for one in drafts.paragraphs(db, found, drafts.head(db, found))]
        holding = {name for name, rows in everything(store).items() if "Canary" in str(rows)}
        assert db.scalars(select(tables.text.c.source)).all()
    assert holding == {"revision"}
    assert Library(store).in_force(Kind.GUIDANCE, NOW.date())
