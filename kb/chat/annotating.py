"""The notes in the margin of a chat: each expression, and what it meant on the day of its message."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from indexer.lexicon import SITE, How, Match

from .glossary import Entry, Glossary, Sense
from .messages import Chat, Message

NEAR = 3
"""Messages before and after that can support an expression which is also an ordinary word."""
COMMONEST = frozenset(
    "1 x k ok okay hey night nights like likes liked into onto now one two time good right wrong play playing looking "
    "talking chatting seen late early hun baby ex next home alone old new big small free fun nice love cute hot cold "
    "top bottom side main point points red green rose pin main off out down back over".split()
) | {"years old", "moved to", "moving to", "right now", "got to go", "check in", "come over", "out of"}
"""So common that nothing near can tell them from the ordinary word: the entry must be named elsewhere in the chat."""


class Status(StrEnum):
    """How a meaning stands to the day of a message."""

    ATTESTED = "attested"
    LATER = "later meaning, not attested at this date"
    EARLIER = "earlier meaning, no longer attested at this date"
    UNDATED = "the message has no date"
    NONE = "nothing is recorded for this date"


class Type(StrEnum):
    """What sort of expression it is, to filter by."""

    TERM = "term"
    ABBREVIATION = "abbreviation"
    EMOJI = "emoji"
    ALGOSPEAK = "algospeak"
    SITE = "site"


@dataclass(frozen=True)
class Meaning:
    """What an expression may mean: an entry, and its senses (facts, for a site) by the day of the message."""

    entry: Entry
    needs_context: bool
    status: Status
    senses: Sequence[Sense]


@dataclass(frozen=True)
class Note:
    """An expression in a message: `text[start:end]` of the chat. All its meanings are told; none is picked.

    `faint`: it is an ordinary word as well, and nothing near it says that it is meant otherwise.
    """

    number: int
    message: Message
    start: int
    end: int
    written: str
    type: Type
    how: How
    faint: bool
    meanings: Sequence[Meaning]

    @property
    def key(self) -> tuple[object, ...]:
        """The same for notes that say the same."""
        return tuple((one.entry.kind, one.entry.slug, one.status, one.senses) for one in self.meanings)


def annotate(chat: Chat, glossary: Glossary) -> list[Note]:
    """Every note, in the order of the text. What stands outside all messages (a sender's name) has none."""
    starts = [one.start for one in chat.messages]
    placed: list[tuple[Message, Match]] = []
    for match in glossary.lexicon.find(_bodies(chat)):
        place = bisect_right(starts, match.start) - 1
        if place >= 0 and match.end <= chat.messages[place].end:
            placed.append((chat.messages[place], match))
    sure, near = _sure(placed)
    notes: list[Note] = []
    told: dict[tuple[object, ...], Meaning] = {}
    for message, match in placed:
        meanings = [
            _meaning(glossary.entries[key], message.day, told, needs_context=context)
            for key, context in _keys(match).items()
        ]
        written = chat.text[match.start : match.end]
        faint = all(one.needs_context for one in match.names) and not (
            any(one.key in sure for one in match.names)
            or (message.number in near and written.casefold() not in COMMONEST)
        )
        notes.append(
            Note(len(notes) + 1, message, match.start, match.end, written, _type(match), match.how, faint, meanings)
        )
    return notes


def tally(notes: Iterable[Note]) -> list[tuple[Note, int]]:
    """The first note of each expression with how often it is there, the most frequent first."""
    found: dict[tuple[object, ...], Note] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    for one in notes:
        key = tuple((meaning.entry.kind, meaning.entry.slug) for meaning in one.meanings)
        found.setdefault(key, one)
        counts[key] += 1
    return [(found[key], count) for key, count in counts.most_common()]


def _bodies(chat: Chat) -> str:
    """The text with nothing but the messages left in it, each at its place."""
    parts: list[str] = []
    place = 0
    for one in chat.messages:
        parts += ["\n" * (one.start - place), chat.text[one.start : one.end]]
        place = one.end
    return "".join(parts)


def _keys(match: Match) -> dict[tuple[str, str], bool]:
    """The documents that a match names, and whether each needs its surroundings."""
    found: defaultdict[tuple[str, str], bool] = defaultdict(lambda: True)
    for one in match.names:
        found[one.key] = found[one.key] and one.needs_context
    return dict(found)


def _sure(placed: Iterable[tuple[Message, Match]]) -> tuple[set[tuple[str, str]], set[int]]:
    """The documents that are named beyond doubt somewhere, and the messages near which something is."""
    sure: set[tuple[str, str]] = set()
    near: set[int] = set()
    for message, match in placed:
        plain = [one.key for one in match.names if not one.needs_context]
        if plain:
            sure.update(plain)
            near.update(range(message.number - NEAR, message.number + NEAR + 1))
    return sure, near


def _meaning(
    entry: Entry, day: date | None, told: dict[tuple[object, ...], Meaning], *, needs_context: bool
) -> Meaning:
    key = (entry.kind, entry.slug, day, needs_context)
    if key not in told:
        told[key] = Meaning(entry, needs_context, *_by_day(entry, day))
    return told[key]


def _by_day(entry: Entry, day: date | None) -> tuple[Status, Sequence[Sense]]:
    if entry.kind == "site":
        if day is None:
            return Status.UNDATED, ()
        facts = entry.facts(day)
        return (Status.ATTESTED if facts else Status.NONE), facts
    if day is None:
        return Status.UNDATED, entry.senses
    attested = [one for one in entry.senses if one.attested(day)]
    if attested:
        return Status.ATTESTED, tuple(attested)
    later = [one for one in entry.senses if one.later(day)]
    if later:
        return Status.LATER, tuple(later)
    return (Status.EARLIER if entry.senses else Status.NONE), entry.senses


def _type(match: Match) -> Type:
    types = {one.type for one in match.names}
    for name in (Type.EMOJI, Type.ALGOSPEAK, Type.ABBREVIATION):
        if name.value in types:
            return name
    return Type.SITE if types == {SITE} else Type.TERM


def pieces(text: str, start: int, end: int, notes: Sequence[Note]) -> Iterable[tuple[str, Note | None]]:
    """A message cut at its notes; all pieces together are the message, letter for letter."""
    place = start
    for one in notes:
        if place < one.start:
            yield text[place : one.start], None
        yield text[one.start : one.end], one
        place = one.end
    if place < end or start == end:
        yield text[place:end], None


def by_message(notes: Iterable[Note]) -> dict[int, list[Note]]:
    """The notes of each message, by its number."""
    found: defaultdict[int, list[Note]] = defaultdict(list)
    for one in notes:
        found[one.message.number].append(one)
    return dict(found)
