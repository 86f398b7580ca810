"""What people read when something fails: words, what to do, a number to quote, and nothing from inside."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from flask import abort, request
from flask.typing import ResponseReturnValue

from guidance.errors import ConflictError, GuidanceError, PermissionDeniedError, StateError, StoreError
from guidance.store import Store
from kb.access import PUBLIC
from tests.kb.client import Browser
from tests.kb.world import PASSWORD, READER, World

SECRET = "what somebody pasted"
REFERENCE = re.compile(r"quote the reference number ([0-9a-f]{8})\.")


@pytest.fixture
def failing(own: World) -> World:
    """A world with addresses that fail, each in a way of its own."""

    def fail(how: str) -> ResponseReturnValue:
        pasted = request.args.get("q", "")
        errors: dict[str, Exception] = {
            "unforeseen": RuntimeError(f"cannot read {pasted}"),
            "chained": ValueError(pasted),
            "state": StateError("This edition is published already."),
            "conflict": ConflictError("Somebody saved before you."),
            "forbidden": PermissionDeniedError("Only an author may do this."),
            "store": StoreError("There is no database."),
            "other": GuidanceError("It was refused."),
        }
        if how == "gone":
            abort(410)
        if how == "teapot":
            abort(418)
        if how == "unavailable":
            abort(503)
        raise errors[how] from KeyError(pasted)

    own.app.add_url_rule("/fails/<how>", "fails", fail)
    own.app.add_url_rule("/api/v1/fails/<how>", "api_fails", fail)
    return own


@pytest.mark.parametrize("method, path, status, heading", [
    ("GET", "/nowhere", 404, "Page not found"),
    ("GET", "/guidance/nowhere", 404, "Page not found"),
    ("DELETE", "/guidance/", 405, "This address does not take that request"),
    ("GET", "/account/sign-out", 405, "This address does not take that request"),
    ("GET", "/?as_at=x", 400, "There is a problem with the date"),
])  # fmt: skip
def test_a_refusal_says_what_happened_what_to_do_and_a_number(
    reader: Browser, method: str, path: str, status: int, heading: str
) -> None:
    page = reader.ask(method, path, status).page
    assert page.h1 == heading
    assert page.root.with_class("govuk-body")[0].text.endswith(".")
    assert page.link("Go to the home page") == "/"
    assert REFERENCE.search(page.text)


def test_a_request_that_is_too_large_is_refused_before_it_is_read(reader: Browser) -> None:
    page = reader.ask("POST", "/account/sign-in", 413, data={"email": "x" * 2_000_000}).page
    assert page.h1 == "Too much was sent"


@pytest.mark.parametrize("how, status, words", [
    ("state", 409, "This edition is published already."),
    ("conflict", 409, "Somebody saved before you."),
    ("forbidden", 403, "Only an author may do this."),
    ("store", 503, "There is no database."),
    ("other", 400, "It was refused."),
    ("gone", 410, ""),
    ("teapot", 418, ""),
    ("unavailable", 503, "Try again later."),
])  # fmt: skip
def test_every_refusal_of_the_domain_has_its_status_and_its_words(
    failing: World, how: str, status: int, words: str
) -> None:
    browser = failing.signed_in()
    assert words in browser.get(f"/fails/{how}", status).page.text
    told = browser.get(f"/api/v1/fails/{how}", status).json
    assert told["status"] == status
    assert words in told["detail"]


@pytest.mark.parametrize("how", ["unforeseen", "chained"])
def test_a_failure_is_told_without_anything_from_inside(
    failing: World, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = failing.signed_in().get(f"/fails/{how}?q={SECRET}", 500)
    page = answer.page
    assert page.h1 == "Sorry, there is a problem with the service"
    reference = REFERENCE.search(page.text)
    assert reference
    for words in ("RuntimeError", "ValueError", 'File "', ".py"):
        assert words not in answer.html
    assert SECRET not in page.text
    (line,) = [one for one in caplog.records if one.name == "kb"]
    assert reference[1] in line.getMessage()
    assert ("RuntimeError" if how == "unforeseen" else "ValueError") in line.getMessage()
    assert "test_error_pages.py:" in line.getMessage()
    assert SECRET not in caplog.text
    assert line.exc_info is None


def test_a_failure_of_the_api_is_a_problem_with_the_same_number_as_its_log_line(
    failing: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        told = failing.signed_in().get(f"/api/v1/fails/unforeseen?q={SECRET}", 500).json
    assert set(told) == {"type", "title", "status", "detail", "instance"}
    assert told["instance"] in caplog.text
    assert SECRET not in str(told) + caplog.text


def test_two_failures_have_two_numbers(failing: World) -> None:
    browser = failing.signed_in()
    first, second = (REFERENCE.findall(browser.get("/fails/unforeseen", 500).page.text) for _ in range(2))
    assert first != second


def test_a_new_route_needs_a_person_unless_somebody_says_otherwise(failing: World) -> None:
    assert "fails" not in PUBLIC
    failing.browser().get("/fails/unforeseen", 303)


def test_a_database_that_is_locked_is_said_to_be_busy(own: World) -> None:
    browser = own.browser()
    fields = {"csrf_token": browser.csrf_token("/account/sign-in"), "email": READER, "password": PASSWORD}
    _shorten_patience(own.store)
    with own.store.writing():
        page = browser.ask("POST", "/account/sign-in", 503, data=fields).page
    assert page.h1 == "The service is busy"
    assert "Nothing was changed" in page.text
    browser.get("/", 303)


def _shorten_patience(store: Store) -> None:
    """A lock is waited for ten seconds; the two connections that will be used next wait a moment."""
    with store.engine.connect() as first, store.engine.connect() as second:
        for db in (first, second):
            db.exec_driver_sql("PRAGMA busy_timeout=50")


def test_a_missing_style_sheet_is_an_error_page_and_no_listing(reader: Browser) -> None:
    for path in ("/static/", "/static/nothing.css", "/static/../../setup.cfg"):
        assert reader.get(path, 404).page.h1 == "Page not found"


def test_no_page_names_a_folder_of_the_machine(failing: World) -> None:
    browser = failing.signed_in()
    here = str(Path(__file__).resolve().parent.parent.parent)
    for path in ("/", "/nowhere", "/fails/unforeseen", "/fails/store", "/api/v1/fails/unforeseen", "/readyz"):
        answer = browser.get(path, None)
        assert here not in answer.html
        assert str(failing.folder) not in answer.html
