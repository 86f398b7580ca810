"""Words of a chat that the glossary does not have and that look as if they were more than ordinary words. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from guidance import unknown
from indexer.analysis import EMOJI

from .annotating import Note
from .messages import Chat, Message

MOST = 20
"""Words that are offered; more of them would not be looked at."""

_TOKEN = re.compile(rf"(?:{EMOJI})|#?[^\W_](?:[^\W_]|[$!*@](?=[^\W_]))*")
_EMOJI = re.compile(EMOJI)
_QUANTITY = re.compile(r"[0-9]+[a-z]{1,4}|[a-z][0-9]+", re.IGNORECASE)
"""A time, a size, an ordinal, a road: 10pm, 2nd, 5km, M25."""
_CAPITALS = re.compile(r"[A-Z]{2,6}")
_SHORT = 6
_VOWEL = re.compile("[aeiouy]")
_ORDINARY = frozenset(
    "mr mrs ms dr st rd tv dvd pc pm hm hmm hmmm mm mmm sh shh psst brr grr nth vs mph kph uk usa ok am id gp bbc nhs "
    "diy eu hq atm cv pdf sms url usb gps mp pe rs bst gmt fm np dj cd ltd www http https by my why try "
    "fly shy cry".split()
)


def unusual(chat: Chat, notes: Iterable[Note]) -> list[str]:
    """Emoji, short forms and odd spellings without a note, the most frequent first; never a sender's name."""
    names = {word for name in {one.sender for one in chat.messages} for word in name.casefold().split()}
    # Words repeat: each is looked at once, and the text is gone through again only for what is left.
    odd = {one for one in set(_TOKEN.findall(chat.text)) if one.casefold() not in names and _is_odd(one)}
    if not odd:
        return []
    noted = sorted((one.start, one.end) for one in notes)
    starts = [start for start, _ in noted]
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for message in chat.messages:
        for found in _TOKEN.finditer(chat.text, message.start, message.end):
            word = found[0]
            if word not in odd or _is_noted(found.start(), starts, noted) or _is_shouted(word, chat, message):
                continue
            counts[word.casefold()] += 1
            written.setdefault(word.casefold(), word)
    return [written[folded] for folded, _ in counts.most_common(MOST)]


def _is_odd(word: str) -> bool:
    """Whether it looks as if it were more than an ordinary word, wherever it stands, and could be sent."""
    plain = word.casefold()
    if _EMOJI.match(word):
        return not unknown.check_token(word)
    if plain in _ORDINARY or _QUANTITY.fullmatch(word) or len(set(plain)) == 1 or word.isdecimal():
        return False
    if word.startswith("#") or not plain.isalpha():
        return any(one.isalpha() for one in plain) and not unknown.check_token(word)
    if not plain.isascii() or len(plain) > _SHORT:
        return False
    return bool(_CAPITALS.fullmatch(word)) or not _VOWEL.search(plain)


def _is_shouted(word: str, chat: Chat, message: Message) -> bool:
    """Whether it is an ordinary word in a message that is all in capitals."""
    in_capitals = _CAPITALS.fullmatch(word) and _VOWEL.search(word.casefold())
    return bool(in_capitals) and chat.text[message.start : message.end].isupper()


def _is_noted(place: int, starts: Sequence[int], noted: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(starts, place) - 1
    return before >= 0 and place < noted[before][1]
