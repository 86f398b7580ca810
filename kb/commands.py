"""What the commands do, apart from serving. Each takes the configuration and the arguments, and returns its status."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from guidance import checking, people
from guidance.errors import StoreError
from guidance.exporting import export_pack, write_pack
from guidance.importing import load_pack
from guidance.model import OPERATOR, Issue
from guidance.published import Library
from guidance.store import Store, migrate, open_store
from guidance.texts import refresh_renderings
from indexer.index import Index

from .config import Config
from .progress import Progress

Act = Callable[[Config, argparse.Namespace], int]


def init(config: Config, _told: argparse.Namespace) -> int:
    """Make the data folder and the database, or bring an older one to this version."""
    make_store(config).close()
    print(f"The database is ready: {config.data}")
    return 0


def make_store(config: Config) -> Store:
    """The store, made or brought to this version first."""
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    store = open_store(config.database_url, config.now, must_exist=False)
    migrate(store)
    with store.writing() as db:
        refresh_renderings(db)
    return store


def load_packs(config: Config, told: argparse.Namespace) -> int:
    """Load each pack in turn, then let the index catch up."""
    store = open_store(config.database_url, config.now)
    for path in told.packs:
        load_one(store, path)
    update_index(config, Library(store))
    return 0


def load_one(store: Store, path: Path) -> None:
    """Load one pack and say what that did."""
    with Progress(f"Loading {path.name}", "documents") as progress:
        done = load_pack(store, OPERATOR, path, progress)
    if done.changed:
        print(
            f"Loaded {path.name}: {done.changed} of {done.documents} documents changed, {done.editions} editions added."
        )
    else:
        print(f"Loaded {path.name}: all {done.documents} documents were there already; nothing changed.")


def export(config: Config, told: argparse.Namespace) -> int:
    """Write a pack to a file or to standard output."""
    store = open_store(config.database_url, config.now)
    if told.file is None:
        write_pack(store, sys.stdout, told.as_at)
        return 0
    count = export_pack(store, told.file, told.as_at)
    print(f"Wrote {count} documents to {told.file}.")
    return 0


def person_add(config: Config, told: argparse.Namespace) -> int:
    """Add somebody, unless their particulars are wrong."""
    store = open_store(config.database_url, config.now)
    password = _ask_password()
    if status := refused(people.check_new_person(told.email, told.name, password)):
        return status
    person = people.add_person(store, OPERATOR, told.email, told.name, told.role, password)
    print(f"Added {person.email} as {person.role}.")
    return 0


def person_list(config: Config, _told: argparse.Namespace) -> int:
    """Everybody, one a line."""
    for person in people.list_people(open_store(config.database_url, config.now), OPERATOR):
        print(f"{person.email}\t{person.role}\t{'active' if person.active else 'disabled'}\t{person.name}")
    return 0


def person_role(config: Config, told: argparse.Namespace) -> int:
    """Another role."""
    people.set_role(open_store(config.database_url, config.now), OPERATOR, told.email, told.role)
    print(f"{told.email} is now {told.role}.")
    return 0


def person_disable(config: Config, told: argparse.Namespace) -> int:
    """No more signing in."""
    people.disable(open_store(config.database_url, config.now), OPERATOR, told.email)
    print(f"{told.email} can no longer sign in.")
    return 0


def person_password(config: Config, told: argparse.Namespace) -> int:
    """Another password."""
    store = open_store(config.database_url, config.now)
    password = _ask_password()
    if status := refused(people.check_password(password)):
        return status
    people.set_password(store, OPERATOR, told.email, password)
    print(f"The password of {told.email} is changed, and they are signed out everywhere.")
    return 0


def index_status(config: Config, _told: argparse.Namespace) -> int:
    """How far the index is; status 1 where it cannot be used."""
    library = Library(open_store(config.database_url, config.now))
    status = Index.open(config.index_folder).status(library)
    print(f"Index in {config.index_folder}")
    print(f"  {status.units:,} paragraphs of {status.documents:,} documents in {status.segments} segments")
    print(f"  {status.bytes / 1e6:,.1f} MB, at event {status.cursor_seq}, {status.behind} documents behind")
    print("  sound" if status.sound else f"  not sound: {status.problem}. The next search or update mends it.")
    return 0 if status.sound else 1


def index_update(config: Config, _told: argparse.Namespace) -> int:
    """Catch up with the database."""
    level = update_index(config, Library(open_store(config.database_url, config.now)))
    print("The index is level with the database." if level else "Another process is writing the index; it catches up.")
    return 0


def index_rebuild(config: Config, _told: argparse.Namespace) -> int:
    """Make the index anew, aside, and switch."""
    library = Library(open_store(config.database_url, config.now))
    with Progress("Indexing", "documents") as progress:
        Index.open(config.index_folder).rebuild(library, progress)
    print("The index is made anew.")
    return 0


def update_index(config: Config, library: Library) -> bool:
    """Let the index of this machine catch up; whether it is level now."""
    return Index.open(config.index_folder).catch_up(library)


def check(config: Config, _told: argparse.Namespace) -> int:
    """Prove what can be proved; status 1 and a line for each thing that is wrong."""
    store = open_store(config.database_url, config.now)
    found = checking.problems(store)
    status = Index.open(config.index_folder).status(Library(store))
    if not status.sound:
        found.append(f"The index is not sound: {status.problem}. Run: kb index rebuild")
    for word, number in checking.counts(store).items():
        print(f"{number:>8,}  {word.replace('_', ' ')}")
    dangling = checking.dangling(store)
    overlaps = checking.overlaps(store)
    print(f"{len(dangling):>8,}  dangling references")
    print(f"{len(overlaps):>8,}  overlapping senses or facts")
    for line in (*found, *dangling[:20], *overlaps[:20]):
        print(f"kb: {line}", file=sys.stderr)
    if found:
        return 1
    print("The ledger, the texts, force and identity, and the index are as they should be.")
    return 0


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        raise StoreError("The two passwords differ. Nothing was changed.")
    return first


def refused(issues: Iterable[Issue]) -> int:
    """A line for each thing that is wrong; the status, 0 where nothing is."""
    lines = [" ".join(issue.message.split()) for issue in issues]
    for line in lines:
        print(f"kb: {line}.", file=sys.stderr)
    return 1 if lines else 0
