"""Words: how text, when it is indexed and when it is asked for, becomes terms. Pure; knows neither Whoosh nor a store.

Every place in a text that can be found is a *slot*. A plain word fills one slot with one term; a citation fills one
slot with several (see `citations`), so that a phrase runs over *s.41*, *section 41* and *sec 41* alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

from . import citations

LONGEST_TERM = 64
"""Characters of a term that count; longer ones are cut alike in the index and in questions."""

_EMOJI = (
    "[\u203c\u2049\u2139\u2194-\u21aa\u231a-\u23ff\u25aa-\u25fe\u2600-\u27bf\u2934\u2935\u2b05-\u2b55\u3030\u303d"
    "\U0001f000-\U0001f1e5\U0001f200-\U0001f3fa\U0001f400-\U0001faff]"
)
MODIFIERS = "[\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff]"
"""What follows an emoji without changing what it is: variation selectors, skin tones, the frame of a key."""
_APOSTROPHES = "'\u2019\u2018\u02bc\uff07"
WORD = rf"[^\W_](?:[^\W_]|[\u0300-\u036f\u200d\ufe0e\ufe0f\u20e3]|[{_APOSTROPHES}](?=[^\W_]))*"
EMOJI = rf"[\U0001f1e6-\U0001f1ff]{{2}}|{_EMOJI}{MODIFIERS}*(?:\u200d{_EMOJI}{MODIFIERS}*)*"
_PLAIN = rf"(?P<emoji>{EMOJI})|(?P<word>{WORD})"
_WITHOUT_CITATIONS = re.compile(_PLAIN)
PATTERN = re.compile(
    rf"(?P<neutral>{citations.NEUTRAL})|(?P<report>{citations.REPORT})|(?P<section>{citations.SECTION})|{_PLAIN}",
    re.IGNORECASE,
)
"""What fills a slot, in the order in which it is tried."""
_DIGIT = re.compile(r"\d")
_LAST_DIGIT = re.compile(r".*\d", re.DOTALL)
WORDS_BEFORE, WORDS_AFTER = 4, 7
"""Words on both sides of what has digits that are looked at together with it."""
_ASCII = re.compile(r"[a-z]+(?:'[a-z]+)*")
TYPOGRAPHY = {0x2018: "'", 0x2019: "'", **dict.fromkeys((0x201C, 0x201D, 0x2013, 0x2014, 0x2026, 0xA0), " ")}
"""What a typesetter puts for plain characters, one for one."""

STOP_WORDS = frozenset(
    "a about am an and any are as at be been being but by can could did do does doing for from had has have having he "
    "her hers him his how i if in into is it its me my of on or our ours r shall she should so some such than that the "
    "their theirs them then there these they this those to too us v vs versus was we were what when where whether "
    "which who whom whose why will with would you your yours "
    # Without their apostrophes, as they are folded and as they are typed in haste.
    "arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt shouldnt wasnt werent wont wouldnt".split()
)
"""Words that a paragraph need not have for a question to find it (but that count within quotation marks)."""

_VARIANTS = (
    (re.compile(r"(behavi|col|fav|hon|lab|harb|neighb)our"), r"\1or"),
    (re.compile(r"^(def|off|lic)ens(e|es)$"), r"\1enc\2"),
    (re.compile(r"^enquir"), "inquir"),
    (re.compile(r"^judgement"), "judgment"),
    (re.compile(r"^programme"), "program"),
    (re.compile(r"^counsell"), "counsel"),
    (re.compile(r"^(.{3,})is(e|ed|es|er|ers|ing|ation|ations)$"), r"\1iz\2"),
)
"""British and American spellings of one word, brought together before the stem is taken."""
_IRREGULAR = {
    form: word
    for word, forms in {
        "child": "children",
        "drink": "drank",
        "fight": "fought",
        "force": "forcible forcibly",
        "forget": "forgot forgotten",
        "freeze": "froze frozen",
        "give": "gave given",
        "know": "knew known",
        "man": "men",
        "send": "sent",
        "strangle": "strangulation",
        "take": "took taken",
        "tell": "told",
        "think": "thought",
        "withdraw": "withdrawn withdrew",
        "woman": "women",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
"""Forms of one word that the rules of Porter2 do not bring together, among those that files and questions have."""
_ASCII_WORD = re.compile(r"[a-z]{3,}$")


class Slot(NamedTuple):
    """One place in a text: its terms, the one that tells most first, and where it stands (in characters)."""

    terms: tuple[str, ...]
    start: int
    end: int


def slots(text: str) -> Iterator[Slot]:
    """The slots of a text, in order."""
    # A citation has a number. To look for one at every word of a text without any would take three times as long.
    pattern = PATTERN if _DIGIT.search(text) else _WITHOUT_CITATIONS
    for found in pattern.finditer(text):
        if found.lastgroup != "word":
            yield from slots_of(found)
        elif term := fold(found.group()):
            yield Slot((term,), found.start(), found.end())


def terms(text: str) -> list[tuple[str, ...]]:
    """The terms of each slot of a text, in order: what `slots` gives, several times faster for plain English."""
    plain = text.translate(TYPOGRAPHY)
    if not plain.isascii():
        return [slot.terms for slot in slots(text)]
    digits = _DIGIT.search(plain)
    if not digits:
        return _plain_terms(plain)
    # No citation begins more than two words before a digit, or goes on for more than five after one.
    before = plain[: digits.start()].rsplit(None, WORDS_BEFORE)
    head = before[0] if len(before) > WORDS_BEFORE else ""
    after = plain[_LAST_DIGIT.match(plain).end() :].split(None, WORDS_AFTER)  # type: ignore[union-attr]  # there is one
    tail = after[-1] if len(after) > WORDS_AFTER else ""
    cited = [slot.terms for slot in slots(text[len(head) : len(text) - len(tail)])]
    return [*_plain_terms(head), *cited, *_plain_terms(tail)]


def _plain_terms(plain: str) -> list[tuple[str, ...]]:
    return [(fold(word),) if "'" in word else (word[:LONGEST_TERM],) for word in _ASCII.findall(plain.lower())]


def slots_of(found: re.Match[str]) -> Iterator[Slot]:
    """The slots of one match of `PATTERN`: one, or for a list of sections one for each number."""
    kind = found.lastgroup
    if kind == "word":
        if term := fold(found.group()):
            yield Slot((term,), found.start(), found.end())
    elif kind == "section":
        for start, end, terms in citations.section_parts(found):
            yield Slot(terms, start, end)
    elif kind == "emoji":
        yield Slot(_emoji_terms(found.group()), found.start(), found.end())
    else:
        yield Slot(citations.case_terms(found), found.start(), found.end())


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without what people write in different ways: case, width, accents, apostrophes and a possessive *'s*."""
    if not word.isascii():
        wide = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", word).casefold())
        word = "".join(letter for letter in wide if letter.isalnum() or letter in _APOSTROPHES)
        word = re.sub(f"[{_APOSTROPHES}]", "'", word)
    else:
        word = word.lower()
    if "'" in word:
        word = word.removesuffix("'s").replace("'", "")
    return word[:LONGEST_TERM]


