"""The headers on every answer, errors and files included: what a browser may do with it and whether it may keep it."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

HTTP_NOT_MODIFIED = 304


def init_app(app: Flask) -> None:
    """Put the headers on whatever this application answers."""
    app.after_request(_set_headers)


def nonce() -> str:
    """The word that lets this page's own script run; the same throughout a request."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(18)
    return str(g.nonce)


def _set_headers(response: Response) -> Response:
    headers = response.headers
    if response.status_code != HTTP_NOT_MODIFIED:
        # A 304 must not bring a new nonce: the browser would hold the page it kept, with the old one, against it.
        headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'nonce-{nonce()}'; style-src 'self'; img-src 'self' data:; "
            "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    headers["Vary"] = "Cookie"
    return response
