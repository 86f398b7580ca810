"""What a reader is told of how a document came to say what it says: its story, its banners, what changed by class."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from guidance import consulting, correcting, drafting, history, people, publishing
from guidance.history import Happening
from guidance.model import OPERATOR, Basis, Kind, Person
from guidance.planning import Plan
from guidance.workflow import Content
from tests.factories import document, edition
from tests.kb.client import Browser
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, World

MYTHS = (Kind.GUIDANCE, "myths")


def who(site: World, email: str) -> Person:
    return next(one for one in people.list_people(site.store, OPERATOR) if one.email == email)


def drafted(site: World, body: str, slug: str = "myths", basis: Basis = Basis.FINAL) -> int:
    """A draft of new words for a document."""
    author = who(site, AUTHOR)
    draft_id = drafting.start(site.store, author, Kind.GUIDANCE, slug, None)
    drafting.set_details(site.store, author, draft_id, "", ["consent", "memory"], basis)
    drafting.save(site.store, author, draft_id, 1, Content("Myths and stereotypes", "", body, {}), "")
    return draft_id


BODY = "## Delay in reporting {#delay}\n\nDelay is common and proves nothing at all by itself.\n"


def hurried(site: World, when: date) -> None:
    """An emergency publication of one paragraph of new words in place of the rest."""
    draft_id = drafted(site, BODY)
    plan = Plan(when, Basis.FINAL)
    publishing.publish_in_emergency(site.store, who(site, PUBLISHER), draft_id, 2, plan, "A judgment of today.")


def words(browser: Browser, address: str) -> str:
    return browser.get(address).page.text


def test_the_story_tells_a_corrected_date_with_what_was_said_before(own: World) -> None:
    told = (own.store, who(own, PUBLISHER), *MYTHS, 3, date(2021, 6, 1), None, "The date was a slip.")
    correcting.correct_dates(*told)
    said = words(own.signed_in(), "/guidance/myths/history")
    assert "edition 3 is in force from 1 June 2021. Until then it was said to be in force from 21 May 2021." in said
    assert "The date was a slip." in said
    assert "by a publisher" in said


def test_the_story_as_known_before_a_correction_does_not_tell_it(own: World) -> None:
    correcting.correct_dates(own.store, who(own, PUBLISHER), *MYTHS, 3, date(2021, 6, 1), None, "A slip.")
    own.clock.now += timedelta(days=2)
    assert "A slip." in words(own.signed_in(), "/guidance/myths/history")
    assert "A slip." not in words(own.signed_in(), "/guidance/myths/history?known_at=2026-11-22")


def test_readers_see_the_role_and_the_policy_team_the_name(own: World) -> None:
    correcting.correct_dates(own.store, who(own, PUBLISHER), *MYTHS, 3, date(2021, 6, 1), None, "A slip.")
    for email in (AUTHOR, PUBLISHER):
        assert "Pat Publisher" not in own.signed_in(email).get("/guidance/myths/history").page.root.only("main").text
    named = history.full(own.store, who(own, AUTHOR), *MYTHS)
    assert named[0].what is Happening.CORRECTED
    assert named[0].name == "Pat Publisher"
    assert not any(one.name for one in history.public(own.store, *MYTHS))


def test_the_story_tells_a_withdrawal_with_its_reason_and_what_to_use_instead(own: World) -> None:
    reason = "It has gone into another chapter."
    replacement = (Kind.GUIDANCE, "evidence")
    correcting.withdraw(own.store, who(own, PUBLISHER), *MYTHS, date(2026, 11, 23), reason, replacement)
    reader = own.signed_in()
    page = reader.get("/guidance/myths/history").page
    assert "Withdrawn from 23 November 2026: edition 3 was in force to 22 November 2026." in page.text
    assert reason in page.text
    assert "Use instead: Evidence" in page.text
    for address in ("/guidance/myths", "/guidance/myths/editions/3"):
        shown = reader.get(address).page
        assert reason in shown.text
        assert "/guidance/evidence" in shown.hrefs()


def test_a_consultation_is_told_in_the_story_the_picture_and_the_banner(own: World) -> None:
    publisher = who(own, PUBLISHER)
    made = consulting.open_consultation(
        own.store, publisher, *MYTHS, "On memory", date(2026, 11, 20), date(2027, 1, 18), "Write to us."
    )
    reader = own.signed_in()
    assert "Open for consultation until 18 January 2027" in words(reader, "/guidance/myths")
    page = reader.get("/guidance/myths/history").page
    assert "Consultation: On memory, on edition 3, 20 November 2026 to 18 January 2027." in page.text
    assert page.root.with_class("kb-timeline__consultation")
    own.clock.now = datetime(2027, 1, 19, 9, 0, tzinfo=UTC)
    assert "Open for consultation" not in words(reader, "/guidance/myths")
    consulting.conclude(own.store, publisher, made, "Two paragraphs will be made plainer.")
    assert "Two paragraphs will be made plainer." in words(reader, "/guidance/myths/history")


def test_an_emergency_publication_says_so_until_and_after_it_is_reviewed(own: World) -> None:
    hurried(own, date(2026, 11, 23))
    reader = own.signed_in()
    for address in ("/guidance/myths", "/guidance/myths/history"):
        assert "Published in an emergency" in words(reader, address)
        assert "A judgment of today." in words(reader, address)
    assert "It has not been reviewed by a second person yet." in words(reader, "/guidance/myths")
    own.clock.now += timedelta(hours=1)
    publishing.review_emergency(own.store, who(own, REVIEWER), *MYTHS, 4, "It is sound, said the reviewer.")
    assert "It has been reviewed since, on 23 November 2026, 13:00." in words(reader, "/guidance/myths")
    told = words(reader, "/guidance/myths/history")
    assert "Emergency publication reviewed: edition 4. by a second person" in told
    assert "It is sound" not in told, "what the review found is for the policy team"


def test_a_retrospective_edition_says_why_on_its_page(own: World) -> None:
    draft_id = drafted(own, BODY)
    plan = Plan(date(2026, 11, 1), Basis.FINAL, None, "The judgment took effect on that day.")
    publishing.publish_in_emergency(own.store, who(own, PUBLISHER), draft_id, 2, plan, "A judgment of today.")
    assert "About these dates: The judgment took effect on that day." in words(own.signed_in(), "/guidance/myths")


@pytest.mark.parametrize(
    "boxes, leads_to",
    [
        ("day=1&month=2&year=2021", "/guidance/myths?as_at=2021-02-01"),
        ("day=1&month=feb&year=2021&known-day=3&known-month=3&known-year=2021",
         "/guidance/myths?as_at=2021-02-01&known_at=2021-03-03"),
        ("day=23&month=11&year=2026", "/guidance/myths"),
        ("day=1&month=2&year=2021&as_at=2020-01-01&known_at=2020-02-02", "/guidance/myths?as_at=2021-02-01"),
    ],
)  # fmt: skip
def test_the_boxes_of_what_it_said_lead_to_an_address(reader: Browser, boxes: str, leads_to: str) -> None:
    assert reader.get(f"/guidance/myths/said?{boxes}", 303).location == leads_to


@pytest.mark.parametrize(
    "boxes, told",
    [
        ("day=31&month=2&year=2021", "“31 2 2021” is not a date"),
        ("day=1&month=2", "Enter a day, a month and a year"),
        ("day=&month=&year=&known-day=1&known-month=1&known-year=2021", "Enter the day that you ask about"),
        ("day=1&month=2&year=2021&known-day=1&known-month=x&known-year=2021", "“1 x 2021” is not a date"),
        ("day=1&month=2&year=99999999999999999999", "is not a date"),
    ],
)
def test_boxes_that_name_no_date_are_shown_again_as_they_were_filled_in(reader: Browser, boxes: str, told: str) -> None:
    page = reader.get(f"/guidance/myths/said?{boxes}", 400).page
    assert told in page.text
    typed = {one["name"]: one["value"] for one in page.root.every("input", type="text")}
    assert all(typed[name] == value for name, value in (one.split("=") for one in boxes.split("&")))


def test_the_form_stands_on_the_history_with_the_dates_of_the_page(reader: Browser) -> None:
    page = reader.get("/guidance/myths/history?as_at=2021-02-01&known_at=2021-03-03").page
    typed = [one["value"] for one in page.root.every("input", type="text")]
    assert typed == ["1", "2", "2021", "3", "3", "2021"]


def test_a_final_edition_after_an_interim_one_tells_what_it_changed_by_class(reader: Browser) -> None:
    page = reader.get("/guidance/myths").page
    assert "What changed from the interim text" in page.text
    assert "2 substantive, 2 moved, 4 renumbered" in page.text
    assert "/guidance/myths/compare/2/3" in page.hrefs()
    assert reader.get("/guidance/myths/compare/2/3").page.h1 == (
        "What changed from the interim text of Myths and stereotypes"
    )


def test_only_a_final_edition_that_settles_an_interim_one_tells_it(own: World) -> None:
    editions = [
        edition(1, "One."),
        edition(2, "Two.", basis="interim"),
        edition(3, "Two!", basis="correction"),
        edition(4, "Two, settled."),
        edition(5, "Two, settled again."),
    ]
    own.publish(document("ladder", editions=editions))
    reader = own.signed_in()
    telling = [n for n in range(1, 6) if "interim text" in words(reader, f"/guidance/ladder/editions/{n}")]
    assert telling == [4]
    assert "/guidance/ladder/compare/2/4" in reader.get("/guidance/ladder/editions/4").page.hrefs()
    titles = [reader.get(f"/guidance/ladder/compare/{a}/4").page.h1 for a in (1, 2, 3)]
    assert [one.startswith("What changed from the interim") for one in titles] == [False, True, False]


def test_a_comparison_says_the_class_of_each_change_and_sums_them_up(reader: Browser) -> None:
    page = reader.get("/guidance/myths/compare/2/3").page
    (summary,) = page.root.with_class("kb-change-summary")
    assert summary.text.startswith("4 changes: ")
    assert "2 substantive" in summary.text
    edited = [
        one.text for one in page.root.with_class("kb-change__head") if "Edited" in one.text or "edited" in one.text
    ]
    assert edited
    assert all("Substantive" in one for one in edited)


def test_an_edition_under_embargo_is_in_no_story(reader: Browser) -> None:
    assert "Zebrafinch" not in words(reader, "/guidance/evidence/history")
    assert "edition 2" not in words(reader, "/guidance/evidence/history")
