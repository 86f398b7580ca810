"""Addresses: of documents, paragraphs and citations, each carrying the date that the page is read as at."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from flask import g, request, url_for

from guidance.citation import Token
from guidance.model import Kind

from .dates import Reading, reading
from .services import services

STATIC = Path(__file__).parent / "static"
TEMPLATES = Path(__file__).parent / "templates"
CHECKOUT_TEMPLATES = Path(__file__).parent.parent / "templates"


@dataclass(frozen=True)
class Section:
    """The part of the site that shows one kind of document."""

    kind: Kind
    name: str
    path: str
    title: str
    lead: str


SECTIONS = (
    Section(
        Kind.GUIDANCE,
        "guidance",
        "/guidance",
        "Guidance",
        "Chapters of prosecution guidance, with every edition.",
    ),
    Section(
        Kind.TERM,
        "terms",
        "/toolkit/terms",
        "Dating terms",
        "Words, abbreviations and emoji met in messages, and what they meant at the time.",
    ),
    Section(
        Kind.SITE,
        "sites",
        "/toolkit/sites",
        "Dating sites and apps",
        "How each service is used, what it leaves behind, and what has changed.",
    ),
    Section(
        Kind.CASE_STUDY,
        "case_studies",
        "/toolkit/case-studies",
        "Case studies",
        "Fictional cases: which myth may arise, what to ask for, and how the decision was reached.",
    ),
    Section(
        Kind.AUTHORITY,
        "authorities",
        "/authorities",
        "Authorities",
        "Statute provisions and cases relied on.",
    ),
    Section(
        Kind.PRACTICE_NOTE,
        "practice",
        "/practice",
        "Practice notes",
        "Local initiatives, action-plan commitments, casework examples and community notes.",
    ),
)
BY_KIND = {section.kind: section for section in SECTIONS}


def page_date() -> Reading:
    """The dates that this request asks about. Raises BadDateError once for the whole request."""
    if "reading" not in g:
        g.reading = reading(request.args, services().config.now())
    found: Reading = g.reading
    return found


def link(endpoint: str, **values: Any) -> str:
    """`url_for` that keeps the date of the page unless `values` says otherwise (None takes a value out)."""
    kept: dict[str, Any] = {**g.get("asked", {}), **values}
    told = tuple((key, tuple(value) if isinstance(value, list) else value) for key, value in kept.items())
    return _address(request.root_path, request.environ.get("HTTP_HOST", ""), endpoint, told)


@lru_cache(maxsize=8_192)
def _address(_root: str, _host: str, endpoint: str, told: tuple[tuple[str, Any], ...]) -> str:
    """`url_for`, remembered: it is most of the price of a page of links. The key says where the site is mounted."""
    return url_for(endpoint, **{key: value for key, value in told if value is not None})


def document_link(kind: Kind, slug: str, anchor: str = "", **values: Any) -> str:
    """The page of a document, at one of its anchors."""
    return link(f"{BY_KIND[kind].name}.show", slug=slug, _anchor=anchor or None, **values)


def internal(kind: Kind, slug: str, anchor: str) -> str:
    """`document_link` in the shape in which `guidance.markup.assemble` asks for it."""
    return document_link(kind, slug, anchor)


def citation_link(token: Token, *, external: bool = False) -> str:
    """The address of a citation. It carries its own date and no other."""
    return url_for("paragraphs.citation", token=token.path, _external=external)


@cache
def static_version(name: str) -> str:
    """The first digits of a static file's hash; makes its address change when the file does."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def static_url(filename: str) -> str:
    """The address of a static file, which may be kept for ever."""
    return link("static", filename=filename, v=static_version(filename), as_at=None, known_at=None)


def fragment(anchor: str, pid: str) -> str:
    """The name of a paragraph's place on a page: the writer's anchor, or the pid where the page needs that itself."""
    return pid if not anchor or anchor in own_ids() or anchor.startswith(_OWN_PREFIXES) else anchor


_OWN_PREFIXES = ("as-at", "as-known", "page-search", "letter-", "facet-", "change-")


@cache
def own_ids() -> frozenset[str]:
    """The ids that the templates use themselves."""
    found = (re.findall(r'id="([\w-]+)"', path.read_text("utf-8")) for path in templates_folder().rglob("*.html"))
    return frozenset(name for names in found for name in names)


def templates_folder() -> Path:
    """Where the templates are: inside the package when installed, beside it in a checkout."""
    return TEMPLATES if TEMPLATES.is_dir() else CHECKOUT_TEMPLATES


Address = Callable[[Kind, str, str], str]
