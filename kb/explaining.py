"""Explaining a chat, for the page and the API alike: what was asked, and the chat with its notes. Nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from flask import Flask, current_app

from guidance.model import Issue

from . import access
from .chat import annotating, files, messages
from .chat.annotating import Note
from .chat.files import Columns
from .chat.glossary import Glossary
from .chat.messages import Chat, Order
from .dates import BadDateError, parse_parts
from .links import page_date
from .mythfinding import Found, MythFinder
from .services import services
from .shelves import Latest


@dataclass(frozen=True)
class Asked:
    """What somebody asked to have explained, and what is wrong with it. `headings`: of a CSV, to choose from."""

    text: str = ""
    order: Order = Order.UNKNOWN
    day: date | None = None
    hide_names: bool = False
    show: str = ""
    ordinary: bool = False
    issues: Sequence[Issue] = ()
    headings: Sequence[str] = ()
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Explained:
    """A chat with all its notes, in the order of the text."""

    chat: Chat
    notes: Sequence[Note]


def init_app(app: Flask) -> None:
    """Remember the glossary of what is published; never a chat."""
    app.extensions["kb.glossary"] = Latest[Glossary]()
    app.extensions["kb.myth_finder"] = Latest[MythFinder]()


def glossary() -> Glossary:
    """The terms and sites in force as at the page's date."""
    found = cast("Latest[Glossary]", current_app.extensions["kb.glossary"])
    return found.of(_state(), lambda: Glossary(services().library, page_date()))


def myths_in(sentence: str) -> list[Found]:
    """The myths that a sentence may lean on, best first, of those in force as at the page's date."""
    found = cast("Latest[MythFinder]", current_app.extensions["kb.myth_finder"])
    finder = found.of(_state(), lambda: MythFinder(services().library, page_date()))
    return finder.find(sentence, glossary())


def _state() -> tuple[object, ...]:
    """A name for what is published and the dates of the page."""
    known, reading = services(), page_date()
    generation = known.memory.generation(access.head(), known.config.now())
    return id(known), generation, reading.as_at, reading.known_at


def asked(form: Mapping[str, str], file_name: str, content: bytes) -> Asked:
    """What the form says. A file that was chosen counts instead of the text."""
    order = form.get("order", "")
    parts = tuple(form.get(f"day_{one}", "").strip() for one in ("day", "month", "year"))
    issues: list[Issue] = []
    day = None
    if any(parts):
        try:
            day = parse_parts(*parts)
        except BadDateError as error:
            issues.append(Issue("day_day", str(error)))
    columns = Columns(*(form.get(f"column_{one}", "") for one in ("text", "sender", "sent")))
    if file_name:
        found = files.opened(file_name, content, columns)
    elif form.get("csv") == "1":
        found = files.from_csv(form.get("text", ""), columns)
    else:
        # A browser sends every end of a line as two characters; a chat has one.
        found = files.within(files.Opened(form.get("text", "").replace("\r\n", "\n")))
    if found.issue:
        issue = found.issue
        empty = not file_name and issue.field == "file"
        issues.insert(0, Issue("text", issue.message) if empty else issue)
    return Asked(
        found.text or form.get("text", ""),
        Order(order) if order in set(Order) else Order.UNKNOWN,
        day,
        form.get("hide_names") == "1",
        form.get("show", "") if form.get("show") in set(annotating.Type) else "",
        form.get("ordinary") == "1",
        issues,
        found.headings,
        form,
    )


def explained(text: str, order: Order = Order.UNKNOWN, day: date | None = None) -> Explained:
    """The chat with all its notes."""
    chat = messages.read(text, order, day)
    return Explained(chat, annotating.annotate(chat, glossary()))
