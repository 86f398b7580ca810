"""Publishing one draft through its pages: the dates that are asked for, what is shown first, and what then happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import document
from tests.guidance.desk import Desk
from tests.kb.client import Answer, Browser
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, World

DATES = {"commences-day": "29", "commences-month": "3", "commences-year": "2027"}
EMBARGO = {"visible-day": "28", "visible-month": "3", "visible-year": "2027", "visible-time": "09:30"}
OLD, NEW = "Silence is not consent, whatever went before.", "Silence is never consent, whatever went before."


@pytest.fixture
def desk(own: World) -> Desk:
    """The policy team of the world, with a chapter to work on."""
    own.publish(document("silence", [OLD]))
    return Desk(own.store, who(own, AUTHOR), who(own, REVIEWER), who(own, PUBLISHER))


@pytest.fixture
def draft(desk: Desk) -> str:
    """The address of an approved draft on the chapter."""
    return f"/policy/drafts/{desk.approved(NEW, 'silence')}"


def problems(answer: Answer) -> list[str]:
    return [one.text for one in answer.page.root.with_class("govuk-error-summary__list")[0].every("li")]


def hidden(answer: Answer) -> dict[str, str]:
    """What the form that confirms would send."""
    form = next(one for one in answer.page.root.only("main").every("form") if "/policy/drafts/" in one["action"])
    return {one["name"]: one["value"] for one in form.every("input") if one["name"] != "csrf_token"}


def confirmed(publisher: Browser, address: str, **fields: str) -> Answer:
    """Say when, look at what would happen, and confirm it."""
    shown = publisher.send(address, {**DATES, **fields}, 200)
    return publisher.send(address, hidden(shown))


def test_a_draft_is_published_on_a_day_once_what_will_happen_was_shown(own: World, draft: str) -> None:
    publisher, reader = own.signed_in(PUBLISHER), own.signed_in()
    shown = publisher.send(f"{draft}/publish", DATES, 200)
    for words in (
        "from the start of 29 March 2027 (London time)",
        "at once",
        "1 substantive",
        "A published edition never",
    ):
        assert words in shown.page.text
    assert "Edition 2" not in reader.get("/guidance/silence/history").page.text, "shown, and published already"
    done = publisher.send(f"{draft}/publish", hidden(shown))
    assert "Edition 2 is published, in force from 29 March 2027." in publisher.get(done.location).page.text
    assert OLD in reader.get("/guidance/silence").page.text
    own.clock.now = datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC)
    assert OLD in own.signed_in().get("/guidance/silence").page.text
    own.clock.now += timedelta(seconds=1)
    assert NEW in own.signed_in().get("/guidance/silence").page.text


def test_an_embargo_hides_it_until_its_instant_by_the_clocks_of_london(own: World, draft: str) -> None:
    publisher = own.signed_in(PUBLISHER)
    early = {"reason": "It was announced to the service then.", "commences-day": "1", "commences-month": "2"}
    confirmed(publisher, f"{draft}/publish", **EMBARGO, **early)
    assert "Under embargo until 28 March 2027, 09:30" in publisher.get("/policy/documents/guidance/silence/").page.text
    own.clock.now = datetime(2027, 3, 28, 8, 29, 59, tzinfo=UTC)
    assert OLD in own.signed_in().get("/guidance/silence").page.text
    own.clock.now += timedelta(seconds=1)
    now = own.signed_in().get("/guidance/silence").page.text
    assert NEW in now
    assert "It was announced to the service then." in now


@pytest.mark.parametrize(
    "fields, told",
    [
        ({"commences-day": ""}, "Enter a day, a month and a year, like 27 3 2021."),
        ({"commences-day": "31", "commences-month": "feb"}, "“31 feb 2027” is not a date."),
        (dict.fromkeys(DATES, ""), "Enter the day from which it is in force"),
        ({"commences-year": "2020"}, "Say for readers why it applies from a day before they could read it"),
        ({**EMBARGO, "visible-year": "2020"}, "An embargo ends at a time to come."),
        ({**EMBARGO, "visible-time": ""}, "Enter a time of day, like 09:30"),
        ({**EMBARGO, "visible-time": "25:00"}, "Enter a time of day, like 09:30"),
        ({"visible-time": "09:30"}, "Enter the day on which the embargo ends as well, or leave out the time"),
        ({**EMBARGO, "visible-time": "01:30"}, "The clocks go forward on that day and leave this time out."),
        ({**EMBARGO, "visible-day": "31", "visible-month": "10", "visible-time": "1.30"}, "show this time twice."),
    ],
)
def test_dates_that_cannot_be_are_refused_and_what_was_typed_is_kept(
    fields: dict[str, str], told: str, own: World, draft: str
) -> None:
    publisher = own.signed_in(PUBLISHER)
    answer = publisher.send(f"{draft}/publish", {**DATES, **fields}, 400)
    assert any(told in one for one in problems(answer)), problems(answer)
    for name, value in {**DATES, **fields}.items():
        assert answer.page.root.only("input", name=name).attributes.get("value", "") == value
    for link in answer.page.root.with_class("govuk-error-summary__list")[0].every("a"):
        assert answer.page.root.every(id=link["href"][1:]), "a link to a field that is not there"


def test_what_changed_since_it_was_shown_is_not_published(own: World, desk: Desk, draft: str) -> None:
    publisher = own.signed_in(PUBLISHER)
    shown = publisher.send(f"{draft}/publish", DATES, 200)
    other = desk.approved("Silence says nothing at all of consent, and never did.", "silence")
    confirmed(publisher, f"/policy/drafts/{other}/publish")
    publisher.send(f"{draft}/publish", hidden(shown), 409, form="/policy/")


def test_only_a_publisher_publishes_and_only_what_is_approved(own: World, desk: Desk, draft: str) -> None:
    author, publisher = own.signed_in(AUTHOR), own.signed_in(PUBLISHER)
    shown = publisher.send(f"{draft}/publish", DATES, 200)
    author.send(f"{draft}/publish", hidden(shown), 403)
    unapproved = f"/policy/drafts/{desk.written('Other words, and nobody saw them.', 'silence')}"
    fields = {**hidden(shown), "revision": "2"}
    publisher.send(f"{unapproved}/publish", fields, 409)


def test_an_emergency_needs_a_reason_and_is_told_to_readers_and_colleagues(own: World, desk: Desk) -> None:
    publisher, address = own.signed_in(PUBLISHER), f"/policy/drafts/{desk.written(NEW, 'silence')}/publish-in-emergency"
    today = {"commences-day": "23", "commences-month": "11", "commences-year": "2026"}
    assert "Say for readers why it cannot wait" in problems(publisher.send(address, {**today, "emergency": ""}, 400))[0]
    confirmed(publisher, address, **today, emergency="A judgment of this morning.")
    assert "A judgment of this morning." in own.signed_in().get("/guidance/silence").page.text
    assert "A judgment of this morning." in own.signed_in(REVIEWER).get("/policy/").page.text


@pytest.mark.parametrize("words", ["\x00", "9" * 400, "<script>", "%00", "☃" * 5000, "-1", "٣", "12:00:00Z"])
def test_whatever_is_typed_never_makes_a_stack_trace(words: str, own: World, draft: str) -> None:
    publisher = own.signed_in(PUBLISHER)
    token = publisher.csrf_token(f"{draft}/publish")
    names = [*DATES, *EMBARGO, "reason", "emergency", "revision", "confirmed"]
    for path in ("publish", "publish-in-emergency"):
        for fields in ({}, dict.fromkeys(names, words), {**DATES, "revision": words, "confirmed": words}):
            answer = publisher.ask("POST", f"{draft}/{path}", None, data={**fields, "csrf_token": token})
            assert answer.status < 500, f"{path} with {words[:10]!r}"
