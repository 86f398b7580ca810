"""What holds for every page of the product, whichever test fetched it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from tests.kb.strict_html import Element, Page

NOTICE = "Illustrative content. Not legal advice. Not official guidance."
NEEDS_LABEL = frozenset({"text", "search", "email", "password", "checkbox", "radio", "date", "number", "tel", "url"})
POINTING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list")


TITLED_BY_A_TEST_OF_THEIR_OWN = ("/search", "/c/")
"""Their titles are held by test_every_page.py alone, so that the other tests of these pages say what they are about."""


def problems(page: Page, nonce: str, path: str) -> list[str]:
    """What is wrong with the page at a path; `nonce` is the one that its Content-Security-Policy names."""
    titled = [] if path.startswith(TITLED_BY_A_TEST_OF_THEIR_OWN) else wrong_title(page)
    parts = (_frame(page), _names(page), _script(page, nonce), _forms(page), _addresses(page))
    return [*page.mended, *titled, *(told for part in parts for told in part)]


def wrong_title(page: Page) -> list[str]:
    """What is wrong with the title: people choose among windows by how their titles begin."""
    if page.title.startswith((page.h1, "Error")):
        return []
    return [f"the title “{page.title[:80]}” begins neither with the heading “{page.h1[:80]}” nor with “Error”"]


def _frame(page: Page) -> Iterator[str]:
    root = page.root
    if root.only("html")["lang"] != "en-GB":
        yield "<html> does not say lang=en-GB"
    for tag in ("title", "main", "h1", "body", "head"):
        if len(root.every(tag)) != 1:
            yield f"there are {len(root.every(tag))} <{tag}>"
            return
    if not page.h1:
        yield "the <h1> is empty"
    if NOTICE not in root.text:
        yield "it does not say that its content is illustrative"
    if not root.every("meta", name="viewport"):
        yield "it names no viewport"
    first = next((one for one in root.only("body").walk() if one.tag == "a"), None)
    if first is None or first.text != "Skip to main content":
        yield "its first link does not skip to the main content"


def _names(page: Page) -> Iterator[str]:
    ids = Counter(one["id"] for one in page.root.walk() if "id" in one)
    for name, times in ids.items():
        if times > 1:
            yield f"the id “{name}” stands {times} times"
        if not name or re.search(r"\s", name):
            yield f"the id “{name}” cannot be pointed to"
    for one in page.root.walk():
        for attribute in POINTING:
            for name in one[attribute].split():
                if name not in ids:
                    yield f"<{one.tag} {attribute}={name}> points to nothing"
        if one.tag == "a" and one["href"].startswith("#") and one["href"][1:] not in ids:
            yield f"the link {one['href']} leads nowhere on its page"
        if one.tag == "img" and "alt" not in one:
            yield "a picture has no words in its place"


def _script(page: Page, nonce: str) -> Iterator[str]:
    for one in page.root.walk():
        for name in one.attributes:
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                yield f"<{one.tag} {name}=…> is refused by the Content-Security-Policy"
        if one.tag in {"style", "iframe", "object", "embed", "base", "font", "center"}:
            yield f"there is a <{one.tag}>"
        if one.tag == "script" and (not nonce or one["nonce"] != nonce):
            yield "a script has not the nonce of its page's Content-Security-Policy"
        if one.tag == "script" and not one["src"].startswith("/static/"):
            yield "a script is not one of our files"
        ours = ("/feeds/",) if one.tag == "link" and one["rel"] == "alternate" else ("/static/",)
        if one.tag == "link" and not one["href"].startswith(ours):
            yield f"{one['href']} is not one of our files"


def _forms(page: Page) -> Iterator[str]:
    labelled = {one["for"] for one in page.root.every("label")}
    for one in page.root.every("input", "select", "textarea"):
        kind = one["type"] or "text" if one.tag == "input" else "text"
        named = one["id"] in labelled or one["aria-label"] or one.within("label")
        if kind in NEEDS_LABEL and not named:
            yield f"<{one.tag} name={one['name']}> has no label"
    for one in page.root.every("button"):
        if one["type"] not in {"submit", "button"}:
            yield f"the button “{one.text}” does not say its type"
        if not (one.text or one["aria-label"]):
            yield "a button has no name"
    for form in page.root.every("form"):
        if not form["action"].startswith("/") or form["action"].startswith("//"):
            yield f"a form goes to {form['action']}"
        if form["method"] not in {"get", "post"}:
            yield "a form does not say its method"
        if form["method"] == "post" and not any(_is_token(one) for one in form.every("input")):
            yield f"the form to {form['action']} carries no CSRF token"


def _is_token(one: Element) -> bool:
    return one["name"] == "csrf_token" and one["type"] == "hidden" and len(one["value"]) > 20


def _addresses(page: Page) -> Iterator[str]:
    for one in page.root.every("a"):
        if re.match(r"(?i)\s*(javascript|data|vbscript):", one["href"]):
            yield f"a link runs script: {one['href'][:60]}"
        if "target" in one:
            yield "a link opens another window"
        if "href" in one and not (one.text or one["aria-label"]) and not one.within("svg"):
            yield f"the link to {one['href']} has no name"
