"""Atom feeds: of everything, of a kind, of a topic, of one document."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from guidance import news
from guidance.errors import NotFoundError
from guidance.model import Kind
from guidance.news import NewsItem
from kb import atom
from kb.atom import Feed
from kb.caching import file_unless_kept
from kb.links import BY_KIND, SECTIONS
from kb.services import services
from kb.times import today

blueprint = Blueprint("feeds", __name__, url_prefix="/feeds")
MOST = 50


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every feed but those of single documents, whose pages name them."""
    topics = sorted({topic for one in services().library.in_force(None, today()) for topic in one.document.topics})
    return render_template(
        "feeds/index.html",
        page_title="Feeds",
        active="",
        kinds=[(f"kinds/{one.kind}", one.title) for one in SECTIONS],
        topics=[(f"topics/{one}", one.replace("-", " ").capitalize()) for one in topics],
    )


@blueprint.get("/<path:name>.atom")
def feed(name: str) -> ResponseReturnValue:
    """A feed by its name: `all`, `kinds/<kind>`, `topics/<topic>` or `<kind>/<slug>`."""
    return file_unless_kept(lambda: _feed(name), atom.CONTENT_TYPE)


def _feed(name: str) -> bytes:
    feed, found = _news(name)
    site = request.url_root.rstrip("/")
    return atom.written(feed, found, lambda path: site + path)


def _news(name: str) -> tuple[Feed, list[NewsItem]]:
    """The feed and its entries. Raises NotFoundError for a feed of nothing that is published."""
    store = services().store
    scope, _, target = name.partition("/")
    if name == "all":
        return Feed(name, "Prosecutor guidance: everything", "/"), news.newest(store, MOST)
    if scope == "kinds" and target in set(Kind):
        section = BY_KIND[Kind(target)]
        feed = Feed(name, f"Prosecutor guidance: {section.title}", f"{section.path}/")
        return feed, news.newest(store, MOST, kind=section.kind)
    if scope == "topics" and (found := news.newest(store, MOST, topic=target)):
        home = f"/guidance/?topic={quote(target)}"
        return Feed(name, f"Prosecutor guidance: {target.replace('-', ' ')}", home), found
    if scope in set(Kind) and target:
        section = BY_KIND[Kind(scope)]
        newest = services().library.editions(section.kind, target, today())[0]
        feed = Feed(name, f"Prosecutor guidance: {newest.title}", f"{section.path}/{quote(target)}")
        return feed, news.newest(store, MOST, kind=section.kind, slug=target)
    raise NotFoundError("There is no feed of that name. The page “Feeds” lists them.")
