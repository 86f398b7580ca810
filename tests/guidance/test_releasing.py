"""Releases: several editions commence together, or none of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from guidance import checking, drafting, drafts, releasing, reviewing, tables
from guidance.errors import ConflictError, NotFoundError, PermissionDeniedError, StateError
from guidance.model import Kind, Role
from guidance.workflow import State
from tests.factories import NOW, Clock, a_person
from tests.guidance.desk import TODAY, Desk, desk

COMING = date(2027, 1, 4)
WORDS = "The words of a chapter."


@pytest.fixture
def team(clock: Clock) -> Iterator[Desk]:
    with desk(clock) as made:
        yield made


def a_release(team: Desk, *drafts_in_it: int) -> int:
    made = releasing.create(team.store, team.publisher, "New year")
    for one in drafts_in_it:
        releasing.add(team.store, team.publisher, made, one)
    return made


def publish(team: Desk, release_id: int, commences: date = COMING, **parts: Any) -> list[int]:
    made = releasing.publish_release(
        team.store, team.publisher, release_id, commences, parts.get("visible_from"), parts.get("reason", "")
    )
    return [ordinal for _, ordinal in made]


def held(team: Desk, release_id: int) -> list[int]:
    return [one.id for one in releasing.release(team.store, team.author, release_id)[1]]


def test_the_editions_of_a_release_commence_together_with_an_event_each_and_one_of_its_own(team: Desk) -> None:
    team.published(WORDS, "one")
    made = [team.approved(f"{WORDS} {slug}", slug) for slug in ("one", "two")]
    release_id = a_release(team, *made)
    seq = team.seq()
    assert publish(team, release_id) == [2, 1]
    assert team.seq() == seq + 3
    assert team.last_event()["action"] == "release.published"
    for slug, before, after in (("one", 1, 2), ("two", None, 1)):
        assert team.in_force(slug, COMING - timedelta(days=1)) == before
        assert team.in_force(slug, COMING) == after
    found = releasing.release(team.store, team.author, release_id)[0]
    assert (found.state, found.commences, found.published_at) == ("published", COMING, NOW)
    assert checking.problems(team.store) == []


def test_drafts_in_one_release_may_link_to_each_other(team: Desk) -> None:
    team.written("Words there {#there}.", "two")
    one = team.approved("See [two](guidance:two).", "one")
    two = drafts.list_drafts(team.store, team.author, kind=Kind.GUIDANCE, slug="two")[0].id
    team.approve(two)
    assert publish(team, a_release(team, one, two)) == [1, 1]


def test_if_one_cannot_be_published_none_is(team: Desk) -> None:
    made = [team.approved(WORDS, "one"), team.approved(f"{WORDS} More.", "two")]
    release_id = a_release(team, *made)
    drafting.set_details(team.store, team.author, made[1], "M", [], drafts.draft(team.store, team.author, 1).basis)
    told = releasing.check_release(team.store, team.publisher, release_id, COMING, None)
    assert [one.field for one in told] == ["drafts"]
    seq = team.seq()
    with pytest.raises(StateError, match="is not approved"):
        publish(team, release_id)
    assert team.seq() == seq
    with team.store.reading() as db:
        assert db.scalar(select(func.count()).select_from(tables.edition)) == 0


def test_an_embargo_holds_back_the_whole_release(team: Desk, clock: Clock) -> None:
    release_id = a_release(team, team.approved(WORDS, "one"), team.approved(f"{WORDS} More.", "two"))
    publish(team, release_id, visible_from=NOW + timedelta(hours=9))
    assert team.library.in_force(None, COMING) == []
    clock.now = NOW + timedelta(hours=9)
    assert len(team.library.in_force(None, COMING)) == 2


def test_earlier_dates_need_a_reason_once_for_all(team: Desk) -> None:
    release_id = a_release(team, team.approved(WORDS, "one"), team.approved(f"{WORDS} More.", "two"))
    told = releasing.check_release(team.store, team.publisher, release_id, TODAY - timedelta(days=1), None)
    assert [one.field for one in told] == ["reason"]
    publish(team, release_id, TODAY - timedelta(days=1), reason="Agreed then.")
    assert team.edition(1, "two").force_reason == "Agreed then."


def test_an_empty_release_is_not_published(team: Desk) -> None:
    with pytest.raises(StateError, match="nothing in the release"):
        publish(team, a_release(team))


def test_a_draft_in_a_release_is_published_with_it_alone_until_taken_out(team: Desk) -> None:
    made = team.approved(WORDS, "one")
    release_id = a_release(team, made)
    with pytest.raises(StateError, match="belongs to a release"):
        team.publish(made)
    seq = team.seq()
    releasing.take_out(team.store, team.publisher, release_id, made)
    assert team.seq() == seq + 1
    assert team.publish(made) == 1


def test_what_goes_into_a_release_is_open_in_no_other_and_of_another_document(team: Desk) -> None:
    made = team.approved(WORDS, "one")
    release_id = a_release(team, made)
    with pytest.raises(StateError, match="in a release already"):
        a_release(team, made)
    published = team.approved(f"{WORDS} Two.", "two")
    team.publish(published)
    with pytest.raises(StateError, match="not published or discarded"):
        releasing.add(team.store, team.publisher, release_id, published)
    first, second = team.written(f"{WORDS} A.", "two"), team.written(f"{WORDS} B.", "two")
    releasing.add(team.store, team.publisher, release_id, first)
    with pytest.raises(ConflictError, match="same document"):
        releasing.add(team.store, team.publisher, release_id, second)


def test_a_draft_that_is_given_up_is_no_longer_in_the_release(team: Desk) -> None:
    made = [team.approved(WORDS, "one"), team.approved(f"{WORDS} More.", "two")]
    release_id = a_release(team, *made)
    drafting.discard(team.store, team.author, made[0], "Not needed.")
    assert held(team, release_id) == [made[1]]
    assert publish(team, release_id) == [1]


def test_a_release_given_up_lets_its_drafts_go(team: Desk) -> None:
    made = team.approved(WORDS, "one")
    release_id = a_release(team, made)
    releasing.discard(team.store, team.publisher, release_id)
    assert drafts.draft(team.store, team.author, made).state is State.APPROVED
    assert releasing.releases(team.store, team.author)[0].state == "discarded"
    with pytest.raises(StateError, match="is discarded"):
        publish(team, release_id)
    assert team.publish(made) == 1


def test_an_approval_that_fell_is_seen(team: Desk) -> None:
    made = team.approved(WORDS, "one")
    release_id = a_release(team, made)
    reviewing.return_(team.store, team.reviewer, made, "One more thing.")
    with pytest.raises(StateError):
        publish(team, release_id)


def test_a_release_has_a_name_and_is_there(team: Desk) -> None:
    assert releasing.check_name("  ")
    with pytest.raises(StateError):
        releasing.create(team.store, team.publisher, "x" * 201)
    for act in (releasing.discard, releasing.release):
        with pytest.raises(NotFoundError):
            act(team.store, team.publisher, 7)
    with pytest.raises(NotFoundError):
        releasing.take_out(team.store, team.publisher, a_release(team), 7)


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_a_publisher_has_releases(team: Desk, role: Role) -> None:
    somebody = a_person(team.store, role, "Somebody")
    made = team.approved(WORDS, "one")
    release_id = a_release(team)
    for act in (
        lambda: releasing.create(team.store, somebody, "Mine"),
        lambda: releasing.add(team.store, somebody, release_id, made),
        lambda: releasing.take_out(team.store, somebody, release_id, made),
        lambda: releasing.discard(team.store, somebody, release_id),
        lambda: releasing.publish_release(team.store, somebody, release_id, COMING, None),
    ):
        with pytest.raises(PermissionDeniedError):
            act()
