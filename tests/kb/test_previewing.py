"""The policy team looks at the site as it will be; nobody else does, and nothing but reading happens in it."""

from __future__ import annotations

from tests.kb.client import Browser
from tests.kb.world import AUTHOR, World

LATER = {"day": "1", "month": "12", "year": "2026"}
PAGES = ["/guidance/", "/guidance/secret", "/search?q=zebrafinch", "/api/v1/search?q=zebrafinch"]


def looking_ahead(world: World) -> Browser:
    browser = world.signed_in(AUTHOR)
    browser.send("/policy/preview/", LATER)
    return browser


def test_a_preview_shows_what_is_embargoed_on_every_page_and_says_so(own: World) -> None:
    author = looking_ahead(own)
    for path in PAGES:
        assert "zebrafinch" in author.get(path).html.replace("q=zebrafinch", "").lower(), path
    assert "as it will be on 1 December 2026" in author.get("/guidance/").html


def test_a_preview_of_a_summer_day_names_that_day(own: World) -> None:
    author = own.signed_in(AUTHOR)
    author.send("/policy/preview/", {"day": "1", "month": "7", "year": "2027"})
    assert "as it will be on 1 July 2027" in author.get("/guidance/").html


def test_nobody_else_sees_anything_of_it_then_or_later(own: World) -> None:
    author, reader = looking_ahead(own), own.signed_in()
    for path in PAGES:
        author.get(path)
    reader.get("/guidance/secret", 404)
    assert reader.get("/api/v1/search?q=zebrafinch").json["hits"] == []
    assert "Leave the preview" not in reader.get("/guidance/").html
    author.send("/policy/preview/leave", {}, form="/guidance/")
    author.get("/guidance/secret", 404)
    assert author.get("/api/v1/search?q=zebrafinch").json["hits"] == []


def test_a_reader_cannot_ask_for_it(own: World) -> None:
    reader = own.signed_in()
    reader.get("/policy/preview/", 403)
    reader.ask("POST", "/policy/preview/", 403, data={"csrf_token": reader.csrf_token("/about/privacy"), **LATER})
    reader.get("/guidance/secret", 404)


def test_a_preview_is_never_kept(own: World) -> None:
    assert looking_ahead(own).get("/guidance/").headers["Cache-Control"] == "no-store"


def test_a_preview_that_the_clock_has_passed_is_the_site(own: World) -> None:
    author = looking_ahead(own)
    own.clock.now = own.clock.now.replace(month=12, day=2)
    assert "Leave the preview" not in author.get("/guidance/").html


def test_a_day_that_is_none_or_past_is_asked_for_again(own: World) -> None:
    author = own.signed_in(AUTHOR)
    for day, words in (("31", "is not a date"), ("1", "Choose a day to come")):
        answer = author.send("/policy/preview/", {**LATER, "day": day, "month": "11"}, 400)
        assert words in answer.page.text
        assert answer.page.root.every("input", name="day")[0]["value"] == day


def test_the_workspace_itself_is_today(own: World) -> None:
    assert "Leave the preview" not in looking_ahead(own).get("/policy/").html
