"""What depends on what a draft changes, and whether somebody has looked at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import drafts, impact
from guidance.changes import ParagraphChange
from guidance.errors import NotFoundError
from guidance.impact import Dependant, Outcome
from guidance.model import Issue
from kb.access import signed_in
from kb.links import document_link, link
from kb.services import services

from .workspace import workspace

blueprint = workspace("impacts", __name__, "/drafts/<int:draft_id>/impact")


@dataclass(frozen=True)
class Line:
    """A dependant with the way to it and the words for what it leans on."""

    dependant: Dependant
    url: str
    target: str
    field: str


@blueprint.get("/")
def index(draft_id: int) -> ResponseReturnValue:
    """Everything that leans on what changes."""
    return _page(draft_id, [])


@blueprint.post("/")
def tick(draft_id: int) -> ResponseReturnValue:
    """Say of one that it is right still, or what has to be mended."""
    told = request.form
    number = told.get("dependant", "")
    if not (number.isascii() and number.isdigit()) or told.get("outcome") not in set(Outcome):
        raise NotFoundError("Choose one of the documents that depend on this draft.")
    outcome, note, pid = Outcome(told["outcome"]), told.get("note", ""), told.get("pid", "")
    if outcome is Outcome.TO_MEND and not note.strip():
        return _page(draft_id, [Issue(f"note-{number}-{pid}", "Say what has to be mended")]), 400
    impact.tick(services().store, signed_in(), draft_id, int(number), pid, outcome, note)
    return redirect(link("impacts.index", draft_id=draft_id), code=303)


def _page(draft_id: int, issues: Sequence[Issue]) -> str:
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    found = impact.impact(store, person, draft_id)
    targets = {one.pid: _named(one) for one in found.touched}
    lines = [
        Line(
            one,
            document_link(one.edition.document.kind, one.edition.document.slug, one.sources[0] if one.sources else ""),
            targets.get(one.pid, "a section in which something changes" if one.pid else "the document as a whole"),
            f"note-{one.edition.document.id}-{one.pid}",
        )
        for one in found.dependants
    ]
    return render_template(
        "policy/impact.html",
        page_title=f"What depends on {draft.title}",
        active="policy",
        draft=draft,
        impact=found,
        lines=lines,
        issues=[one if one.field in {line.field for line in lines} else Issue("", one.message) for one in issues],
        told=request.form,
    )


def _named(change: ParagraphChange) -> str:
    either = change.new or change.old
    return f"paragraph {either.number}" if either and either.number else "a paragraph"
