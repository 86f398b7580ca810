"""Releases through the pages: drafts put together, and published at one midnight or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from guidance import drafts
from guidance.workflow import State
from tests.factories import document
from tests.guidance.desk import Desk
from tests.kb.client import Answer, Browser
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, World

RELEASES = "/policy/releases/"
DATES = {"commences-day": "29", "commences-month": "3", "commences-year": "2027"}
EMBARGO = {"visible-day": "28", "visible-month": "3", "visible-year": "2027", "visible-time": "09:30"}
OLD = {"silence": "Silence is not consent.", "delay": "Delay is not doubt."}
NEW = {"silence": "Silence is never consent.", "delay": "Delay is never doubt."}
MIDNIGHT = datetime(2027, 3, 28, 23, 0, tzinfo=UTC)
"""The start of 29 March 2027 in London, where the clocks have gone forward the day before."""


@pytest.fixture
def desk(own: World) -> Desk:
    """The policy team of the world, with two chapters to work on."""
    own.publish(*(document(slug, [words]) for slug, words in OLD.items()))
    return Desk(own.store, who(own, AUTHOR), who(own, REVIEWER), who(own, PUBLISHER))


@pytest.fixture
def two(desk: Desk) -> list[int]:
    """An approved draft on each of the chapters."""
    return [desk.approved(NEW[slug], slug, title=f"On {slug}") for slug in OLD]


@pytest.fixture
def publisher(own: World) -> Browser:
    return own.signed_in(PUBLISHER)


def begun(publisher: Browser, *held: int, name: str = "Spring 2027") -> str:
    """The address of a new release that holds the drafts."""
    address = publisher.send(RELEASES, {"name": name}).location.partition("?")[0]
    for one in held:
        publisher.send(f"{address}/drafts", {"draft": str(one)}, form=address)
    return address


def problems(answer: Answer) -> list[str]:
    """What the summary says; each link in it leads to something on the page."""
    summary = answer.page.root.with_class("govuk-error-summary__list")[0]
    for one in summary.every("a"):
        assert answer.page.root.every(id=one["href"][1:]), f"{one['href']} leads nowhere"
    return [one.text for one in summary.every("li")]


def hidden(answer: Answer) -> dict[str, str]:
    """What the form that confirms would send."""
    form = next(one for one in answer.page.main.every("form") if one["action"].startswith(RELEASES))
    return {one["name"]: one["value"] for one in form.every("input") if one["name"] != "csrf_token"}


def confirmed(publisher: Browser, address: str, **fields: str) -> Answer:
    """Say when, look at what would happen, and confirm it."""
    shown = publisher.send(f"{address}/publish", {**DATES, **fields}, 200)
    return publisher.send(f"{address}/publish", hidden(shown))


def says(own: World, words: dict[str, str]) -> bool:
    """Whether a reader is shown just these words on both chapters now."""
    reader, others = own.signed_in(), NEW if words is OLD else OLD
    pages = {slug: reader.get(f"/guidance/{slug}").page.text for slug in words}
    return all(words[slug] in page and others[slug] not in page for slug, page in pages.items())


def test_a_release_is_begun_and_drafts_are_put_in_and_taken_out(two: list[int], publisher: Browser) -> None:
    first = publisher.get(RELEASES).page.text
    assert "There is no release yet. Begin one below" in first
    made = publisher.send(RELEASES, {"name": "  Spring  2027 "})
    page = publisher.get(made.location).page
    assert page.h1.split() == ["Spring", "2027"]
    for words in ("The release is begun.", "Nothing is in it yet."):
        assert words in page.text
    assert "Publish everything" not in page.text
    address = made.location.partition("?")[0]
    for one in two:
        done = publisher.send(f"{address}/drafts", {"draft": str(one)}, form=address)
    page = publisher.get(done.location).page
    assert "No other open draft can be put into it." in page.text
    assert all(title in page.root.only(id="drafts").text for title in ("On silence", "On delay"))
    done = publisher.send(f"{address}/drafts/{two[0]}/take-out", {}, form=address)
    page = publisher.get(done.location).page
    assert "On silence" not in page.root.only(id="drafts").text
    assert "On silence" in page.root.only("select", name="draft").text
    assert "Being put together" in publisher.get(RELEASES).page.root.only(id="releases").text


def test_both_documents_come_into_force_at_the_same_midnight_in_london(
    own: World, two: list[int], publisher: Browser
) -> None:
    address = begun(publisher, *two)
    shown = publisher.send(f"{address}/publish", DATES, 200)
    for words in ("from the start of 29 March 2027 (London time)", "at once", "On silence", "On delay"):
        assert words in shown.page.main.text
    assert "Edition 2" not in own.signed_in().get("/guidance/silence/history").page.text, "shown, and published already"
    done = publisher.send(f"{address}/publish", hidden(shown))
    page = publisher.get(done.location).page.text
    assert "The release is published." in page
    assert "In force from 29 March 2027" in page
    assert "29 March 2027" in publisher.get(RELEASES).page.root.only(id="releases").text
    assert says(own, OLD)
    own.clock.now = MIDNIGHT - timedelta(seconds=1)
    assert says(own, OLD)
    own.clock.now = MIDNIGHT
    assert says(own, NEW)


def test_an_embargo_hides_all_of_it_until_its_instant(own: World, two: list[int], publisher: Browser) -> None:
    address = begun(publisher, *two)
    early = {"commences-day": "1", "commences-month": "2"}
    answer = publisher.send(f"{address}/publish", {**DATES, **EMBARGO, **early}, 400)
    assert "Say for readers why it applies from a day before they could read it" in problems(answer)[0]
    confirmed(publisher, address, **EMBARGO, **early, reason="It was announced to the service then.")
    assert "under embargo until 28 March 2027, 09:30" in publisher.get(address).page.text
    own.clock.now = datetime(2027, 3, 28, 8, 29, 59, tzinfo=UTC)
    assert says(own, OLD)
    own.clock.now += timedelta(seconds=1)
    assert says(own, NEW)
    assert "It was announced to the service then." in own.signed_in().get("/guidance/delay").page.text


def test_nothing_is_published_while_one_draft_is_not_approved(own: World, desk: Desk, publisher: Browser) -> None:
    held = desk.approved(NEW["silence"], "silence"), desk.written(NEW["delay"], "delay", title="On delay")
    address = begun(publisher, *held)
    answer = publisher.send(f"{address}/publish", DATES, 400)
    assert problems(answer) == ["“On delay” is not approved"]
    assert answer.page.root.only("input", name="commences-day")["value"] == "29"
    publisher.send(f"{address}/publish", {**DATES, "confirmed": f"{held[0]}:2 {held[1]}:2"}, 400)
    own.clock.now = MIDNIGHT
    assert says(own, OLD)


def test_an_empty_release_is_not_published(publisher: Browser) -> None:
    address = begun(publisher)
    assert problems(publisher.send(f"{address}/publish", DATES, 400)) == ["There is nothing in the release"]


def test_what_is_wrong_with_a_draft_is_told_although_no_box_can_mend_it(desk: Desk, publisher: Browser) -> None:
    address = begun(publisher, desk.approved("Words of a new chapter.", "new-chapter", title="Brand new"))
    desk_problem = publisher.send(f"{address}/publish", {**DATES, **EMBARGO, "visible-year": "2020"}, 400)
    assert any("An embargo ends at a time to come" in one for one in problems(desk_problem))


@pytest.mark.parametrize(
    "fields, told",
    [
        (dict.fromkeys(DATES, ""), "Enter the day from which it is in force"),
        ({"commences-day": "31", "commences-month": "feb"}, "“31 feb 2027” is not a date."),
        ({"commences-year": "2020"}, "Say for readers why it applies from a day before they could read it"),
        ({**EMBARGO, "visible-time": "01:30"}, "The clocks go forward on that day and leave this time out."),
        ({"visible-time": "09:30"}, "Enter the day on which the embargo ends as well"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_what_was_typed_is_kept(
    fields: dict[str, str], told: str, two: list[int], publisher: Browser
) -> None:
    answer = publisher.send(f"{begun(publisher, *two)}/publish", {**DATES, **fields}, 400)
    assert any(told in one for one in problems(answer)), problems(answer)
    for name, value in {**DATES, **fields}.items():
        assert answer.page.root.only("input", name=name).attributes.get("value", "") == value


def test_what_was_put_in_after_it_was_shown_is_shown_before_it_is_published(
    own: World, two: list[int], publisher: Browser
) -> None:
    address = begun(publisher, two[0])
    shown = publisher.send(f"{address}/publish", DATES, 200)
    own.signed_in(PUBLISHER).send(f"{address}/drafts", {"draft": str(two[1])}, form=address)
    again = publisher.send(f"{address}/publish", hidden(shown), 409)
    assert "has changed since you looked" in again.page.text
    assert "On delay" in again.page.main.text
    assert "Being put together" in publisher.get(address).page.text
    publisher.send(f"{address}/publish", hidden(again))
    own.clock.now = MIDNIGHT
    assert says(own, NEW)


def test_a_release_that_is_over_takes_nothing_more(two: list[int], desk: Desk, publisher: Browser) -> None:
    address = begun(publisher, *two)
    confirmed(publisher, address)
    other = desk.written("Other words.", "other")
    publisher.send(f"{address}/drafts", {"draft": str(other)}, 409, form=RELEASES)
    publisher.send(f"{address}/discard", {}, 409, form=RELEASES)
    publisher.send(f"{address}/drafts/{two[0]}/take-out", {}, 409, form=RELEASES)
    publisher.send(f"{address}/publish", {**DATES, "confirmed": "yes"}, 409, form=RELEASES)
    page = publisher.get(address).page.main
    assert not page.every("form")


def test_the_dates_of_a_release_that_is_over_are_not_asked_for(two: list[int], publisher: Browser) -> None:
    published, given_up = begun(publisher, *two), begun(publisher, name="Another")
    confirmed(publisher, published)
    publisher.send(f"{given_up}/discard", {}, form=given_up)
    for address in (published, given_up):
        publisher.get(f"{address}/publish", 409)
        publisher.send(f"{address}/publish", DATES, 409, form=RELEASES)


def test_to_give_a_release_up_keeps_its_drafts(own: World, desk: Desk, two: list[int], publisher: Browser) -> None:
    address = begun(publisher, *two)
    assert publisher.send(f"{address}/discard", {}, form=address).location == RELEASES
    for one in two:
        found = drafts.draft(own.store, desk.author, one)
        assert (found.state, found.release_id) == (State.APPROVED, None)
    assert "Given up" in publisher.get(RELEASES).page.root.only(id="releases").text
    assert "Its drafts stayed as they were." in publisher.get(address).page.text
    confirmed(publisher, begun(publisher, *two, name="Another"))
    own.clock.now = MIDNIGHT
    assert says(own, NEW)


def test_two_drafts_of_one_document_cannot_commence_together(two: list[int], desk: Desk, publisher: Browser) -> None:
    rival = desk.written("Silence is a matter of evidence.", "silence", title="Rival")
    address = begun(publisher, two[0])
    assert "Rival" not in publisher.get(address).page.root.only("select", name="draft").text
    publisher.send(f"{address}/drafts", {"draft": str(rival)}, 409, form=address)


def test_authors_may_look_and_not_act(own: World, two: list[int], publisher: Browser) -> None:
    address, author, reviewer = begun(publisher, two[0]), own.signed_in(AUTHOR), own.signed_in(REVIEWER)
    shown = publisher.send(f"{address}/publish", DATES, 200)
    for browser in (author, reviewer):
        page = browser.get(address).page
        assert "A publisher puts drafts into it" in page.text
        assert not page.main.every("form")
        assert "A publisher can begin one." in browser.get(RELEASES).page.text
        for path, fields in (
            ("/drafts", {"draft": str(two[1])}),
            (f"/drafts/{two[0]}/take-out", {}),
            ("/discard", {}),
            ("/publish", hidden(shown)),
        ):
            browser.send(f"{address}{path}", fields, 403, form="/policy/preview/")
        browser.send(RELEASES, {"name": "Mine"}, 403, form="/policy/preview/")
    assert "On silence" in author.get(address).page.root.only(id="drafts").text
    assert "Mine" not in author.get(RELEASES).page.text


def test_readers_are_turned_away(own: World, publisher: Browser) -> None:
    address, reader = begun(publisher), own.signed_in()
    for path in (RELEASES, address, f"{address}/publish"):
        reader.get(path, 403)


@pytest.mark.parametrize("name", ["", " \n", "x" * 201])
def test_a_release_needs_a_name(name: str, publisher: Browser) -> None:
    answer = publisher.send(RELEASES, {"name": name}, 400)
    assert "Give the release a name" in problems(answer)[0]
    assert answer.page.root.only("input", name="name")["value"] == name
    assert "There is no release yet." in publisher.get(RELEASES).page.text


@pytest.mark.parametrize("told", ["", "0", "-1", "one", "9" * 400, "٣", "1 OR 1=1"])
def test_a_draft_that_is_none_is_asked_for_again(told: str, two: list[int], publisher: Browser) -> None:
    address = begun(publisher)
    answer = publisher.send(f"{address}/drafts", {"draft": told}, 400, form=address)
    assert problems(answer) == ["Choose a draft"]
    publisher.send(f"{address}/drafts", {"draft": "99999"}, 404, form=address)


@pytest.mark.parametrize("number", ["0", "7", str(2**63), "9" * 400, "-1", "x", "%00"])
def test_a_release_that_is_not_there_is_not_found(number: str, publisher: Browser) -> None:
    token = publisher.csrf_token(RELEASES)
    for path in ("", "/publish"):
        publisher.get(f"{RELEASES}{number}{path}", 404)
    for path in ("/drafts", "/discard", "/publish", f"/drafts/{number}/take-out"):
        publisher.ask("POST", f"{RELEASES}{number}{path}", 404, data={"csrf_token": token, "draft": "1", **DATES})


HOSTILE = ["\x00", "9" * 400, "<script>alert(1)</script>", "%00", "☃" * 5000, "-1", "٣", "\u202e\ufeff"]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_never_makes_a_stack_trace(words: str, two: list[int], publisher: Browser) -> None:
    address, token = begun(publisher, *two), publisher.csrf_token(RELEASES)
    publisher.get(f"{address}?done={words[:5]}")
    names = [*DATES, *EMBARGO, "reason", "name", "draft", "confirmed"]
    for path in (RELEASES, f"{address}/drafts", f"{address}/publish"):
        for fields in ({}, dict.fromkeys(names, words), {**DATES, "confirmed": words}, {**DATES, "reason": words}):
            answer = publisher.ask("POST", path, None, data={**fields, "csrf_token": token})
            assert answer.status < 500, f"{path} with {words[:10]!r}"
    publisher.get(RELEASES)
    publisher.get(address)