@lru_cache(maxsize=20_000)
def stem(term: str) -> str:
    """The stem of a term: Porter2, once American and British spellings are brought together. Others are their own.

    So is what would come down to a stop word: *ONS* is not *on*.
    """
    if not _ASCII_WORD.match(term):
        return term
    term = _IRREGULAR.get(term, term)
    spelt = term
    for spelling, other in _VARIANTS:
        spelt = spelling.sub(other, spelt)
    found = str(porter2(spelt))
    return term if found in STOP_WORDS else found


def key(text: str) -> str:
    """What a whole title, heading, label or alias has in common with a question that names it and nothing else."""
    terms = " ".join(slot.terms[0] for slot in slots(text))
    return terms or " ".join(text.casefold().split())


def loose_key(text: str) -> str:
    """The key of a label such as M01 without leading noughts and spaces, so that *m1* and *M 01* name it too."""
    return re.sub(r"^([a-z]+)0*(\d+)$", r"\1\2", key(text).replace(" ", ""))


def is_stop_word(terms: Sequence[str]) -> bool:
    """Whether a slot holds nothing but a stop word."""
    return len(terms) == 1 and terms[0] in STOP_WORDS


def _emoji_terms(found: str) -> tuple[str, ...]:
    whole = re.sub(MODIFIERS, "", found)
    return tuple(dict.fromkeys((whole, *(part for part in whole.split("\u200d") if part not in "♀♂"))))
