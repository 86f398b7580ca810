"""What the policy team keeps for search: expressions that mean the same, and answers that go first. At once in force.

No guidance text is touched by it. Each change is an event, so it can be told later why something went first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from . import ledger, tables
from .errors import NotFoundError, StateError
from .markup import parse_target
from .model import Issue, Kind, Person
from .permissions import Action, require
from .refusing import refuse
from .revisions import MAX_ID
from .store import Store

LONGEST = 80
MOST_EXPRESSIONS = 12
MOST_KEPT = 2_000

_SYNONYM, _PROMOTED = tables.synonym.c, tables.promoted_answer.c


@dataclass(frozen=True)
class Synonym:
    """Expressions of which a search for one looks for the others too, counting less."""

    id: int
    expressions: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class PromotedAnswer:
    """The document (with an anchor, the place in it) that goes first where the question is just these words."""

    id: int
    words: str
    kind: Kind
    slug: str
    anchor: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Kept:
    synonyms: tuple[Synonym, ...]
    promoted: tuple[PromotedAnswer, ...]


def kept(store: Store) -> Kept:
    """What is kept for search; every reader's search uses it."""
    who = tables.person.c.name.label("by")
    synonyms = select(_SYNONYM.id, _SYNONYM.expressions, who, _SYNONYM.at).join_from(tables.synonym, tables.person)
    columns = _PROMOTED.id, _PROMOTED.words, _PROMOTED.kind, _PROMOTED.slug, _PROMOTED.anchor
    promoted = select(*columns, who, _PROMOTED.at).join_from(tables.promoted_answer, tables.person)
    synonyms, promoted = synonyms.order_by(_SYNONYM.id), promoted.order_by(_PROMOTED.words)
    with store.reading() as db:
        same = [Synonym(row.id, tuple(row.expressions), row.by, row.at) for row in db.execute(synonyms)]
        first = [
            PromotedAnswer(row.id, row.words, Kind(row.kind), row.slug, row.anchor, row.by, row.at)
            for row in db.execute(promoted)
        ]
    return Kept(tuple(same), tuple(first))


def check_synonym(expressions: Sequence[str]) -> list[Issue]:
    """What is wrong with expressions that are to mean the same; empty where nothing is."""
    told = _distinct(expressions)
    if not 2 <= len(told) <= MOST_EXPRESSIONS:
        return [Issue("expressions", f"Give from 2 to {MOST_EXPRESSIONS} different expressions, one on each line")]
    return [issue for one in told for issue in _check_words("expressions", one)]


def add_synonym(store: Store, person: Person, expressions: Sequence[str]) -> int:
    """Let a search for any of the expressions look for the others too; its id.

    Check them before: raises StateError for what is wrong with them.
    """
    require(person, Action.CURATE_SEARCH)
    refuse(check_synonym(expressions))
    told = _distinct(expressions)
    with store.writing() as db:
        if (db.scalar(select(func.count()).select_from(tables.synonym)) or 0) >= MOST_KEPT:
            raise StateError(f"There are {MOST_KEPT:,} already: take some out first.")
        now = store.now()
        values = {"expressions": list(told), "person_id": person.id, "at": now}
        made: int = db.execute(insert(tables.synonym).values(**values).returning(_SYNONYM.id)).scalar_one()
        ledger.append(db, person, now, "search.synonym_added", f"synonym:{made}", {"expressions": list(told)})
    return made


def remove_synonym(store: Store, person: Person, synonym_id: int) -> None:
    """Let them no longer mean the same."""
    require(person, Action.CURATE_SEARCH)
    with store.writing() as db:
        gone = delete(tables.synonym).where(_SYNONYM.id == synonym_id).returning(_SYNONYM.expressions)
        told = db.execute(gone).scalar_one_or_none() if 0 < synonym_id <= MAX_ID else None
        if told is None:
            raise NotFoundError("There are no such synonyms; somebody may have taken them out.")
        detail = {"expressions": told}
        ledger.append(db, person, store.now(), "search.synonym_removed", f"synonym:{synonym_id}", detail)


def check_answer(words: str, target: str) -> list[Issue]:
    """What is wrong with words and the target that answers them; whether that is published is seen when it is kept."""
    wrong = _check_words("words", _tidied(words))
    if parse_target(target.strip()) is None:
        wrong.append(
            Issue("target", "Give what answers as kind:address, such as guidance:consent or guidance:myths#m01")
        )
    return wrong


def promote(store: Store, person: Person, words: str, target: str) -> int:
    """Let a document go first for just these words, in place of what went first for them before; its id.

    Check them before: raises StateError for what is wrong with them, NotFoundError where nothing published is meant.
    """
    require(person, Action.CURATE_SEARCH)
    refuse(check_answer(words, target))
    told = _tidied(words)
    pointed = parse_target(target.strip())
    kind, slug, anchor = pointed if pointed else (Kind.GUIDANCE, "", "")
    with store.writing() as db:
        document = tables.document.c
        if db.scalar(select(document.id).where(document.kind == kind, document.slug == slug)) is None:
            raise NotFoundError(f"Nothing is published as {kind}:{slug}.")
        now = store.now()
        db.execute(delete(tables.promoted_answer).where(_PROMOTED.words == told.casefold()))
        place = {"kind": kind, "slug": slug, "anchor": anchor}
        values = {"words": told.casefold(), **place, "person_id": person.id, "at": now}
        made: int = db.execute(insert(tables.promoted_answer).values(**values).returning(_PROMOTED.id)).scalar_one()
        detail = {"words": told.casefold(), **place}
        ledger.append(db, person, now, "search.answer_promoted", f"promoted_answer:{made}", detail)
    return made


def demote(store: Store, person: Person, answer_id: int) -> None:
    """Let it no longer go first."""
    require(person, Action.CURATE_SEARCH)
    with store.writing() as db:
        gone = delete(tables.promoted_answer).where(_PROMOTED.id == answer_id).returning(_PROMOTED.words)
        told = db.execute(gone).scalar_one_or_none() if 0 < answer_id <= MAX_ID else None
        if told is None:
            raise NotFoundError("There is no such answer; somebody may have taken it out.")
        subject = f"promoted_answer:{answer_id}"
        ledger.append(db, person, store.now(), "search.answer_demoted", subject, {"words": told})


def _check_words(field: str, words: str) -> list[Issue]:
    if not words or not any(one.isalnum() or unicodedata.category(one) == "So" for one in words):
        return [Issue(field, "Write a word or a few, or an emoji")]
    if len(words) > LONGEST:
        return [Issue(field, f"“{words[:30]}…” is longer than {LONGEST} characters")]
    return []


def _distinct(expressions: Sequence[str]) -> tuple[str, ...]:
    """Each once, without those that are empty."""
    found = {told.casefold(): told for one in expressions if (told := _tidied(one))}
    return tuple(found.values())


def _tidied(words: str) -> str:
    return " ".join(unicodedata.normalize("NFC", words).split())
