"""The glossary kept up in real browsers: a word from a chat becomes a term, and a table becomes drafts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.axe import violations
from tests.browser.workspace import running
from tests.kb import world
from tests.kb.world import AUTHOR, READER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOW = "2026-11-27T12:00:00Z"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return world.build(tmp_path)


def test_a_word_from_a_chat_becomes_a_term(browser: Browser, data: Path) -> None:
    with running(browser, data, NOW) as site:
        reader, author = site.person(READER), site.person(AUTHOR)
        reader.go("/transcript/")
        reader.fill(text="Sam: ngl he ghosted me\nAlex: ngl same")
        reader.press("Explain")
        reader.page.get_by_text("Not in the glossary: 1").click()
        with reader.page.context.expect_page() as opened:
            reader.page.locator(".kb-chat-unusual").get_by_role("button", name="Send ngl").click()
        opened.value.get_by_text("Sent to the policy team").wait_for()
        assert "ghosted" in reader.words(), "the chat is still there"
        assert "ngl" in author.go("/policy/unknown-terms/")
        assert violations(author.page) == []
        author.press("Start a term for ngl")
        assert author.page.locator('[name="title"]').input_value() == "ngl"
        author.go("/policy/unknown-terms/")
        author.press("It is in the glossary (ngl)")
        assert "Nothing waits" in author.words()


def test_a_table_is_taken_away_changed_and_made_drafts_of(browser: Browser, data: Path, tmp_path: Path) -> None:
    with running(browser, data, NOW) as site:
        author = site.person(AUTHOR)
        author.go("/policy/bulk/")
        assert violations(author.page) == []
        with author.page.expect_download() as download:
            author.page.get_by_role("link", name="CSV (Dating terms, all)").click()
        file = tmp_path / "terms.csv"
        download.value.save_as(file)
        told = file.read_bytes().decode("utf-8-sig")
        file.write_bytes(told.replace("stop replying", "stop answering").encode())
        author.page.get_by_label("Dating terms").check()
        author.page.get_by_label("The table, as .xlsx or .csv").set_input_files(file)
        author.press("Show the changes")
        assert "1 entry would change" in author.words()
        assert "stop answering" in author.words()
        assert violations(author.page) == []
        author.press("Begin 1 draft")
        assert "1 draft begun" in author.words()
        assert "Ghosting" in author.go("/policy/")
