"""Publishing from the command line, alone, in a release or in an emergency; dates, withdrawals and consultations."""

from __future__ import annotations

import argparse

from guidance import consulting, correcting, drafts, planning, publishing, releasing
from guidance.model import Basis, Person
from guidance.planning import Plan
from guidance.store import Store

from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, day, document, family, instant, number, target


def register(acts: Commands) -> None:
    """The commands about publishing."""
    publish_ = _add_plan(command(acts, "publish", publish, "publish an approved draft"))
    publish_.add_argument("--visible-from", type=instant, metavar="INSTANT", help="under embargo until then")
    emergency_ = _add_plan(command(acts, "emergency", emergency, "publish a draft that nobody has approved"))
    emergency_.add_argument("--why", required=True, help="why it cannot wait for a review, for readers")
    told = "record what somebody else found of an emergency publication"
    review_ = _add_edition(command(acts, "review-emergency", review_emergency, told))
    review_.add_argument("--note", required=True, help="what you found")
    told = "record other days on which an edition is in force"
    dates_ = _add_edition(command(acts, "correct-dates", correct_dates, told))
    dates_.add_argument("--from", dest="from_date", type=day, required=True, metavar="DATE")
    dates_.add_argument("--to", dest="to_date", type=day, metavar="DATE", help="the first day without it, if there is")
    dates_.add_argument("--reason", required=True, help="what was wrong, for readers")
    withdraw_ = document(command(acts, "withdraw", withdraw, "end a document"))
    withdraw_.add_argument("--from", dest="from_date", type=day, required=True, metavar="DATE")
    withdraw_.add_argument("--reason", required=True, help="for readers")
    withdraw_.add_argument("--replacement", type=target, metavar="KIND:SLUG")
    _add_releases(family(acts, "release", "editions that commence together"))
    _add_consultations(family(acts, "consult", "consultations"))


