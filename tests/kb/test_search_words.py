"""What the policy team keeps for search, through the pages: the next search of every reader uses it."""

from __future__ import annotations

import pytest

from guidance.model import Role
from guidance.store import open_store
from tests.factories import Clock, a_person, document
from tests.kb.client import Browser
from tests.kb.shell import Shell
from tests.kb.world import AUTHOR, World

WORDS = "/policy/search-words/"


@pytest.fixture
def author(own: World) -> Browser:
    own.publish(document("naming", ["A complainant may be called a quokka by nobody."]))
    return own.signed_in(AUTHOR)


def titles(browser: Browser, words: str, **more: str) -> list[str]:
    address = "&".join(f"{name}={value}" for name, value in {"q": words.replace(" ", "+"), **more}.items())
    return [hit["slug"] for hit in browser.get(f"/api/v1/search?{address}").json["hits"]]


def test_expressions_that_mean_the_same_are_found_until_they_are_taken_out(own: World, author: Browser) -> None:
    reader = own.signed_in()
    assert titles(reader, "marsupial complainant called", exact="1")[:1] == ["naming"]
    assert titles(reader, "numbat", exact="1") == []
    author.send(f"{WORDS}synonyms", {"expressions": "numbat\nquokka"}, form=WORDS)
    assert titles(reader, "numbat") == ["naming"]
    assert titles(reader, "numbat", exact="1") == []
    page = author.get(f"{WORDS}?done=synonym").page
    assert "numbat = quokka" in page.text
    (button,) = [one for one in page.root.every("form") if one["action"].endswith("/remove")]
    author.send(button["action"], {}, form=WORDS)
    assert titles(reader, "numbat") == []


def test_an_answer_goes_first_for_just_its_words(own: World, author: Browser) -> None:
    reader = own.signed_in()
    author.send(f"{WORDS}answers", {"words": "Going quiet", "target": "term:ghosting"}, form=WORDS)
    answer = reader.get("/search?q=going+QUIET")
    assert "Chosen by the policy team for this search" in answer.page.text
    assert reader.get("/api/v1/search?q=going+quiet").json["first"]["url"] == "/toolkit/terms/ghosting"
    assert "Chosen by" not in reader.get("/search?q=going+quiet+later").page.text
    assert "Chosen by" not in reader.get("/search?q=going+quiet&as_at=2001-01-01").page.text
    author.send(f"{WORDS}answers", {"words": "Going quiet", "target": "guidance:myths#delay"}, form=WORDS)
    assert reader.get("/api/v1/search?q=going+quiet").json["first"]["url"].startswith("/guidance/myths")


@pytest.mark.parametrize(
    "path, fields, said",
    [
        ("synonyms", {"expressions": "alone"}, "from 2 to 12"),
        ("answers", {"words": "", "target": "guidance:myths"}, "Write a word"),
        ("answers", {"words": "words", "target": "nonsense"}, "Give what answers as kind:address"),
        ("answers", {"words": "words", "target": "guidance:nowhere"}, "Nothing is published as guidance:nowhere"),
    ],
)
def test_a_slip_is_told_and_what_was_typed_stays(author: Browser, path: str, fields: dict[str, str], said: str) -> None:
    answer = author.send(f"{WORDS}{path}", fields, 400, form=WORDS)
    assert said in answer.page.root.with_class("govuk-error-summary")[0].text
    assert next(iter(fields.values())) in answer.html
    author.send(f"{WORDS}{path}/99/remove", {}, 404, form=WORDS)


def test_nothing_found_leads_to_the_policy_team(own: World) -> None:
    page = own.signed_in().get("/search?q=zzzzqqq").page
    assert "ask the policy team" in page.text


def test_the_same_from_the_command_line(ready: Shell) -> None:
    ready.done("load", ready.pack(document("consent")))
    store = open_store(f"sqlite:///{ready.data / 'kb.sqlite'}", Clock())
    a_person(store, Role.AUTHOR)
    store.close()
    acting = ("--as", "author@example.org")
    assert "Synonyms 1 are kept" in ready.done("policy", "search", "same", "victim", "complainant", *acting)
    assert "Answer 1 goes first" in ready.done("policy", "search", "first", "saying yes", "guidance:consent", *acting)
    assert "from 2 to 12" in ready.refused("policy", "search", "same", "alone", *acting)
    listed = ready.done("policy", "search", "list", *acting)
    assert listed == "same\t1\tvictim = complainant\nfirst\t1\tsaying yes\tguidance:consent\n"
    ready.done("policy", "search", "differ", "1", *acting)
    ready.done("policy", "search", "not-first", "1", *acting)
    assert ready.done("policy", "search", "list", *acting) == ""
