"""Chats explained with the starter content: what is found, what is not, where exactly, and what it meant then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from guidance.published import Library
from kb.chat import annotating, messages
from kb.chat.annotating import Note
from kb.chat.glossary import Glossary
from kb.dates import Reading
from tests.content.chats import Chat, chats

TODAY = date(2026, 11, 23)
CHATS = list(chats())
PRECISION, RECALL = 0.97, 0.97


@pytest.fixture(scope="module")
def glossary(library: Library) -> Glossary:
    return Glossary(library, Reading(TODAY, None, is_today=True, asked={}))


def explained(chat: Chat, glossary: Glossary) -> tuple[messages.Chat, Sequence[Note]]:
    read = messages.read(chat.text)
    return read, annotating.annotate(read, glossary)


def found(notes: Sequence[Note]) -> set[tuple[int, int, str]]:
    """Where something was found that is not faint, and what; where entries share a word, each of them."""
    return {(one.start, one.end, told.entry.slug) for one in notes if not one.faint for told in one.meanings}


def test_there_are_at_least_sixty_chats_in_several_forms_from_2010_to_2026() -> None:
    days = [one.day for one in CHATS if one.day]
    assert len(CHATS) >= 60
    assert (min(days).year, max(days).year) == (2010, 2026)


def test_what_is_found_is_what_should_be(glossary: Glossary, capsys: pytest.CaptureFixture[str]) -> None:
    right = wanted = told = 0
    wrong: list[str] = []
    for chat in CHATS:
        _, notes = explained(chat, glossary)
        expected = {(one.start, one.end): one for one in chat.expected}
        sure = {place: one for place, one in expected.items() if not one.faint}
        places = {(start, end) for start, end, _ in found(notes)}
        hit = {place for place, one in sure.items() if (*place, one.slug) in found(notes)}
        right, wanted, told = right + len(hit), wanted + len(sure), told + len(places)
        wrong += [f"{chat.name}: missed {chat.text[a:b]!r}" for a, b in sure.keys() - hit]
        wrong += [f"{chat.name}: found {chat.text[a:b]!r}" for a, b in places - sure.keys()]
        for (start, end), one in expected.items():
            if one.faint:
                assert any((note.start, note.end, note.faint) == (start, end, True) for note in notes), chat.name
    precision, recall = right / told, right / wanted
    with capsys.disabled():
        print(f"\n{len(CHATS)} chats, {wanted} expressions: precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= PRECISION, "\n".join(wrong)
    assert recall >= RECALL, "\n".join(wrong)


@pytest.mark.parametrize("chat", CHATS, ids=lambda one: one.name)
def test_without_its_notes_every_message_is_what_was_pasted(chat: Chat, glossary: Glossary) -> None:
    read, notes = explained(chat, glossary)
    mine = annotating.by_message(notes)
    place, put_back = 0, ""
    for one in read.messages:
        cut = annotating.pieces(chat.text, one.start, one.end, mine.get(one.number, []))
        put_back += chat.text[place : one.start] + "".join(text for text, _ in cut)
        place = one.end
    assert (put_back + chat.text[place:]).encode() == chat.text.encode()
    assert all(chat.text[one.start : one.end] == one.written for one in notes)


@pytest.mark.parametrize("chat", [one for one in CHATS if one.day], ids=lambda one: one.name)
def test_every_message_has_its_day_and_its_sender(chat: Chat, glossary: Glossary) -> None:
    read, _ = explained(chat, glossary)
    assert {one.day for one in read.messages} == {chat.day}
    assert [one.sender for one in read.messages] == ["Sam", "Alex"]
    assert (read.ambiguous, read.bad_dates, read.mixed) == (0, 0, False)


def test_a_meaning_that_came_later_says_so(glossary: Glossary) -> None:
    chat = messages.read("[24/06/2012, 21:00:00] Sam: he ghosted me")
    (note,) = annotating.annotate(chat, glossary)
    assert [one.status for one in note.meanings] == [annotating.Status.LATER]
    later = messages.read("[24/06/2019, 21:00:00] Sam: he ghosted me")
    assert [one.status for one in annotating.annotate(later, glossary)[0].meanings] == [annotating.Status.ATTESTED]


def test_an_ordinary_word_is_faint_until_something_near_it_supports_it(glossary: Glossary) -> None:
    alone = annotating.annotate(messages.read("Sam: the ghost\nAlex: yes"), glossary)
    assert [one.faint for one in alone if one.written == "ghost"] == [True]
    near = annotating.annotate(messages.read("Sam: on hinge\nAlex: did he ghost"), glossary)
    assert [one.faint for one in near if one.written == "ghost"] == [False]


def test_each_note_has_a_source_and_a_citation_that_leads_somewhere(glossary: Glossary, library: Library) -> None:
    chat = messages.read("[24/06/2021, 21:00:00] Sam: on hinge he ghosted me \U0001f346")
    senses = [sense for one in annotating.annotate(chat, glossary) for told in one.meanings for sense in told.senses]
    assert len(senses) >= 3
    assert all(one.source and one.confidence and one.citation for one in senses)
    pids = [one.citation.pid for one in senses if one.citation]
    assert set(library.places(pids, TODAY)) == set(pids)
