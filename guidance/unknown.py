"""Unknown terms: words that readers met and the glossary does not have. A word alone, never what stood round it.

A word may turn out to be somebody's name. So the ledger never holds it, and its row goes as soon as the policy team
has dealt with it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select, update

from . import ledger, tables
from .errors import NotFoundError, StateError
from .model import Issue, Person
from .permissions import Action, require
from .refusing import refuse
from .revisions import MAX_ID
from .store import Store

LONGEST = 40
MOST_WAITING = 2_000

_OWN = tables.unknown_term.c
_PERSONAL = re.compile(r"@|://|www\.|\d{4}", re.IGNORECASE)
"""What an address or a number has, and hardly a word."""
_INVISIBLE = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


class Outcome(StrEnum):
    """What became of an unknown term."""

    IN_GLOSSARY = "in_glossary"
    NOT_A_TERM = "not_a_term"


@dataclass(frozen=True)
class UnknownTerm:
    """A word that waits: as it was written first, how often it was sent, the first and the last time."""

    id: int
    token: str
    times: int
    first_at: datetime
    last_at: datetime


def check_token(token: str) -> list[Issue]:
    """What keeps a word from being sent; empty where nothing does."""
    word = _tidied(token)
    if not word:
        return [Issue("token", "Write the word or emoji")]
    if len(word.split()) > 1:
        return [Issue("token", "Send one word or emoji at a time, without what stood round it")]
    if len(word) > LONGEST:
        return [Issue("token", f"A word can have at most {LONGEST} characters")]
    if any(unicodedata.category(one) in _INVISIBLE for one in word):
        return [Issue("token", "It has a character that cannot be shown: type the word anew")]
    if _PERSONAL.search(word):
        return [Issue("token", "Send the word alone: no name, address or number of anybody")]
    return []


def report(store: Store, person: Person, token: str) -> None:
    """Put a word into the queue; one that waits already counts once more.

    Check it before: raises StateError for what is wrong with it, and where too many wait.
    """
    require(person, Action.REPORT_UNKNOWN_TERM)
    refuse(check_token(token))
    word = _tidied(token)
    with store.writing() as db:
        now = store.now()
        found = db.scalar(select(_OWN.id).where(_OWN.folded == word.casefold()))
        if found is None:
            _require_room(db)
            values = {"token": word, "folded": word.casefold(), "times": 1, "first_at": now, "last_at": now}
            found = db.execute(insert(tables.unknown_term).values(**values).returning(_OWN.id)).scalar_one()
        else:
            more = update(tables.unknown_term).where(_OWN.id == found)
            db.execute(more.values(times=_OWN.times + 1, last_at=now))
        ledger.append(db, person, now, "unknown_term.reported", f"unknown_term:{found}", {})


def waiting(store: Store, person: Person) -> list[UnknownTerm]:
    """What the policy team has not dealt with, what was sent most often first."""
    require(person, Action.READ_DRAFTS)
    columns = _OWN.id, _OWN.token, _OWN.times, _OWN.first_at, _OWN.last_at
    with store.reading() as db:
        found = db.execute(select(*columns).order_by(_OWN.times.desc(), _OWN.first_at, _OWN.id))
        return [UnknownTerm(*row) for row in found]


def settle(store: Store, person: Person, unknown_id: int, outcome: Outcome) -> None:
    """Take a word out of the queue for good. Raises NotFoundError where it does not wait."""
    require(person, Action.DRAFT)
    with store.writing() as db:
        gone = delete(tables.unknown_term).where(_OWN.id == unknown_id).returning(_OWN.id)
        if not 0 < unknown_id <= MAX_ID or db.execute(gone).one_or_none() is None:
            raise NotFoundError("There is no such word in the queue; somebody may have dealt with it.")
        detail = {"outcome": outcome}
        ledger.append(db, person, store.now(), "unknown_term.settled", f"unknown_term:{unknown_id}", detail)


def _tidied(token: str) -> str:
    return unicodedata.normalize("NFC", token).strip()


def _require_room(db: Connection) -> None:
    if (db.scalar(select(func.count()).select_from(tables.unknown_term)) or 0) >= MOST_WAITING:
        raise StateError("The queue is full. Tell the policy team of the word in another way.")
