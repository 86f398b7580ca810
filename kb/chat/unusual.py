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
_ORDINARY = frozenset(
    "mr mrs ms dr st rd tv dvd pc pm hm hmm hmmm mm mmm sh shh psst brr grr nth vs mph kph uk usa ok am id gp bbc nhs "
    "diy eu hq atm cv pdf sms url usb gps mp pe rs bst gmt fm np dj cd ltd www http https by my why try "
    "fly shy cry".split()
)


def unusual(chat: Chat, notes: Iterable[Note]) -> list[str]:
    """Emoji, short forms and odd spellings without a note, the most frequent first; never a sender's name."""
    noted = sorted((one.start, one.end) for one in notes)
    starts = [start for start, _ in noted]
    names = {word for name in {one.sender for one in chat.messages} for word in name.casefold().split()}
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for message in chat.messages:
        for found in _TOKEN.finditer(chat.text, message.start, message.end):
            word, folded = found[0], found[0].casefold()
            if folded in names or not (_EMOJI.match(word) or _is_odd(word, chat, message)):
                continue
            if _is_noted(found.start(), starts, noted) or unknown.check_token(word):
                continue
            counts[folded] += 1
            written.setdefault(folded, word)
    return [written[folded] for folded, _ in counts.most_common(MOST)]


def _is_odd(word: str, chat: Chat, message: Message) -> bool:
    plain = word.casefold()
    if plain in _ORDINARY or _QUANTITY.fullmatch(word) or len(set(plain)) == 1 or word.isdecimal():
        return False
    if word.startswith("#") or not plain.isalpha():
        return any(one.isalpha() for one in plain)
    if not plain.isascii() or len(plain) > _SHORT:
        return False
    shouted = _CAPITALS.fullmatch(word) and not chat.text[message.start : message.end].isupper()
    return bool(shouted) or not re.search("[aeiouy]", plain)


def _is_noted(place: int, starts: Sequence[int], noted: Sequence[tuple[int, int]]) -> bool:
    before = bisect_right(starts, place) - 1
    return before >= 0 and place < noted[before][1]
