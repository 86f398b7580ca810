"""How search is used: counted only where it is configured, without persons, and no longer than is configured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.app import create_app
from kb.usage import Counted, Usage
from tests.factories import Clock
from tests.kb import world
from tests.kb.client import Browser
from tests.kb.world import AUTHOR, NOW, World

DAY = date(2026, 11, 23)


@pytest.fixture
def counting(built: Path, tmp_path: Path) -> Iterator[World]:
    """A site that counts for a week."""
    clock, folder = Clock(NOW), world.copy(built, tmp_path)
    opened = World(folder, clock, create_app(world.config(folder, clock, search_log_days=7)))
    yield opened
    opened.store.close()


def names(found: object) -> list[tuple[str, int]]:
    return [(one.name, one.times) for one in found if isinstance(one, Counted)]  # type: ignore[attr-defined]


def test_words_are_counted_once_they_are_searched_for_again(counting: World) -> None:
    reader = counting.signed_in()
    for words in ("clothing", "Clothing ", "zzzqqq", "zzzqqq", "only+once"):
        reader.get(f"/search?q={words}")
    reader.get("/search?q=clothing&page=2")
    used = counting.app.extensions["kb"].usage.used()
    assert names(used.searched) == [("clothing", 2)]
    assert names(used.in_vain) == [("zzzqqq", 2)]
    page = counting.signed_in(AUTHOR).get("/policy/searches/").page
    assert "only once" not in page.text
    assert page.link("Add a synonym for zzzqqq") == "/policy/search-words/?expressions=zzzqqq"
    boxes = counting.signed_in(AUTHOR).get("/policy/search-words/?expressions=zzzqqq").page.root
    assert boxes.only("textarea", name="expressions").text.strip() == "zzzqqq"


def test_what_is_opened_from_results_is_counted(counting: World) -> None:
    reader = counting.signed_in()
    told = reader.get("/search?q=clothing").page.root.with_class("kb-results")[0]
    for _ in range(2):
        fields = {"csrf_token": told["data-token"], "kind": "guidance", "slug": "myths"}
        reader.ask("POST", told["data-count"], 204, data=fields)
    reader.ask("POST", told["data-count"], 204, data={**fields, "slug": "../etc"})
    assert names(counting.app.extensions["kb"].usage.used().opened) == [("guidance:myths", 2)]
    assert "Opened most from results" in counting.signed_in(AUTHOR).get("/policy/searches/").page.text


def test_nothing_is_counted_unless_it_is_configured(own: World) -> None:
    reader: Browser = own.signed_in()
    reader.get("/search?q=clothing")
    assert not list(own.folder.glob("usage*"))
    assert not reader.get("/search?q=clothing").page.root.every("ol", **{"data-count": "/search/opened"})
    assert "KB_SEARCH_LOG_DAYS" in own.signed_in(AUTHOR).get("/policy/searches/").page.text
    assert "does not keep what you search for" in own.browser().get("/about/privacy").page.text


def test_the_privacy_page_says_what_is_counted(counting: World) -> None:
    assert "for 7 days and without anything about who did" in counting.browser().get("/about/privacy").page.text


def test_what_is_too_old_goes_and_what_is_too_long_never_comes(tmp_path: Path) -> None:
    usage = Usage(tmp_path, 7)
    for _ in range(2):
        usage.searched("old", found=True, today=DAY)
        usage.searched("x" * 101, found=True, today=DAY)
    assert names(usage.used().searched) == [("old", 2)]
    usage.searched("new", found=True, today=date(2026, 12, 1))
    assert names(usage.used().searched) == []
    assert b"old" not in (tmp_path / "usage.sqlite").read_bytes()


def test_a_count_that_cannot_be_kept_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "usage.sqlite").write_bytes(b"no database" * 100)
    Usage(tmp_path, 7).searched("words", found=True, today=DAY)
