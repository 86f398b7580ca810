"""Answers given again without waking the application: the same page, a nonce of its own, and never a stale one."""

from __future__ import annotations

from datetime import timedelta

from guidance import people
from guidance.model import OPERATOR
from kb.kept import KeptAnswers
from tests.factories import document
from tests.kb.client import Answer, Browser
from tests.kb.world import EMBARGO_ENDS, READER, SECOND, World

PAGE = "/guidance/myths"


def _kept(world: World) -> int:
    memory = world.app.wsgi_app
    assert isinstance(memory, KeptAnswers)
    return len(memory)


def _bare(answer: Answer) -> str:
    return answer.html.replace(answer.nonce, "")


def test_a_page_given_again_is_the_same_page_under_another_nonce(own: World) -> None:
    browser = own.signed_in()
    browser.get(PAGE)
    first, again = browser.get(PAGE), browser.get(PAGE)
    assert _kept(own) > 0
    assert first.nonce != again.nonce
    assert again.nonce in again.html
    assert _bare(first) == _bare(again)


def test_a_page_is_given_again_to_nobody_else(own: World) -> None:
    browser = own.signed_in(READER)
    browser.get(PAGE)
    assert "Sam Second" in own.signed_in(SECOND).get(PAGE).html
    assert own.browser().get(PAGE, 303).location.startswith("/account/sign-in")


def test_who_is_signed_out_elsewhere_gets_nothing_that_was_kept(own: World) -> None:
    browser = own.signed_in()
    browser.get(PAGE)
    browser.get(PAGE)
    other = browser.with_cookie(browser.cookie())
    other.sign_out()
    browser.get(PAGE, 303)


def test_who_is_disabled_gets_nothing_that_was_kept(own: World) -> None:
    browser = own.signed_in()
    browser.get(PAGE)
    people.disable(own.store, OPERATOR, READER)
    browser.get(PAGE, 303)


def test_what_is_published_is_read_at_once(own: World) -> None:
    browser = own.signed_in()
    browser.get("/guidance/")
    own.publish(document("new", ["A new chapter."]))
    assert "/guidance/new" in browser.get("/guidance/").html


def test_a_kept_page_does_not_outlive_the_day_in_london(own: World) -> None:
    browser = own.signed_in()
    browser.get("/")
    before = browser.get("/").headers["ETag"]
    own.clock.now += timedelta(hours=12)
    assert browser.get("/").headers["ETag"] != before


def test_a_kept_page_does_not_outlive_an_embargo(own: World) -> None:
    browser = own.signed_in()
    own.clock.now = EMBARGO_ENDS - timedelta(seconds=1)
    browser.get("/guidance/")
    before = browser.get("/guidance/").headers["ETag"]
    own.clock.now = EMBARGO_ENDS
    assert browser.get("/guidance/").headers["ETag"] != before


def test_searches_and_forms_are_never_kept(own: World) -> None:
    browser = own.signed_in()
    before = _kept(own)
    browser.get("/search?q=someone+by+name")
    browser.get("/about/privacy")
    browser.get("/nothing-here", 404)
    assert _kept(own) == before


def test_an_address_without_end_is_not_kept(own: World) -> None:
    browser = Browser(own.app).with_cookie(own.signed_in().cookie())
    before = _kept(own)
    browser.get(f"{PAGE}?x={'x' * 5_000}")
    assert _kept(own) == before
