"""Pages that need not be sent, or made, again: a page hangs on its address, the day and what is published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from . import access, headers, kept, personal, previewing
from .links import templates_folder
from .personal import Subject
from .services import services
from .times import today

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Content:
    """The part of a page that is the same for everybody: its title, the way to it, and what stands in `main`."""

    page_title: str
    active: str
    crumbs: Sequence[tuple[str, str | None]]
    html: Markup
    subject: Subject | None = None


def content(
    template: str,
    page_title: str,
    active: str,
    crumbs: Sequence[tuple[str, str | None]],
    *,
    subject: Subject | None = None,
    **values: object,
) -> Content:
    """The content made from a template that holds the inside of `main` only. Subject: what can be followed there."""
    html = Markup(render_template(template, page_title=page_title, **values))  # noqa: S704 - autoescaped by Jinja
    return Content(page_title, active, crumbs, html, subject)


def unless_kept(make: Callable[[], Content]) -> ResponseReturnValue:
    """The page, or 304 where the browser holds it already; what `make` gives is kept in memory for the next reader.

    `make` must depend on nothing but the address, the day and what is published.
    """
    if previewing.instant():
        return make_response(frame(make()))
    return _unless_kept(make, lambda one: len(one.html), lambda one: make_response(frame(one)), personal.key())


def file_unless_kept(make: Callable[[], bytes], content_type: str) -> ResponseReturnValue:
    """`unless_kept` for what has no frame, and is the same for everybody. Not for what can be previewed."""
    return _unless_kept(make, len, lambda one: Response(one, content_type=content_type), "")


def _unless_kept(
    make: Callable[[], Thing], size: Callable[[Thing], int], answer: Callable[[Thing], Response], own: str
) -> Response:
    known = services()
    generation = known.memory.generation(access.head(), known.config.now())
    key = (generation, template_version(), today().isoformat(), request.host_url, request.full_path)
    reader = current_user.get_id() if current_user.is_authenticated else ""
    etag = hashlib.sha256("\n".join((*key, str(reader), own)).encode()).hexdigest()[:32]
    # A star matches whatever there is; whether there is anything is only known when the page is made.
    if not request.if_none_match.star_tag and request.if_none_match.contains(etag):
        return _dressed(Response(status=304), etag)
    found = known.memory.page(key, make, size)
    return _dressed(answer(found), etag)


def frame(found: Content) -> str:
    """The whole page round the content."""
    return render_template(
        "frame.html",
        page_title=found.page_title,
        active=found.active,
        crumbs=found.crumbs,
        content=found.html,
        own=personal.part(found.subject),
    )


@cache
def template_version() -> str:
    """The first digits of the hash of all templates; changes every page's ETag when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(templates_folder().rglob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _dressed(response: Response, etag: str) -> Response:
    kept.may_be_kept(request.environ, headers.nonce())
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
