"""Signing in and out: the same words for every refusal, a new session each time, an end that counts everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.sessions import SecureCookieSessionInterface

from guidance import people
from guidance.model import OPERATOR, Role
from tests.kb import world
from tests.kb.client import Browser
from tests.kb.world import PASSWORD, READER, SECOND, World

REFUSED = "The email address or the password is wrong. Check both and try again."


def test_whoever_signs_in_gets_where_they_wanted_to_go(own: World) -> None:
    browser = own.browser()
    asked = browser.get("/guidance/myths?as_at=2021-02-01&known_at=2026-01-01", 303)
    assert asked.location.startswith("/account/sign-in?next=")
    form = browser.get(asked.location).page.root.only("form", action="/account/sign-in")
    wanted = form.only("input", name="next")["value"]
    assert wanted == "/guidance/myths?as_at=2021-02-01&known_at=2026-01-01"
    assert browser.sign_in(READER, PASSWORD, wanted=wanted).location == wanted
    assert "Robin Reader" in browser.get(wanted).html


def test_the_place_wanted_survives_a_wrong_password(own: World) -> None:
    refused = own.browser().sign_in(READER, "wrong", 400, wanted="/guidance/myths")
    assert refused.page.root.only("input", name="next")["value"] == "/guidance/myths"


def test_a_wrong_password_an_unknown_address_and_a_disabled_person_are_refused_in_the_same_words(own: World) -> None:
    people.disable(own.store, OPERATOR, SECOND)
    told = []
    for email, password in ((READER, "wrong"), ("nobody@example.org", PASSWORD), (SECOND, PASSWORD)):
        page = own.browser().sign_in(email, password, 400).page
        assert page.title.startswith("Error: Sign in")
        assert REFUSED in page.root.with_class("govuk-error-summary")[0].text
        told.append(page.text)
    assert len(set(told)) == 1


@pytest.mark.parametrize(
    "email, password, told",
    [
        ("", "", "Enter your email address"),
        (READER, "", "Enter your password"),
        ("a@" + "b" * 300 + ".org", PASSWORD, "longer than 254"),
        (READER, "p" * 1_025, "longer than 1024"),
        ("' OR 1=1 --@example.org", PASSWORD, REFUSED),
        ("reader@example.org\x00", PASSWORD, REFUSED),
        ("🍆@example.org", "\x00", REFUSED),
    ],
)
def test_what_is_no_sign_in_is_refused_beside_its_field(site: World, email: str, password: str, told: str) -> None:
    page = site.browser().sign_in(email, password, 400).page
    assert told in page.text
    summary = page.root.with_class("govuk-error-summary")[0]
    for link in summary.every("a"):
        assert page.root.only(id=link["href"][1:]).tag == "input"


def test_a_password_is_never_sent_back(own: World) -> None:
    refused = own.browser().sign_in(READER, "a secret that was mistyped", 400)
    assert "a secret that was mistyped" not in refused.html


def test_an_address_is_the_same_in_capitals_and_with_spaces_round_it(own: World) -> None:
    own.browser().sign_in("  Reader@Example.ORG ", PASSWORD)


def test_signing_out_ends_the_session_in_every_browser_that_holds_its_cookie(own: World) -> None:
    browser = own.signed_in()
    other = browser.with_cookie(browser.cookie())
    assert "Robin Reader" in other.get("/").html
    kept = browser.cookie()
    out = browser.sign_out()
    assert out.location == "/account/sign-in"
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    browser.get("/", 303)
    other.get("/", 303)
    browser.with_cookie(kept).get("/guidance/myths", 303)


def test_signing_out_ends_one_session_and_not_the_person_s_others(own: World) -> None:
    first, second = own.signed_in(), own.signed_in()
    first.sign_out()
    first.get("/", 303)
    second.get("/")


def test_somebody_disabled_is_out_at_their_next_request(own: World) -> None:
    browser = own.signed_in()
    browser.get("/")
    people.disable(own.store, OPERATOR, READER)
    browser.get("/", 303)
    browser.get("/api/v1/search?q=delay", 401)


def test_a_new_password_ends_every_session(own: World) -> None:
    browser = own.signed_in()
    people.set_password(own.store, OPERATOR, READER, "another long password")
    browser.get("/", 303)


def test_another_role_counts_from_the_next_request(own: World) -> None:
    browser = own.signed_in()
    assert "(reader)" in browser.get("/").html
    people.set_role(own.store, OPERATOR, READER, Role.AUTHOR)
    assert "(author)" in browser.get("/").html


def test_signing_in_gives_another_session_than_the_one_before(own: World) -> None:
    browser = own.browser()
    browser.get("/account/sign-in")
    before = browser.cookie()
    browser.sign_in(READER, PASSWORD)
    assert not set(_held(own, before).values()) & set(_held(own, browser.cookie()).values())
    browser.with_cookie(before).get("/", 303)


def _held(site: World, cookie: str) -> dict[str, object]:
    """What a session cookie holds, once its signature is checked."""
    signer = SecureCookieSessionInterface().get_signing_serializer(site.app)
    assert signer is not None
    held: dict[str, object] = signer.loads(cookie)
    return {name: value for name, value in held.items() if not isinstance(value, bool)}


def test_a_form_of_the_session_before_signing_in_is_refused(own: World) -> None:
    browser = own.browser()
    token = browser.csrf_token("/account/sign-in")
    browser.sign_in(READER, PASSWORD)
    browser.ask("POST", "/account/sign-out", 400, data={"csrf_token": token})
    browser.get("/")


def test_two_sign_ins_never_share_a_session(own: World) -> None:
    assert own.signed_in().cookie() != own.signed_in().cookie()


@pytest.mark.parametrize("cookie", ["", "x", "e30.aaaaaa.bbbbbb", "." * 4_000])
def test_a_forged_cookie_is_nobody_s(site: World, cookie: str) -> None:
    site.browser().with_cookie(cookie).get("/", 303)


def test_who_has_signed_in_is_not_asked_again(reader: Browser) -> None:
    assert reader.get("/account/sign-in?next=/guidance/", 303).location == "/guidance/"


@pytest.mark.parametrize("path", ["/account/sign-in", "/account/sign-out"])
@pytest.mark.parametrize("fields", [{}, {"csrf_token": ""}, {"csrf_token": "forged"}])
def test_a_form_without_its_csrf_token_is_refused(reader: Browser, path: str, fields: dict[str, str]) -> None:
    page = reader.ask("POST", path, 400, data={"email": READER, "password": PASSWORD, **fields}).page
    assert page.h1 == "This page has expired"
    assert "reload" in page.text


def test_the_csrf_token_of_another_session_is_refused(own: World) -> None:
    token = own.browser().csrf_token("/account/sign-in")
    fields = {"email": READER, "password": PASSWORD, "csrf_token": token}
    own.browser().ask("POST", "/account/sign-in", 400, data=fields)


def test_a_refused_form_changes_nothing(own: World) -> None:
    browser = own.signed_in()
    browser.ask("POST", "/account/sign-out", 400)
    browser.get("/")


def test_signing_in_works_over_https_where_no_referrer_is_sent(own: World) -> None:
    # Our own Referrer-Policy keeps every browser from sending a Referer, so no form may hang on one.
    browser = Browser(own.app, "https://localhost")
    browser.sign_in(READER, PASSWORD)
    browser.get("/")
    browser.sign_out()


@pytest.mark.parametrize("path", ["/", "/guidance/myths", "/search?q=delay", "/p/zzzzzzzzzz", "/c/x", "/as-at"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE"])
def test_nobody_is_told_anything_without_a_person(visitor: Browser, method: str, path: str) -> None:
    answer = visitor.ask(method, path)
    assert answer.status in {303, 405}
    if answer.status == 303:
        assert answer.location.startswith("/account/sign-in")


@pytest.mark.parametrize("path", ["search?q=delay", "documents", "openapi.json", "paragraphs/x", "citations/x"])
def test_the_api_says_that_it_needs_a_person(visitor: Browser, path: str) -> None:
    told = visitor.get(f"/api/v1/{path}", 401)
    assert told.response.content_type == "application/problem+json"
    assert told.json["status"] == 401
    assert told.json["title"] == "Sign in first"


def test_head_answers_as_get_does_but_without_a_body(reader: Browser) -> None:
    for path in ("/", "/guidance/myths", "/search?q=delay", "/guidance/nowhere", "/api/v1/documents", "/static/kb.css"):
        whole, head = reader.get(path, None), reader.ask("HEAD", path)
        assert (head.status, head.headers.get("ETag")) == (whole.status, whole.headers.get("ETag"))
        assert head.response.data == b""


def test_options_says_what_an_address_takes(reader: Browser) -> None:
    answer = reader.ask("OPTIONS", "/guidance/myths", 200)
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


def test_the_head_of_a_page_for_nobody_leads_to_the_sign_in_too(visitor: Browser) -> None:
    assert visitor.ask("HEAD", "/guidance/myths", 303).location.startswith("/account/sign-in")


def test_a_session_cookie_is_secure_where_that_is_configured(built: Path, tmp_path: Path) -> None:
    site = world.open_world(world.copy(built, tmp_path), secure_cookies=True)
    answer = Browser(site.app, "https://localhost").get("/account/sign-in")
    assert "; Secure" in answer.headers["Set-Cookie"]
    site.store.close()


def test_a_host_that_is_not_trusted_is_refused_in_a_page(built: Path, tmp_path: Path) -> None:
    site = world.open_world(world.copy(built, tmp_path), trusted_hosts=("guidance.example",))
    # As a server does: what the application raises is answered and not raised on.
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    Browser(site.app, "http://guidance.example").get("/account/sign-in")
    page = Browser(site.app, "http://evil.example").get("/account/sign-in", 400).page
    assert page.h1 == "There is a problem with the request"
    site.store.close()
