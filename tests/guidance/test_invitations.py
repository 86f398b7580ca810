"""Inviting somebody outside: what is checked, who may, and that of two who open a link one gets in."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from guidance import drafting, factchecking, ledger, reviewing, tables
from guidance.errors import ConflictError, NotFoundError, PermissionDeniedError, StateError
from guidance.model import Person, Role
from guidance.store import Store
from tests.factories import Clock
from tests.guidance.test_factchecking import author, draft_id, invite, last_event, newest_id, opened, seq  # noqa: F401


@pytest.mark.parametrize(
    "name, days, fields",
    [("Dr A", 1, []), ("Dr A", 30, []), ("Dr A", 0, ["days"]), ("Dr A", 31, ["days"]), ("Dr A", -1, ["days"]),
     (" ", 7, ["name"]), ("A" * 201, 10**30, ["name", "days"])],
)  # fmt: skip
def test_an_invitation_is_checked_and_the_act_checks_it_too(
    name: str, days: int, fields: list[str], store: Store, author: Person, draft_id: int
) -> None:
    assert [issue.field for issue in factchecking.check_invitation(name, days)] == fields
    before = seq(store)
    if fields:
        with pytest.raises(StateError):
            factchecking.invite(store, author, draft_id, name, days)
    else:
        factchecking.invite(store, author, draft_id, name, days)
    assert seq(store) == before + (not fields)


def test_each_act_is_one_event_that_holds_neither_a_secret_nor_a_word(
    store: Store, author: Person, draft_id: int
) -> None:
    before = seq(store)
    link = invite(store, author, draft_id)
    assert (seq(store), last_event(store).action) == (before + 1, "draft.fact_check_invited")
    visit = factchecking.open_link(store, link)
    assert (seq(store), last_event(store).action) == (before + 2, "draft.fact_check_opened")
    assert last_event(store).actor == f"fact check {newest_id(store, author, draft_id)}"
    factchecking.visit(store, visit)
    factchecking.answer(store, visit, {}, "Answercanary")
    assert (seq(store), last_event(store).action) == (before + 3, "draft.fact_check_answered")
    invite(store, author, draft_id)
    factchecking.end(store, author, newest_id(store, author, draft_id))
    assert (seq(store), last_event(store).action) == (before + 5, "draft.fact_check_ended")
    with store.reading() as db:
        told = repr(db.execute(select(tables.event).where(tables.event.c.seq > before)).all())
        assert ledger.first_broken(db) is None
    assert {row in told for row in (link, visit, "Answercanary", "Outsider")} == {False}
    assert f"draft:{draft_id}" in told


def test_what_is_over_cannot_be_ended_and_what_never_was_is_not_found(
    store: Store, author: Person, draft_id: int, clock: Clock
) -> None:
    factchecking.answer(store, opened(store, author, draft_id), {}, "Right.")
    with pytest.raises(ConflictError, match="it is answered"):
        factchecking.end(store, author, newest_id(store, author, draft_id))
    opened(store, author, draft_id)
    factchecking.end(store, author, newest_id(store, author, draft_id))
    with pytest.raises(ConflictError, match="it is ended"):
        factchecking.end(store, author, newest_id(store, author, draft_id))
    invite(store, author, draft_id)
    clock.now += timedelta(days=8)
    with pytest.raises(ConflictError, match="it is expired"):
        factchecking.end(store, author, newest_id(store, author, draft_id))
    for number in (0, -1, 999, 2**64):
        with pytest.raises(NotFoundError):
            factchecking.end(store, author, number)


def test_a_draft_that_is_given_up_is_sent_to_nobody(store: Store, author: Person, draft_id: int) -> None:
    drafting.discard(store, author, draft_id, "No longer needed")
    with pytest.raises(StateError, match="discarded cannot be sent to be checked"):
        invite(store, author, draft_id)


@pytest.mark.parametrize("role", Role)
def test_the_policy_team_alone_invites_ends_and_lists(role: Role, store: Store, author: Person, draft_id: int) -> None:
    invite(store, author, draft_id)
    person = replace(author, role=role)
    acts: list[Callable[[], object]] = [
        lambda: invite(store, person, draft_id),
        lambda: factchecking.end(store, person, newest_id(store, author, draft_id)),
        lambda: factchecking.list_invitations(store, person, draft_id),
    ]
    before = seq(store)
    if role in {Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER}:
        for act in acts:
            act()
        assert seq(store) == before + 2
        acts = [lambda: invite(store, replace(person, active=False), draft_id)]
        before = seq(store)
    for act in acts:
        with pytest.raises(PermissionDeniedError):
            act()
    assert seq(store) == before


def test_a_fact_check_approves_nothing(store: Store, author: Person, draft_id: int) -> None:
    factchecking.answer(store, opened(store, author, draft_id), {}, "Right.")
    assert reviewing.decisions(store, author, draft_id) == []


def test_of_two_who_open_the_link_at_once_one_gets_in(store: Store, author: Person, draft_id: int) -> None:
    link = invite(store, author, draft_id)
    together = threading.Barrier(4)

    def click(_: int) -> str:
        together.wait()
        try:
            return factchecking.open_link(store, link)
        except NotFoundError:
            return ""

    with ThreadPoolExecutor(4) as clicks:
        got = [secret for secret in clicks.map(click, range(4)) if secret]
    assert len(got) == 1
    assert factchecking.visit(store, got[0])
