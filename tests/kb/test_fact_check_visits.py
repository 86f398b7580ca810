"""Fact checks beside other visits: sign-ins, other drafts, other sites, and whatever can be typed."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

import pytest

from guidance.factchecking import Standing
from tests.guidance.desk import Desk
from tests.kb.test_fact_checks import (  # noqa: F401
    ASKED,
    closed_with_the_draft,
    desk,
    draft_id,
    fact_checks,
    invited,
    refused,
    remark_box,
    standings,
    visiting,
)
from tests.kb.world import AUTHOR, PASSWORD, READER, World


def test_a_signed_in_person_who_visits_stays_signed_in(own: World, draft_id: int) -> None:
    reader = own.signed_in(READER)
    reader.send(invited(own, draft_id), {})
    assert "Robin Reader" in reader.get("/fact-check/").html
    reader.send("/fact-check/", {"answer": "Right."})
    assert "Robin Reader" in reader.get("/guidance/").html


def test_who_has_a_draft_open_is_told_before_another_takes_its_place(own: World, desk: Desk, draft_id: int) -> None:
    visitor = visiting(own, draft_id)
    address = invited(own, desk.written("Numbatcanary.", "memory", title="Memory"))
    warned = visitor.get(address).page
    assert "Answer that one first" in warned.text
    assert warned.link("the draft that is open here") == "/fact-check/"
    assert "Answer that one first" not in own.browser().get(address).page.text
    visitor.send(address, {})
    assert visitor.get("/fact-check/").page.h1 == "Memory"


def test_a_draft_without_a_paragraph_to_show_says_so(own: World, desk: Desk) -> None:
    draft_id = desk.written("{.internal}\nQuokkacanary is for the team alone.", "memory")
    page = visiting(own, draft_id).get("/fact-check/").page
    assert "There is no text to check yet" in page.text
    assert "Quokkacanary" not in page.text


def test_nobody_can_be_asked_about_a_draft_that_is_closed(own: World, draft_id: int) -> None:
    closed_with_the_draft(own, draft_id, own.browser())
    author = own.signed_in(AUTHOR)
    assert "nobody else can be asked" in author.get(fact_checks(draft_id)).page.text
    author.send(fact_checks(draft_id), ASKED, 409, form=fact_checks(draft_id))


def test_readers_are_turned_away_from_the_invitations(own: World, draft_id: int) -> None:
    reader = own.signed_in()
    reader.get(fact_checks(draft_id), 403)
    reader.send(fact_checks(draft_id), ASKED, 403, form="/about/privacy")
    own.browser().get(fact_checks(draft_id), 303)
    assert standings(own, draft_id) == []


HOSTILE = ["\x00", "9" * 400, "<script>alert(1)</script>", "%00", "☃" * 5000, "-1", "٣", "\u202e\ufeff"]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_never_makes_a_stack_trace(words: str, own: World, draft_id: int) -> None:
    author, page = own.signed_in(AUTHOR), fact_checks(draft_id)
    for fields in ({"name": words, "days": words}, {"name": words, "days": "7"}, {}):
        assert author.send(page, fields, None, form=page).status < 500
    author.get(page)
    visitor = visiting(own, draft_id)
    box = remark_box(visitor.get("/fact-check/"), "Memory")
    assert visitor.send("/fact-check/", {words: words, "remark-": words}, None, form="/fact-check/").status == 400
    assert visitor.send("/fact-check/", {box: words, "answer": "x" * 20_001}, None).status == 400
    assert visitor.send("/fact-check/", {box: words, "answer": words}, None).status in {303, 400}
    author.get(f"/policy/drafts/{draft_id}/review")
    author.get(page)


@pytest.mark.parametrize("secret", ["%00", "9" * 400, "%FF%FE", "x" * 3000, "..%2F..", "%E2%98%83", "thanks%00"])
def test_whatever_stands_in_the_address_opens_nothing(secret: str, own: World) -> None:
    visitor = own.browser()
    token = visitor.csrf_token("/account/sign-in")
    assert visitor.ask("GET", f"/fact-check/{secret}").status < 500
    assert visitor.ask("POST", f"/fact-check/{secret}", 404, data={"csrf_token": token})


def test_a_visit_cannot_be_begun_from_another_site(own: World, draft_id: int) -> None:
    own.browser().ask("POST", invited(own, draft_id), 400)
    assert standings(own, draft_id) == [Standing.SENT]


def test_signing_out_ends_the_visit_in_that_browser(own: World, draft_id: int) -> None:
    reader = own.browser()
    reader.sign_in(READER, PASSWORD)
    reader.send(invited(own, draft_id), {})
    reader.sign_out()
    assert refused(reader.get("/fact-check/", 404))
