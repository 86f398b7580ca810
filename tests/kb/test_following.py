"""Following through the pages: what is offered, what changed since it was read, and that nobody else is told."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from guidance import correcting
from guidance.model import Kind
from tests.factories import document
from tests.guidance.desk import TODAY, Desk
from tests.kb.client import Browser
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, SECOND, World

OLD = "## Silence {#silence}\n\nSilence is not consent, whatever went before.\n\nA second paragraph stays."
NEW = OLD.replace("is not consent", "must never be taken as consent")
COMMA = OLD.replace("A second paragraph stays", "A second paragraph, stays")
PAGE = "/guidance/silence"


@pytest.fixture
def desk(own: World) -> Desk:
    """The policy team of the world, with a chapter that can be followed."""
    own.publish(document("silence", [OLD], topics=["silence"]))
    return Desk(own.store, who(own, AUTHOR), who(own, REVIEWER), who(own, PUBLISHER))


def offered(browser: Browser, page: str = PAGE) -> dict[str, str]:
    """What the form of a page would send to follow it."""
    form = next(one for one in browser.get(page).page.root.every("form") if one["action"] == "/account/following/")
    return {one["name"]: one["value"] for one in form.every("input") if one["name"] != "csrf_token"}


def followed(browser: Browser, page: str = PAGE) -> None:
    answer = browser.send("/account/following/", offered(browser, page), form=page)
    assert answer.location == page


def test_a_page_is_followed_and_says_so_to_that_person_alone(own: World, desk: Desk) -> None:
    reader, second = own.signed_in(), own.signed_in(SECOND)
    followed(reader)
    assert "You follow this page: mail once a day." in reader.get(PAGE).page.text
    assert "Follow this page" in second.get(PAGE).page.text
    assert "Silence" not in second.get("/account/following/").page.root.only("main").text.partition("Follow more")[0]
    listed = reader.get("/account/following/").page
    assert listed.link("A title") == PAGE


@pytest.mark.parametrize(
    "page, words",
    [
        ("/guidance/", "all guidance"),
        ("/guidance/?topic=silence", "everything on silence"),
        ("/p/{pid}", "this paragraph"),
    ],
)
def test_a_kind_a_topic_and_a_paragraph_can_be_followed(page: str, words: str, own: World, desk: Desk) -> None:
    reader = own.signed_in()
    page = page.format(pid=own.paragraph("silence", "Silence is not", 1).pid)
    assert f"Follow {words}" in reader.get(page).page.text
    followed(reader, page)
    assert f"You follow {words}" in reader.get(page).page.text


def test_what_changed_in_substance_since_it_was_read_is_told_until_it_is_marked_as_read(own: World, desk: Desk) -> None:
    reader, second = own.signed_in(), own.signed_in(SECOND)
    followed(reader)
    assert "since you last read" not in reader.get(PAGE).page.text
    desk.published(NEW, "silence")
    page = reader.get(PAGE).page
    assert (
        "You read edition 1; edition 2 is in force now. 1 paragraph changed in substance: paragraph 1.1." in page.text
    )
    where, _, fragment = page.link("paragraph 1.1").partition("#")
    assert reader.get(where).page.root.every(id=fragment)
    assert "since you last read" not in second.get(PAGE).page.text
    assert "since you last read" not in reader.get(f"{PAGE}?as_at=2021-01-01").page.text
    told = {"kind": "guidance", "slug": "silence", "edition": "2", "next": PAGE}
    assert reader.send("/account/following/read", told, form=PAGE).location == PAGE
    assert "since you last read" not in reader.get(PAGE).page.text


def test_a_page_that_the_browser_holds_is_sent_anew_once_its_reader_follows_it(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    etag = reader.get(PAGE).headers["ETag"]
    assert reader.get(PAGE, 304, headers={"If-None-Match": etag})
    followed(reader)
    answer = reader.get(PAGE, 200, headers={"If-None-Match": etag})
    assert "You follow this page" in answer.page.text
    assert reader.get(PAGE, 304, headers={"If-None-Match": answer.headers["ETag"]})


def test_how_often_mail_comes_is_changed_and_following_stops(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    followed(reader)
    (number,) = re.findall(r"/account/following/(\d+)/stop", reader.get("/account/following/").html)
    change = f"/account/following/{number}/frequency"
    reader.send(change, {"frequency": "at_once"}, form="/account/following/")
    assert "mail at once" in reader.get(PAGE).page.text
    refused = reader.send(change, {"frequency": "yearly"}, 400, form="/account/following/")
    assert "Choose how often mail is sent" in refused.page.text
    own.signed_in(SECOND).send(f"/account/following/{number}/stop", {}, 404, form="/account/following/")
    reader.send(f"/account/following/{number}/stop", {}, form="/account/following/")
    assert "You follow nothing yet" in reader.get("/account/following/").page.text


def test_the_policy_team_gets_from_a_page_to_its_drafts_and_nobody_else_is_shown_the_way(
    own: World, desk: Desk
) -> None:
    page = own.signed_in(AUTHOR).get(PAGE).page
    assert page.link("Manage or start a draft") == "/policy/documents/guidance/silence/"
    assert "Manage or start a draft" not in own.signed_in().get(PAGE).page.text


@pytest.mark.parametrize("words", ["\x00", "9" * 400, "<script>", "%00", "☃" * 5000, "guidance:nothing", "-1", "٣"])
def test_whatever_is_sent_never_makes_a_stack_trace(words: str, own: World) -> None:
    reader = own.signed_in()
    token = reader.csrf_token("/account/following/")
    for scope in ("document", "paragraph", "topic", "kind", "everything", words):
        for path in ("", "read", "1/frequency", "1/stop"):
            names = ("frequency", "kind", "slug", "edition", "next")
            fields = {"csrf_token": token, "what": f"{scope}:{words}", **dict.fromkeys(names, words)}
            assert reader.ask("POST", f"/account/following/{path}", None, data=fields).status < 500


def test_more_is_followed_from_the_list_and_what_cannot_be_is_said_beside_its_field(own: World, desk: Desk) -> None:
    reader, here = own.signed_in(), "/account/following/"
    for told, words in (
        ({"what": "nothing:at all", "frequency": "weekly"}, "Choose what to follow"),
        ({"frequency": "weekly"}, "Choose what to follow"),
        ({"what": "everything:", "frequency": "never"}, "Choose how often mail is sent"),
    ):
        answer = reader.send(here, told, 400, form=here)
        assert words in answer.page.text
        chosen = [one["value"] for one in answer.page.root.every("option") if "selected" in one.attributes]
        assert chosen == [told[name] for name in ("what", "frequency") if told.get(name) in {"everything:", "weekly"}]
    done = reader.send(here, {"what": "kind:term", "frequency": "weekly"}, form=here).location
    page = reader.get(done).page
    assert "You follow it from now on." in page.text
    assert "All dating terms" in page.root.only("main").text.partition("Follow more")[0]
    assert "kind:term" not in [one["value"] for one in page.root.every("option")]
    assert reader.get("/toolkit/terms/").page.text.count("You follow all dating terms: mail once a week.") == 1


def test_what_was_followed_and_is_in_force_no_longer_keeps_its_line(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    followed(reader)
    correcting.withdraw(own.store, desk.publisher, Kind.GUIDANCE, "silence", TODAY, "Overtaken.", None)
    assert reader.get("/account/following/").page.link("silence (not in force today)") == PAGE
    assert "You follow this page" in reader.get(PAGE).page.text


def test_a_page_read_as_at_a_date_leads_back_to_that_date(own: World, desk: Desk) -> None:
    followed(own.signed_in(), f"{PAGE}?as_at=2021-01-01")


def test_who_follows_everything_is_told_what_changed_since_and_each_page_asks_no_more_than_it_must(
    own: World, desk: Desk
) -> None:
    reader = own.signed_in()
    reader.send("/account/following/", {"what": "everything:"}, form="/account/following/")
    own.clock.now += timedelta(minutes=1)
    desk.published(NEW, "silence")
    assert "since you last read" in reader.get(PAGE).page.text
    reader.send("/account/following/read", {"kind": "guidance", "slug": "silence", "edition": "2"}, form=PAGE)
    etag = reader.get(PAGE).headers["ETag"]
    asked: list[str] = []
    event.listen(own.store.engine, "before_cursor_execute", lambda _db, _cursor, told, *_: asked.append(told))
    for number, (status, more) in enumerate([(200, {}), (304, {"If-None-Match": etag})]):
        # With another cookie beside that of the session nothing is kept, and the page is put together anew.
        reader.client.set_cookie("beside", str(number))
        reader.get(PAGE, status, headers=more)
    assert asked == []


def test_following_leads_back_to_a_page_of_this_site_and_nowhere_else(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    told = {**offered(reader), "next": "https://evil.example/"}
    assert reader.send("/account/following/", told, form=PAGE).location == "/"


def test_a_minor_change_is_not_told(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    followed(reader)
    desk.published(COMMA, "silence")
    assert "since you last read" not in reader.get(PAGE).page.text


def test_what_is_to_come_is_not_told_before_its_day(own: World, desk: Desk) -> None:
    reader = own.signed_in()
    followed(reader)
    desk.published(NEW, "silence", date(2026, 12, 1))
    assert "since you last read" not in reader.get(PAGE).page.text
    own.clock.now += timedelta(days=9)
    assert "since you last read" in reader.get(PAGE).page.text


def test_a_search_is_followed_from_its_results_and_found_again_in_the_list(own: World) -> None:
    reader, results = own.signed_in(), "/search?q=clothing+consent"
    page = reader.get(results).page
    (form,) = [one for one in page.root.every("form") if one["action"].startswith("/account/following/")]
    fields = {one["name"]: one["value"] for one in form.every("input")}
    assert fields["what"] == "search:clothing consent"
    done = reader.ask("POST", "/account/following/", 303, data=fields)
    assert done.location == "/search?q=clothing+consent"
    assert "You follow this search" in reader.get(results).page.text
    listed = reader.get("/account/following/").page
    assert listed.link("The search “clothing consent”") == "/search?q=clothing+consent"
