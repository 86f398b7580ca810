"""Demonstration: set up with the starter content and people whose sign-ins are printed, then serve."""

from __future__ import annotations

import argparse
import os
import secrets
import time
import tomllib
from dataclasses import replace
from pathlib import Path

import guidance
from guidance import curating, ledger, people
from guidance.ledger import Event
from guidance.model import OPERATOR, Role
from guidance.published import Library
from guidance.store import Store

from . import commands, serving
from .config import Config

STARTER = Path(guidance.__file__).parent / "starter"
SYNONYMS = Path(__file__).with_name("synonyms.toml")
PEOPLE = {
    "reader@example.org": ("Robin Reader", Role.READER),
    "author@example.org": ("Asha Author", Role.AUTHOR),
    "reviewer@example.org": ("Rhys Reviewer", Role.REVIEWER),
    "publisher@example.org": ("Pat Publisher", Role.PUBLISHER),
    "admin@example.org": ("Ade Administrator", Role.ADMINISTRATOR),
}


def demo(config: Config, told: argparse.Namespace) -> int:
    """Make what is missing, keep what is there, print the sign-ins and serve."""
    config = serving.with_told(config, told)
    serving.require_free_port(config)
    begun = time.monotonic()
    store = commands.make_store(config)
    commands.load_one(store, STARTER)
    commands.update_index(config, Library(store))
    password = _people(config, store)
    _keep_synonyms(store)
    store.close()
    print(f"Ready after {time.monotonic() - begun:.1f} seconds. Sign in as one of these, for demonstration only:")
    for email in PEOPLE:
        print(f"  {email}   password {password}")
    serving.run_server(replace(config, secret_key=config.secret_key or _kept(config.data / "secret-key")))
    return 0


def _people(config: Config, store: Store) -> str:
    """Give every demonstration person the one password, made once and kept in the data folder."""
    kept = config.data / "demo-password"
    before = kept.read_text(encoding="utf-8") if kept.exists() else ""
    password = config.demo_password or before or "-".join(secrets.token_hex(2) for _ in range(4))
    there = {person.email for person in people.list_people(store, OPERATOR)}
    for email, (name, role) in PEOPLE.items():
        if email not in there:
            people.add_person(store, OPERATOR, email, name, role, password)
        elif password != before:
            people.set_password(store, OPERATOR, email, password)
    _keep(kept, password)
    return password


def _keep_synonyms(store: Store) -> None:
    """Begin with the synonyms of the starter content; whoever takes them out again has that respected."""
    if any(one.action == "search.synonym_added" for one in _events(store)):
        return
    author = next(one for one in people.list_people(store, OPERATOR) if one.email == "author@example.org")
    for expressions in tomllib.loads(SYNONYMS.read_text("utf-8"))["same"]:
        curating.add_synonym(store, author, expressions)


def _events(store: Store) -> list[Event]:
    with store.reading() as db:
        return list(ledger.events(db))


def _kept(path: Path) -> str:
    """A secret kept in the data folder, made the first time."""
    if not path.exists():
        _keep(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8")


def _keep(path: Path, secret: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(secret)
