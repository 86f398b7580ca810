"""The policy team and a reader at their browsers, on a server whose clock is set when it is started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.serving import served
from tests.kb.world import PASSWORD

PATIENCE = 30_000
SECRET = "of no worth to anybody"


class Somebody:
    """One person at a browser of their own."""

    def __init__(self, page: Page, email: str) -> None:
        self.page = page
        page.goto("/account/sign-in")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        self.press("Sign in")

    def go(self, address: str) -> str:
        """Open an address; the words of its page."""
        self.page.goto(address)
        return self.words()

    def words(self) -> str:
        """What the page says, apart from its frame."""
        return self.page.get_by_role("main").inner_text()

    def press(self, name: str) -> None:
        """Press a button of the page, and wait for the next one."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def fill(self, **fields: str) -> None:
        """Fill in boxes by their names."""
        for name, words in fields.items():
            self.page.locator(f'[name="{name.replace("_", "-") if "-" in name else name}"]').fill(words)

    def fill_day(self, prefix: str, day: str) -> None:
        """Fill in three boxes, from a day such as 29 3 2027."""
        for name, words in zip(("day", "month", "year"), day.split(), strict=True):
            self.page.locator(f'[name="{prefix}-{name}"]').fill(words)

    def start_draft(self, kind: str, slug: str) -> str:
        """Begin a draft on a document from its page in the workspace; the draft's address."""
        self.go(f"/policy/documents/{kind}/{slug}/")
        self.press("Start a draft")
        found = re.search(r"/policy/drafts/\d+", self.page.url)
        assert found, self.page.url
        return found[0]

    def body(self, draft: str) -> str:
        """The words in the editor."""
        self.page.goto(f"{draft}/edit")
        return self.page.locator('[name="body"]').input_value()

    def save(self, draft: str, body: str) -> None:
        """Write other words in the editor and save them."""
        self.page.goto(f"{draft}/edit")
        self.page.locator('[name="body"]').fill(body)
        self.press("Save draft")

    def submit(self, draft: str, change_note: str, reasons: str) -> None:
        """Hand the draft to the reviewers."""
        self.page.goto(f"{draft}/submit")
        self.fill(change_note=change_note, reasons=reasons)
        self.press("Submit for review")

    def decide(self, draft: str, decision: str, note: str = "") -> None:
        """Approve the draft or return it."""
        self.page.goto(f"{draft}/review")
        self.page.get_by_label(decision).check()
        self.page.get_by_role("region", name="Your decision").locator('[name="note"]').fill(note)
        self.press("Record the decision")

    def publish(self, draft: str, commences: str) -> None:
        """Publish the approved draft from a day such as 29 3 2027."""
        self.page.goto(f"{draft}/publish")
        self.fill_day("commences", commences)
        self.press("Continue")
        self.press("Publish")


class Running:
    """A server that runs, with a browser for whoever comes."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def person(self, email: str) -> Somebody:
        """Somebody signs in at a browser of their own."""
        context = self._browser.new_context(base_url=self._address)
        self._contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        return Somebody(page, email)

    def close(self) -> None:
        """Everybody closes their browser; no page may have complained."""
        for context in self._contexts:
            context.close()
        assert not self.complaints


@contextmanager
def running(browser: Browser, data: Path, now: str) -> Iterator[Running]:
    """The server over the folder, its clock standing at the instant; stopped at the end."""
    with served(data, "serve", KB_SECRET_KEY=SECRET, KB_TESTING="1", KB_NOW=now) as (address, _):
        site = Running(browser, address)
        yield site
        site.close()


def command(data: Path, now: str, *words: str, **settings: str) -> str:
    """What a `kb` command prints at the instant; it must be done."""
    told = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    told |= {"KB_DATA": str(data), "KB_TESTING": "1", "KB_NOW": now, **settings}
    start = [sys.executable, "-c", "from kb.cli import main; main()", *words]
    ran = subprocess.run(start, env=told, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
