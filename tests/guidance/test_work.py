"""The lists of the policy team's first page: what is mine, what waits, what is coming and what is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from guidance import drafting, tables
from guidance.errors import PermissionDeniedError
from guidance.model import Person, Role
from guidance.store import Store
from guidance.work import Work, work
from guidance.workflow import Draft, State
from tests.factories import NOW, Clock, a_content, a_draft, a_person, document, edition, publish

TODAY = NOW.date()


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


@pytest.fixture
def reviewer(store: Store) -> Person:
    return a_person(store, Role.REVIEWER)


def put(store: Store, draft_id: int, **values: Any) -> None:
    """What other acts do to a draft."""
    with store.writing() as db:
        db.execute(update(tables.draft).where(tables.draft.c.id == draft_id).values(**values))


def ids(drafts: tuple[Draft, ...]) -> list[int]:
    return [one.id for one in drafts]


def one(slug: str, body: str = "Words.", kind: str = "guidance", **parts: Any) -> dict[str, Any]:
    """A document with one edition, of which the parts say more."""
    return {**document(slug, kind=kind), "editions": [edition(1, body, title=slug.capitalize(), **parts)]}


def in_days(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def test_mine_is_what_i_began_or_saved(store: Store, author: Person, reviewer: Person) -> None:
    begun, saved, others = (a_draft(store, person, slug=slug) for person, slug in (
        (author, "begun"), (reviewer, "saved"), (reviewer, "others"),
    ))  # fmt: skip
    drafting.save(store, author, saved, 1, a_content("Other words."))
    assert set(ids(work(store, author).mine)) == {begun, saved}
    assert set(ids(work(store, reviewer).mine)) == {saved, others}
    drafting.discard(store, author, begun, "Not needed")
    assert ids(work(store, author).mine) == [saved]


def test_what_waits_for_review_waits_for_those_who_neither_wrote_nor_submitted_it(
    store: Store, author: Person, reviewer: Person
) -> None:
    other = a_person(store, Role.REVIEWER, "Other")
    first, second, third = (a_draft(store, author, slug=slug) for slug in ("first", "second", "third"))
    drafting.save(store, reviewer, second, 1, a_content("Other words."))
    later = NOW + timedelta(hours=1)
    put(store, first, state=State.IN_REVIEW, submitted_by=author.id, submitted_at=later)
    put(store, second, state=State.IN_REVIEW, submitted_by=author.id, submitted_at=NOW)
    put(store, third, state=State.IN_REVIEW, submitted_by=other.id, submitted_at=NOW)
    assert ids(work(store, reviewer).to_review) == [third, first]
    assert ids(work(store, other).to_review) == [second, first]
    assert ids(work(store, author).to_review) == []


def test_what_is_approved_is_listed_for_everybody(store: Store, author: Person, reviewer: Person) -> None:
    draft_id = a_draft(store, author)
    put(store, draft_id, state=State.APPROVED)
    assert ids(work(store, reviewer).approved) == ids(work(store, author).approved) == [draft_id]


def test_what_commences_later_is_listed_and_what_is_under_an_embargo_too(
    store: Store, tmp_path: Path, clock: Clock, author: Person
) -> None:
    visible = datetime(2026, 12, 1, 9, tzinfo=UTC)
    publish(
        store,
        tmp_path,
        [
            one("now"),
            one("later", in_force_from=in_days(20)),
            one("sooner", in_force_from=in_days(10)),
            one("hidden", published_at="2026-12-01T09:00:00Z", in_force_from=in_days(30)),
            one("backdated", published_at="2026-12-01T09:00:00Z", in_force_from="2026-01-01"),
        ],
    )
    assert [(one.edition.document.slug, one.commences.isoformat(), one.visible_from) for one in
            work(store, author).scheduled] == [
        ("backdated", "2026-01-01", visible),
        ("sooner", in_days(10), None),
        ("later", in_days(20), None),
        ("hidden", in_days(30), visible),
    ]  # fmt: skip
    clock.now = visible + timedelta(days=1)
    assert [one.edition.document.slug for one in work(store, author).scheduled] == ["sooner", "later", "hidden"]
    assert work(store, author).scheduled[-1].visible_from is None


def test_a_day_begins_at_midnight_in_london(store: Store, tmp_path: Path, clock: Clock, author: Person) -> None:
    publish(store, tmp_path, [one("summer", in_force_from="2027-07-01")])
    clock.now = datetime(2027, 6, 30, 22, 59, tzinfo=UTC)
    assert len(work(store, author).scheduled) == 1
    clock.now = datetime(2027, 6, 30, 23, 0, tzinfo=UTC)
    assert work(store, author).scheduled == ()


def test_entries_past_their_day_are_due_the_longest_first(store: Store, tmp_path: Path, author: Person) -> None:
    publish(
        store,
        tmp_path,
        [
            one("today", facts={"review_by": in_days(0)}),
            one("past", facts={"review_by": in_days(-9)}),
            one("to-come", facts={"review_by": in_days(1)}),
            one("never"),
            {**one("gone", facts={"review_by": in_days(-9)}), "withdrawn": {"from": "2021-01-01", "reason": "Old"}},
        ],
    )
    assert [(one.edition.document.slug, one.day) for one in work(store, author).due] == [
        ("past", date.fromisoformat(in_days(-9))), ("today", TODAY),
    ]  # fmt: skip


def test_law_that_will_commence_is_listed(store: Store, tmp_path: Path, author: Person) -> None:
    publish(
        store,
        tmp_path,
        [
            one("act", kind="authority", facts={"type": "provision", "in_force_from": in_days(5)}),
            one("old-act", kind="authority", facts={"type": "provision", "in_force_from": "2003-05-01"}),
        ],
    )
    assert [(one.edition.document.slug, one.day.isoformat()) for one in work(store, author).law] == [
        ("act", in_days(5))
    ]


def test_interim_guidance_is_told_with_the_day_since_when_without_a_break(
    store: Store, tmp_path: Path, author: Person
) -> None:
    def editions(slug: str, *bases: str, **parts: Any) -> dict[str, Any]:
        told = [edition(number, f"Words {number}.", basis=basis) for number, basis in enumerate(bases, 1)]
        return {**document(slug), "editions": told, **parts}

    broken = editions("broken", "interim", "interim")
    broken["editions"][0]["force"] = [
        {"from": "2020-01-01", "to": "2020-06-01", "recorded_at": "2020-01-01T09:00:00Z", "reason": ""}
    ]
    publish(
        store,
        tmp_path,
        [editions("long", "final", "interim", "interim"), editions("settled", "interim", "final"), broken],
    )
    told = {(one.edition.document.slug, one.edition.ordinal, one.since) for one in work(store, author).interim}
    assert told == {("broken", 2, date(2021, 1, 1)), ("long", 3, date(2021, 1, 1))}


def test_an_emergency_stays_listed_until_it_is_reviewed(
    store: Store, tmp_path: Path, author: Person, reviewer: Person
) -> None:
    publish(store, tmp_path, [one("urgent"), one("calm")])
    own = tables.edition.c
    with store.writing() as db:
        edition_id = db.scalar(select(own.id).where(own.title == "Urgent"))
        told = {"edition_id": edition_id, "person_id": author.id, "reason": "A judgment", "at": NOW, "review_note": ""}
        db.execute(insert(tables.emergency).values(**told))
    assert [(one.slug, one.ordinal, one.person, one.reason) for one in work(store, reviewer).unreviewed] == [
        ("urgent", 1, author, "A judgment")
    ]
    with store.writing() as db:
        db.execute(update(tables.emergency).values(reviewed_by=reviewer.id, reviewed_at=NOW))
    assert work(store, reviewer).unreviewed == ()


def test_releases_that_are_open_are_listed(store: Store, author: Person) -> None:
    with store.writing() as db:
        for name, state in (("Autumn", "open"), ("Spring", "published")):
            values = {"name": name, "state": state, "created_by": author.id, "created_at": NOW}
            db.execute(insert(tables.release).values(**values))
    assert [one.name for one in work(store, author).releases] == ["Autumn"]


def test_an_empty_knowledge_base_has_no_work(store: Store, author: Person) -> None:
    assert work(store, author) == Work((), (), (), (), (), (), (), (), (), 0)


@pytest.mark.parametrize("role", [Role.READER, Role.ADMINISTRATOR])
def test_the_lists_are_for_the_policy_team(role: Role, store: Store) -> None:
    with pytest.raises(PermissionDeniedError):
        work(store, a_person(store, role))
