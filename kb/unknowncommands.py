"""`kb unknown`: words that the glossary does not have, from the command line, each time as a named person."""

from __future__ import annotations

import argparse

from guidance import unknown
from guidance.unknown import Outcome

from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, family, number


def register(acts: Commands) -> None:
    """The commands about unknown terms."""
    own = family(acts, "unknown", "words that the glossary does not have")
    report_ = command(own, "report", report, "put a word into the policy team's queue")
    report_.add_argument("token", metavar="WORD", help="one word or emoji, without what stood round it")
    command(own, "list", list_waiting, "what waits: number, how often it was sent, the word")
    settle_ = command(own, "settle", settle, "take a word out of the queue")
    settle_.add_argument("unknown", type=number, metavar="NUMBER", help="its number")
    settle_.add_argument("outcome", type=Outcome, choices=list(Outcome), metavar="OUTCOME", help=", ".join(Outcome))


def report(config: Config, told: argparse.Namespace) -> int:
    """Put a word into the queue."""
    store, person = acting(config, told)
    if status := refused(unknown.check_token(told.token)):
        return status
    unknown.report(store, person, told.token)
    print("The word is in the queue.")
    return 0


def list_waiting(config: Config, told: argparse.Namespace) -> int:
    """What waits, one a line."""
    for one in unknown.waiting(*acting(config, told)):
        print(f"{one.id}\t{one.times}\t{one.token}")
    return 0


def settle(config: Config, told: argparse.Namespace) -> int:
    """Take a word out of the queue."""
    unknown.settle(*acting(config, told), told.unknown, told.outcome)
    print(f"Word {told.unknown} is out of the queue.")
    return 0
