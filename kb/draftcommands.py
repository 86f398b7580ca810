"""Drafts from the command line: begun, saved, merged, told of and given up."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from guidance import drafting, drafts, reconciling
from guidance.contents import check_labels, check_note
from guidance.model import Basis
from guidance.saving import Saved
from guidance.workflow import STATES, Content

from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, document, number, read_facts, read_text, topics


def register(acts: Commands) -> None:
    """The commands about drafts."""
    _add_beginnings(acts)
    command(acts, "list", list_, "the drafts that are not published or given up")
    show_ = _draft(command(acts, "show", show, "what a draft says, and where it stands"))
    show_.add_argument("--revision", type=number, metavar="N", help="an earlier one; the newest if left out")
    save_ = _draft(command(acts, "save", save, "keep new words; what is left out stays as in the revision named"))
    _add_words(save_)
    _add_based_on(save_)
    merge_ = _draft(command(acts, "merge", merge, "keep what became of two texts, one of which was set aside"))
    merge_.add_argument("aside", type=number, metavar="ASIDE", help="the revision that was set aside")
    _add_words(merge_)
    _add_based_on(merge_)
    details_ = _draft(command(acts, "details", details, "change the label, the topics or the basis"))
    details_.add_argument("--ref")
    details_.add_argument("--topics", type=topics, metavar="A,B")
    details_.add_argument("--basis", type=Basis, choices=list(Basis))
    _draft(command(acts, "update", update, "merge in the newest edition, and compare with it from now on"))
    discard_ = _draft(command(acts, "discard", discard, "give a draft up; its record stays"))
    discard_.add_argument("--reason", required=True)


def _add_beginnings(acts: Commands) -> None:
    start_ = document(command(acts, "start", start, "begin a draft on a document"))
    start_.add_argument("--edition", type=number, metavar="N", help="whose words it begins with; the newest's if not")
    new_ = document(command(acts, "new", new, "begin a document that is not there yet"))
    new_.add_argument("--title", required=True)
    new_.add_argument("--ref", default="", help="the label that people use for it")
    new_.add_argument("--topics", type=topics, default=(), metavar="A,B")


def _draft(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("draft", type=number, metavar="DRAFT", help="its number")
    return parser


def _add_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--body", type=Path, metavar="FILE", help="Markdown; - for standard input")
    parser.add_argument("--title")
    parser.add_argument("--summary")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="JSON; - for standard input")
    parser.add_argument("--note", default="", help="what was done, for the record")


def _add_based_on(parser: argparse.ArgumentParser) -> None:
    told = "the revision that was the newest when the words were written"
    parser.add_argument("--based-on", type=number, required=True, metavar="N", help=told)


def start(config: Config, told: argparse.Namespace) -> int:
    """Begin a draft on a document."""
    store, person = acting(config, told)
    made = drafting.start(store, person, told.kind, told.slug, told.edition)
    print(f"Draft {made} of {told.kind}:{told.slug} is begun.")
    return 0


def new(config: Config, told: argparse.Namespace) -> int:
    """Begin a document that is not there yet; its words are saved next."""
    store, person = acting(config, told)
    given = told.kind, told.slug, told.ref, told.topics, Content(told.title, "", "", {})
    if status := refused(drafting.check_new(store, person, *given)):
        return status
    print(f"Draft {drafting.start_new(store, person, *given)} of {told.kind}:{told.slug} is begun.")
    return 0


def list_(config: Config, told: argparse.Namespace) -> int:
    """The drafts that can still change, one a line, the one changed last first."""
    for one in drafts.list_drafts(*acting(config, told)):
        print(f"{one.id}\t{STATES[one.state].lower()}\t{one.head}\t{one.kind}:{one.slug}\t{one.title}")
    return 0


def show(config: Config, told: argparse.Namespace) -> int:
    """Where a draft stands and what it says, the body after an empty line."""
    store, person = acting(config, told)
    draft = drafts.draft(store, person, told.draft)
    revision = drafts.revision(store, person, draft.id, told.revision)
    content = revision.content
    for name, value in {
        "Draft": str(draft.id),
        "Document": f"{draft.kind}:{draft.slug}",
        "Based on": f"edition {draft.base}" if draft.base else "nothing: it is new",
        "State": STATES[draft.state].lower(),
        "Published as": f"edition {draft.edition}" if draft.edition else "",
        "Release": str(draft.release_id or ""),
        "Revision": f"{revision.number} of {draft.head}, saved by {revision.author.name}",
        "Set aside": "yes" if revision.aside else "",
        "Basis": draft.basis,
        "Label": draft.ref,
        "Topics": ", ".join(draft.topics),
        "Change note": draft.change_note,
        "Reasons": draft.reasons,
        "Title": content.title,
        "Summary": content.summary,
        "Facts": json.dumps(content.facts, ensure_ascii=False) if content.facts else "",
    }.items():
        if value:
            print(f"{name}: {' '.join(value.split())}")
    print(f"\n{content.body}")
    return 0


def save(config: Config, told: argparse.Namespace) -> int:
    """Keep new words as a revision."""
    store, person = acting(config, told)
    draft = drafts.draft(store, person, told.draft)
    content = _words(told, drafts.revision(store, person, draft.id, told.based_on).content)
    if status := refused([*drafting.check_content(draft.kind, content), *check_note(told.note)]):
        return status
    return _saved(drafting.save(store, person, draft.id, told.based_on, content, told.note))


def merge(config: Config, told: argparse.Namespace) -> int:
    """Keep what became of two texts; what is left out is as the product merges them."""
    store, person = acting(config, told)
    draft = drafts.draft(store, person, told.draft)
    merged = reconciling.merge_aside(store, person, draft.id, told.aside).merged
    changed = {one.field.partition(".")[0].partition("[")[0] for one in merged.conflicts}
    given = {name for name in ("body", "title", "summary", "facts") if getattr(told, name) is not None}
    if missing := sorted(changed - given):
        print(f"kb: Both texts changed the same of: {', '.join(missing)}. Give what it shall be.", file=sys.stderr)
        return 1
    content = _words(told, merged.content)
    if status := refused([*drafting.check_content(draft.kind, content), *check_note(told.note)]):
        return status
    return _saved(reconciling.resolve(store, person, draft.id, told.based_on, told.aside, content, told.note))


def details(config: Config, told: argparse.Namespace) -> int:
    """Change the label, the topics or the basis; what is left out stays."""
    store, person = acting(config, told)
    draft = drafts.draft(store, person, told.draft)
    ref = draft.ref if told.ref is None else told.ref
    named = draft.topics if told.topics is None else told.topics
    if status := refused(check_labels(ref, named)):
        return status
    drafting.set_details(store, person, draft.id, ref, named, told.basis or draft.basis)
    print(f"Draft {draft.id} has these details.")
    return 0


def update(config: Config, told: argparse.Namespace) -> int:
    """Merge the newest edition into a draft."""
    saved = reconciling.bring_up_to_date(*acting(config, told), told.draft)
    for one in saved.conflicts:
        print(f"Both had changed the {one.field}: look at it in the draft.")
    return _saved(saved)


def discard(config: Config, told: argparse.Namespace) -> int:
    """Give a draft up."""
    if status := refused(check_note(told.reason)):
        return status
    drafting.discard(*acting(config, told), told.draft, told.reason)
    print(f"Draft {told.draft} is given up; its record stays.")
    return 0


def _words(told: argparse.Namespace, before: Content) -> Content:
    """The content before with whatever was given."""
    return Content(
        before.title if told.title is None else told.title,
        before.summary if told.summary is None else told.summary,
        before.body if told.body is None else read_text(told.body),
        before.facts if told.facts is None else read_facts(told.facts),
    )


def _saved(saved: Saved) -> int:
    if saved.aside:
        print(f"Revision {saved.number} is set aside, because somebody had saved meanwhile. Merge the two.")
    else:
        print(f"Revision {saved.number} holds these words.")
    return 0
