"""Words that only the policy team may read, looked for by everybody else in every route, format and search."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from guidance import commenting, drafting, people, reviewing
from guidance.model import OPERATOR, Basis, Kind, Person, Role
from guidance.planning import Plan
from guidance.publishing import publish
from guidance.workflow import Content
from tests.factories import document, edition
from tests.kb.client import Answer, Browser
from tests.kb.test_routes import filled_in, table
from tests.kb.world import AUTHOR, PASSWORD, PUBLISHER, READER, REVIEWER, World

DRAFTED, INTERNAL, EMBARGOED, UNBORN, REMARK = "quokkadraft", "quokkainner", "quokkalater", "quokkanew", "quokkasaid"
CANARIES = (DRAFTED, INTERNAL, EMBARGOED, UNBORN, REMARK)
ABSENT = "quokkanever"
ADMINISTRATOR = "administrator@example.org"

BODY = f"""\
## Silence {{#silence}}

Silence is not consent, whatever went before it on that evening.

{{.internal}}
The {INTERNAL} is for the policy team alone, and says why the rule is put like this.
"""


@pytest.fixture
def nest(own: World) -> World:
    """The world with a canary in everything that is not for readers."""
    own.publish(document("silence", editions=[edition(1, BODY, title="Silence", published_at="2026-01-05T09:00:00Z")]))
    author, publisher = _person(own, AUTHOR), _person(own, PUBLISHER)
    later = drafting.start(own.store, author, Kind.GUIDANCE, "silence")
    words = BODY.replace("on that evening", f"on that {EMBARGOED}")
    drafting.save(own.store, author, later, 1, Content(f"Silence {EMBARGOED}", EMBARGOED, words, {}))
    reviewing.submit(own.store, author, later, 2, f"The {EMBARGOED} is added.", f"{DRAFTED}.")
    reviewing.approve(own.store, _person(own, REVIEWER), later, 2, f"{REMARK}.")
    plan = Plan(date(2026, 12, 1), Basis.FINAL, own.clock.now + timedelta(days=20), f"{EMBARGOED} is why.")
    publish(own.store, publisher, later, 2, plan)
    held = drafting.start(own.store, author, Kind.GUIDANCE, "myths")
    told = Content(f"Myths {DRAFTED}", DRAFTED, f"## Delay {{#delay}}\n\nDelay is {DRAFTED}.\n", {})
    drafting.save(own.store, author, held, 1, told, DRAFTED)
    commenting.comment(own.store, author, held, 2, "", f"A {REMARK}.")
    new = Content(f"The {UNBORN}", UNBORN, f"The {UNBORN} has an address of its own.", {})
    drafting.start_new(own.store, author, Kind.TERM, UNBORN, UNBORN.upper(), [UNBORN], new)
    people.add_person(own.store, OPERATOR, ADMINISTRATOR, "Ade Administrator", Role.ADMINISTRATOR, PASSWORD)
    return own


def _person(site: World, email: str) -> Person:
    return next(one for one in people.list_people(site.store, OPERATOR) if one.email == email)


def test_the_policy_team_finds_every_canary_in_its_workspace(nest: World) -> None:
    author = nest.signed_in(AUTHOR)
    pages = ["/policy/", "/policy/documents/guidance/silence/", "/policy/drafts/2", "/policy/drafts/3"]
    seen = "".join(author.get(one).html for one in [*pages, "/policy/drafts/2/review", "/policy/drafts/1/review"])
    assert [word for word in CANARIES if word not in seen] == []


@pytest.mark.parametrize("email", [READER, ADMINISTRATOR, AUTHOR])
def test_no_page_that_readers_have_holds_a_canary(email: str, nest: World) -> None:
    browser = nest.signed_in(email)
    for address in addresses(nest):
        if email != AUTHOR or not address.startswith("/policy"):
            assert_silent(browser.get(address, None), address)


def test_nobody_who_has_not_signed_in_meets_a_canary(nest: World) -> None:
    browser = nest.browser()
    for address in addresses(nest):
        assert_silent(browser.get(address, None), address)


def addresses(site: World) -> Iterator[str]:
    """Every route, with what is there and what is not; as at other dates; in whatever format it is asked for."""
    rules = [rule for method, rule, _ in table() if method == "GET"]
    for rule in rules:
        plain = filled_in(rule, site)
        yield plain
        yield f"{plain}{'&' if '?' in plain else '?'}as_at=2027-06-01&known_at=2027-06-01"
        if "<slug>" in rule:
            yield named(rule, "silence")
    for number in (1, 2, 3):
        for rule in (one for one in rules if "<int:draft_id>" in one):
            yield re.sub(r"<[^>]*>", str(number), rule)
    for pid in pids(site):
        yield from (f"/p/{pid}", f"/p/{pid}/history", f"/api/v1/paragraphs/{pid}", f"/p/{pid}?known_at=2027-06-01")


def named(rule: str, slug: str) -> str:
    """The address of a document by its route, with two editions where it takes them."""
    told = rule.replace("<slug>", slug).replace("<kind>", "guidance" if slug == "silence" else "term")
    told = re.sub(r"<int:(ordinal|new)>", "2", re.sub(r"<int:\w+>", "1", told))
    return f"{told}?from=1&to=2&old=1&new=2"


def pids(site: World) -> list[str]:
    """Of every paragraph there is, also of those that no reader can know of."""
    with site.store.reading() as db:
        found = db.exec_driver_sql("SELECT pid FROM paragraph").scalars().all()
    return [str(one) for one in found]


def assert_silent(answer: Answer, address: str) -> None:
    told = answer.html + str(answer.headers)
    for word in CANARIES:
        assert word not in told, f"{word} at {address}"


@pytest.mark.parametrize("email", [READER, ADMINISTRATOR, AUTHOR])
def test_the_address_of_what_is_not_published_answers_as_one_that_nobody_has_thought_of(
    email: str, nest: World
) -> None:
    browser = nest.signed_in(email)
    for method, rule, access in table():
        if method == "GET" and "<slug>" in rule and access != "policy":
            address = named(rule, "{}")
            assert answered(browser, address, UNBORN) == answered(browser, address, ABSENT), rule


SEARCHES = [
    "/search?q={}", "/search?q=title:{}", "/search?q={}&as_at=2027-06-01", '/search?q="{}"', "/search?q={}&exact=1",
    "/search?q={}&kind=term", "/search?q=silence+{}", "/api/v1/search?q={}", "/api/v1/search?q={}&as_at=2027-06-01",
    "/api/v1/search?q=silence&topic={}", "/guidance/?topic={}", "/api/v1/documents?topic={}",
]  # fmt: skip


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("email", [READER, ADMINISTRATOR, AUTHOR])
def test_a_search_for_a_canary_answers_as_for_a_word_that_is_nowhere(email: str, search: str, nest: World) -> None:
    browser = nest.signed_in(email)
    for word in CANARIES:
        assert answered(browser, search, word) == answered(browser, search, ABSENT)


def answered(browser: Browser, search: str, word: str) -> str:
    """The answer without the word itself, and without what every answer has of its own."""
    answer = browser.get(search.format(word), None)
    told = f"{answer.status} {answer.html}".replace(answer.nonce or "no nonce", "")
    told = re.sub(r'name="csrf_token" value="[^"]*"|"instance":"\w+"|reference">\w+', "", told)
    return told.replace(word, "WORD").replace(word.upper(), "WORD")


@pytest.mark.parametrize("begun", ["quokka", "quokkad", "quokkai", "quokkal", "quokkan", "the quokka"])
def test_no_suggestion_completes_a_canary(begun: str, nest: World) -> None:
    for email in (READER, ADMINISTRATOR, AUTHOR):
        browser = nest.signed_in(email)
        for search in ("/api/v1/suggest?q={}", "/search?q={}", "/search?q={}x"):
            answer = browser.get(search.format(begun), None)
            assert not any(word in answer.html for word in CANARIES)
