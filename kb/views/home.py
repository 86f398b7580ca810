"""The first page, and the choice of another date."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from guidance.model import Kind
from kb.access import safe_next
from kb.asking import typed
from kb.caching import Content, content, unless_kept
from kb.dates import LONDON, parse_instant, parse_parts
from kb.links import page_date
from kb.services import services
from kb.times import today

blueprint = Blueprint("home", __name__)
SHOWN = 6


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Search, what changed last and what is coming."""
    return unless_kept(_index)


def _index() -> Content:
    library, reading = services().library, page_date()
    guidance = library.in_force(Kind.GUIDANCE, reading.as_at, reading.known_at)
    return content(
        "home/index.html",
        "Find guidance",
        "",
        [],
        recent=library.recent(reading.as_at, SHOWN, reading.known_at),
        coming=library.commencing(reading.as_at, SHOWN, reading.known_at),
        interim=[one for one in guidance if one.basis == "interim"],
        guidance=guidance,
    )


@blueprint.get("/as-at")
def set_date() -> ResponseReturnValue:
    """Go back to a page, as at another date and as known at one, where that is asked for; today has neither.

    A date that is none raises BadDateError, which says how to write one.
    """
    target = urlsplit(safe_next(request.args.get("next")))
    said = parse_qsl(target.query)
    kept = [(name, value) for name, value in said if name not in {"as_at", "known_at"}]
    if request.args.get("preset") != "today":
        day = parse_parts(*(request.args.get(name, "") for name in ("day", "month", "year")))
        if day != today():
            kept.append(("as_at", day.isoformat()))
        if known_at := _known_at(request.args.get("known_at") or dict(said).get("known_at", "")):
            kept.append(("known_at", known_at))
    where = target.path + (f"?{urlencode(kept)}" if kept else "")
    return redirect(where, code=303)


def _known_at(before: str) -> str:
    """The day in the boxes, or what was asked before, where the boxes are not there or still say the same."""
    boxes = typed(request.args, "known-")
    if not any(boxes):
        return "" if "known-day" in request.args else before
    day = parse_parts(*boxes)
    if before and parse_instant(before).astimezone(LONDON).date() == day:
        return before
    return day.isoformat() if day < today() else ""
