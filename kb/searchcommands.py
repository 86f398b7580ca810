"""`kb policy search`: what the policy team keeps for search, from the command line."""

from __future__ import annotations

import argparse

from guidance import curating
from guidance.permissions import Action, require

from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, family, number


def register(acts: Commands) -> None:
    """The commands about search."""
    own = family(acts, "search", "expressions that mean the same, and answers that go first")
    command(own, "list", list_kept, "everything that is kept")
    same_ = command(own, "same", same, "let expressions mean the same")
    same_.add_argument("expressions", nargs="+", metavar="EXPRESSION")
    command(own, "differ", differ, "let them no longer").add_argument("synonym", type=number, metavar="NUMBER")
    first_ = command(own, "first", first, "let a document go first for some words")
    first_.add_argument("words", metavar="WORDS")
    first_.add_argument("target", metavar="KIND:SLUG", help="with #anchor, a place in it")
    command(own, "not-first", not_first, "let it no longer").add_argument("answer", type=number, metavar="NUMBER")


def list_kept(config: Config, told: argparse.Namespace) -> int:
    """What is kept, one a line: what it is, its number, the words."""
    store, person = acting(config, told)
    require(person, Action.READ_DRAFTS)
    found = curating.kept(store)
    for one in found.synonyms:
        print(f"same\t{one.id}\t{' = '.join(one.expressions)}")
    for answer in found.promoted:
        place = f"#{answer.anchor}" if answer.anchor else ""
        print(f"first\t{answer.id}\t{answer.words}\t{answer.kind}:{answer.slug}{place}")
    return 0


def same(config: Config, told: argparse.Namespace) -> int:
    """Let expressions mean the same."""
    if status := refused(curating.check_synonym(told.expressions)):
        return status
    print(f"Synonyms {curating.add_synonym(*acting(config, told), told.expressions)} are kept.")
    return 0


def differ(config: Config, told: argparse.Namespace) -> int:
    """Let them no longer mean the same."""
    curating.remove_synonym(*acting(config, told), told.synonym)
    print(f"Synonyms {told.synonym} are taken out.")
    return 0


def first(config: Config, told: argparse.Namespace) -> int:
    """Let a document go first."""
    if status := refused(curating.check_answer(told.words, told.target)):
        return status
    print(f"Answer {curating.promote(*acting(config, told), told.words, told.target)} goes first.")
    return 0


def not_first(config: Config, told: argparse.Namespace) -> int:
    """Let it no longer go first."""
    curating.demote(*acting(config, told), told.answer)
    print(f"Answer {told.answer} is taken out.")
    return 0
