"""The policy team at work in real browsers, from a first draft to what readers, search, feeds and mail tell of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from guidance.importing import load_pack
from guidance.model import OPERATOR
from guidance.store import open_store
from tests.browser.workspace import Somebody, command, running
from tests.factories import Clock, document, edition, write_pack
from tests.journeys.post_office import post_office
from tests.kb import world
from tests.kb.world import AUTHOR, COLLEAGUE, NOW, PUBLISHER, READER, REVIEWER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SILENCE = """\
## Silence {#silence}

Silence during an assault is common. Prosecutors should explain it from what is known of fear.

A person who freezes has not agreed. The reaction is not chosen, and nobody can be held to it afterwards.

## Later contact {#later}

Messages sent afterwards may be friendly. They should be read with what happened in the weeks before them.

Meeting again may be a way to regain control. It may also be a way to keep a household or a job.

## Asking for help {#help}

Friends are often told first. Ask who was told and when, and take a statement from each of them. Keep the messages in \
which they were told, with their dates, so that the account can be followed from the first words of it.
"""
REVISED = """\
## Silence {#silence}

Silence during an assault is very common. Prosecutors must explain it from what is known of fear.

A person who freezes has not agreed. The reaction is not chosen, and nobody can be held to it afterwards.

## Asking for help {#help}

Friends are often told first. Ask who was told and when, and take a statement from each of them.

Keep the messages in which they were told, with their dates, so that the account can be followed from the first \
words of it.

## Later contact {#later}

Messages sent afterwards may be friendly or warm. They must be read with what happened in the weeks before them.

Meeting again may be a way to regain control. It may also be a way to keep a household, a tenancy or a job.
"""
MENDED = REVISED.replace("friendly or warm", "friendly, warm or quokkaword")
PAGE = "/guidance/silence"
DRAFTING, BEFORE, AFTER = "2027-03-26T12:00:00Z", "2027-03-28T22:59:59Z", "2027-03-28T23:00:00Z"
"""Summer time begins on 28 March 2027: the 29th begins at 23:00 in Greenwich."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A world with a chapter to work on."""
    folder = tmp_path / "world"
    folder.mkdir()
    world.build(folder)
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", Clock(NOW))
    interim = edition(1, SILENCE, title="Silence", basis="interim", published_at="2026-01-05T09:00:00Z",
                      in_force_from="2026-01-12")  # fmt: skip
    load_pack(store, OPERATOR, write_pack(tmp_path / "silence.jsonl", [document("silence", editions=[interim])]))
    store.close()
    return folder


def test_from_a_draft_to_what_readers_search_feed_and_mail_have_on_its_day(browser: Browser, data: Path) -> None:
    with running(browser, data, DRAFTING) as site:
        author, reviewer, publisher = site.person(AUTHOR), site.person(REVIEWER), site.person(PUBLISHER)
        follow(site.person(READER), PAGE)
        draft = revise(author)
        author.submit(draft, "Silence and later contact are put more firmly.", "A judgment of the spring.")
        assert "Submitted for review." in author.words()
        assert "must" in reviewer.go(f"{draft}/review")
        reviewer.decide(draft, "Return it to its authors", "Say what else the messages may be.")
        assert "Say what else the messages may be." in author.go(draft)
        author.save(draft, MENDED)
        author.submit(draft, "Silence and later contact are put more firmly.", "A judgment of the spring.")
        reviewer.decide(draft, "Approve this revision")
        publisher.publish(draft, "29 3 2027")
        assert "29 March 2027" in publisher.words()
    with post_office() as post:
        settings = post.settings | {"KB_PUBLIC_URL": "https://guidance.example"}
        command(data, BEFORE, "run-due", **settings)
        assert post.received == []
        with running(browser, data, BEFORE) as site:
            reader = site.person(READER)
            assert "quokkaword" not in reader.go(PAGE)
            assert "quokkaword" not in found(reader)
        # The process was stopped over the midnight at which it came into force.
        with running(browser, data, AFTER) as site:
            reader = site.person(READER)
            assert "quokkaword" in reader.go(PAGE)
            assert "changed in substance" in reader.words()
            assert "quokkaword" in found(reader)
            feed = reader.page.request.get("/feeds/all.atom").text()
            assert "Silence and later contact are put more firmly." in feed
            cited_before_is_amended(reader)
        for _ in range(2):
            command(data, AFTER, "run-due", **settings)
        (mail,) = post.received
        assert mail["To"] == READER
        assert "Silence and later contact are put more firmly." in mail.get_content()


def follow(reader: Somebody, address: str) -> None:
    reader.go(address)
    reader.press("Follow this page")
    assert "You follow this page" in reader.words()
    reader.page.get_by_role("main").get_by_role("link", name="Change").click()
    reader.page.get_by_label("Mail").first.select_option("at_once")
    reader.press("Change how often (Silence)")


def found(reader: Somebody) -> str:
    """What a search for the new word finds, apart from the question."""
    told = reader.go("/search?q=quokkaword")
    return told if "paragraph" in told and "Silence" in told else ""


def revise(author: Somebody) -> str:
    """Three paragraphs revised, a section moved, one paragraph split, and what is unsure settled."""
    draft = author.start_draft("guidance", "silence")
    author.save(draft, REVISED)
    author.go(f"{draft}/identity/")
    expect(author.page.get_by_role("heading", level=1)).to_contain_text("Which paragraph is which")
    first, second = author.page.locator(".kb-impact__item", has_text="To be settled").all()
    first.get_by_label(re.compile("It continues .*Friends are often told first")).check()
    second.get_by_label(re.compile("It was split from .*Friends are often told first")).check()
    author.press("Settle these")
    assert "Settled, and kept as a revision." in author.page.get_by_role("alert").inner_text()
    told = author.go(f"{draft}/review")
    assert "moved" in told.lower()
    assert "Substantive" in told
    return draft


