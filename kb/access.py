"""Who is asking: Flask-Login on top of sign-ins kept in the database, and the short list of what needs nobody."""

from __future__ import annotations

import secrets
from typing import cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from guidance import people
from guidance.ledger import Head
from guidance.model import Person
from guidance.permissions import Action, may, require

from .services import services

PUBLIC = frozenset(
    {
        "static",
        "account.sign_in",
        "about.accessibility",
        "about.privacy",
        "fact_check.ask",
        "fact_check.begin",
        "fact_check.show",
        "fact_check.answer",
        "fact_check.thanks",
        "operations.healthz",
        "operations.readyz",
    }
)
"""The only endpoints that answer without a person. A test holds this list against a literal."""

_HTTP_UNAUTHORIZED = 401


class _User(UserMixin):
    """The person of this request as Flask-Login wants one; its id is the secret token of the sign-in, not a row."""

    def __init__(self, person: Person, token: str) -> None:
        self.person = person
        self._token = token

    def get_id(self) -> str:
        return self._token


def init_app(app: Flask) -> None:
    """Know the person of each request, and turn away who has none."""
    manager = LoginManager()
    manager.session_protection = None
    manager.user_loader(_load_user)
    manager.init_app(app)
    app.before_request(_require_person)


def person() -> Person | None:
    """The person of this request, or None."""
    if "person" not in g:
        user = current_user
        g.person = user.person if user.is_authenticated else None
    return cast("Person | None", g.person)


def signed_in() -> Person:
    """The person of this request; only for endpoints that need one."""
    found = person()
    if found is None:
        abort(_HTTP_UNAUTHORIZED)
    return found


def in_policy_team() -> bool:
    """Whether this person has a workspace."""
    found = person()
    return found is not None and may(found, Action.READ_DRAFTS)


def head() -> Head:
    """How far the ledger was when this request began."""
    if "visit" not in g:
        g.visit = services().visits.of(None)
    return cast("people.Visit", g.visit).head


def begin(email: str, password: str) -> bool:
    """Sign somebody in under a new session; whether the address and the password were right."""
    token = secrets.token_urlsafe(32)
    found = people.sign_in(services().store, email, password, token)
    if found is None:
        return False
    session.clear()
    login_user(_User(found, token))
    g.pop("person", None)
    return True


def end() -> None:
    """Sign the person of this request out, here and in the database."""
    if current_user.is_authenticated:
        people.sign_out(services().store, current_user.get_id())
    logout_user()
    g.pop("person", None)
    session.clear()


def safe_next(target: str | None) -> str:
    """Where to go after signing in: a path of this site, never another one."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return url_for("home.index")
    parts = urlsplit(target)
    unsafe = parts.scheme or parts.netloc or any(ord(letter) < ord(" ") for letter in target)
    return url_for("home.index") if unsafe else target


def _load_user(token: str) -> _User | None:
    g.visit = services().visits.of(token)
    return _User(g.visit.person, token) if g.visit.person else None


def _require_person() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in PUBLIC:
        return None
    found = person()
    if found is None:
        return _ask_to_sign_in()
    require(found, Action.READ)
    return None


def _ask_to_sign_in() -> Response:
    if request.path.startswith("/api/"):
        abort(_HTTP_UNAUTHORIZED)
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    wanted = here if here != "/" else None
    return cast("Response", redirect(url_for("account.sign_in", next=wanted), code=303))
