"""Atom feeds (RFC 4287), built as a tree so that no word of a title can break one."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree as Tree

from guidance.news import NewsItem

from .telling import Address, comparison, headline, path, sentences

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
AUTHOR = "Legal policy team"
_SPACE = "http://www.w3.org/2005/Atom"
_NAMES = uuid.UUID("8a0f6f0e-5a8e-5c39-9d5c-6a54a8f0c2b1")
"""Ids are made of names in this space, so that they stay the same wherever the site is."""
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Tree.register_namespace("", _SPACE)


@dataclass(frozen=True)
class Feed:
    """A feed by its name; `home` is the path of the page that it is about."""

    name: str
    title: str
    home: str


def written(feed: Feed, items: Sequence[NewsItem], address: Address) -> bytes:
    """The feed as it is sent, newest entry first. With no news it was updated when time began."""
    root = Tree.Element(f"{{{_SPACE}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    _text(root, "title", feed.title)
    _text(root, "id", _id(f"feed/{feed.name}"))
    _text(root, "updated", _instant(items[0].became if items else datetime(2000, 1, 1, tzinfo=UTC)))
    _link(root, "self", address(f"/feeds/{quote(feed.name)}.atom"), "application/atom+xml")
    _link(root, "alternate", address(feed.home), "text/html")
    _text(Tree.SubElement(root, f"{{{_SPACE}}}author"), "name", AUTHOR)
    for one in items:
        _entry(Tree.SubElement(root, f"{{{_SPACE}}}entry"), one, address)
    return bytes(Tree.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(entry: Tree.Element, item: NewsItem, address: Address) -> None:
    _text(entry, "title", headline(item))
    _text(entry, "id", _id(f"news/{item.key}"))
    _text(entry, "updated", _instant(item.became))
    _link(entry, "alternate", address(path(item)), "text/html")
    if compared := comparison(item):
        _link(entry, "related", address(compared), "text/html")
    Tree.SubElement(entry, f"{{{_SPACE}}}category", {"term": item.edition.document.kind.value})
    _text(entry, "content", "\n".join(sentences(item)) or headline(item)).set("type", "text")


def _text(parent: Tree.Element, name: str, words: str) -> Tree.Element:
    made = Tree.SubElement(parent, f"{{{_SPACE}}}{name}")
    made.text = _NOT_IN_XML.sub("\ufffd", words)
    return made


def _link(parent: Tree.Element, rel: str, href: str, kind: str) -> None:
    Tree.SubElement(parent, f"{{{_SPACE}}}link", {"rel": rel, "href": href, "type": kind})


def _id(name: str) -> str:
    return uuid.uuid5(_NAMES, name).urn


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
