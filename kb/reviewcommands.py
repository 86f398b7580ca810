"""Review from the command line: which paragraph is which, what depends on it, submitting, remarks and decisions."""

from __future__ import annotations

import argparse

from guidance import commenting, drafts, identifying, impact, reviewing
from guidance.changes import ParagraphChange
from guidance.errors import NotFoundError
from guidance.identity import Choice
from guidance.saving import Saved
from guidance.workflow import ChangeClass, Identity

from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, number, target


def register(acts: Commands) -> None:
    """The commands about review."""
    _add_identity(acts)
    submit_ = _draft(command(acts, "submit", submit, "hand a draft to whoever reviews it"))
    submit_.add_argument("--change-note", required=True, help="what changes, for readers")
    submit_.add_argument("--reasons", required=True, help="why, for the record")
    submit_.add_argument("--revision", type=number, metavar="N", help="refuse if it is not the newest")
    approve_ = _draft(command(acts, "approve", approve, "approve a draft that somebody else wrote and submitted"))
    approve_.add_argument("--revision", type=number, required=True, metavar="N", help="the one that you read")
    approve_.add_argument("--note", default="")
    return_ = _draft(command(acts, "return", give_back, "give a draft back to its authors"))
    return_.add_argument("--note", required=True, help="what is to be mended")
    _add_remarks(acts)


def _add_identity(acts: Commands) -> None:
    _draft(command(acts, "identity", identity, "which paragraph is which, and how much each changed"))
    settle_ = _draft(command(acts, "settle", settle, "say who the paragraph at a position is"))
    settle_.add_argument("position", type=number, metavar="POSITION")
    settle_.add_argument("--based-on", type=number, required=True, metavar="N", help="the revision that has it there")
    settle_.add_argument("--continues", default="", metavar="PID", help="a paragraph of the edition; new if left out")
    settle_.add_argument("--split-from", default="", metavar="PID")
    settle_.add_argument("--merged-from", action="append", default=[], metavar="PID", help="may be given again")
    removed_ = _draft(command(acts, "removed", removed, "say what became of a paragraph that the draft leaves out"))
    removed_.add_argument("pid", metavar="PID")
    removed_.add_argument("--replacement", default="", metavar="PID", help="what takes its place")
    removed_.add_argument("--reason", default="", help="why nothing does")
    raise_ = _draft(command(acts, "raise", raise_class, "say that a change weighs more than was computed"))
    raise_.add_argument("pid", metavar="PID")
    raise_.add_argument("to", type=ChangeClass, choices=list(ChangeClass), metavar="CLASS")
    _draft(command(acts, "impact", show_impact, "what depends on the paragraphs that the draft touches"))
    tick_ = _draft(command(acts, "tick", tick, "say of something that depends on a paragraph whether it is right"))
    tick_.add_argument("dependant", type=target, metavar="KIND:SLUG", help="a document that impact names")
    tick_.add_argument("outcome", type=impact.Outcome, choices=list(impact.Outcome))
    tick_.add_argument("--paragraph", default="", metavar="PID", help="on which it depends; the document if left out")
    tick_.add_argument("--note", default="")


def _add_remarks(acts: Commands) -> None:
    _draft(command(acts, "comments", comments, "what was remarked on a draft"))
    comment_ = _draft(command(acts, "comment", comment, "remark on a draft"))
    comment_.add_argument("body", metavar="WORDS")
    comment_.add_argument("--revision", type=number, required=True, metavar="N")
    comment_.add_argument("--paragraph", default="", metavar="PID", help="the whole draft if left out")
    resolve_ = command(acts, "resolve-comment", resolve_comment, "mark a remark as dealt with")
    resolve_.add_argument("comment", type=number, metavar="COMMENT")


