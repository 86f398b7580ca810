"""A prosecutor at a real browser: with script and without, by keyboard, on a narrow screen, light and dark.

One file, so that one worker serves the starter content once for all of it.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import Opener, sign_in
from tests.browser.pages import MAIN, MYTHS

pytestmark = pytest.mark.browser

WIDTHS = {"wide": 1280, "narrow": 320}


def choose_date(page: Page, day: str, month: str, year: str) -> None:
    """Through the three boxes of the page's own form."""
    page.get_by_text("Read as at another date").click()
    boxes = page.get_by_role("group", name="Which date?")
    for name, value in (("Day", day), ("Month", month), ("Year", year)):
        boxes.get_by_label(name).fill(value)
    page.get_by_role("button", name="Show this date").click()


def search(page: Page, words: str) -> None:
    box = page.get_by_role("main").locator("input[name=q]")
    box.fill(words)
    box.press("Enter")
    page.get_by_role("heading", level=1, name=re.compile(words)).wait_for()


def test_the_whole_way_from_delay_in_reporting_to_what_changed(opened: Opener) -> None:
    page = opened(signed_in=False)
    sign_in(page)
    search(page, "delay in reporting")
    page.locator(".kb-result__title a[href^='/guidance/']").first.click()
    paragraph = page.locator(page.url[page.url.index("#") :])
    expect(paragraph).to_be_in_viewport()
    choose_date(page, "1", "2", "2021")
    expect(page.locator(".kb-datebar")).to_contain_text("1 February 2021")
    # The text has gone over into an annex since: the annex says where it stood then.
    page.get_by_role("main").get_by_role("link", name="Tackling rape myths and stereotypes").first.click()
    expect(page.locator(".kb-force--interim")).to_contain_text("Interim guidance.")
    page.get_by_role("link", name=re.compile("what changed", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed from the interim text")


def test_the_date_is_chosen_in_three_boxes_and_stays_while_browsing(opened: Opener) -> None:
    page = opened()
    page.goto(MYTHS)
    choose_date(page, "1", "feb", "2021")
    expect(page).to_have_url(re.compile(r"/guidance/myths\?as_at=2021-02-01$"))
    expect(page.locator(".kb-force--interim")).to_contain_text("1 November 2020")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Glossary").click()
    expect(page.locator(".kb-datebar")).to_contain_text("1 February 2021")
    page.get_by_role("link", name="Go back to today").click()
    expect(page.locator(".kb-datebar")).to_have_count(0)


def test_a_citation_is_copied_announced_and_tells_what_became_of_the_words(opened: Opener) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{MYTHS}?as_at=2021-02-01")
    page.get_by_role("button", name=re.compile("Copy citation")).first.click()
    expect(page.get_by_role("status")).to_have_text("Citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    found = re.search(r"https?://\S+/c/(\S+@2021-02-01~[0-9a-f]{6})", copied)
    assert found, copied
    page.goto(found[0])
    expect(page.locator(".kb-verdict__word")).to_have_text(
        re.compile("Unchanged|Renumbered|Moved|Amended|Superseded|Withdrawn")
    )
    page.goto("/")
    page.get_by_role("main").get_by_role("combobox").fill(f"KB:{found[1]}")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/c/"))


def test_selected_words_are_copied_with_their_citation(opened: Opener) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    page.goto(MYTHS)
    paragraph = page.locator(".kb-para--paragraph").first
    words = paragraph.locator("[data-para-text] p").inner_text()
    paragraph.locator("[data-para-text] p").select_text()
    paragraph.get_by_role("button", name=re.compile("Copy citation")).click()
    expect(page.get_by_role("status")).to_have_text("Quotation and citation copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"“{' '.join(words.split())[:40]}")


def test_everything_but_comforts_works_without_script(opened: Opener) -> None:
    page = opened(signed_in=False, java_script_enabled=False)
    sign_in(page)
    search(page, "delay in reporting")
    expect(page.locator(".kb-result mark").first).to_be_visible()
    page.goto(MYTHS)
    choose_date(page, "1", "2", "2021")
    expect(page.locator(".kb-force--interim")).to_be_visible()
    expect(page.locator(".kb-copy").first).to_be_hidden()
    expect(page.locator(".kb-contents__link").first).to_be_visible()
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_label("Earlier edition").select_option("2")
    page.get_by_label("Later edition").select_option("3")
    page.get_by_role("main").get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What changed from the interim text")
    expect(page.locator("ins").first).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("name", MAIN)
def test_a_slash_goes_to_the_search_box(opened: Opener, name: str) -> None:
    page = opened()
    page.goto(MAIN[name])
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search", "the footer says that “/” goes to the search box"


def test_a_slash_that_is_typed_is_a_slash(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("and/or")
    expect(box).to_have_value("and/or")


def test_the_shortcut_can_be_switched_off(opened: Opener) -> None:
    page = opened()
    page.goto(MYTHS)
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    page.get_by_label("Use keyboard shortcuts").uncheck()
    page.reload()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(opened: Opener) -> None:
    page = opened()
    page.goto(MYTHS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_sites_are_sorted_and_narrowed_by_script(opened: Opener) -> None:
    page = opened()
    page.goto("/toolkit/sites/")
    head = page.get_by_role("columnheader", name="Operator")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    page.get_by_label("Filter as you type").fill("hinge")
    expect(page.locator("tbody tr:visible")).to_have_count(1)


def test_a_page_kept_by_the_browser_is_shown_whole_and_its_script_runs(opened: Opener) -> None:
    page = opened()
    for _ in range(3):
        page.goto("/guidance/")
        page.goto(MYTHS)
        expect(page.get_by_role("button", name=re.compile("Copy citation")).first).to_be_visible()


def test_after_signing_out_back_shows_nothing(opened: Opener) -> None:
    page = opened(signed_in=False)
    sign_in(page)
    page.goto(MYTHS)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


@pytest.mark.parametrize("name", MAIN)
def test_axe_objects_to_nothing_and_nothing_scrolls_sideways(opened: Opener, name: str) -> None:
    wrong = []
    page = opened()
    for width, pixels in WIDTHS.items():
        page.set_viewport_size({"width": pixels, "height": 900})
        # In dark appearance nothing but colours differs.
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            answer = page.goto(MAIN[name])
            assert answer is not None
            assert answer.status in {200, 304}
            told = violations(page, colours_only=scheme == "dark")
            wrong += [f"{width}, {scheme}: {one}" for one in told]
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{width}: {beyond} px stand out at the side"] if beyond else []
    assert wrong == []


@pytest.mark.parametrize("path", ["/guidance/nowhere", "/?as_at=never"])
def test_error_pages_are_as_good(opened: Opener, path: str) -> None:
    page = opened()
    # Chromium itself writes every answer of 400 and over into the console; the page is made again without its status.
    page.route(f"**{path}", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.goto(path)
    assert violations(page, colours_only=False) == []


def test_the_sign_in_page_is_as_good_with_its_errors(opened: Opener) -> None:
    page = opened(signed_in=False)
    page.goto("/account/sign-in")
    assert violations(page, colours_only=False) == []
    page.route("**/account/sign-in", lambda route: route.fulfill(response=route.fetch(), status=200))
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    assert violations(page, colours_only=False) == []
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")


def test_a_target_of_the_keyboard_is_seen_and_large_enough(opened: Opener) -> None:
    page = opened(viewport={"width": 320, "height": 900})
    page.goto(MAIN["interim guidance"])
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button:not([hidden]), .kb-para__number")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && (box.height < 24 || box.width < 24);
        }).map((one) => `${one.className} ${one.textContent.trim()}`)"""
    )
    assert small == []


CHAT = """[24/06/2019, 21:03:11] Sam: hey u up? still on hinge
[24/06/2019, 21:04:02] Alex: yh but he ghosted me \U0001f346"""


def test_a_chat_is_pasted_stepped_through_narrowed_and_printed(opened: Opener) -> None:
    page = opened(viewport={"width": 1280, "height": 900})
    page.goto("/transcript/")
    page.get_by_label("Messages").fill(CHAT)
    page.get_by_role("button", name="Explain").click()
    expect(page.locator(".kb-mark")).to_have_text(["u up?", "hinge", "ghosted", "\U0001f346"])
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(page.locator("#note-2")).to_be_focused()
    expect(page.locator("#status")).to_have_text("Note 2 of 4")
    page.keyboard.press("[")
    expect(page.locator("#note-1")).to_be_focused()
    assert violations(page, colours_only=False) == []
    page.get_by_label("Show", exact=True).select_option("site")
    page.get_by_role("button", name="Update").click()
    expect(page.locator(".kb-mark")).to_have_text(["hinge"])
    with page.expect_download() as taken:
        page.get_by_role("button", name="Word").click()
    assert taken.value.suggested_filename == "schedule.docx"
    assert page.pdf().startswith(b"%PDF-")
    assert CHAT[:20] not in page.url


def test_a_chat_is_explained_without_script_at_320_pixels(opened: Opener) -> None:
    page = opened(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page.goto("/transcript/")
    page.get_by_label("Messages").fill(CHAT)
    page.get_by_role("button", name="Explain").click()
    page.locator("#mark-3").click()
    expect(page.locator("#note-3")).to_be_in_viewport()
    expect(page.locator("#note-3")).to_contain_text("Ghosting")


def test_four_sites_stand_side_by_side_as_in_2019_and_today(opened: Opener) -> None:
    page = opened()
    page.goto("/toolkit/sites/side-by-side")
    for place, name in enumerate(("Bumble", "Hinge", "Muzz", "Feeld"), 1):
        page.get_by_label(f"Site {place}").select_option(name)
    page.get_by_role("button", name="Compare").click()
    now = page.locator("#sites tbody").inner_text()
    for name, value in (("Day", "1"), ("Month", "6"), ("Year", "2019")):
        page.get_by_role("group", name="On which day").get_by_label(name).fill(value)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("What was so on 1 June 2019.")).to_be_visible()
    assert page.locator("#sites tbody").inner_text() != now


def test_the_map_is_walked_by_keyboard(opened: Opener) -> None:
    page = opened()
    page.goto("/map/?at=M15")
    page.locator('.kb-map__link[aria-label="Hook-up"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Map: Hook-up")
    expect(page.locator('.kb-map__link[aria-label^="M15"]')).to_have_count(1)


def test_suggestions_are_walked_and_chosen_by_keyboard(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.press_sequentially("ghost")
    options = page.get_by_role("main").get_by_role("option")
    expect(options.first).to_contain_text("Ghosting")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("g")
    box.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/toolkit/terms/ghosting"))


def test_without_a_choice_enter_searches_and_the_search_is_offered_again_in_this_tab(opened: Opener) -> None:
    page = opened()
    page.goto("/")
    box = page.get_by_role("main").get_by_role("combobox")
    box.fill("delay in reporting")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search"))
    page.goto("/")
    box.focus()
    expect(page.get_by_role("main").get_by_role("option").first).to_contain_text("delay in reporting")
    assert page.evaluate("localStorage.length") == 0