def cited_before_is_amended(reader: Somebody) -> None:
    """A citation of the words that were in force until yesterday."""
    reader.go(f"{PAGE}/editions/1")
    copy = reader.page.locator("[data-copy-short]").first
    token = re.sub("^KB:", "", copy.get_attribute("data-copy-short") or "")
    assert "Amended" in reader.go(f"/c/{token}")


def test_interim_guidance_is_consulted_on_and_made_final(browser: Browser, data: Path) -> None:
    with running(browser, data, "2026-11-24T12:00:00Z") as site:
        publisher, author, reader = site.person(PUBLISHER), site.person(AUTHOR), site.person(READER)
        publisher.go("/policy/documents/guidance/silence/consultations/new")
        publisher.fill(title="Silence and later contact")
        publisher.fill_day("opens", "24 11 2026")
        publisher.fill_day("closes", "18 1 2027")
        publisher.press("Announce the consultation")
        told = reader.go(PAGE)
        assert "Interim" in told
        assert "Open for consultation until 18 January 2027" in told
        draft = author.start_draft("guidance", "silence")
        author.save(draft, SILENCE.replace("should be read", "must be read"))
        author.page.goto(f"{draft}/details")
        author.page.get_by_label("Final", exact=True).check()
        author.press("Save")
        author.submit(draft, "Final after consultation.", "Responses were considered.")
        site.person(REVIEWER).decide(draft, "Approve this revision")
        publisher.publish(draft, "1 2 2027")
        assert "Interim guidance in force" in publisher.go("/policy/")
    with running(browser, data, "2027-02-01T00:00:00Z") as site:
        publisher, reader = site.person(PUBLISHER), site.person(READER)
        publisher.go("/policy/documents/guidance/silence/")
        publisher.page.get_by_role("link", name="Say what came of it").click()
        publisher.fill(outcome="Most answers asked for must in place of should.")
        publisher.press("Conclude the consultation")
        told = reader.go(PAGE)
        assert "What changed from the interim text" in told
        assert "1 substantive" in told
        reader.page.get_by_role("link", name="See each paragraph that differs").click()
        assert "1 edited; 1 substantive" in reader.words()
        assert "Most answers asked for must" in reader.go(f"{PAGE}/history")


def test_a_wrong_date_is_corrected_and_what_was_known_before_is_still_answered(browser: Browser, data: Path) -> None:
    with running(browser, data, "2026-11-25T12:00:00Z") as site:
        publisher, reader = site.person(PUBLISHER), site.person(READER)
        publisher.go("/policy/documents/guidance/silence/")
        publisher.page.get_by_role("link", name="Correct its dates").first.click()
        publisher.fill_day("from", "2 2 2026")
        publisher.fill(reason="The day was mistyped.")
        publisher.press("Record these dates")
        reader.go(f"{PAGE}/history")
        assert "The day was mistyped." in reader.words()
        asked = reader.page.locator("form", has=reader.page.get_by_role("button", name="Show what it said"))
        for prefix, day in (("", "20 1 2026"), ("known-", "24 11 2026")):
            for name, words in zip(("day", "month", "year"), day.split(), strict=True):
                asked.locator(f'[name="{prefix}{name}"]').fill(words)
        reader.press("Show what it said")
        assert "Silence during an assault is common." in reader.words()
        assert "first in force on 2 February 2026" in reader.go(f"{PAGE}?as_at=2026-01-20")


def test_an_emergency_publication_says_so_until_somebody_else_has_reviewed_it(browser: Browser, data: Path) -> None:
    with running(browser, data, "2026-11-25T12:00:00Z") as site:
        author, publisher, reader = site.person(AUTHOR), site.person(PUBLISHER), site.person(READER)
        draft = author.start_draft("guidance", "silence")
        author.save(draft, SILENCE.replace("should explain", "must explain"))
        publisher.page.goto(f"{draft}/publish-in-emergency")
        publisher.fill(emergency="A judgment of this morning.")
        publisher.fill_day("commences", "25 11 2026")
        publisher.press("Continue")
        publisher.press("Publish without an approval")
        assert "A judgment of this morning." in reader.go(PAGE)
        assert "You cannot review it" in publisher.go("/policy/documents/guidance/silence/editions/2/review")
        reviewer = site.person(REVIEWER)
        assert "A judgment of this morning." in reviewer.go("/policy/")
        reviewer.go("/policy/documents/guidance/silence/editions/2/review")
        reviewer.fill(note="It says what the judgment says.")
        reviewer.press("Record the review")
        assert "A judgment of this morning." not in reviewer.go("/policy/")
        assert "Emergency publication reviewed" in reader.go(f"{PAGE}/history")


def test_two_editors_at_once_are_told_and_lose_nothing(browser: Browser, data: Path) -> None:
    with running(browser, data, "2026-11-25T12:00:00Z") as site:
        author, colleague = site.person(AUTHOR), site.person(COLLEAGUE)
        draft = author.start_draft("guidance", "silence")
        mine = author.body(draft)
        theirs = colleague.body(draft)
        assert "Asha Author has this draft open" in colleague.words()
        colleague.page.locator('[name="body"]').fill(theirs.replace("may be friendly", "may be warm"))
        author.page.locator('[name="body"]').fill(mine.replace("is common", "is very common"))
        author.press("Save draft")
        colleague.press("Save draft")
        assert "Asha Author saved before you" in colleague.words()
        colleague.press("Save draft")
        told = colleague.go(draft)
        assert "is very common" in told
        assert "may be warm" in told
