"""What a person reads when something is refused or goes wrong: one table from errors to answers."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from guidance.errors import (
    ConflictError,
    GuidanceError,
    NotFoundError,
    PermissionDeniedError,
    StateError,
    StoreError,
)

from .dates import BadDateError

log = logging.getLogger("kb")

STATUS: dict[type[Exception], tuple[int, str]] = {
    NotFoundError: (404, "Page not found"),
    PermissionDeniedError: (403, "You may not do this"),
    StateError: (409, "This cannot be done now"),
    ConflictError: (409, "This contradicts what is recorded"),
    StoreError: (503, "The service is unavailable"),
    BadDateError: (400, "There is a problem with the date"),
    CSRFError: (400, "This page has expired"),
    OperationalError: (503, "The service is busy"),
}
"""The answer to each refusal; a subclass is found through its bases."""

WORDS: dict[int, tuple[str, str]] = {
    400: ("There is a problem with the request", "Check the address, or go back and try again."),
    401: ("Sign in first", "This needs somebody who is signed in."),
    404: ("Page not found", "Check the address. If you pasted it, check that it was copied whole."),
    405: ("This address does not take that request", "Go back and use the page's own links and buttons."),
    413: ("Too much was sent", "Send less at once."),
}
_SERVER_ERROR = (
    "Sorry, there is a problem with the service",
    "Try again later. What you wrote was not saved.",
)
_MESSAGES: dict[type[Exception], str] = {
    CSRFError: "The page stood open too long, or was opened before you signed in. Go back, reload it and try again.",
    OperationalError: "The database did not answer in time. Nothing was changed. Try again in a moment.",
}


def init_app(app: Flask) -> None:
    """Answer every error of this application in words."""
    for error in STATUS:
        app.register_error_handler(error, _refused)
    app.register_error_handler(GuidanceError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def _refused(error: Exception) -> ResponseReturnValue:
    status, title = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), (400, "This was refused"))
    said = next((_MESSAGES[kind] for kind in type(error).__mro__ if kind in _MESSAGES), str(error))
    return answer(status, title, said)


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    title, said = WORDS.get(status, _SERVER_ERROR if status >= 500 else (error.name, ""))
    response = make_response(answer(status, title, said))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _unforeseen(error: Exception) -> ResponseReturnValue:
    reference = _reference()
    # Neither the message nor the local values of an error may reach a log: they can hold what somebody pasted.
    frames = []
    trace = error.__traceback__
    while trace is not None:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    log.error("request %s failed: %s at %s", reference, type(error).__name__, " < ".join(reversed(frames[-8:])))
    return answer(500, *_SERVER_ERROR)


def answer(status: int, title: str, message: str) -> ResponseReturnValue:
    """The error as a page, or as problem details (RFC 9457) under /api/."""
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": title, "status": status, "detail": message}
        response = jsonify(problem | {"instance": _reference()})
        response.content_type = "application/problem+json"
        response.status_code = status
        return response
    g.asked = g.get("asked", {})
    if request_ctx.url_adapter is None:
        # A host that is not trusted has no addresses; the page that says so still links within itself.
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
    page = render_template(
        "errors/error.html",
        page_title=title,
        title=title,
        message=message,
        what_next="",
        request_id=_reference(),
    )
    return page, status


def _reference() -> str:
    if "reference" not in g:
        g.reference = secrets.token_hex(4)
    return str(g.reference)
