"""People: adding them, their roles and passwords, signing in and out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, insert, select, update

from . import ledger, passwords, tables
from .errors import ConflictError, NotFoundError
from .ledger import Head
from .model import Issue, Person, Role
from .permissions import Action, require
from .store import Store

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Visit:
    """Who makes a request (None: nobody is signed in) and how far the ledger was at its start."""

    person: Person | None
    head: Head


def check_new_person(email: str, name: str, password: str) -> list[Issue]:
    """What is wrong with the particulars of somebody new; empty where nothing is."""
    issues: list[Issue] = []
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        issues.append(Issue("email", "Enter an email address, like name@example.org"))
    if not name.strip() or len(name) > 200:
        issues.append(Issue("name", "Enter a name of at most 200 characters"))
    return issues + check_password(password)


def check_password(password: str) -> list[Issue]:
    """What is wrong with a new password: its length and nothing else matters."""
    if len(password) < passwords.MIN_LENGTH:
        return [Issue("password", f"A password needs at least {passwords.MIN_LENGTH} characters")]
    if len(password) > passwords.MAX_LENGTH:
        return [Issue("password", f"A password can have at most {passwords.MAX_LENGTH} characters")]
    return []


def add_person(store: Store, person: Person, email: str, name: str, role: Role, password: str) -> Person:
    """Add somebody who can sign in. Raises ConflictError if the address is taken. Check the particulars before."""
    require(person, Action.MANAGE_PEOPLE)
    hashed = passwords.hash_password(password)
    address = email.strip().lower()
    with store.writing() as db:
        if db.scalar(select(tables.person.c.id).where(tables.person.c.email == address)):
            raise ConflictError(f"Somebody with the address {address} is there already.")
        now = store.now()
        values = {"email": address, "name": name.strip(), "role": role, "active": True, "created_at": now}
        made = insert(tables.person).values(**values, password_hash=hashed).returning(tables.person.c.id)
        person_id = db.execute(made).scalar_one()
        told = {"email": address, "role": role, "seal": passwords.seal(hashed)}
        ledger.append(db, person, now, "person.added", f"person:{person_id}", told)
    return Person(person_id, address, name.strip(), role)


def set_role(store: Store, person: Person, email: str, role: Role) -> None:
    """Give somebody another role; it counts from their next request."""
    _change(store, person, email, "person.role_set", {"role": role}, {"role": role})


def disable(store: Store, person: Person, email: str) -> None:
    """Keep somebody from signing in and end their sign-ins at once; their history stays."""
    _change(store, person, email, "person.disabled", {"active": False}, {})


def set_password(store: Store, person: Person, email: str, password: str) -> None:
    """Give somebody another password and end their sign-ins. Check the password before."""
    hashed = passwords.hash_password(password)
    _change(store, person, email, "person.password_set", {"password_hash": hashed}, {"seal": passwords.seal(hashed)})


def list_people(store: Store, person: Person) -> list[Person]:
    """Everybody, by address."""
    require(person, Action.MANAGE_PEOPLE)
    with store.reading() as db:
        return [_person(row) for row in db.execute(select(tables.person).order_by(tables.person.c.email))]


def sign_in(store: Store, email: str, password: str, token: str) -> Person | None:
    """Check a password and, if it is right, remember `token` (a secret of at least 128 bits) as this person's.

    None, after the same time, for a wrong password, an unknown address and a disabled person alike.
    """
    with store.reading() as db:
        row = db.execute(select(tables.person).where(tables.person.c.email == email.strip().lower())).first()
    if not passwords.verify(row.password_hash if row else None, password) or row is None or not row.active:
        return None
    with store.writing() as db:
        values = {"token_hash": _token_hash(token), "person_id": row.id, "started_at": store.now()}
        db.execute(insert(tables.sign_in).values(**values))
    return _person(row)


def sign_out(store: Store, token: str) -> None:
    """Forget the token; whoever still has it is signed out."""
    columns = tables.sign_in.c
    with store.writing() as db:
        mine = (columns.token_hash == _token_hash(token)) & columns.ended_at.is_(None)
        db.execute(update(tables.sign_in).where(mine).values(ended_at=store.now()))


def visit(store: Store, token: str | None) -> Visit:
    """Who holds the token, and the head of the ledger."""
    columns = tables.sign_in.c
    with store.reading() as db:
        head = ledger.head(db)
        if token is None:
            return Visit(None, head)
        row = db.execute(
            select(tables.person)
            .join_from(tables.sign_in, tables.person, columns.person_id == tables.person.c.id)
            .where(columns.token_hash == _token_hash(token), columns.ended_at.is_(None), tables.person.c.active)
        ).first()
    return Visit(_person(row) if row else None, head)


def _change(
    store: Store, person: Person, email: str, action: str, values: dict[str, Any], told: dict[str, Any]
) -> None:
    require(person, Action.MANAGE_PEOPLE)
    address = email.strip().lower()
    with store.writing() as db:
        found = db.scalar(select(tables.person.c.id).where(tables.person.c.email == address))
        if found is None:
            raise NotFoundError(f"Nobody has the address {address}.")
        db.execute(update(tables.person).where(tables.person.c.id == found).values(**values))
        if action != "person.role_set":
            mine = (tables.sign_in.c.person_id == found) & tables.sign_in.c.ended_at.is_(None)
            db.execute(update(tables.sign_in).where(mine).values(ended_at=store.now()))
        ledger.append(db, person, store.now(), action, f"person:{found}", told)


def _person(row: Row[Any]) -> Person:
    return Person(row.id, row.email, row.name, Role(row.role), row.active)


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
