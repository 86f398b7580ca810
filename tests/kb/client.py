"""A browser for tests that looks over everything it is given: no page can be forgotten, and no header."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.kb import page_rules
from tests.kb.strict_html import Page, read

POLICY = re.compile(
    r"default-src 'none'; script-src 'nonce-([\w-]{20,})'; style-src 'self'; img-src 'self' data:; "
    r"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    r"require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
NEVER_SENT = ("Traceback (most recent call last)", "site-packages", "sqlalchemy.exc")


class Answer:
    """What came back, looked over."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        found = POLICY.fullmatch(response.headers.get("Content-Security-Policy", ""))
        self.nonce = found[1] if found else ""

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def headers(self) -> Any:
        return self.response.headers

    @property
    def html(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def json(self) -> Any:
        return self.response.get_json()

    @cached_property
    def page(self) -> Page:
        return read(self.html)

    @property
    def location(self) -> str:
        return str(self.response.headers["Location"])


class Browser:
    """Somebody's browser. Every answer it gets is checked; `status` is what the test expects."""

    def __init__(self, app: Flask, base_url: str = "http://localhost") -> None:
        self.app = app
        self.base_url = base_url
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, status: int | None = 200, **more: Any) -> Answer:
        return self.ask("GET", path, status, **more)

    def ask(self, method: str, path: str, status: int | None = None, **more: Any) -> Answer:
        """Any request, by its method. `status=None` takes whatever comes, as long as it is well made."""
        response = self.client.open(path, method=method, base_url=self.base_url, buffered=True, **more)
        answer = checked(response)
        if status is not None:
            assert answer.status == status, f"{method} {path[:200]} gave {answer.status}: {_gist(answer)}"
        return answer

    def send(self, path: str, fields: dict[str, str], status: int | None = 303, *, form: str = "") -> Answer:
        """Fill in the form at `form` (else at `path`) and send it, with its CSRF token, to `path`."""
        return self.ask("POST", path, status, data={"csrf_token": self.csrf_token(form or path), **fields})

    def csrf_token(self, path: str) -> str:
        """The token in the first form at the path that is sent by post."""
        inputs = self.get(path).page.root.every("input", name="csrf_token")
        return inputs[0]["value"]

    def sign_in(self, email: str, password: str, status: int = 303, wanted: str = "") -> Answer:
        fields = {"email": email, "password": password, "next": wanted}
        return self.send("/account/sign-in", fields, status)

    def sign_out(self) -> Answer:
        return self.send("/account/sign-out", {}, form="/about/privacy")

    def cookie(self) -> str:
        """The session cookie that this browser holds; empty where it holds none."""
        found = self.client.get_cookie("kb_session")
        return found.value if found else ""

    def with_cookie(self, value: str) -> Browser:
        """Another browser that holds the same session cookie."""
        other = Browser(self.app, self.base_url)
        other.client.set_cookie("kb_session", value)
        return other


def checked(response: TestResponse) -> Answer:
    """The answer, once its headers, its cookies and its page are as they must be."""
    answer = Answer(response)
    wrong = [*_wrong_headers(response), *_wrong_cookies(response), *_wrong_body(answer)]
    where = f"{response.request.method} {response.request.path[:200]} ({response.status_code})"
    assert not wrong, f"{where}:\n  " + "\n  ".join(wrong)
    return answer


def _wrong_headers(response: TestResponse) -> list[str]:
    headers = response.headers
    wrong = [f"{name} is {headers.get(name)}" for name, value in HEADERS.items() if headers.get(name) != value]
    policy = headers.get("Content-Security-Policy")
    if response.status_code == 304:
        wrong += ["a 304 brings a policy whose nonce the kept page has not"] if policy else []
    elif not POLICY.fullmatch(policy or ""):
        wrong.append(f"Content-Security-Policy is {policy}")
    caching = headers.get("Cache-Control", "")
    read = response.request.method in {"GET", "HEAD"} and response.status_code in {200, 206, 304}
    of_a_file = read and response.request.path.startswith("/static/")
    allowed = {"public, max-age=31536000"} if of_a_file else {"no-store", "private, no-cache"}
    if caching not in allowed:
        wrong.append(f"Cache-Control is “{caching}”")
    if "Cookie" not in headers.get("Vary", ""):
        wrong.append("Vary does not name Cookie")
    over_tls = response.request.environ["wsgi.url_scheme"] == "https"
    if over_tls != ("Strict-Transport-Security" in headers):
        wrong.append("Strict-Transport-Security belongs on https and nowhere else")
    return wrong


def _wrong_cookies(response: TestResponse) -> list[str]:
    wrong = []
    for cookie in response.headers.getlist("Set-Cookie"):
        name = cookie.partition("=")[0]
        parts = {part.strip().partition("=")[0].lower() for part in cookie.split(";")[1:]}
        if name != "kb_session":
            wrong.append(f"there is a cookie {name}")
        wrong += [f"the cookie {name} is not {part}" for part in ("httponly", "samesite", "path") if part not in parts]
    return wrong


def _wrong_body(answer: Answer) -> list[str]:
    response = answer.response
    if response.request.method == "HEAD" or response.status_code in {204, 304}:
        return [] if not response.data else ["there is a body where none may be"]
    of_a_file = response.request.path.startswith("/static/") and response.status_code in {200, 206}
    if of_a_file or (response.request.method == "OPTIONS" and not response.data):
        return []
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        path = response.request.path
        taken = response.content_type in TAKEN_AWAY and (path == "/transcript/" or path.startswith("/policy/bulk/"))
        return [] if taken else [f"a {response.content_type} is to be taken away"]
    wrong = [f"it shows “{words}”" for words in NEVER_SENT if words in answer.html]
    expected = _expected_type(response)
    if response.content_type != expected:
        wrong.append(f"Content-Type is {response.content_type}")
    elif expected == HTML and not 300 <= response.status_code < 400:
        wrong += page_rules.problems(answer.page, answer.nonce, response.request.path)
    return wrong


HTML = "text/html; charset=utf-8"
TAKEN_AWAY = frozenset(
    {
        "text/csv; charset=utf-8",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)


def _expected_type(response: TestResponse) -> str:
    path = response.request.path
    if path.startswith("/api/") and not 300 <= response.status_code < 400:
        return "application/json" if response.status_code < 400 else "application/problem+json"
    if path.endswith(".atom") and response.status_code == 200:
        return "application/atom+xml; charset=utf-8"
    watched = path in {"/healthz", "/readyz"} and response.status_code == 200
    return "application/json" if watched else HTML


def _gist(answer: Answer) -> str:
    if "<main" in answer.html:
        return answer.page.text[:300]
    return answer.html[:300] or answer.headers.get("Location", "")
