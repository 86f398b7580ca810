"""What search knows beside the texts: what means the same, and answers that go first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask import Flask, current_app

from guidance import curating
from guidance.curating import Kept, PromotedAnswer
from guidance.model import Edition, Kind
from guidance.published import Library, Standing
from indexer.analysis import key
from indexer.thesaurus import Thesaurus

from . import access
from .dates import Reading
from .services import services
from .shelves import Latest

_SHORT = 6
"""Letters up to which a name of an authority in capitals is a short form."""
_WRITTEN_OTHERWISE = frozenset({"abbreviation", "emoji", "algospeak", "misspelling"})


@dataclass(frozen=True)
class SearchWords:
    """`thesaurus` widens a question; `promoted` are the answers that go first, by the key of the question."""

    thesaurus: Thesaurus
    promoted: dict[str, PromotedAnswer]


def init_app(app: Flask) -> None:
    """Remember them until anything is recorded."""
    app.extensions["kb.search_words"] = Latest[SearchWords]()


def search_words() -> SearchWords:
    """As they are today, whatever date is read: they widen what is looked for, and add nothing to what was in force."""
    known = services()
    latest = cast("Latest[SearchWords]", current_app.extensions["kb.search_words"])
    state = id(known), known.memory.generation(access.head(), known.config.now())
    return latest.of(state, _read)


def promoted(words: str, reading: Reading) -> Standing | Edition | None:
    """What the policy team lets go first for just these words, if it is in force as at the date."""
    found = search_words().promoted.get(key(words))
    if found is None:
        return None
    library = services().library
    if found.anchor:
        target = found.kind, found.slug, found.anchor
        return library.follow([target], reading.as_at, reading.known_at).get(target)
    editions = library.in_force_of([(found.kind, found.slug)], reading.as_at, reading.known_at)
    return editions[0] if editions else None


def _read() -> SearchWords:
    known = services()
    return made(curating.kept(known.store), known.library, known.config.now().date())


def made(kept: Kept, library: Library, today: date) -> SearchWords:
    """From what the policy team keeps and what the glossary says today."""
    means = [pair for one in library.in_force(Kind.TERM, today) for pair in _of_term(one)]
    means += [pair for one in library.in_force(Kind.AUTHORITY, today) for pair in _of_law(one)]
    same = [one.expressions for one in kept.synonyms]
    return SearchWords(Thesaurus(same, means), {key(one.words): one for one in kept.promoted})


def _of_term(edition: Edition) -> Iterable[tuple[str, str]]:
    """Short forms, emoji and other spellings stand for the name of the term; an ordinary word does not."""
    for one in edition.facts.get("aliases", ()):
        if one["type"] in _WRITTEN_OTHERWISE and not one.get("needs_context"):
            yield one["text"], edition.title


def _of_law(edition: Edition) -> Iterable[tuple[str, str]]:
    for one in edition.facts.get("names", ()):
        if one.isupper() and len(one) <= _SHORT:
            yield one, edition.title
