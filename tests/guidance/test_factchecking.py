"""A fact check from outside: one link, one visit, one revision of one draft, one answer, and then no more."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from guidance import commenting, drafting, drafts, factchecking, ledger, tables
from guidance.errors import NotFoundError, StateError
from guidance.factchecking import Standing
from guidance.model import Kind, Person, Role
from guidance.store import Store
from guidance.workflow import Content
from tests.factories import Clock, a_person, document, publish

BODY = "## Consent {#consent}\n\nOpening words.\n\n{.internal}\nSecretcanary for the team alone.\n\nClosing words."
REFUSED = (
    r"^This link cannot be used\. It may have been used already, or have run out\. Ask its sender for a new one\.$"
)


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store, Role.AUTHOR)


@pytest.fixture
def draft_id(store: Store, author: Person, tmp_path: Path) -> int:
    publish(store, tmp_path, [document(bodies=[BODY])])
    made = drafting.start(store, author, Kind.GUIDANCE, "myths")
    drafting.save(store, author, made, 1, content(BODY.replace("Closing", "Last")))
    return made


def content(body: str) -> Content:
    return Content("A title", "", body, {})


def invite(store: Store, author: Person, draft_id: int, days: int = 7) -> str:
    return factchecking.invite(store, author, draft_id, "  Dr A  Outsider ", days)


def opened(store: Store, author: Person, draft_id: int) -> str:
    return factchecking.open_link(store, invite(store, author, draft_id))


def newest_id(store: Store, author: Person, draft_id: int) -> int:
    return factchecking.list_invitations(store, author, draft_id)[0].id


def standing(store: Store, author: Person, draft_id: int) -> Standing:
    return factchecking.list_invitations(store, author, draft_id)[0].standing


def seq(store: Store) -> int:
    with store.reading() as db:
        return ledger.head(db).seq


def last_event(store: Store) -> Any:
    with store.reading() as db:
        return db.execute(select(tables.event).order_by(tables.event.c.seq.desc())).first()


def test_a_visitor_sees_the_words_of_the_invited_revision_and_no_internal_paragraph(
    store: Store, author: Person, draft_id: int
) -> None:
    visit = opened(store, author, draft_id)
    drafting.save(store, author, draft_id, 2, content(BODY.replace("Opening", "Later")))
    seen = factchecking.visit(store, visit)
    assert (seen.name, seen.kind, seen.title, seen.revision) == ("Dr A Outsider", Kind.GUIDANCE, "A title", 2)
    assert [one.plain for one in seen.paragraphs] == ["Consent", "Opening words.", "Last words."]
    assert [one.number for one in seen.paragraphs] == ["1", "1.1", "1.2"]
    assert "Secretcanary" not in repr(seen)


def test_nothing_under_an_internal_heading_is_shown(store: Store, author: Person, draft_id: int) -> None:
    body = "Seen.\n\n## Team {.internal}\n\nSecretcanary.\n\n### Below\n\nSecretcanary.\n\n## Open\n\nSeen too."
    drafting.save(store, author, draft_id, 2, content(body))
    seen = factchecking.visit(store, opened(store, author, draft_id))
    assert [one.plain for one in seen.paragraphs] == ["Seen.", "Open", "Seen too."]


def test_the_visit_of_one_draft_shows_nothing_of_another(store: Store, author: Person, draft_id: int) -> None:
    other = drafting.start_new(store, author, Kind.GUIDANCE, "other", "", [], content("Othercanary."))
    mine, theirs = opened(store, author, draft_id), opened(store, author, other)
    assert "Othercanary" not in repr(factchecking.visit(store, mine))
    assert [one.plain for one in factchecking.visit(store, theirs).paragraphs] == ["Othercanary."]


def test_the_link_opens_once_and_its_secret_is_not_that_of_the_visit(
    store: Store, author: Person, draft_id: int
) -> None:
    link = invite(store, author, draft_id)
    visit = factchecking.open_link(store, link)
    for door, secret in ((factchecking.open_link, link), (factchecking.open_link, visit), (factchecking.visit, link)):
        with pytest.raises(NotFoundError, match=REFUSED):
            door(store, secret)
    assert factchecking.visit(store, visit).revision == 2


def test_reading_an_invitation_does_not_spend_the_link(store: Store, author: Person, draft_id: int) -> None:
    link = invite(store, author, draft_id)
    with pytest.raises(NotFoundError, match=REFUSED):
        factchecking.visit(store, link)
    assert standing(store, author, draft_id) is Standing.SENT
    assert factchecking.open_link(store, link)


def test_secrets_have_256_bits_and_only_their_hashes_are_kept(store: Store, author: Person, draft_id: int) -> None:
    link = invite(store, author, draft_id)
    visit = factchecking.open_link(store, link)
    with store.reading() as db:
        row = db.execute(select(tables.fact_check)).one()
        kept = repr([db.execute(select(table)).all() for table in tables.metadata.sorted_tables])
    # 32 bytes are 43 letters of URL-safe base 64.
    assert len(link) == len(visit) == 43
    assert link not in kept
    assert visit not in kept
    assert (row.link_hash, row.visit_hash) == tuple(hashlib.sha256(one.encode()).hexdigest() for one in (link, visit))


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "\ud800", "é" * 9_999])
def test_what_is_no_secret_opens_nothing(secret: str, store: Store, author: Person, draft_id: int) -> None:
    invite(store, author, draft_id)
    for door in (factchecking.open_link, factchecking.visit):
        with pytest.raises(NotFoundError, match=REFUSED):
            door(store, secret)


Closing = Callable[[Store, Person, int, Clock], object]


def _run_out(store: Store, author: Person, draft_id: int, clock: Clock) -> None:
    clock.now += timedelta(days=7)


def _end(store: Store, author: Person, draft_id: int, clock: Clock) -> None:
    for one in factchecking.list_invitations(store, author, draft_id):
        factchecking.end(store, author, one.id)


def _discard(store: Store, author: Person, draft_id: int, clock: Clock) -> None:
    drafting.discard(store, author, draft_id, "No longer needed")


@pytest.mark.parametrize("close", [_run_out, _end, _discard])
def test_when_it_is_over_link_visit_and_answer_are_refused_in_the_same_words(
    close: Closing, store: Store, author: Person, draft_id: int, clock: Clock
) -> None:
    link, visit = invite(store, author, draft_id), opened(store, author, draft_id)
    close(store, author, draft_id, clock)
    before = seq(store)
    for door in (
        lambda: factchecking.open_link(store, link),
        lambda: factchecking.visit(store, visit),
        lambda: factchecking.answer(store, visit, {}, "An answer"),
    ):
        with pytest.raises(NotFoundError, match=REFUSED):
            door()
    assert seq(store) == before


def test_a_link_is_good_until_the_instant_at_which_it_expires(
    store: Store, author: Person, draft_id: int, clock: Clock
) -> None:
    visit = opened(store, author, draft_id)
    clock.now += timedelta(days=7) - timedelta(microseconds=1)
    assert factchecking.visit(store, visit)
    assert standing(store, author, draft_id) is Standing.OPENED
    clock.now += timedelta(microseconds=1)
    assert standing(store, author, draft_id) is Standing.EXPIRED


def test_the_answer_is_given_once_and_its_remarks_are_comments_on_that_revision(
    store: Store, author: Person, draft_id: int
) -> None:
    visit = opened(store, author, draft_id)
    pid = factchecking.visit(store, visit).paragraphs[1].pid
    drafting.save(store, author, draft_id, 2, content(BODY.replace("Opening", "Later")))
    factchecking.answer(store, visit, {pid: " The year is\r\n1995. ", "unknown": "  "}, "Else right.")
    (remark,) = commenting.comments(store, author, draft_id)
    assert (remark.pid, remark.revision, remark.body) == (pid, 2, "The year is\n1995.")
    assert (remark.author, remark.outside, remark.resolved_by) == ("Dr A Outsider", True, "")
    (told,) = factchecking.list_invitations(store, author, draft_id)
    assert (told.answer, told.standing, told.made_by) == ("Else right.", Standing.ANSWERED, author.name)
    for door in (factchecking.visit, lambda store, visit: factchecking.answer(store, visit, {}, "More")):
        with pytest.raises(NotFoundError, match=REFUSED):
            door(store, visit)
    commenting.resolve_comment(store, author, remark.id)
    assert commenting.comments(store, author, draft_id)[0].resolved_by == author.name


def test_a_remark_on_what_was_not_shown_is_refused_and_nothing_is_kept(
    store: Store, author: Person, draft_id: int
) -> None:
    visit = opened(store, author, draft_id)
    shown = {one.pid for one in factchecking.visit(store, visit).paragraphs}
    (hidden,) = {one.pid for one in drafts.revision(store, author, draft_id).identity.paragraphs} - shown
    before = seq(store)
    messages = set()
    for pid in (hidden, "unknown000"):
        with pytest.raises(StateError) as refused:
            factchecking.answer(store, visit, {pid: "A remark"}, "")
        messages.add(str(refused.value))
    assert len(messages) == 1
    assert commenting.comments(store, author, draft_id) == []
    assert seq(store) == before
    assert factchecking.visit(store, visit)


@pytest.mark.parametrize(
    "remarks, answer, fields",
    [
        ({}, "", ["answer"]),
        ({"p": " \n"}, " ", ["answer"]),
        ({"p": "x"}, "", []),
        ({}, "x" * 5_000, []),
        ({"p": "x" * 5_001}, "x" * 5_001, ["remark-p", "answer"]),
    ],
)
def test_an_answer_is_checked_field_by_field(remarks: dict[str, str], answer: str, fields: list[str]) -> None:
    assert [issue.field for issue in factchecking.check_answer(remarks, answer)] == fields


def test_an_answer_that_says_nothing_is_refused_and_can_be_given_again(
    store: Store, author: Person, draft_id: int
) -> None:
    visit = opened(store, author, draft_id)
    with pytest.raises(StateError, match="Write an answer, or a remark on a paragraph"):
        factchecking.answer(store, visit, {}, " ")
    factchecking.answer(store, visit, {}, "All right.")
