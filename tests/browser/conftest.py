"""A real Chromium on a real server over the starter content; without one these tests are skipped, or fail in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.journeys.serving import PASSWORD, served

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
NO_CHROMIUM = "no Chromium: put one on the PATH, or name one in KB_CHROMIUM"
PATIENCE = 30_000


@pytest.fixture(scope="session")
def chromium() -> str:
    """The program to drive."""
    found = shutil.which(os.environ.get("KB_CHROMIUM") or "chromium")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(NO_CHROMIUM)
    if found is None:
        pytest.skip(NO_CHROMIUM)
    return found


@pytest.fixture(scope="session")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where `kb demo` serves the starter content, made once."""
    folder = tmp_path_factory.mktemp("demo") / "data"
    with served(folder, "demo") as (found, _):
        yield found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def kept(browser: Browser, address: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the browser of a reader who has signed in holds."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    sign_in(page)
    file = tmp_path_factory.mktemp("browser") / "state.json"
    context.storage_state(path=file)
    context.close()
    return file


def sign_in(page: Page) -> None:
    page.goto("/account/sign-in")
    page.get_by_label("Email address").fill("reader@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1, name="Find guidance").wait_for()


Opener = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str, kept: Path) -> Iterator[Opener]:
    """Opens windows of a reader; at the end no page in any of them may have complained in the console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def open_window(*, signed_in: bool = True, **options: object) -> Page:
        state = {"storage_state": kept} if signed_in else {}
        context = browser.new_context(base_url=address, **state, **options)
        contexts.append(context)
        context.on("console", hear)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == [], "a page complained in the console: an error, or something the policy refused"
