"""From a word in a chat to the policy team's queue, through the pages: the word alone is sent, and nothing is kept."""

from __future__ import annotations

import pytest

from guidance import unknown
from kb.chat import messages, unusual
from tests.kb.client import Answer, Browser
from tests.kb.shell import Shell
from tests.kb.test_history import who
from tests.kb.world import AUTHOR, World

FORM = "/transcript/unknown/"
QUEUE = "/policy/unknown-terms/"
CHAT = "Sam: ngl, he ghosted me on Ember 🐨\nBob Smith: IDGAF at 10pm sam\nSam: ngl le$bian xx #newthing"


def waiting(site: World) -> list[str]:
    return [one.token for one in unknown.waiting(site.store, who(site, AUTHOR))]


def sent(browser: Browser, token: str, status: int = 200) -> Answer:
    return browser.send(FORM, {"token": token}, status)


def test_what_looks_as_if_it_meant_something_is_offered_the_most_frequent_first() -> None:
    found = unusual.unusual(messages.read(CHAT), [])
    assert found == ["ngl", "🐨", "IDGAF", "le$bian", "#newthing"]


@pytest.mark.parametrize(
    "words", ["ok TV at 10pm", "my cry by the M25", "xxx hmm", "HE SHOUTED", "plain words", "£20 2nd"]
)
def test_ordinary_words_are_not_offered(words: str) -> None:
    assert unusual.unusual(messages.read(words), []) == []


def test_what_has_a_note_is_not_offered_and_what_has_none_is_sent_alone(own: World) -> None:
    browser = own.signed_in()
    page = browser.send("/transcript/", {"text": CHAT}, 200).page
    (offered,) = page.root.with_class("kb-chat-unusual")
    words = [one["value"] for one in offered.every("input", name="token")]
    assert words == ["ngl", "🐨", "IDGAF", "le$bian", "#newthing", ""], "the last is for a word of one's own"
    for form in offered.every("form"):
        assert form["target"] == "_blank", "the chat would be gone"
        assert {one["name"] for one in form.every("input")} == {"csrf_token", "token"}
    assert "Sent to the policy team" in sent(browser, words[0]).page.text
    assert waiting(own) == ["ngl"]


def test_a_word_that_the_glossary_has_is_shown_and_not_sent(own: World) -> None:
    answer = sent(own.signed_in(), "Ghosted")
    assert "The glossary has this word" in answer.page.text
    assert waiting(own) == []


def test_more_than_a_word_is_refused_and_still_there(own: World) -> None:
    answer = sent(own.signed_in(), "he said so", 400)
    assert "one word or emoji at a time" in answer.page.root.with_class("govuk-error-summary")[0].text
    assert answer.page.root.only("input", name="token")["value"] == "he said so"
    assert waiting(own) == []


def test_the_policy_team_makes_a_term_of_it_or_takes_it_out(own: World) -> None:
    for word in ("ngl", "<b>bold</b>"):
        sent(own.signed_in(), word)
    author = own.signed_in(AUTHOR)
    assert "Unknown terms 2" in author.get("/policy/").page.text
    queue = author.get(QUEUE)
    assert "<b>bold" not in queue.html
    begun = author.send("/policy/new/named", {"kind": "term", "title": "ngl"}, 200, form=QUEUE)
    assert begun.page.root.only("input", name="title")["value"] == "ngl"
    (first,) = [one.id for one in unknown.waiting(own.store, who(own, AUTHOR)) if one.token == "ngl"]
    author.send(f"{QUEUE}{first}", {"outcome": "nonsense"}, 409, form=QUEUE)
    author.send(f"{QUEUE}{first}", {"outcome": "in_glossary"}, form=QUEUE)
    assert waiting(own) == ["<b>bold</b>"]
    author.send(f"{QUEUE}{first}", {"outcome": "in_glossary"}, 404, form=QUEUE)
    author.send(f"{QUEUE}{first + 1}", {"outcome": "not_a_term"}, form=QUEUE)
    assert "Nothing waits" in author.get(QUEUE).page.text


def test_the_same_from_the_command_line(ready: Shell) -> None:
    named = ("author@example.org", "--name", "Asha", "--role", "author")
    assert ready.kb("person", "add", *named, told="a long enough password\n" * 2).returncode == 0
    acting = ("--as", "author@example.org")
    ready.done("unknown", "report", "ngl", *acting)
    assert "one word or emoji at a time" in ready.refused("unknown", "report", "two words", *acting)
    number, times, word = ready.done("unknown", "list", *acting).split()
    assert (times, word) == ("1", "ngl")
    ready.done("unknown", "settle", number, "not_a_term", *acting)
    assert ready.done("unknown", "list", *acting) == ""
