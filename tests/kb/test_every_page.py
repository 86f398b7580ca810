"""Every page that links lead to is well made, leads on to places that exist, and keeps the date it is read as at."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from tests.kb.client import Browser
from tests.kb.page_rules import wrong_title
from tests.kb.strict_html import Element, Page
from tests.kb.walk import Walked, target, walk
from tests.kb.world import World

DATE, KNOWN = "2021-03-01", "2021-04-01T09:00:00Z"
DATED = f"as_at={DATE}&known_at={quote(KNOWN)}"
# Pages that nothing links to as at a date: what is absent then, what does not match, what is new by then.
SEEDS = ("/", "/search?q=rule", "/search?q=delay", "/search?q=nowhereword", "/guidance/charging")
OWN_DATE = ("/static/", "/account/", "/as-at", "/c/", "/feeds/")


@pytest.fixture(scope="module")
def today(site: World, reader_cookie: str) -> Walked:
    """Every page that can be reached today."""
    return walk(site.browser().with_cookie(reader_cookie), SEEDS, lambda href: "as_at=" not in href and _is_new(href))


@pytest.fixture(scope="module")
def dated(site: World, reader_cookie: str) -> Walked:
    """Every page that can be reached as at a date and as known at an instant, never leaving the date."""
    begin = [f"{one}{'&' if '?' in one else '?'}{DATED}" for one in (*SEEDS, "/guidance/myths", "/guidance/evidence")]
    return walk(
        site.browser().with_cookie(reader_cookie), begin, lambda href: f"as_at={DATE}" in href and _is_new(href)
    )


def _is_new(href: str) -> bool:
    """One of the twelve commonplace cases stands for all: their pages differ in a number."""
    return not re.search(r"/r-v-common-\d+", href) or "/r-v-common-1?" in f"{href}?"


def test_links_lead_to_every_document_and_every_edition(today: Walked, site: World) -> None:
    paths = {urlsplit(address).path for address in today.pages}
    assert {"/guidance/myths/editions/1", "/guidance/myths/compare/2/3", "/guidance/coming/editions/1"} <= paths
    slugs = {one.document.slug for one in site.library.in_force(None, site.clock().date())}
    assert {one for one in slugs if _is_new(f"/{one}")} <= {path.rpartition("/")[2] for path in paths}


@pytest.mark.parametrize("when", ["today", "dated"])
def test_no_link_leads_to_an_error(when: str, request: pytest.FixtureRequest) -> None:
    dead = request.getfixturevalue(when).dead
    assert not dead, "\n".join(dead)


@pytest.mark.parametrize("when", ["today", "dated"])
def test_a_link_to_a_place_on_a_page_leads_to_that_place(when: str, request: pytest.FixtureRequest) -> None:
    pages = request.getfixturevalue(when).pages
    broken = []
    for address, page in pages.items():
        for href in page.hrefs():
            where, fragment = target(href), urlsplit(href).fragment
            if where in pages and fragment and not pages[where].root.every(id=fragment):
                broken.append(f"{address} leads to {href}, where nothing has this id")
    assert not broken, "\n".join(broken)


def test_every_link_keeps_the_date(dated: Walked) -> None:
    lost = [
        f"{address}: “{one.text}” {one['href']}" for address, page in dated.pages.items() for one in _dateless(page)
    ]
    assert not lost, "make these links with kb.links.link, which keeps the date:\n" + "\n".join(sorted(set(lost))[:20])


def _dateless(page: Page) -> list[Element]:
    presets = [link for block in page.root.with_class("kb-dateform__presets") for link in block.every("a")]
    return [
        one
        for one in page.root.every("a")
        if one["href"].startswith("/")
        and not one["href"].startswith(OWN_DATE)
        and one not in presets
        and "today" not in one.text
        and not _is_example(one)
        and not _is_dated(one["href"])
    ]


def _is_dated(href: str) -> bool:
    asked = parse_qs(urlsplit(href).query)
    return asked.get("as_at") == [DATE] and asked.get("known_at") == [KNOWN]


def _is_example(one: Element) -> bool:
    # The page about the API shows addresses with a date of their own.
    return one["href"].startswith("/api/v1/documents") and "as_at=" in one["href"]


def test_every_form_that_asks_keeps_the_date(dated: Walked) -> None:
    lost = []
    for address, page in dated.pages.items():
        for form in page.root.every("form", method="get"):
            hidden = {one["name"]: one["value"] for one in form.every("input", type="hidden")}
            if form["action"].startswith("/as-at"):
                if "as_at" in hidden["next"]:
                    lost.append(f"{address}: the date form would come back to the old date")
            elif "as_at" not in hidden or "known_at" not in hidden:
                lost.append(f"{address}: the form to {form['action']}")
    assert not lost, "\n".join(sorted(set(lost)))


def test_every_dated_page_says_which_date_it_is_read_as_at(dated: Walked) -> None:
    silent = [address for address, page in dated.pages.items() if not page.root.with_class("kb-datebar")]
    assert silent == []


def test_no_page_of_today_speaks_of_another_date(today: Walked) -> None:
    assert [address for address, page in today.pages.items() if page.root.with_class("kb-datebar")] == []


def test_the_title_of_every_page_begins_with_its_heading(site: World, reader: Browser) -> None:
    citation = site.citation("myths", "Delay is common", 3, "2021-06-01").removeprefix("KB:")
    addresses = ("/search?q=delay", "/search?q=nowhereword", f"/c/{citation}")
    assert [told for one in addresses for told in wrong_title(reader.get(one).page)] == []


def test_nothing_that_was_typed_or_published_becomes_markup(reader: Browser) -> None:
    words = quote("<script>alert(1)</script>\"'&")
    for address in ("/guidance/hostile", "/guidance/hostile/history", "/guidance/", "/", "/search?q=zincword",
                    f"/search?q={words}", f"/guidance/?topic={words}", f"/account/sign-in?next=/{words}"):  # fmt: skip
        answer = reader.get(address, None)
        scripts = answer.page.root.every("script") if answer.status == 200 else []
        assert len(scripts) <= 1, address
        assert "alert(1)</script>" not in answer.html, address
        assert "<img" not in answer.html, address
