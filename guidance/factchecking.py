"""Fact checks by somebody outside: a link that opens once, and a visit to one revision of one draft that ends.

Of a link and of a visit only the SHA-256 is kept, so that whoever reads the database can open neither. A link that
was never made, has run out, was ended or was opened before is refused in the same words.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Connection, Row, insert, select, update

from . import commenting, drafts, ledger, markup, revisions, seals, tables
from .commenting import MAX_REMARK, require_open
from .errors import ConflictError, NotFoundError, StateError
from .markup import clean_source
from .model import Issue, Kind, Paragraph, Person, Role
from .permissions import Action, require
from .refusing import refuse, tidied
from .revisions import MAX_ID
from .store import Store

MIN_DAYS, MAX_DAYS, MAX_NAME = 1, 30, 200
_SECRET_BYTES = 32
_REFUSED = "This link cannot be used. It may have been used already, or have run out. Ask its sender for a new one."

_OWN, _PERSON, _DRAFT = tables.fact_check.c, tables.person.c, tables.draft.c


class Standing(StrEnum):
    """Where an invitation stands at an instant; derived, never stored."""

    SENT = "sent"
    OPENED = "opened"
    ANSWERED = "answered"
    ENDED = "ended"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Invitation:
    """What the team sees of a fact check; the secret is nowhere."""

    id: int
    revision: int
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    answer: str
    standing: Standing


@dataclass(frozen=True)
class FactCheck:
    """What somebody outside sees: the words of one revision, without its internal paragraphs."""

    name: str
    kind: Kind
    title: str
    summary: str
    revision: int
    expires_at: datetime
    paragraphs: tuple[Paragraph, ...]


def check_invitation(name: str, days: int) -> list[Issue]:
    """What is wrong with an invitation before it is made."""
    issues: list[Issue] = []
    if not _line(name) or len(_line(name)) > MAX_NAME:
        issues.append(Issue("name", f"Enter who is asked to check, in at most {MAX_NAME} characters"))
    if not MIN_DAYS <= days <= MAX_DAYS:
        issues.append(Issue("days", f"The link can be open for {MIN_DAYS} to {MAX_DAYS} days"))
    return issues


def invite(store: Store, person: Person, draft_id: int, name: str, days: int) -> str:
    """Ask somebody outside to check the newest revision. Gives the secret of the link, which nobody can read again."""
    require(person, Action.INVITE_FACT_CHECK)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with store.writing() as db:
        draft = drafts.find(db, draft_id)
        require_open(draft, "sent to be checked")
        refuse(check_invitation(name, days))
        now = store.now()
        expires = now + timedelta(days=days)
        made = insert(tables.fact_check).values(
            draft_id=draft.id,
            revision=draft.head,
            name=_line(name),
            made_by=person.id,
            made_at=now,
            expires_at=expires,
            link_hash=_hash(secret),
            visit_hash="",
            answer="",
        )
        made_id = db.execute(made.returning(_OWN.id)).scalar_one()
        detail = {"fact_check": made_id, "revision": draft.head, "expires_at": expires.isoformat()}
        ledger.append(db, person, now, "draft.fact_check_invited", f"draft:{draft.id}", detail)
    return secret


def open_link(store: Store, secret: str) -> str:
    """Spend the link; gives the secret of the visit. To be called for a POST alone: scanners of mail follow links.

    Raises NotFoundError, always in the same words, where the link opens nothing.
    """
    visit_secret = secrets.token_urlsafe(_SECRET_BYTES)
    with store.writing() as db:
        row = _live(db, store.now(), _OWN.link_hash, secret)
        if row.opened_at is not None:
            raise NotFoundError(_REFUSED)
        now = store.now()
        opened = {"visit_hash": _hash(visit_secret), "opened_at": now}
        db.execute(update(tables.fact_check).where(_OWN.id == row.id).values(**opened))
        detail = {"fact_check": row.id, "revision": row.revision}
        ledger.append(db, _outsider(row), now, "draft.fact_check_opened", f"draft:{row.draft_id}", detail)
    return visit_secret


def visit(store: Store, visit_secret: str) -> FactCheck:
    """What the visitor may read. Raises NotFoundError, always in the same words, where there is no such visit now."""
    with store.reading() as db:
        row = _live(db, store.now(), _OWN.visit_hash, visit_secret)
        draft, revision = drafts.find(db, row.draft_id), revisions.find(db, row.draft_id, row.revision)
        shown = [one for one in drafts.paragraphs(db, draft, revision) if markup.INTERNAL not in one.classes]
        content = revision.content
        return FactCheck(
            row.name, draft.kind, content.title, content.summary, row.revision, row.expires_at, tuple(shown)
        )


def check_answer(remarks: Mapping[str, str], answer: str) -> list[Issue]:
    """What is wrong with an answer: there is none, or a part is too long. `remarks` by pid; empty ones do not count."""
    said = {pid: tidied(words) for pid, words in remarks.items()}
    if not tidied(answer) and not any(said.values()):
        return [Issue("answer", "Write an answer, or a remark on a paragraph")]
    told = f"Write at most {MAX_REMARK:,} characters"
    issues = [Issue(f"remark-{pid}", told) for pid, words in said.items() if len(words) > MAX_REMARK]
    return issues + ([Issue("answer", told)] if len(tidied(answer)) > MAX_REMARK else [])


def answer(store: Store, visit_secret: str, remarks: Mapping[str, str], answer: str) -> None:
    """Answer, once: the remarks become comments on the revision that was seen, and the visit is over."""
    with store.writing() as db:
        now = store.now()
        row = _live(db, now, _OWN.visit_hash, visit_secret)
        refuse(check_answer(remarks, answer))
        kept = {pid: words for pid, told in remarks.items() if (words := tidied(told))}
        if not kept.keys() <= _shown_pids(db, row):
            raise StateError("A remark is on a paragraph that is not in the text you were shown.")
        commenting.from_outside(db, row.draft_id, row.revision, row.id, now, kept)
        answered = {"answered_at": now, "answer": tidied(answer)}
        db.execute(update(tables.fact_check).where(_OWN.id == row.id).values(**answered))
        said = seals.of("fact-check", kept, tidied(answer))
        detail = {"fact_check": row.id, "revision": row.revision, "comments": len(kept), "words": said}
        ledger.append(db, _outsider(row), now, "draft.fact_check_answered", f"draft:{row.draft_id}", detail)


def end(store: Store, person: Person, fact_check_id: int) -> None:
    """Close the link and the visit at once. Raises ConflictError where there is nothing left to close."""
    require(person, Action.INVITE_FACT_CHECK)
    with store.writing() as db:
        found = select(tables.fact_check).where(_OWN.id == fact_check_id)
        row = db.execute(found).one_or_none() if 0 < fact_check_id <= MAX_ID else None
        if row is None:
            raise NotFoundError(f"There is no fact check {fact_check_id}.")
        now = store.now()
        if _standing(row, now) not in {Standing.SENT, Standing.OPENED}:
            raise ConflictError(f"This fact check is over already: it is {_standing(row, now)}.")
        db.execute(update(tables.fact_check).where(_OWN.id == row.id).values(ended_at=now))
        ledger.append(db, person, now, "draft.fact_check_ended", f"draft:{row.draft_id}", {"fact_check": row.id})


def list_invitations(store: Store, person: Person, draft_id: int) -> list[Invitation]:
    """Every fact check of a draft, newest first."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        draft, now = drafts.find(db, draft_id), store.now()
        found = db.execute(
            select(tables.fact_check, _PERSON.name.label("maker"))
            .join_from(tables.fact_check, tables.person, _OWN.made_by == _PERSON.id)
            .where(_OWN.draft_id == draft.id)
            .order_by(_OWN.id.desc())
        )
        return [
            Invitation(
                id=row.id,
                revision=row.revision,
                name=row.name,
                made_by=row.maker,
                made_at=row.made_at,
                expires_at=row.expires_at,
                opened_at=row.opened_at,
                answered_at=row.answered_at,
                ended_at=row.ended_at,
                answer=row.answer,
                standing=_standing(row, now),
            )
            for row in found
        ]


