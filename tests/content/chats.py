"""Sixty-four invented chats with the notes they should have: `{ghosted|ghosting}` is an expression and its entry.

A question mark after the entry says that it stays faint: it is an ordinary word too. Each is written in one of the
forms in which chats are exported, so that the marks can be taken out and the rest is what a person would paste.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Expected:
    """A note that a chat should have: where, on what, and whether it is faint."""

    start: int
    end: int
    slug: str
    faint: bool


@dataclass(frozen=True)
class Chat:
    """A chat as it would be pasted, its day, and the notes it should have."""

    name: str
    text: str
    day: date | None
    expected: Sequence[Expected]


def _bracket(when: datetime, who: str, what: str) -> str:
    return f"[{when:%d/%m/%Y}, {when:%H:%M:%S}] {who}: {what}"


def _american(when: datetime, who: str, what: str) -> str:
    return f"[{when.month}/{when.day}/{when:%y}, {when:%I:%M:%S}\u202f{when:%p}] {who}: {what}"


def _dash(when: datetime, who: str, what: str) -> str:
    return f"{when:%d/%m/%Y}, {when:%H:%M} - {who}: {what}"


def _iso(when: datetime, who: str, what: str) -> str:
    return f"{when:%Y-%m-%d %H:%M} {who}: {what}"


def _named(_: datetime, who: str, what: str) -> str:
    return f"{who}: {what}"


def _plain(_: datetime, __: str, what: str) -> str:
    return what


FORMS: dict[str, Callable[[datetime, str, str], str]] = {
    "bracket": _bracket, "american": _american, "dash": _dash, "iso": _iso, "named": _named, "plain": _plain,
}  # fmt: skip

# A day late in its month settles which number of a date is the day.
_TOLD: Sequence[tuple[str, str, Sequence[str]]] = (
    ("bracket", "2015-06-24", ("met anyone on {tinder|tinder} yet?", "one guy but he {ghosted|ghosting} me after a week")),
    ("dash", "2016-03-19", ("he just stopped answering, total {slow fade|slow-fade}", "that is worse than being {ghosted|ghosting}")),
    ("iso", "2018-09-30", ("its more of a {situationship|situationship}", "so no {DTR talk|dtr} then")),
    ("bracket", "2019-02-14", ("{netflix & chill|netflix-and-chill} tonight?", "i have work at six sorry")),
    ("dash", "2014-11-21", ("{u up?|u-up?}", "it is two in the morning, go to sleep")),
    ("bracket", "2020-05-28", ("she has been {love bombing|love-bombing} me, flowers every day", "{red flags|red-flag} everywhere honestly")),
    ("american", "2021-07-23", ("are you on {Hinge|hinge}", "deleted it, too many {catfished|catfishing} profiles")),
    ("dash", "2022-10-17", ("he keeps {breadcrumbing|breadcrumbing} me", "then {unmatch|unmatch} him and be done")),
    ("bracket", "2023-01-31", ("you have so much {rizz|rizz}", "stop it, that is not {no cap|cap-emoji} at all")),
    ("iso", "2024-08-22", ("{delulu|delulu} is not a plan", "let me dream")),
    ("named", "", ("{we matched|match} on {Bumble|bumble} last night", "did she use the {opening move|opening-move}")),
    ("plain", "", ("{left on read|read-receipt} again",)),
    ("plain", "", ("he said {fwb|friends-with-benefits} or nothing", "i said nothing then")),
    ("bracket", "2017-12-27", ("send me a {dick pic|d-pic} and you are {blocked|block-and-report} for good", "why would i do that")),
    ("dash", "2018-04-25", ("do you {sext|sexting}", "not with people i have not met")),
    ("bracket", "2021-11-29", ("i think he was {gaslighting|gaslighting} me", "it sounded like it from here")),
    ("iso", "2013-05-20", ("found you on {Grindr|grindr}", "yes been on it since march")),
    ("dash", "2012-08-18", ("are you on {plenty of fish|plenty-of-fish}", "who is not these days")),
    ("bracket", "2010-10-26", ("saw your advert on {Craigslist|craigslist-personals}", "yes it is still up")),
    ("bracket", "2016-06-23", ("{swipe right|swipe} if you like dogs", "i only like cats")),
    ("dash", "2020-09-22", ("he is {zombieing|zombieing} me after a year", "do not answer him")),
    ("iso", "2021-02-23", ("{orbiting|orbiting?} again, likes each story", "and never writes, i know")),
    ("bracket", "2022-12-28", ("this is a {romance fraud|romance-fraud}, he asked for money", "report it to the bank today")),
    ("dash", "2019-08-31", ("i was {stealthed|stealthing}", "i am so sorry, do you want to talk")),
    ("bracket", "2023-06-19", ("he threatened to leak them, it is {sextortion|sextortion}", "keep every message please")),
    ("dash", "2023-03-27", ("they made a {deepfake|deepfake} of her", "that is awful, did she report it")),
    ("iso", "2022-05-24", ("{gostingggg|ghosting} me again", "sorry my phone died")),
    ("bracket", "2018-07-30", ("GHOSTING me is not nice".replace("GHOSTING", "{GHOSTING|ghosting}"), "i was asleep")),
    ("dash", "2024-02-29", ("{situationshippp|situationship} season", "never again for me")),
    ("plain", "", ("{ｇｈｏｓｔｉｎｇ|ghosting} is rude",)),
    ("named", "", ("that is {love-bombing|love-bombing} and you know it", "{lovebombing|love-bombing} or being nice?")),
    ("bracket", "2020-01-25", ("{hook-up|hook-up} or date?", "date please")),
    ("dash", "2021-09-18", ("i want {s3x|seggs}", "i do not, and i said so")),
    ("iso", "2023-10-29", ("she is into {seggs|seggs} talk online", "not my thing")),
    ("bracket", "2019-05-27", ("see you {🍆|aubergine-emoji}", "please do not send me that")),
    ("dash", "2020-12-23", ("{🍑|peach-emoji} {💦|sweat-emoji}", "stop sending those")),
    ("iso", "2021-06-22", ("{🍆🏽|aubergine-emoji} tonight", "no")),
    ("bracket", "2022-08-21", ("that was funny {💀|skull-emoji}", "i know right")),
    ("plain", "", ("ok {😏|smirk-emoji}",)),
    ("dash", "2019-10-30", ("the ghost train at the fair was good".replace("ghost", "{ghost|ghosting?}"), "we should go again")),
    ("bracket", "2018-01-29", ("i snapped the lead of my charger", "the shop has another for a tenner")),
    ("iso", "2017-03-28", ("she matched the paint perfectly", "the wall looks new")),
    ("plain", "", ("the boat was tendered to the harbour", "we walked home along the wall")),
    ("bracket", "2019-07-26", ("her coat is by the door", "thank you, she was looking everywhere")),
    ("dash", "2021-04-24", ("zobaczymy się jutro?", "tak, o dziewiątej, pisz na {WhatsApp|whatsapp}")),
    ("bracket", "2022-03-23", ("wyt ti ar {Tinder|tinder}?", "nac ydw, dim diolch")),
    ("iso", "2020-07-22", ("kal milte hain, {Instagram|instagram} pe batao", "theek hai")),
    ("dash", "2023-09-21", ("tu vas sur {Snapchat|snapchat} toi", "non jamais")),
    ("named", "", ("<script>alert(1)</script> {ghosted|ghosting}", "&lt;b&gt; {unmatched|unmatch}")),
    ("bracket", "2020-02-20", ("=HYPERLINK(\"x\") {ghosting|ghosting}", "what is that")),
    ("dash", "2021-12-31", ("\u202egnitsohg \u200f {ghosting|ghosting}", "odd")),
    ("plain", "", ("{ghosting|ghosting}" + "!" * 300,)),
    ("plain", "", ("a" * 3000 + " {ghosting|ghosting}",)),
    ("bracket", "2024-11-30", ("{ghosting|ghosting}\nand a second line\n\nand a fourth {catfish|catfishing}", "long one")),
    ("iso", "2025-05-26", ("he is {clear-coding|clear-coding} all of it", "about time")),
    ("dash", "2026-01-28", ("{zip-coding|zip-coding} again are we", "only within five miles")),
    ("bracket", "2025-10-31", ("total {red flag|red-flag} and {ghosting|ghosting}", "agreed")),
    ("american", "2022-04-29", ("are you {ENM|enm}?", "we are, both of us know")),
    ("iso", "2019-11-25", ("{NSA|nsa?} only", "i am looking for more than that")),
    ("dash", "2018-10-28", ("they {catfished|catfishing} him for months", "poor man")),
    ("bracket", "2017-08-27", ("{kittenfishing|kittenfishing} with photos ten years old", "we all do a bit of that")),
    ("dash", "2021-10-19", ("her {OnlyFans|onlyfans} is private", "so leave it alone then")),
    ("named", "", ("met on {POF|plenty-of-fish}, moved to {Kik|kik}", "why move")),
    ("bracket", "2020-11-27", ("he is {cuffing|cuffing-season} for winter, classic {cuffing season|cuffing-season}", "it is november after all")),
)  # fmt: skip
_PEOPLE = ("Sam", "Alex")


def chats() -> Iterator[Chat]:
    """All of them."""
    for number, (form, day, lines) in enumerate(_TOLD, 1):
        begun = datetime.fromisoformat(f"{day or '2021-01-31'}T21:00:11")
        text, expected = "", list[Expected]()
        for place, line in enumerate(lines):
            head, _, tail = FORMS[form](begun + timedelta(minutes=place), _PEOPLE[place % 2], "\0").partition("\0")
            text += ("\n" if text else "") + head
            for written, slug in _pieces(line):
                if slug:
                    expected.append(Expected(len(text), len(text) + len(written), slug.rstrip("?"), slug.endswith("?")))
                text += written
            text += tail
        yield Chat(f"{number:02} {form}", text, date.fromisoformat(day) if day else None, expected)


def _pieces(line: str) -> Iterator[tuple[str, str]]:
    for part in line.split("{"):
        marked, brace, rest = part.partition("}")
        if brace and "|" in marked:
            written, _, slug = marked.partition("|")
            yield written, slug
            yield rest, ""
        else:
            yield part, ""
