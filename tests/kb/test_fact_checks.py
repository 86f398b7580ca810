"""Fact checks through the pages: the link a team member sees once, and what somebody outside can do with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from guidance.factchecking import Standing, list_invitations
from tests.factories import document
from tests.guidance.desk import Desk
from tests.kb.client import Answer, Browser
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, World

BODY = (
    "## Sleep {#sleep}\n\nAlcohol leaves the blood at a steady rate.\n\n"
    "{.internal}\nQuokkacanary is for the team alone.\n\nMemory returns in pieces."
)
REFUSED = "This link cannot be used. It may have been used already, or have run out. Ask its sender for a new one."
ASKED = {"name": "Dr A Outsider, toxicologist", "days": "7"}


@pytest.fixture
def desk(own: World) -> Desk:
    """The policy team of the world, with a chapter to work on."""
    own.publish(document("sleep", ["Alcohol leaves the blood."]))
    return Desk(own.store, who(own, AUTHOR), who(own, REVIEWER), who(own, PUBLISHER))


@pytest.fixture
def draft_id(desk: Desk) -> int:
    """A draft with an internal paragraph, on the chapter."""
    return desk.written(BODY, "sleep", title="Sleep and alcohol")


def fact_checks(draft_id: int) -> str:
    return f"/policy/drafts/{draft_id}/fact-checks/"


def invited(own: World, draft_id: int, **fields: str) -> str:
    """The path of a new link, as an author copies it from the page."""
    answer = own.signed_in(AUTHOR).send(fact_checks(draft_id), {**ASKED, **fields}, 200)
    return urlsplit(answer.page.root.only("input", name="link")["value"]).path


def visiting(own: World, draft_id: int) -> Browser:
    """The browser of somebody outside who has opened a new link."""
    visitor = own.browser()
    visitor.send(invited(own, draft_id), {})
    return visitor


def remark_box(answer: Answer, label: str) -> str:
    """The name of the box for a remark on the paragraph that has the words."""
    boxes = [one["name"] for one in answer.page.root.every("textarea") if one["name"].startswith("remark-")]
    paragraphs = answer.page.root.with_class("kb-para--paragraph")
    return boxes[next(at for at, one in enumerate(paragraphs) if label in one.text)]


def standings(own: World, draft_id: int) -> list[Standing]:
    return [one.standing for one in list_invitations(own.store, who(own, AUTHOR), draft_id)]


def refused(answer: Answer) -> bool:
    """Whether it is the page that says nothing of why; nothing of the draft is on it."""
    words = "Alcohol", "Quokkacanary", "Sleep", "Outsider"
    return (
        answer.status == 404
        and answer.page.h1 == "Page not found"
        and REFUSED in answer.page.main.text
        and not any(one in answer.html for one in words)
    )


def test_the_link_is_shown_once_to_who_made_it(own: World, draft_id: int) -> None:
    author = own.signed_in(AUTHOR)
    page = author.get(fact_checks(draft_id)).page
    assert "Nobody has been asked yet." in page.text
    answer = author.send(fact_checks(draft_id), ASKED, 200)
    shown = answer.page.root.only("input", name="link")["value"]
    assert shown.startswith("http://localhost/fact-check/")
    assert answer.headers["Cache-Control"] == "no-store"
    later = author.get(fact_checks(draft_id))
    assert shown.rpartition("/")[2] not in later.html
    for words in ("Dr A Outsider, toxicologist", "Not opened yet", "revision 2", "open until 30 November 2026"):
        assert words in later.page.text


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"name": " "}, "Enter who is asked to check"),
        ({"name": "x" * 201}, "Enter who is asked to check"),
        ({"days": "0"}, "1 to 30 days"),
        ({"days": "31"}, "1 to 30 days"),
        ({"days": "a week"}, "1 to 30 days"),
        ({"days": "٣"}, "1 to 30 days"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_and_what_was_typed_is_kept(
    fields: dict[str, str], told: str, own: World, draft_id: int
) -> None:
    answer = own.signed_in(AUTHOR).send(fact_checks(draft_id), {**ASKED, **fields}, 400)
    assert told in answer.page.root.with_class("govuk-error-summary")[0].text
    for name, value in {**ASKED, **fields}.items():
        assert answer.page.root.only("input", name=name)["value"] == value
    assert standings(own, draft_id) == []


def test_looking_at_the_link_spends_nothing_and_the_button_spends_it_once(own: World, draft_id: int) -> None:
    address, first, second = invited(own, draft_id), own.browser(), own.browser()
    for _ in range(2):
        assert "Alcohol" not in first.get(address).html
        assert standings(own, draft_id) == [Standing.SENT]
    assert first.send(address, {}).location == "/fact-check/"
    assert standings(own, draft_id) == [Standing.OPENED]
    assert refused(second.send(address, {}, 404))
    assert refused(second.get("/fact-check/", 404))
    assert refused(first.send(address, {}, 404))
    assert "Alcohol" in first.get("/fact-check/").html, "the visit that was begun goes on"


def test_a_link_that_nobody_made_looks_like_any_other_until_the_button_is_pressed(own: World, draft_id: int) -> None:
    made, visitor = invited(own, draft_id), own.browser()
    assert visitor.get("/fact-check/nobody-made-this").page.main.text == visitor.get(made).page.main.text
    assert refused(visitor.send("/fact-check/nobody-made-this", {}, 404))


def test_a_visit_shows_that_revision_of_that_draft_and_nothing_internal(own: World, desk: Desk, draft_id: int) -> None:
    other = desk.written("Numbatcanary stands in another draft.", "memory", title="Wombatcanary")
    visitor = visiting(own, draft_id)
    answer = visitor.get("/fact-check/")
    assert answer.page.h1 == "Sleep and alcohol"
    for words in ("Alcohol leaves the blood at a steady rate.", "Memory returns in pieces.", "Draft, not published"):
        assert words in answer.page.text
    for word in ("Quokkacanary", "Numbatcanary", "Wombatcanary", "Asha Author"):
        assert word not in answer.html
    for one in (draft_id, other):
        visitor.get(f"/policy/drafts/{one}", 303)
        visitor.get(f"/policy/drafts/{one}/review", 303)


@pytest.mark.parametrize(
    "address", ["/", "/guidance/", "/guidance/sleep", "/search?q=sleep", "/policy/", "/account/following"]
)
def test_somebody_outside_reaches_no_other_page(address: str, own: World, draft_id: int) -> None:
    assert visiting(own, draft_id).get(address, 303).location.startswith("/account/sign-in")


def test_remarks_become_comments_and_the_answer_is_told_to_the_team(own: World, draft_id: int) -> None:
    visitor, author = visiting(own, draft_id), own.signed_in(AUTHOR)
    shown = visitor.get("/fact-check/")
    told = {
        remark_box(shown, "Memory returns"): "It returns as a whole, or not.",
        remark_box(shown, "Alcohol leaves"): "",
        "answer": "Sound on the whole.\r\n\r\nSee the journals.",
    }
    assert visitor.send("/fact-check/", told).location == "/fact-check/thanks"
    visitor.get("/fact-check/thanks")
    review = author.get(f"/policy/drafts/{draft_id}/review").page
    comments = review.root.with_class("kb-comments__one")
    assert len(comments) == 1
    for words in ("It returns as a whole, or not.", "Dr A Outsider", "from outside", "on revision 2"):
        assert words in comments[0].text
    told_to_team = author.get(fact_checks(draft_id)).page.text
    for words in ("Answered", "Sound on the whole.", "See the journals.", "answered 23 November 2026"):
        assert words in told_to_team
    assert "End it" not in told_to_team


def test_a_remark_on_an_internal_paragraph_or_on_none_is_not_taken(own: World, desk: Desk, draft_id: int) -> None:
    visitor = visiting(own, draft_id)
    hidden = next(one.pid for one in desk.draft_paragraphs(draft_id) if "internal" in one.classes)
    visitor.send("/fact-check/", {f"remark-{hidden}": "A guess.", "remark-pzzzzzzzz": "Another."}, 400)
    visitor.send("/fact-check/", {f"remark-{hidden}": "A guess.", "answer": "Right."})
    assert "A guess." not in own.signed_in(AUTHOR).get(f"/policy/drafts/{draft_id}/review").html


def closed_by_answering(own: World, draft_id: int, visitor: Browser) -> None:
    visitor.send("/fact-check/", {"answer": "Right."})


def closed_by_time(own: World, draft_id: int, visitor: Browser) -> None:
    own.clock.now += timedelta(days=7)


def closed_by_the_team(own: World, draft_id: int, visitor: Browser) -> None:
    made = list_invitations(own.store, who(own, AUTHOR), draft_id)[0].id
    page = fact_checks(draft_id)
    assert own.signed_in(AUTHOR).send(f"{page}{made}/end", {}, form=page).location == page


def closed_with_the_draft(own: World, draft_id: int, visitor: Browser) -> None:
    own.signed_in(AUTHOR).send(f"/policy/drafts/{draft_id}/discard", {"reason": "It was a mistake."})


Closing = Callable[[World, int, Browser], None]


@pytest.mark.parametrize("close", [closed_by_answering, closed_by_time, closed_by_the_team, closed_with_the_draft])
def test_once_it_is_over_everything_is_refused_in_the_same_words(close: Closing, own: World, draft_id: int) -> None:
    address, visitor = invited(own, draft_id), own.browser()
    visitor.send(address, {})
    held = visitor.cookie()
    token = visitor.csrf_token("/fact-check/")
    close(own, draft_id, visitor)
    kept = visitor.with_cookie(held)
    for browser in (visitor, kept):
        assert refused(browser.get("/fact-check/", 404))
        assert refused(browser.send(address, {}, 404))
    told = {"answer": "Wombatcanary, too late", "csrf_token": token}
    assert refused(kept.ask("POST", "/fact-check/", 404, data=told))
    assert "Wombatcanary" not in own.signed_in(AUTHOR).get(fact_checks(draft_id)).html


def test_a_link_that_was_ended_or_has_run_out_unopened_opens_nothing(own: World, draft_id: int) -> None:
    first, second, visitor = invited(own, draft_id), invited(own, draft_id), own.browser()
    page, author = fact_checks(draft_id), own.signed_in(AUTHOR)
    ended = list_invitations(own.store, who(own, AUTHOR), draft_id)[-1].id
    author.send(f"{page}{ended}/end", {}, form=page)
    assert refused(visitor.send(first, {}, 404))
    author.send(f"{page}{ended}/end", {}, 409, form=page)
    own.clock.now += timedelta(days=7)
    assert refused(visitor.send(second, {}, 404))
    assert standings(own, draft_id) == [Standing.EXPIRED, Standing.ENDED]
    for words in ("Run out", "Ended"):
        assert words in own.signed_in(AUTHOR).get(page).page.text


def test_a_fact_check_is_ended_under_its_own_draft_alone(own: World, desk: Desk, draft_id: int) -> None:
    invited(own, draft_id)
    made = list_invitations(own.store, who(own, AUTHOR), draft_id)[0].id
    page = fact_checks(desk.written("Other words.", "memory"))
    for address in (f"{page}{made}/end", f"{fact_checks(draft_id)}{'9' * 400}/end"):
        own.signed_in(AUTHOR).send(address, {}, 404, form=page)
    assert standings(own, draft_id) == [Standing.SENT]


def everything_stored(own: World) -> str:
    """Every row of every table."""
    with own.store.reading() as db:
        names = db.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars().all()
        return "\n".join(repr(row) for name in names for row in db.execute(text(f'SELECT * FROM "{name}"')))


def test_neither_secret_is_stored_or_logged(own: World, draft_id: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    address, visitor = invited(own, draft_id), own.browser()
    visitor.send(address, {})
    with visitor.client.session_transaction() as session:
        secrets = (address.rpartition("/")[2], session["fact_check"])
    visitor.send(address, {}, 404)
    visitor.send("/fact-check/", {"answer": "Right."})
    visitor.with_cookie(visitor.cookie()).get("/fact-check/", 404)
    stored, logged = everything_stored(own), "\n".join(str(one.__dict__) for one in caplog.records)
    assert "Dr A Outsider" in stored
    for secret in secrets:
        assert len(secret) > 40
        assert secret not in stored
        assert secret not in logged


def test_an_empty_answer_gets_a_message(own: World, draft_id: int) -> None:
    visitor = visiting(own, draft_id)
    box = remark_box(visitor.get("/fact-check/"), "Memory")
    answer = visitor.send("/fact-check/", {"answer": " ", box: "\n"}, 400)
    assert answer.page.title.startswith("Error: ")
    assert "Write an answer" in answer.page.root.with_class("govuk-error-summary")[0].text
    assert "Write an answer" in answer.page.root.only(id="answer-error").text
    visitor.send("/fact-check/", {"answer": "Right."})


def test_what_is_too_long_is_pointed_out_and_what_was_typed_is_kept(own: World, draft_id: int) -> None:
    visitor = visiting(own, draft_id)
    box = remark_box(visitor.get("/fact-check/"), "Memory")
    answer = visitor.send("/fact-check/", {box: "x" * 20_001, "answer": "<b>As a whole</b>"}, 400)
    assert answer.page.root.only("a", href=f"#{box}").text.startswith("Write at most")
    assert answer.page.root.only("textarea", name=box).text.strip() == "x" * 20_001
    assert answer.page.root.only("textarea", name="answer").text.strip() == "<b>As a whole</b>"
    assert (
        "open" in next(one for one in answer.page.root.every("details") if one.every("textarea", name=box)).attributes
    )
