"""The command line `kb`: every change of state can be made from here too.

Exit status: 0 done, 1 refused or failed with one clear line, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from guidance.errors import GuidanceError
from guidance.model import Role

from . import commands, demo, duecommands, followcommands, policycommands, serving, unknowncommands
from .config import ConfigError, load


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A pack is UTF-8 whatever the terminal speaks, and no file name may break the line that names it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: Sequence[str]) -> int:
    """Run one command; its exit status."""
    told = _parser().parse_args(list(arguments))
    try:
        status: int = told.act(load(), told)
    except (GuidanceError, ConfigError, OSError, UnicodeError) as error:
        print(f"kb: {error}", file=sys.stderr)
        return 1
    except DBAPIError as error:
        print(f"kb: the database refused: {error.orig}. Nothing was changed.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("kb: stopped", file=sys.stderr)
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kb", description="Prosecutor guidance knowledge base")
    acts = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add(acts, "init", commands.init, "make the database, or bring it to this version")
    load_ = _add(acts, "load", commands.load_packs, "load packs: whole, or not at all")
    load_.add_argument("packs", nargs="+", type=Path, metavar="PACK", help="a .jsonl or .jsonl.gz file, or a folder")
    export = _add(acts, "export", commands.export, "write everything published as a pack")
    export.add_argument("file", nargs="?", type=Path, help="where to; standard output if left out")
    export.add_argument("--as-at", type=date.fromisoformat, metavar="DATE", help="only what is in force on this date")
    _add_people(acts)
    index = _add(acts, "index", None, "the search index").add_subparsers(required=True, metavar="COMMAND")
    _add(index, "status", commands.index_status, "how far the index is")
    _add(index, "update", commands.index_update, "catch up with the database")
    _add(index, "rebuild", commands.index_rebuild, "make the index anew while the old one serves")
    policycommands.register(acts)
    followcommands.register(acts)
    unknowncommands.register(acts)
    _add(acts, "run-due", duecommands.run_due, "make the mail that is due and send what waits")
    _add(acts, "check", commands.check, "prove the ledger, the store and the index")
    _add_serving(_add(acts, "serve", serving.serve, "serve the web application"))
    _add_serving(_add(acts, "demo", demo.demo, "set up with the starter content and serve"))
    return parser


def _add_people(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    people = _add(acts, "person", None, "people who sign in").add_subparsers(required=True, metavar="COMMAND")
    add = _add(people, "add", commands.person_add, "add somebody; asks for a password")
    add.add_argument("email")
    add.add_argument("--name", required=True)
    add.add_argument("--role", type=Role, choices=list(Role), default=Role.READER)
    _add(people, "list", commands.person_list, "everybody")
    role = _add(people, "role", commands.person_role, "give somebody another role")
    role.add_argument("email")
    role.add_argument("role", type=Role, choices=list(Role))
    _add(people, "disable", commands.person_disable, "keep somebody out; their history stays").add_argument("email")
    _add(people, "password", commands.person_password, "set a password; asks for it").add_argument("email")


def _add_serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--workers", type=int)


def _add(
    acts: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    act: commands.Act | None,
    told: str,
) -> argparse.ArgumentParser:
    parser = acts.add_parser(name, help=told, description=told)
    if act:
        parser.set_defaults(act=act)
    return parser
