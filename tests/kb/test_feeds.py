"""Atom feeds, read by another program than the one that wrote them, and held to the musts of RFC 4287."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as Tree

import pytest

from guidance import correcting
from guidance.model import Kind
from tests.factories import document, edition
from tests.guidance.desk import Desk
from tests.kb.client import Browser
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, EMBARGO_ENDS, PUBLISHER, REVIEWER, World

ATOM = "{http://www.w3.org/2005/Atom}"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
FEEDS = ["all", "kinds/guidance", "kinds/term", "topics/consent", "guidance/myths", "authority/r-v-bree"]


def read(browser: Browser, name: str) -> Tree.Element:
    return Tree.fromstring(browser.get(f"/feeds/{name}.atom").response.get_data())


def entries(feed: Tree.Element) -> list[dict[str, str]]:
    return [
        {name: one.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "updated", "content")}
        for one in feed.findall(f"{ATOM}entry")
    ]


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_has_all_that_the_standard_asks_for(name: str, reader: Browser) -> None:
    feed = read(reader, name)
    assert feed.tag == f"{ATOM}feed"
    parts = [feed, *feed.findall(f"{ATOM}entry")]
    assert len(parts) > 1
    for one in parts:
        for must in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{must}")) == 1
        assert INSTANT.fullmatch(one.findtext(f"{ATOM}updated") or "")
        assert (one.findtext(f"{ATOM}id") or "").startswith("urn:uuid:")
        assert [each for each in one.findall(f"{ATOM}link") if each.get("rel") == "alternate"]
    (own,) = [one for one in feed.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == f"http://localhost/feeds/{name}.atom"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [one["id"] for one in entries(feed)]
    assert len(set(ids)) == len(ids)
    updated = [one["updated"] for one in entries(feed)]
    assert updated == sorted(updated, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == updated[0]


def test_every_address_in_a_feed_answers(reader: Browser) -> None:
    for link in read(reader, "guidance/myths").iter(f"{ATOM}link"):
        reader.get((link.get("href") or "").removeprefix("http://localhost"))


def test_the_id_of_an_entry_is_the_same_in_every_feed_and_for_ever(own: World) -> None:
    reader = own.signed_in()
    before = {one["id"] for one in entries(read(reader, "guidance/myths"))}
    assert before <= {one["id"] for one in entries(read(reader, "all"))}
    own.publish(document("fresh", ["New words."]))
    own.clock.now += timedelta(days=3)
    assert before <= {one["id"] for one in entries(read(reader, "guidance/myths"))}


def test_a_feed_tells_what_commenced_was_corrected_and_was_withdrawn(own: World) -> None:
    own.publish(document("silence", ["Silence is not consent, whatever went before."], topics=["silence"]))
    desk = Desk(own.store, who(own, AUTHOR), who(own, REVIEWER), who(own, PUBLISHER))
    own.clock.now += timedelta(hours=1)
    desk.published("Silence is never consent, whatever went before.", "silence")
    reader = own.signed_in()
    (first, *_) = entries(read(reader, "guidance/silence"))
    assert first["title"] == "A title: edition 2 is in force"
    assert first["content"] == "Why.\nParagraph 0.1: substantive."
    own.clock.now += timedelta(hours=1)
    named = (own.store, who(own, PUBLISHER), Kind.GUIDANCE, "silence")
    correcting.correct_dates(*named, 1, date(2020, 2, 1), date(2020, 3, 1), "A slip of the pen.")
    assert "A slip of the pen." in entries(read(reader, "topics/silence"))[0]["content"]
    own.clock.now += timedelta(days=1)
    correcting.withdraw(*named, date(2026, 11, 24), "Overtaken by the statute.", None)
    last = entries(read(reader, "all"))[0]
    assert last["title"] == "A title: withdrawn"
    assert "Overtaken by the statute." in last["content"]


def test_what_is_under_embargo_is_in_no_feed_before_its_instant(own: World) -> None:
    reader = own.signed_in()
    before = [reader.get(f"/feeds/{name}.atom").html for name in FEEDS]
    own.clock.now = EMBARGO_ENDS - timedelta(seconds=1)
    reader = own.signed_in()
    assert [reader.get(f"/feeds/{name}.atom").html for name in FEEDS] == before
    own.clock.now = EMBARGO_ENDS
    assert own.signed_in().get("/feeds/all.atom").html != before[0]


def test_words_that_no_xml_can_hold_break_nothing(own: World) -> None:
    title = "Hostile ]]> & <entry> \x0b\x1b \ufffe words"
    when = own.clock.now.isoformat()
    hostile = edition(1, "Words.", title=title, published_at=when, in_force_from="2026-11-23", change_note="<b>&amp;")
    own.publish(document("outlandish", editions=[hostile]))
    titles = [one["title"] for one in entries(read(own.signed_in(), "all"))]
    assert any("Hostile ]]> & <entry>" in one for one in titles)


def test_a_feed_is_not_sent_again_while_nothing_is_new(own: World) -> None:
    reader = own.signed_in()
    etag = reader.get("/feeds/all.atom").headers["ETag"]
    reader.ask("GET", "/feeds/all.atom", 304, headers={"If-None-Match": etag})
    own.publish(document("fresh", ["New words."]))
    reader.get("/feeds/all.atom", 200, headers={"If-None-Match": etag})


def test_a_feed_is_the_same_for_who_looks_ahead(own: World) -> None:
    author = own.signed_in(AUTHOR)
    before = author.get("/feeds/all.atom").html
    author.send("/policy/preview/", {"day": "1", "month": "12", "year": "2026"})
    assert author.get("/feeds/all.atom").html == before
    assert author.get("/feeds/all.atom").headers["Cache-Control"] == "private, no-cache"


def test_a_feed_tells_what_came_into_force_at_midnight_to_who_holds_yesterdays(own: World) -> None:
    reader = own.signed_in()
    own.publish(document("night", editions=[
        edition(1, "The words of the day before."),
        edition(2, "Other words.", published_at="2026-11-01T09:00:00Z", in_force_from="2026-11-24"),
    ]))  # fmt: skip
    held = reader.get("/feeds/guidance/night.atom").headers["ETag"]
    own.clock.now = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)
    reader.get("/feeds/guidance/night.atom", 304, headers={"If-None-Match": held})
    own.clock.now += timedelta(seconds=1)
    assert "edition 2 is in force" in reader.get("/feeds/guidance/night.atom", headers={"If-None-Match": held}).html


@pytest.mark.parametrize("name", ["nothing", "kinds/nothing", "topics/nothing", "guidance/nothing", "%00", "x" * 3000])
def test_a_feed_of_nothing_is_not_found(name: str, reader: Browser) -> None:
    reader.get(f"/feeds/{name}.atom", 404)


def test_the_page_of_feeds_and_each_document_lead_to_feeds(reader: Browser) -> None:
    for href in reader.get("/feeds/").page.hrefs():
        if href.endswith(".atom"):
            assert isinstance(datetime.fromisoformat(entries(read(reader, href[7:-5]))[0]["updated"]), datetime)
    assert 'rel="alternate" type="application/atom+xml"' in reader.get("/guidance/myths").html
