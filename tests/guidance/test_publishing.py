"""Publishing: on a date, under an embargo, once approved, in an emergency; and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from guidance import (
    calendar,
    checking,
    commenting,
    drafting,
    drafts,
    identifying,
    publishing,
    reviewing,
    tables,
)
from guidance.errors import ConflictError, GuidanceError, PermissionDeniedError, StateError
from guidance.model import Basis, Force, Kind, Role
from guidance.planning import Plan, check_plan, warnings
from guidance.store import Store
from guidance.workflow import ChangeClass, State
from tests.factories import NOW, Clock, a_person
from tests.guidance.desk import TODAY, Desk, desk

FIRST = "## Consent {#consent}\n\nThe first paragraph stays as it is.\n\nThe second paragraph must be read."
SECOND = FIRST.replace("must", "should")
COMING = date(2027, 3, 28)


@pytest.fixture
def team(clock: Clock) -> Iterator[Desk]:
    with desk(clock) as made:
        yield made


def rows(store: Store, table: str) -> int:
    with store.reading() as db:
        return len(db.execute(select(tables.metadata.tables[table])).all())


# On a date


def test_an_approved_draft_is_published_with_its_own_pids_and_one_event(team: Desk) -> None:
    made = team.approved(FIRST)
    seq = team.seq()
    pids = [one.pid for one in team.draft_paragraphs(made)]
    assert team.publish(made) == 1
    assert [one.pid for one in team.paragraphs(1)] == pids
    assert team.seq() == seq + 1
    event = team.last_event()
    assert (event["action"], event["subject"], event["actor"]) == (
        "edition.published", "guidance:myths", team.publisher.email,
    )  # fmt: skip
    assert event["detail"]["draft"] == made
    assert checking.problems(team.store) == []


def test_the_draft_stays_as_the_record_of_its_edition(team: Desk) -> None:
    made = team.approved(FIRST)
    team.publish(made)
    found = drafts.draft(team.store, team.author, made)
    assert (found.state, found.edition) == (State.PUBLISHED, 1)
    with pytest.raises(StateError):
        team.publish(made)


def test_an_edition_is_in_force_from_london_s_midnight_without_anybody_doing_anything(team: Desk, clock: Clock) -> None:
    team.published(FIRST)
    team.published(SECOND, commences=COMING)
    assert team.in_force(as_at=COMING - timedelta(days=1)) == 1
    assert team.in_force(as_at=COMING) == 2
    # Summer time begins in London on that very day: its midnight is still winter's.
    clock.now = calendar.midnight(COMING) - timedelta(microseconds=1)
    assert team.in_force(as_at=calendar.today(clock.now)) == 1
    clock.now += timedelta(microseconds=1)
    assert team.in_force(as_at=calendar.today(clock.now)) == 2


def test_readers_keep_the_edition_in_force_while_the_next_is_drafted_and_prospective(team: Desk) -> None:
    team.published(FIRST)
    team.published(SECOND, commences=COMING)
    assert team.edition(1).force is Force.IN_FORCE
    assert team.edition(2).force is Force.PROSPECTIVE


def test_what_an_author_settled_and_raised_goes_into_the_edition(team: Desk) -> None:
    team.published(FIRST)
    made = team.written(SECOND.replace("first paragraph", "first  paragraph"))
    (pid,) = [one.pid for one in team.draft_paragraphs(made) if "first" in one.plain]
    identifying.raise_class(team.store, team.author, made, pid, ChangeClass.SUBSTANTIVE)
    team.approve(made)
    team.publish(made)
    found = {one.pid: one for one in team.library.changes(team.edition(2), team.edition(1))}
    assert found[pid].change_class is ChangeClass.SUBSTANTIVE
    assert found[pid].computed is not ChangeClass.SUBSTANTIVE
    assert checking.problems(team.store) == []


def test_labels_go_to_the_document_and_into_the_record(team: Desk) -> None:
    team.published(FIRST)
    made = team.written(SECOND)
    drafting.set_details(team.store, team.author, made, "M", ["consent"], Basis.CORRECTION)
    team.approve(made, Basis.CORRECTION)
    team.publish(made)
    found = team.edition(2)
    assert (found.document.ref, found.document.topics, found.basis) == ("M", ("consent",), Basis.CORRECTION)
    detail = team.last_event()["detail"]
    assert (detail["ref"], detail["topics"]) == ("M", ["consent"])


# What is refused


def unapproved(team: Desk) -> int:
    return team.written(FIRST)


def in_review(team: Desk) -> int:
    made = team.written(FIRST)
    reviewing.submit(team.store, team.author, made, 1, "Why.", "Reasons.")
    return made


def changed_after_approval(team: Desk) -> int:
    made = team.approved(FIRST)
    drafting.set_details(team.store, team.author, made, "M", [], Basis.FINAL)
    return made


def discarded(team: Desk) -> int:
    made = team.approved(FIRST)
    drafting.discard(team.store, team.author, made, "Not needed.")
    return made


@pytest.mark.parametrize("make", [unapproved, in_review, changed_after_approval, discarded])
def test_only_what_is_approved_as_it_stands_is_published(team: Desk, make: Any) -> None:
    made = make(team)
    seq, editions = team.seq(), rows(team.store, "edition")
    with pytest.raises(StateError):
        team.publish(made)
    assert (team.seq(), rows(team.store, "edition")) == (seq, editions)


def test_another_revision_than_the_newest_is_not_published(team: Desk) -> None:
    made = team.approved(FIRST)
    with pytest.raises(ConflictError, match="The newest revision is 1, not 2"):
        publishing.publish(team.store, team.publisher, made, 2, Plan(TODAY, Basis.FINAL))


def test_a_draft_on_an_edition_that_is_no_longer_the_newest_is_not_published(team: Desk) -> None:
    team.published(FIRST)
    late = team.approved(SECOND.replace("first", "1st"))
    team.published(SECOND)
    with pytest.raises(ConflictError, match="Bring the draft up to date"):
        team.publish(late)


def test_two_drafts_of_one_new_address_cannot_both_be_published(team: Desk) -> None:
    made = team.approved(FIRST, "fresh")
    team.publish(made)
    with pytest.raises(GuidanceError):
        drafting.start_new(team.store, team.author, Kind.GUIDANCE, "fresh", "", [], drafts.revision(
            team.store, team.author, made).content)  # fmt: skip


def test_what_is_to_be_published_on_a_link_to_nothing_is_refused(team: Desk) -> None:
    other = team.written("There.", "other")
    made = team.approved("See [the other](guidance:other).", "pointing")
    with pytest.raises(StateError, match="guidance:other"):
        team.publish(made)
    team.approve(other)
    team.publish(other)
    assert team.publish(made) == 1


@pytest.mark.parametrize(
    "parts, field",
    [
        ({"commences": TODAY - timedelta(days=1)}, "reason"),
        ({"commences": TODAY - timedelta(days=1), "reason": "  "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"commences": TODAY + timedelta(days=1), "visible_from": NOW + timedelta(days=3)}, "reason"),
        ({"visible_from": NOW}, "visible_from"),
        ({"visible_from": NOW - timedelta(seconds=1)}, "visible_from"),
        ({"commences": date(1, 1, 1), "reason": "Old."}, "commences"),
        ({"commences": date(9999, 1, 1)}, "commences"),
        ({"basis": Basis.INTERIM}, "basis"),
    ],
)
def test_a_plan_with_a_mistake_is_told_by_its_field_and_refused(team: Desk, parts: dict[str, Any], field: str) -> None:
    made = team.approved(FIRST)
    plan = replace(Plan(TODAY, Basis.FINAL), **parts)
    assert [one.field for one in check_plan(team.store, team.publisher, made, plan)] == [field]
    with pytest.raises(StateError):
        publishing.publish(team.store, team.publisher, made, 1, plan)
    assert rows(team.store, "edition") == 0


def test_a_new_document_corrects_nothing(team: Desk) -> None:
    made = team.approved(FIRST, basis=Basis.CORRECTION)
    told = check_plan(team.store, team.publisher, made, Plan(TODAY, Basis.CORRECTION))
    assert [one.field for one in told] == ["basis"]


def test_a_reason_for_an_earlier_date_is_there_for_readers(team: Desk) -> None:
    team.published(FIRST, commences=date(2026, 11, 1), reason="The judgment was on that day.")
    found = team.library.resolve(Kind.GUIDANCE, "myths", date(2026, 11, 1)).edition
    assert found is not None
    assert found.force_reason == "The judgment was on that day."
    assert team.in_force(as_at=date(2026, 10, 31)) is None


def test_a_publisher_is_told_of_weekends_and_of_other_editions_dates(team: Desk) -> None:
    team.published(FIRST)
    team.published(SECOND, commences=COMING)
    made = team.approved(SECOND.replace("first", "1st"))

    def told(day: date) -> list[str]:
        return warnings(team.store, team.publisher, made, Plan(day, Basis.FINAL))

    assert told(date(2027, 3, 29)) == []
    assert told(date(2027, 4, 3)) == ["3 April 2027 is a Saturday."]
    assert told(COMING) == [
        "28 March 2027 is a Sunday.",
        "Edition 2 applies from the same day: it will not be in force on any day.",
    ]
    assert told(date(2027, 3, 26)) == ["Edition 2 applies from 28 March 2027 and takes over from then on."]


# Who may


@pytest.mark.parametrize("role", [Role.READER, Role.AUTHOR, Role.REVIEWER, Role.ADMINISTRATOR])
def test_only_a_publisher_publishes(team: Desk, role: Role) -> None:
    somebody = a_person(team.store, role, "Somebody")
    made = team.approved(FIRST)
    plan = Plan(TODAY, Basis.FINAL)
    for act in (
        lambda: publishing.publish(team.store, somebody, made, 1, plan),
        lambda: publishing.publish_in_emergency(team.store, somebody, made, 1, plan, "A judgment."),
    ):
        with pytest.raises(PermissionDeniedError):
            act()


def test_a_forged_identity_of_another_document_is_refused(team: Desk) -> None:
    team.published(FIRST)
    made = team.approved("Words of its own, as many as are needed.", "other")
    theirs = team.paragraphs(1)[1].pid
    with team.store.writing() as db:
        draft = drafts.find(db, made)
        revision = drafts.head(db, draft)
        new = replace(publishing._new_edition(draft, revision, Plan(TODAY, Basis.FINAL), NOW, None), pids=(theirs,))
        with pytest.raises(ConflictError, match="identity"):
            publishing._require_own_pids(db, draft, new)


def test_comments_stay_with_the_draft_that_was_published(team: Desk) -> None:
    made = team.approved(FIRST)
    pid = team.draft_paragraphs(made)[1].pid
    commenting.comment(team.store, team.reviewer, made, 1, pid, "A remark.")
    team.publish(made)
    assert [one.body for one in commenting.comments(team.store, team.author, made)] == ["A remark."]


def test_what_is_known_later_is_an_instant_of_its_own(team: Desk, clock: Clock) -> None:
    first = team.published(FIRST)
    known = clock.now
    clock.now = datetime(2026, 12, 1, 9, tzinfo=NOW.tzinfo)
    team.published(SECOND, commences=TODAY, reason="It should have said so at once.")
    assert team.in_force(as_at=TODAY, known_at=known) == first
    assert team.in_force(as_at=TODAY) == 2
