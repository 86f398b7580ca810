"""The whole site as it will be on a day to come, for the policy team: with scheduled editions and ended embargoes."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask, g, request, session

from guidance.calendar import midnight

from . import access
from .services import services

_KEY = "preview"
_AS_IT_IS = frozenset({"static", "account", "following", "feeds", "operations", "about"})
"""What is never previewed, beside the workspace. What a program took from a feed it does not give back."""


def init_app(app: Flask) -> None:
    """Let the pages of whoever asked for it be read as they will be. Nothing can be done in a preview but read."""
    app.before_request(_look_ahead)


def begin(day: date) -> None:
    """From the next page on, show the site as it will be at the start of the day in London."""
    session[_KEY] = midnight(day).isoformat()


def leave() -> None:
    """Show the site as it is."""
    session.pop(_KEY, None)


def instant() -> datetime | None:
    """The instant that this page shows, where it is a preview."""
    found: datetime | None = g.get("preview")
    return found


def _look_ahead() -> None:
    told = session.get(_KEY) if _can_be_previewed() else None
    if not told or not access.in_policy_team():
        return
    coming = datetime.fromisoformat(told)
    if coming > services().config.now():
        g.preview = coming
        g.to_come = services().standing_at(coming)


def _can_be_previewed() -> bool:
    area = (request.endpoint or "").partition(".")[0]
    return request.method in {"GET", "HEAD"} and not request.path.startswith("/policy") and area not in _AS_IT_IS
