"""The part of a page that is one person's: what they follow, what changed since they read it, the way to manage it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g, request

from guidance import following
from guidance.changes import ParagraphChange
from guidance.errors import NotFoundError
from guidance.following import Follow, Followed, Scope
from guidance.model import Edition, Force, Kind, Person
from guidance.store import Store
from guidance.workflow import ChangeClass

from . import access, previewing
from .classes import WORDS
from .links import BY_KIND, link, page_date
from .services import services
from .telling import numbered

MOST_REMEMBERED = 1_000
SHOWN = 8
"""Paragraphs that are named in the box; the comparison has them all."""


@dataclass(frozen=True)
class Subject:
    """What a page lets a person follow: `words` end the sentence “Follow …”. Feed: the name of a feed, or empty.

    `shown`: the edition that the page shows, where it is the page of a document.
    """

    scope: Scope
    target: str
    words: str
    feed: str = ""
    kind: Kind | None = None
    slug: str = ""
    shown: Edition | None = None


def of_document(kind: Kind, slug: str, shown: Edition | None = None) -> Subject:
    """The subject of a document's own page."""
    return Subject(Scope.DOCUMENT, f"{kind}:{slug}", "this page", f"{kind}/{slug}", kind, slug, shown)


@dataclass(frozen=True)
class Since:
    """What changed in substance since the person read a document: where each paragraph is, and what became of it."""

    read: int
    newest: int
    changes: Sequence[tuple[str, str, str]]
    more: int
    compare_url: str


@dataclass(frozen=True)
class Personal:
    """What the frame shows beside the content. Address: of this page, its dates included."""

    subject: Subject
    follow: Follow | None
    since: Since | None
    manage_url: str
    address: str


@dataclass(frozen=True)
class Own:
    """What a person follows and has read, and a name for it that changes with it."""

    followed: Followed
    key: str


class Follows:
    """What each person follows, remembered until anybody writes anything to the database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._epoch: int | None = None
        self._known: dict[int, Own] = {}

    def of(self, person: Person) -> Own:
        """As `following.followed` would say now."""
        epoch = self._store.epoch()
        if epoch is None:
            return self._ask(person)
        if self._epoch != epoch or len(self._known) >= MOST_REMEMBERED:
            self._known, self._epoch = {}, epoch
        known = self._known
        if person.id not in known:
            found = self._ask(person)
            if self._store.epoch() != epoch:
                return found
            known[person.id] = found
        return known[person.id]

    def _ask(self, person: Person) -> Own:
        found = following.followed(self._store, person)
        return Own(found, hashlib.sha256(repr(found).encode()).hexdigest())


def init_app(app: Flask) -> None:
    """Remember what people follow."""
    app.extensions["kb.follows"] = Follows(app.extensions["kb"].store)


def followed() -> Followed:
    """What the person of this request follows."""
    return _own().followed


def key() -> str:
    """A name for all that this person's part of a page hangs on."""
    person = access.person()
    return f"{person.role} {_own().key}" if person and not previewing.instant() else ""


def part(subject: Subject | None) -> Personal | None:
    """This person's part of a page; None where there is nothing to follow, or nobody who could."""
    if subject is None or access.person() is None or previewing.instant():
        return None
    manage = ""
    if subject.kind and access.in_policy_team():
        manage = link("managing.show", kind=subject.kind.value, slug=subject.slug)
    address = request.full_path.rstrip("?")
    return Personal(subject, followed().of(subject.scope, subject.target), _since(subject), manage, address)


def _own() -> Own:
    if "own" not in g:
        g.own = cast("Follows", current_app.extensions["kb.follows"]).of(access.signed_in())
    return cast("Own", g.own)


def _since(subject: Subject) -> Since | None:
    if subject.kind is None or not _may_be_unread(subject.shown):
        return None
    try:
        found = following.unread(services().store, access.signed_in(), subject.kind, subject.slug)
    except NotFoundError:
        return None
    if found is None or not found.changes:
        return None
    section = BY_KIND[subject.kind].name
    url = link(f"{section}.compare", slug=subject.slug, old=found.read, new=found.newest)
    told = [_told(one, url) for one in found.changes[:SHOWN]]
    return Since(found.read, found.newest, told, len(found.changes) - len(told), url)


def _may_be_unread(shown: Edition | None) -> bool:
    """Whether it is worth asking: most pages are not followed, or are read already, and then nothing is asked."""
    if shown is None or shown.force is not Force.IN_FORCE or not page_date().is_today or page_date().known_at:
        return False
    own = followed()
    read = (own.read or {}).get(shown.document.id)
    return read != shown.ordinal and any(one.holds(shown.document) for one in own.follows)


def _told(one: ParagraphChange, url: str) -> tuple[str, str, str]:
    """The number of a paragraph, what became of it where that is more than new words, where the comparison shows it."""
    words = "" if one.change_class is ChangeClass.SUBSTANTIVE else WORDS[one.change_class].lower()
    return numbered(one), words, f"{url}#change-{one.pid}"
