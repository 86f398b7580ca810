"""Walks a site by its own links, as a reader would, and keeps every page on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from tests.kb.client import Browser
from tests.kb.strict_html import Page

MOST = 600


def walk(browser: Browser, begin: Iterable[str], wanted: Callable[[str], bool] = lambda _href: True) -> dict[str, Page]:
    """Every page that can be reached from `begin` by links that are wanted; each was looked over when it came."""
    waiting, pages = deque(begin), dict[str, Page]()
    while waiting:
        address = waiting.popleft()
        if address in pages:
            continue
        assert len(pages) < MOST, "the site has no end: is there a link that makes ever new addresses?"
        answer = browser.get(address)
        pages[address] = answer.page
        waiting.extend(one for href in answer.page.hrefs() if (one := target(href)) and wanted(one))
    return pages


def target(href: str) -> str:
    """The page that a link leads to, without its fragment; empty where it is no page of this site."""
    parts = urlsplit(href)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    left_out = parts.path.startswith(("/static/", "/api/", "/account/", "/as-at"))
    return "" if not inside or left_out else parts._replace(fragment="").geturl()