def _live(db: Connection, now: datetime, column: Column[str], secret: str) -> Row[Any]:
    """The fact check that a secret opens now. A draft that is published or discarded is checked no longer."""
    row = db.execute(
        select(tables.fact_check, _DRAFT.state)
        .join_from(tables.fact_check, tables.draft, _OWN.draft_id == _DRAFT.id)
        .where(column == _hash(secret), _DRAFT.state.in_(drafts.OPEN))
    ).one_or_none()
    if row is None or _standing(row, now) not in {Standing.SENT, Standing.OPENED}:
        raise NotFoundError(_REFUSED)
    return row


def _standing(row: Row[Any], now: datetime) -> Standing:
    if row.answered_at is not None:
        return Standing.ANSWERED
    if row.ended_at is not None:
        return Standing.ENDED
    if row.expires_at <= now:
        return Standing.EXPIRED
    return Standing.SENT if row.opened_at is None else Standing.OPENED


def _shown_pids(db: Connection, row: Row[Any]) -> set[str]:
    draft, revision = drafts.find(db, row.draft_id), revisions.find(db, row.draft_id, row.revision)
    blocks = drafts.blocks(draft.kind, revision.content)
    pairs = zip(blocks, revision.identity.paragraphs, strict=True)
    return {one.pid for block, one in pairs if not block.internal}


def _outsider(row: Row[Any]) -> Person:
    """Who the ledger says it was: the fact check, since whoever holds the link is nobody that we know."""
    return Person(0, f"fact check {row.id}", row.name, Role.READER)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _line(name: str) -> str:
    return " ".join(clean_source(name).split())
