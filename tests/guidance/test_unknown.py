"""Unknown terms: a word alone goes into the queue, and out of it without a trace of itself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from guidance import tables, unknown
from guidance.errors import NotFoundError, StateError
from guidance.model import Role
from guidance.store import Store
from guidance.unknown import LONGEST, Outcome, check_token, report, settle, waiting
from tests.factories import a_person


def test_a_word_waits_once_however_often_and_however_it_is_written(store: Store) -> None:
    reader, author = a_person(store, Role.READER), a_person(store, Role.AUTHOR)
    for word in ("wombat", "  Quokka ", "QUOKKA"):
        report(store, reader, word)
    assert [(one.token, one.times) for one in waiting(store, author)] == [("Quokka", 2), ("wombat", 1)]


@pytest.mark.parametrize("word", ["wbu", "le$bian", "🍑", "👩🏽‍🚀", "don't", "#situationship", "x" * LONGEST])
def test_a_word_or_emoji_can_be_sent(word: str) -> None:
    assert check_token(word) == []


@pytest.mark.parametrize(
    "word, said",
    [
        ("", "Write the word"),
        (" \n", "Write the word"),
        ("two words", "one word or emoji at a time"),
        ("one\u2028two", "one word or emoji at a time"),
        ("x" * (LONGEST + 1), "at most"),
        ("a\x00b", "cannot be shown"),
        ("sam@example.org", "no name, address or number"),
        ("https://example.org", "no name, address or number"),
        ("07700900123", "no name, address or number"),
    ],
)
def test_anything_else_is_refused_in_words_and_nothing_is_written(word: str, said: str, store: Store) -> None:
    assert said in check_token(word)[0].message
    with pytest.raises(StateError, match=said):
        report(store, a_person(store, Role.READER), word)
    assert waiting(store, a_person(store, Role.AUTHOR)) == []


def test_what_is_dealt_with_is_gone_and_the_ledger_never_had_the_word(store: Store) -> None:
    author = a_person(store, Role.AUTHOR)
    report(store, author, "quokkaname")
    (one,) = waiting(store, author)
    settle(store, author, one.id, Outcome.NOT_A_TERM)
    assert waiting(store, author) == []
    with pytest.raises(NotFoundError):
        settle(store, author, one.id, Outcome.NOT_A_TERM)
    with store.reading() as db:
        assert db.scalars(select(tables.unknown_term.c.token)).all() == []
        assert "quokkaname" not in str(db.execute(select(tables.event)).all())
    report(store, author, "wombat")
    assert waiting(store, author)[0].id != one.id, "the ledger would name two words by one number"


def test_a_full_queue_says_so(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = a_person(store, Role.READER)
    report(store, reader, "wombat")
    monkeypatch.setattr(unknown, "MOST_WAITING", 1)
    with pytest.raises(StateError, match="The queue is full"):
        report(store, reader, "quokka")
    report(store, reader, "wombat")
