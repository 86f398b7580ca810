"""What the commands in which somebody acts have in common: who it is, and how numbers, dates and files are given."""

from __future__ import annotations

import argparse
import json
import sys
from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from guidance import people
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.model import OPERATOR, Kind, Person
from guidance.revisions import MAX_ID
from guidance.store import Store, open_store

from .commands import Act
from .config import Config
from .dates import BadDateError, parse_day, parse_instant

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def family(acts: Commands, name: str, told: str) -> Commands:
    """A command that is nothing without one of its own commands."""
    parser = acts.add_parser(name, help=told, description=told)
    return parser.add_subparsers(title="commands", required=True, metavar="COMMAND")


def command(acts: Commands, name: str, act: Act, told: str) -> argparse.ArgumentParser:
    """A command in which somebody acts."""
    parser = acts.add_parser(name, help=told, description=told)
    parser.add_argument("--as", dest="person", required=True, metavar="EMAIL", help="who acts")
    parser.set_defaults(act=act)
    return parser


def document(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """The same, about a document."""
    parser.add_argument("kind", type=Kind, choices=list(Kind), metavar="KIND", help=", ".join(Kind))
    parser.add_argument("slug", metavar="SLUG", help="the last part of its address")
    return parser


def acting(config: Config, told: argparse.Namespace) -> tuple[Store, Person]:
    """The database and whoever acts. Raises NotFoundError for nobody, PermissionDeniedError for who is kept out."""
    store = open_store(config.database_url, config.now)
    address = told.person.strip().lower()
    found = next((one for one in people.list_people(store, OPERATOR) if one.email == address), None)
    if found is None:
        raise NotFoundError(f"Nobody has the address {address}.")
    if not found.active:
        raise PermissionDeniedError(f"{found.name} can no longer sign in, and cannot act here either.")
    return store, found


def number(told: str) -> int:
    """A number that something may have: 1, 2, 3 and so on."""
    if not (told.isascii() and told.isdigit() and 0 < int(told[:20]) <= MAX_ID):
        raise ArgumentTypeError(f"“{told[:40]}” is not a number such as 1, 2 or 3")
    return int(told)


def day(told: str) -> date:
    """A civil date."""
    try:
        return parse_day(told)
    except BadDateError as error:
        raise ArgumentTypeError(str(error)) from error


def instant(told: str) -> datetime:
    """An instant; of London's clocks, where no other zone is named."""
    try:
        if len(told) <= len("2026-12-01"):
            raise BadDateError(f"“{told}” has no time of day. Write it like 2026-12-01T09:30.")
        return parse_instant(told)
    except BadDateError as error:
        raise ArgumentTypeError(str(error)) from error


def target(told: str) -> tuple[Kind, str]:
    """A document, as `kind:slug`."""
    kind, _, slug = told.partition(":")
    if kind not in set(Kind) or not slug:
        raise ArgumentTypeError(f"“{told[:40]}” is not a document such as guidance:myths")
    return Kind(kind), slug


def topics(told: str) -> tuple[str, ...]:
    """Topics with commas between them."""
    return tuple(one.strip() for one in told.split(",") if one.strip())


def read_text(path: Path) -> str:
    """The text of a file, or of standard input for `-`. Raises StateError where it is not UTF-8."""
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StateError(f"{path} is not UTF-8 text.") from error


def read_facts(path: Path) -> Mapping[str, Any]:
    """The facts in a file of JSON. Raises StateError where they are no names with values."""
    try:
        facts = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise StateError(f"{path} is not JSON ({error}).") from error
    if not isinstance(facts, dict):
        raise StateError(f"{path} must hold names and values in braces, such as {{}}.")
    return facts