def _draft(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("draft", type=number, metavar="DRAFT", help="its number")
    return parser


def identity(config: Config, told: argparse.Namespace) -> int:
    """A line for each paragraph: its position (- if it is left out), pid, change, what is settled or not, first words.

    It is of the newest revision, whose number stands first.
    """
    store, person = acting(config, told)
    revision = drafts.revision(store, person, told.draft)
    _, changes = reviewing.comparison(store, person, told.draft, "base")
    found = {one.pid: one for one in changes}
    print(f"Revision {revision.number}")
    for position, one in enumerate(revision.identity.paragraphs, 1):
        unsure = [f"perhaps {other.pid} ({other.likeness} %)" for other in one.candidates]
        _print_paragraph(str(position), found[one.pid], [*unsure, *_lineage(revision.identity, one.pid)])
    for change in changes:
        if change.new is None:
            _print_paragraph("-", change, _lineage(revision.identity, change.pid))
    return 0


def settle(config: Config, told: argparse.Namespace) -> int:
    """Say who the paragraph at a position is."""
    store, person = acting(config, told)
    choice = Choice(told.position, told.continues, told.split_from, tuple(told.merged_from))
    return _settled(identifying.settle(store, person, told.draft, told.based_on, [choice]))


def removed(config: Config, told: argparse.Namespace) -> int:
    """Say what became of a paragraph that the draft leaves out."""
    store, person = acting(config, told)
    return _settled(identifying.account_for_removed(store, person, told.draft, told.pid, told.replacement, told.reason))


def raise_class(config: Config, told: argparse.Namespace) -> int:
    """Say that a change weighs more than was computed."""
    store, person = acting(config, told)
    return _settled(identifying.raise_class(store, person, told.draft, told.pid, told.to))


def show_impact(config: Config, told: argparse.Namespace) -> int:
    """A line for each dependant: document, how it depends, on which paragraph, what was found, its title."""
    found = impact.impact(*acting(config, told), told.draft)
    print(f"{len(found.touched)} paragraphs touched")
    for one in found.dependants:
        document = one.edition.document
        seen = one.ticked.outcome if one.ticked else "not looked at"
        print(f"{document.kind}:{document.slug}\t{one.type}\t{one.pid or 'document'}\t{seen}\t{one.edition.title}")
    return 0


def tick(config: Config, told: argparse.Namespace) -> int:
    """Say of something that depends on the draft whether it is still right."""
    store, person = acting(config, told)
    named = [one.edition.document for one in impact.impact(store, person, told.draft).dependants]
    found = next((one.id for one in named if (one.kind, one.slug) == told.dependant), None)
    if found is None:
        raise NotFoundError(f"{':'.join(told.dependant)} does not depend on what the draft changes.")
    impact.tick(store, person, told.draft, found, told.paragraph, told.outcome, told.note)
    print(f"{':'.join(told.dependant)} is looked at.")
    return 0


def submit(config: Config, told: argparse.Namespace) -> int:
    """Hand a draft to whoever reviews it."""
    store, person = acting(config, told)
    revision = told.revision or drafts.draft(store, person, told.draft).head
    given = told.draft, revision, told.change_note, told.reasons
    if status := refused(reviewing.check_submission(store, person, *given)):
        return status
    reviewing.submit(store, person, *given)
    print(f"Revision {revision} of draft {told.draft} is submitted.")
    return 0


def approve(config: Config, told: argparse.Namespace) -> int:
    """Approve a draft."""
    if status := refused(reviewing.check_note(told.note)):
        return status
    reviewing.approve(*acting(config, told), told.draft, told.revision, told.note)
    print(f"Revision {told.revision} of draft {told.draft} is approved.")
    return 0


def give_back(config: Config, told: argparse.Namespace) -> int:
    """Return a draft to its authors."""
    if status := refused(reviewing.check_return(told.note)):
        return status
    reviewing.return_(*acting(config, told), told.draft, told.note)
    print(f"Draft {told.draft} is returned to its authors.")
    return 0


def comments(config: Config, told: argparse.Namespace) -> int:
    """A line for each remark: its number, revision, paragraph, author, whether it is dealt with, its words."""
    for one in commenting.comments(*acting(config, told), told.draft):
        dealt_with = f"resolved by {one.resolved_by}" if one.resolved_at else "open"
        words = " ".join(one.body.split())
        print(f"{one.id}\t{one.revision}\t{one.pid or 'draft'}\t{one.author}\t{dealt_with}\t{words}")
    return 0


def comment(config: Config, told: argparse.Namespace) -> int:
    """Remark on a draft or a paragraph of it."""
    if status := refused(commenting.check_comment(told.body)):
        return status
    made = commenting.comment(*acting(config, told), told.draft, told.revision, told.paragraph, told.body)
    print(f"Comment {made} is added.")
    return 0


def resolve_comment(config: Config, told: argparse.Namespace) -> int:
    """Mark a remark as dealt with."""
    commenting.resolve_comment(*acting(config, told), told.comment)
    print(f"Comment {told.comment} is resolved.")
    return 0


def _lineage(told: Identity, pid: str) -> list[str]:
    return [f"{one.type.replace('_', ' ')} {one.other or one.reason}" for one in told.lineage if one.pid == pid]


def _print_paragraph(position: str, change: ParagraphChange, notes: list[str]) -> None:
    words = next(one.plain for one in (change.new, change.old) if one)
    raised = " (raised)" if change.change_class is not change.computed else ""
    told = "; ".join(notes) or "settled"
    print(f"{position}\t{change.pid}\t{change.change_class}{raised}\t{told}\t{' '.join(words.split())[:60]}")


def _settled(saved: Saved) -> int:
    print(f"Revision {saved.number} has that settled.")
    return 0
