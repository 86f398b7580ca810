"""Explaining a chat with the starter content: the lexicon beside a regular expression, and a whole request."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import guidance
from guidance import people
from guidance.importing import load_pack
from guidance.model import OPERATOR, Kind, Role
from guidance.store import migrate, open_store
from indexer.lexicon import Lexicon
from kb import serving
from kb.app import create_app
from kb.chat import glossary, messages
from kb.config import load

from .load import MILLISECOND

LETTERS, MESSAGES, ROUNDS = 200_000, 10_000, 7
DENSE = 25
"""One word in so many is an expression of the glossary."""
_WORDS = (
    "so i was going to say that it would be nice if we could see each other again when she is back from work but "
    "honestly no idea how long that takes there was a bus strike and my phone had no charge left then we walked along "
    "the river for hours until it got dark and somebody lost their keys which made everyone laugh a lot"
).split()
_FOUND = (
    "ghosted",
    "hinge",
    "tinder",
    "situationship",
    "left on read",
    "red flags",
    "netflix & chill",
    "fwb",
    "catfish",
)
_PASSWORD = "only for a benchmark, and long enough"


@dataclass(frozen=True)
class Chats:
    """Milliseconds of processor, medians: names looked for in so many letters, and a chat from request to page."""

    names: int
    matches: int
    lexicon: float
    words: float
    pattern: float
    request: float
    request_kilobytes: float


def measure(folder: Path) -> Chats:
    """Over the starter content, in a data folder of its own."""
    config = load({"KB_DATA": str(folder), "KB_SECRET_KEY": "only-for-a-benchmark"})
    folder.mkdir()
    store = open_store(config.database_url, config.now, must_exist=False)
    migrate(store)
    load_pack(store, OPERATOR, Path(guidance.__file__).parent / "starter")
    people.add_person(store, OPERATOR, "reader@example.org", "Reader", Role.READER, _PASSWORD)
    store.close()
    app = create_app(config)
    app.config["WTF_CSRF_ENABLED"] = False
    library, today = app.extensions["kb"].library, config.now().date()
    names = [
        name for kind in (Kind.TERM, Kind.SITE) for one in library.in_force(kind, today) for name in glossary.names(one)
    ]
    lexicon, text = Lexicon(names), _prose(random.Random(6), LETTERS)
    told = sorted({re.escape(one.text.casefold()) for one in names}, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(told)})\b")
    browser = app.test_client()
    browser.post("/account/sign-in", data={"email": "reader@example.org", "password": _PASSWORD})
    chat = _chat(random.Random(7))
    ask = lambda: browser.post("/transcript/", data={"text": chat})  # noqa: E731 - a name for what is timed
    page = ask()
    serving.settle()
    if page.status_code != 200 or len(messages.read(chat).messages) != MESSAGES:
        raise ValueError("the chat was not explained")
    return Chats(
        len(names),
        len(lexicon.find(text)),
        _median(lambda: lexicon.find(text)),
        _median(lambda: [one for one in text.lower().split() if one in _FOUND]),
        _median(lambda: list(pattern.finditer(text.casefold())), 1),
        _median(ask, 3),
        len(page.data) / 1_000,
    )


def _prose(chance: random.Random, letters: int) -> str:
    words: list[str] = []
    size = 0
    while size < letters:
        words.append(chance.choice(_FOUND if chance.randrange(DENSE) == 0 else _WORDS))
        size += len(words[-1]) + 1
    return " ".join(words)[:letters]


def _chat(chance: random.Random) -> str:
    """Messages of about sixty characters with their heads."""
    lines = []
    for place in range(MESSAGES):
        head = f"[{1 + place // 400:02}/07/2021, {place % 24:02}:{place % 60:02}:11] {'Sam' if place % 2 else 'Alex'}"
        lines.append(f"{head}: {_prose(chance, 28)}")
    return "\n".join(lines)


def _median(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    found = []
    for _ in range(rounds):
        started = time.process_time()
        act()
        found.append((time.process_time() - started) / MILLISECOND)
    return statistics.median(found)