def _add_plan(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("draft", type=number, metavar="DRAFT", help="its number")
    parser.add_argument("--revision", type=number, required=True, metavar="N", help="the one that you mean")
    parser.add_argument("--basis", type=Basis, choices=list(Basis), help="what the draft says, if left out")
    return _add_dates(parser)


def _add_dates(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--commences", type=day, required=True, metavar="DATE", help="from when it is in force")
    parser.add_argument("--reason", default="", help="why it applies from an earlier day, for readers")
    return parser


def _add_edition(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    document(parser).add_argument("edition", type=number, metavar="N", help="the edition")
    return parser


def _add_releases(acts: Commands) -> None:
    command(acts, "create", create_release, "begin a release").add_argument("name", metavar="NAME")
    for name, act, told in (
        ("add", add_to_release, "put a draft into it"),
        ("take-out", take_out_of_release, "take a draft out of it"),
    ):
        placed = _release(command(acts, name, act, told))
        placed.add_argument("draft", type=number, metavar="DRAFT")
    told = "publish everything in it together"
    publish_ = _add_dates(_release(command(acts, "publish", publish_release, told)))
    publish_.add_argument("--visible-from", type=instant, metavar="INSTANT", help="under embargo until then")
    _release(command(acts, "discard", discard_release, "give it up; its drafts stay"))
    command(acts, "list", list_releases, "every release, with the drafts in it")


def _release(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("release", type=number, metavar="RELEASE", help="its number")
    return parser


def _add_consultations(acts: Commands) -> None:
    open_ = document(command(acts, "open", open_consultation, "announce a consultation on a document"))
    change_ = command(acts, "change", change_consultation, "state a consultation anew, such as to extend it")
    change_.add_argument("consultation", type=number, metavar="CONSULTATION", help="its number")
    for parser in (open_, change_):
        parser.add_argument("--title", required=True)
        parser.add_argument("--opens", type=day, required=True, metavar="DATE")
        parser.add_argument("--closes", type=day, required=True, metavar="DATE", help="the last day")
        parser.add_argument("--note", default="", help="how to respond, for readers")
    conclude_ = command(acts, "conclude", conclude, "say what came of a consultation that is closed")
    conclude_.add_argument("consultation", type=number, metavar="CONSULTATION", help="its number")
    conclude_.add_argument("--outcome", required=True, help="for readers")


def publish(config: Config, told: argparse.Namespace) -> int:
    """Publish an approved draft."""
    store, person = acting(config, told)
    plan = _plan(store, person, told)
    if status := refused(planning.check_plan(store, person, told.draft, plan)):
        return status
    warnings = planning.warnings(store, person, told.draft, plan)
    _published(publishing.publish(store, person, told.draft, told.revision, plan), told, warnings)
    return 0


def emergency(config: Config, told: argparse.Namespace) -> int:
    """Publish a draft that nobody has approved."""
    store, person = acting(config, told)
    plan = _plan(store, person, told)
    wrong = publishing.check_emergency(plan, told.why)
    if status := refused([*planning.check_plan(store, person, told.draft, plan), *wrong]):
        return status
    warnings = planning.warnings(store, person, told.draft, plan)
    made = publishing.publish_in_emergency(store, person, told.draft, told.revision, plan, told.why)
    _published(made, told, [*warnings, "It waits to be reviewed by somebody else."])
    return 0


def review_emergency(config: Config, told: argparse.Namespace) -> int:
    """Record what somebody else found of an emergency publication."""
    if status := refused(publishing.check_review(told.note)):
        return status
    publishing.review_emergency(*acting(config, told), told.kind, told.slug, told.edition, told.note)
    print(f"Edition {told.edition} of {told.kind}:{told.slug} is reviewed.")
    return 0


def correct_dates(config: Config, told: argparse.Namespace) -> int:
    """Record other days on which an edition is in force."""
    dates = told.from_date, told.to_date, told.reason
    if status := refused(correcting.check_correction(*dates)):
        return status
    correcting.correct_dates(*acting(config, told), told.kind, told.slug, told.edition, *dates)
    print(f"Edition {told.edition} of {told.kind}:{told.slug} has these dates.")
    return 0


def withdraw(config: Config, told: argparse.Namespace) -> int:
    """End a document."""
    store, person = acting(config, told)
    given = told.kind, told.slug, told.from_date, told.reason, told.replacement
    if status := refused(correcting.check_withdrawal(store, person, *given)):
        return status
    correcting.withdraw(store, person, *given)
    print(f"{told.kind}:{told.slug} is withdrawn from {told.from_date}.")
    return 0


def create_release(config: Config, told: argparse.Namespace) -> int:
    """Begin a release."""
    if status := refused(releasing.check_name(told.name)):
        return status
    print(f"Release {releasing.create(*acting(config, told), told.name)} is begun.")
    return 0


def add_to_release(config: Config, told: argparse.Namespace) -> int:
    """Put a draft into a release."""
    releasing.add(*acting(config, told), told.release, told.draft)
    print(f"Release {told.release} has draft {told.draft}.")
    return 0


def take_out_of_release(config: Config, told: argparse.Namespace) -> int:
    """Take a draft out of a release."""
    releasing.take_out(*acting(config, told), told.release, told.draft)
    print(f"Release {told.release} no longer has draft {told.draft}.")
    return 0


def publish_release(config: Config, told: argparse.Namespace) -> int:
    """Publish everything in a release, or nothing of it."""
    store, person = acting(config, told)
    given = told.release, told.commences, told.visible_from, told.reason
    if status := refused(releasing.check_release(store, person, *given)):
        return status
    for draft, ordinal in releasing.publish_release(store, person, *given):
        print(f"Edition {ordinal} of {draft.kind}:{draft.slug} is published.")
    return 0


def discard_release(config: Config, told: argparse.Namespace) -> int:
    """Give a release up."""
    releasing.discard(*acting(config, told), told.release)
    print(f"Release {told.release} is given up; its drafts stay.")
    return 0


def list_releases(config: Config, told: argparse.Namespace) -> int:
    """Every release, the newest first: its number, state, date, the drafts in it, its name."""
    store, person = acting(config, told)
    for one in releasing.releases(store, person):
        held = ",".join(str(draft.id) for draft in releasing.release(store, person, one.id)[1])
        print(f"{one.id}\t{one.state}\t{one.commences or 'not decided'}\t{held or 'empty'}\t{one.name}")
    return 0


def open_consultation(config: Config, told: argparse.Namespace) -> int:
    """Announce a consultation on a document."""
    words = told.title, told.opens, told.closes, told.note
    if status := refused(consulting.check_consultation(*words)):
        return status
    made = consulting.open_consultation(*acting(config, told), told.kind, told.slug, *words)
    print(f"Consultation {made} on {told.kind}:{told.slug} is announced.")
    return 0


def change_consultation(config: Config, told: argparse.Namespace) -> int:
    """State a consultation anew."""
    words = told.title, told.opens, told.closes, told.note
    if status := refused(consulting.check_consultation(*words)):
        return status
    consulting.change(*acting(config, told), told.consultation, *words)
    print(f"Consultation {told.consultation} is changed.")
    return 0


def conclude(config: Config, told: argparse.Namespace) -> int:
    """Say what came of a consultation."""
    consulting.conclude(*acting(config, told), told.consultation, told.outcome)
    print(f"Consultation {told.consultation} is concluded.")
    return 0


def _plan(store: Store, person: Person, told: argparse.Namespace) -> Plan:
    basis = told.basis or drafts.draft(store, person, told.draft).basis
    return Plan(told.commences, basis, getattr(told, "visible_from", None), told.reason)


def _published(ordinal: int, told: argparse.Namespace, notes: list[str]) -> None:
    print(f"Edition {ordinal} is published from draft {told.draft}; it commences on {told.commences}.")
    for note in notes:
        print(note)
