"""Headers on every kind of answer: `tests.kb.client` looks at each; here every status and sort is had once."""

from __future__ import annotations

import pytest

from tests.kb.client import Browser
from tests.kb.world import World

CACHED = {"private, no-cache": ("/", "/guidance/", "/guidance/myths", "/guidance/myths/editions/1", "/p/{pid}"),
          "no-store": ("/search?q=delay", "/about/privacy", "/api/v1/documents", "/guidance/nowhere")}  # fmt: skip


@pytest.mark.parametrize("method, path, status", [
    ("GET", "/guidance/myths", 200),
    ("HEAD", "/guidance/myths", 200),
    ("OPTIONS", "/guidance/myths", 200),
    ("GET", "/as-at?preset=today", 303),
    ("GET", "/guidance/myths?as_at=never", 400),
    ("GET", "/guidance/nowhere", 404),
    ("DELETE", "/guidance/myths", 405),
    ("GET", "/api/v1/documents", 200),
    ("GET", "/api/v1/documents/guidance/nowhere", 404),
    ("GET", "/api/v1/documents?as_at=never", 400),
    ("GET", "/api/v1/documents/nothing/x", 404),
    ("PUT", "/api/v1/documents", 405),
    ("GET", "/static/kb.css", 200),
    ("GET", "/static/kb.js", 200),
    ("GET", "/static/favicon.svg", 200),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../app.py", 404),
    ("GET", "/static/%2e%2e/app.py", 404),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 200),
    ("TRACE", "/", 405),
])  # fmt: skip
def test_every_kind_of_answer_has_every_header(reader: Browser, method: str, path: str, status: int) -> None:
    reader.ask(method, path, status)


def test_an_answer_for_nobody_has_every_header(visitor: Browser) -> None:
    for path, status in (("/", 303), ("/api/v1/search", 401), ("/account/sign-in", 200), ("/nowhere", 404)):
        visitor.get(path, status)


def test_a_file_asked_for_again_or_in_part_has_every_header(reader: Browser) -> None:
    etag = reader.get("/static/kb.css").headers["ETag"]
    reader.get("/static/kb.css", 304, headers={"If-None-Match": etag})
    reader.get("/static/kb.css", 206, headers={"Range": "bytes=0-9"})
    reader.get("/static/kb.css", 416, headers={"Range": "bytes=99999999-"})


def test_a_request_over_https_is_told_to_stay_there(site: World) -> None:
    answer = Browser(site.app, "https://localhost").get("/account/sign-in")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.parametrize("kept, path", [(kept, path) for kept, paths in CACHED.items() for path in paths])
def test_reading_pages_may_be_kept_and_asked_after_and_nothing_else(
    site: World, reader: Browser, kept: str, path: str
) -> None:
    pid = site.paragraph("myths", "Clothing is not", 3).pid
    assert reader.get(path.format(pid=pid), None).headers["Cache-Control"] == kept


def test_no_two_answers_share_a_nonce(reader: Browser) -> None:
    nonces = {reader.get(path, None).nonce for path in ("/", "/", "/search", "/nowhere", "/static/kb.js", "/healthz")}
    assert len(nonces) == 6


@pytest.mark.parametrize("path", ["/guidance/myths", "/account/sign-out", "/api/v1/documents"])
def test_what_an_address_does_not_take_says_what_it_does(reader: Browser, path: str) -> None:
    # RFC 9110, 15.5.6: a 405 must have Allow.
    assert reader.ask("DELETE", path, 405).headers.get("Allow"), "kb.errors answers a 405 without its Allow header"


def test_the_first_cookie_is_for_the_session_and_kept_from_script(visitor: Browser) -> None:
    cookie = visitor.get("/account/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("kb_session=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Expires" not in cookie
