"""The application put together: configuration in, a WSGI application out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import FileSystemLoader, StrictUndefined

from . import access, api, errors, explaining, filters, headers, personal, previewing, searchwords, suggesting
from .config import Config, ConfigError
from .dates import BadDateError, reading
from .kept import KeptAnswers
from .links import link, page_date, static_url, templates_folder
from .memoryrequest import MemoryRequest
from .services import Services, services
from .times import today
from .views import (
    about,
    account,
    factcheck,
    feeds,
    following,
    home,
    mapping,
    myths,
    operations,
    paragraphs,
    policy,
    search,
    sidebyside,
    transcript,
    unknown,
)
from .views.reading import blueprints

PRODUCT = "Prosecutor guidance knowledge base"
MAX_REQUEST = 1_000_000
A_YEAR = 31_536_000


def create_app(config: Config) -> Flask:
    """The web application. Raises ConfigError or StoreError with one clear line where it cannot start."""
    if not config.secret_key:
        raise ConfigError(
            "KB_SECRET_KEY is not set. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    app = Flask("kb", static_folder="static", static_url_path="/static")
    app.request_class = MemoryRequest
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="kb_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        MAX_CONTENT_LENGTH=MAX_REQUEST,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        SEND_FILE_MAX_AGE_DEFAULT=A_YEAR,
        WTF_CSRF_TIME_LIMIT=None,
        # Our own Referrer-Policy keeps browsers from sending the Referer that this would ask for.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = FileSystemLoader(templates_folder())
    app.url_map.strict_slashes = False
    app.extensions["kb"] = Services(config)
    CSRFProtect(app)
    headers.init_app(app)
    access.init_app(app)
    previewing.init_app(app)
    personal.init_app(app)
    explaining.init_app(app)
    searchwords.init_app(app)
    suggesting.init_app(app)
    app.before_request(_read_dates)
    errors.init_app(app)
    filters.init_app(app)
    app.context_processor(_page_context)
    tools = (transcript, unknown, myths, sidebyside, mapping)
    for module in (home, search, paragraphs, *tools, account, following, feeds, factcheck, about, operations):
        app.register_blueprint(module.blueprint)
    for blueprint in (*blueprints(), *policy.blueprints(), api.blueprint):
        app.register_blueprint(blueprint)
    app.wsgi_app = KeptAnswers(app.wsgi_app, app.extensions["kb"])  # type: ignore[method-assign]
    return app


def _read_dates() -> None:
    if request.endpoint != "static":
        g.asked = page_date().asked


def _page_context() -> dict[str, Any]:
    try:
        date = page_date()
    except BadDateError:
        # The page that says so has to be shown as at some date: today.
        date = reading({}, _now())
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in {"as_at", "known_at"}]
    return {
        "nonce": headers.nonce(),
        "person": access.person(),
        "active": "",
        "q": request.args.get("q", ""),
        "date": date,
        "today": today(),
        "preview": previewing.instant(),
        "in_policy_team": access.in_policy_team(),
        "link": link,
        "here": _here(kept),
        "csrf_token": generate_csrf,
        "static_url": static_url,
        "ledger_head": access.head().hash[:12],
        "product_name": PRODUCT,
    }


def _now() -> datetime:
    return services().config.now()


def _here(kept: list[tuple[str, str]]) -> str:
    return request.path + (f"?{urlencode(kept)}" if kept else "")
