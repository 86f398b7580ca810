"""Walks a site by its own links, as a reader would, and keeps every page on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.kb.client import Browser
from tests.kb.strict_html import Page

MOST = 600


@dataclass(frozen=True)
class Walked:
    """Every page met, by its address; and what led to an address that gave none."""

    pages: dict[str, Page]
    dead: list[str]


def walk(browser: Browser, begin: Iterable[str], wanted: Callable[[str], bool]) -> Walked:
    """Every page that can be reached from `begin` by links that are wanted; each was looked over when it came."""
    waiting, met = deque((one, "the beginning") for one in begin), set[str]()
    walked = Walked({}, [])
    while waiting:
        address, leading = waiting.popleft()
        if address in met:
            continue
        met.add(address)
        assert len(met) < MOST, "the site has no end: is there a link that makes ever new addresses?"
        answer = browser.get(address, None)
        if answer.status != 200:
            walked.dead.append(f"{leading} leads to {address}, which gives {answer.status}")
            continue
        walked.pages[address] = answer.page
        waiting.extend((one, address) for href in answer.page.hrefs() if (one := target(href)) and wanted(one))
    return walked


def target(href: str) -> str:
    """The page that a link leads to, without its fragment; empty where it is no page of this site."""
    parts = urlsplit(href)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    left_out = parts.path.startswith(("/static/", "/api/", "/account/", "/as-at"))
    return "" if not inside or left_out else parts._replace(fragment="").geturl()
