"""`kb follow`: what a person follows, from the command line, each time as a named person."""

from __future__ import annotations

import argparse

from guidance import following
from guidance.following import Frequency, Scope

from .config import Config
from .policyarguments import Commands, acting, command, document, family, number


def register(acts: Commands) -> None:
    """The commands about following."""
    own = family(acts, "follow", "what somebody follows, and how often mail is sent")
    add_ = command(own, "add", add, "follow something from now on")
    add_.add_argument("scope", type=Scope, choices=list(Scope), metavar="SCOPE", help=", ".join(Scope))
    told = "a kind, a topic, KIND:SLUG or the id of a paragraph; nothing for everything"
    add_.add_argument("target", nargs="?", default="", metavar="TARGET", help=told)
    _add_frequency(add_, "--mail")
    command(own, "list", list_follows, "what is followed: number, scope, target, how often")
    change_ = command(own, "change", change, "send mail more or less often")
    change_.add_argument("follow", type=number, metavar="FOLLOW", help="its number")
    _add_frequency(change_, "--mail", required=True)
    command(own, "stop", stop, "follow it no longer").add_argument("follow", type=number, metavar="FOLLOW")
    read_ = document(command(own, "read", read, "remember an edition as read"))
    read_.add_argument("edition", type=number, metavar="N", help="the edition")


def _add_frequency(parser: argparse.ArgumentParser, name: str, *, required: bool = False) -> None:
    parser.add_argument(
        name,
        type=Frequency,
        choices=list(Frequency),
        default=Frequency.DAILY,
        required=required,
        help=", ".join(Frequency),
    )


def add(config: Config, told: argparse.Namespace) -> int:
    """Follow something."""
    following.follow(*acting(config, told), told.scope, told.target, told.mail)
    print(f"Followed: {told.scope} {told.target}".rstrip() + ".")
    return 0


def list_follows(config: Config, told: argparse.Namespace) -> int:
    """Everything that the person follows."""
    for one in following.followed(*acting(config, told)).follows:
        print(f"{one.id}\t{one.scope}\t{one.target}\t{one.frequency}")
    return 0


def change(config: Config, told: argparse.Namespace) -> int:
    """Another frequency."""
    following.set_frequency(*acting(config, told), told.follow, told.mail)
    print(f"Mail about {told.follow} is sent {told.mail}.")
    return 0


def stop(config: Config, told: argparse.Namespace) -> int:
    """Follow it no longer."""
    following.unfollow(*acting(config, told), told.follow)
    print(f"{told.follow} is followed no longer.")
    return 0


def read(config: Config, told: argparse.Namespace) -> int:
    """Remember an edition as read."""
    following.mark_read(*acting(config, told), told.kind, told.slug, told.edition)
    print(f"Edition {told.edition} of {told.kind}:{told.slug} is read.")
    return 0
