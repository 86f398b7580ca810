"""Drafts: beginning one, where it stands and what comes next, its labels, its revisions, giving it up."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import drafting, draftreading, drafts, reconciling, reviewing
from guidance.contents import check_labels
from guidance.errors import NotFoundError
from guidance.model import Basis, Issue, Kind
from guidance.permissions import Action, may
from guidance.workflow import Content, Draft, State, Step, can
from kb.access import signed_in
from kb.draftpages import drafted
from kb.links import BY_KIND, SECTIONS, link
from kb.services import services

from .workspace import workspace

blueprint = workspace("drafts", __name__)

DONE = {
    "started": "The draft is begun. Readers keep the edition in force until yours is published.",
    "saved": "Saved as a new revision.",
    "merged": "Both texts are put together and saved.",
    "details": "The label, topics and basis are changed.",
    "settled": "Settled, and kept as a revision.",
    "submitted": "Submitted for review.",
    "approved": "Approved.",
    "returned": "Returned to its authors.",
    "up_to_date": "The draft stands on the newest edition now.",
    "commented": "Your comment is added.",
    "resolved": "The comment is resolved.",
    "released": "The release has this draft.",
}
"""What a page says after an act, by the word in its address."""


@blueprint.get("/new")
def new() -> ResponseReturnValue:
    """Ask what the new document is to be."""
    return _new([])


@blueprint.post("/new/named")
def new_named() -> ResponseReturnValue:
    """The same with a kind and a title to begin with, which no address should hold."""
    return _new([])


@blueprint.post("/new")
def create() -> ResponseReturnValue:
    """Begin the draft of a document that is not there yet."""
    told, store, person = request.form, services().store, signed_in()
    if told.get("kind") not in set(Kind):
        return _new([Issue("kind", "Choose what it is to be")]), 400
    kind, slug, ref = Kind(told["kind"]), told.get("slug", "").strip(), told.get("ref", "").strip()
    content = Content(told.get("title", ""), told.get("summary", ""), "", {})
    if issues := drafting.check_new(store, person, kind, slug, ref, _topics(), content):
        return _new(issues), 400
    draft_id = drafting.start_new(store, person, kind, slug, ref, _topics(), content)
    return redirect(link("drafts.show", draft_id=draft_id, done="started"), code=303)


@blueprint.post("/drafts")
def start() -> ResponseReturnValue:
    """Begin a draft on a document, in the words of one of its editions."""
    told = request.form
    if told.get("kind") not in set(Kind):
        raise NotFoundError("There is no such kind of document.")
    edition = told.get("edition", "")
    number = int(edition) if edition.isascii() and edition.isdigit() else None
    draft_id = drafting.start(services().store, signed_in(), Kind(told["kind"]), told.get("slug", ""), number)
    return redirect(link("drafts.show", draft_id=draft_id, done="started"), code=303)


@blueprint.get("/drafts/<int:draft_id>")
def show(draft_id: int) -> ResponseReturnValue:
    """Where a draft stands, what it would say, and what can be done with it."""
    store, person = services().store, signed_in()
    opened = draftreading.opened(store, person, draft_id)
    draft = opened.draft
    return render_template(
        "policy/draft.html",
        page_title=draft.title,
        active="policy",
        draft=draft,
        section=BY_KIND[draft.kind],
        revision=opened.revision,
        drafted=drafted(opened.paragraphs),
        done=DONE.get(request.args.get("done", ""), ""),
        behind=opened.behind,
        waiting=opened.waiting,
        decisions=reviewing.decisions(store, person, draft_id),
        can={step.name.lower(): can(draft.state, step) for step in Step},
        may={action.value: may(person, action) for action in Action},
        state=State,
    )


@blueprint.get("/drafts/<int:draft_id>/revisions")
def revisions(draft_id: int) -> ResponseReturnValue:
    """Every save of a draft, newest first."""
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    return render_template(
        "policy/revisions.html",
        page_title=f"Revisions of {draft.title}",
        active="policy",
        draft=draft,
        revisions=drafts.list_revisions(store, person, draft_id),
    )


@blueprint.get("/drafts/<int:draft_id>/revisions/<int:number>")
def revision(draft_id: int, number: int) -> ResponseReturnValue:
    """One revision as it would have been published."""
    opened = draftreading.opened(services().store, signed_in(), draft_id, number)
    return render_template(
        "policy/revision.html",
        page_title=f"Revision {number} of {opened.draft.title}",
        active="policy",
        draft=opened.draft,
        revision=opened.revision,
        drafted=drafted(opened.paragraphs),
    )


@blueprint.get("/drafts/<int:draft_id>/details")
def details(draft_id: int) -> ResponseReturnValue:
    """Ask for label, topics and basis."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    return _details(draft, draft.ref, ", ".join(draft.topics), draft.basis, [])


@blueprint.post("/drafts/<int:draft_id>/details")
def set_details(draft_id: int) -> ResponseReturnValue:
    """Change label, topics and basis."""
    store, person, told = services().store, signed_in(), request.form
    draft = drafts.draft(store, person, draft_id)
    ref, basis = told.get("ref", "").strip(), told.get("basis", "")
    issues = check_labels(ref, _topics())
    if basis not in set(Basis):
        issues.append(Issue("basis", "Choose interim, final or correction"))
    if issues:
        return _details(draft, ref, told.get("topics", ""), basis, issues), 400
    drafting.set_details(store, person, draft_id, ref, _topics(), Basis(basis))
    return redirect(link("drafts.show", draft_id=draft_id, done="details"), code=303)


@blueprint.post("/drafts/<int:draft_id>/bring-up-to-date")
def bring_up_to_date(draft_id: int) -> ResponseReturnValue:
    """Put the draft on the newest edition."""
    saved = reconciling.bring_up_to_date(services().store, signed_in(), draft_id)
    if saved.conflicts:
        return redirect(link("editing.edit", draft_id=draft_id), code=303)
    return redirect(link("drafts.show", draft_id=draft_id, done="up_to_date"), code=303)


@blueprint.get("/drafts/<int:draft_id>/discard")
def ask_to_discard(draft_id: int) -> ResponseReturnValue:
    """Ask why."""
    return _discard(drafts.draft(services().store, signed_in(), draft_id), [])


@blueprint.post("/drafts/<int:draft_id>/discard")
def discard(draft_id: int) -> ResponseReturnValue:
    """Give the draft up; its record stays."""
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    if not (reason := request.form.get("reason", "").strip()):
        return _discard(draft, [Issue("reason", "Say why, for the record")]), 400
    drafting.discard(store, person, draft_id, reason)
    return redirect(link("drafts.show", draft_id=draft_id), code=303)


def _new(issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/new.html",
        page_title="Start a new document",
        active="policy",
        issues=issues,
        told=request.form,
        kinds=[(section.kind.value, section.title) for section in SECTIONS],
    )


def _details(draft: Draft, ref: str, topics: str, basis: str, issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/details.html",
        page_title=f"Label, topics and basis of {draft.title}",
        active="policy",
        draft=draft,
        ref=ref,
        topics=topics,
        basis=basis,
        issues=issues,
    )


def _discard(draft: Draft, issues: Sequence[Issue]) -> str:
    title = f"Discard the draft of {draft.title}"
    return render_template("policy/discard.html", page_title=title, active="policy", draft=draft, issues=issues)


def _topics() -> tuple[str, ...]:
    told = request.form.get("topics", "").replace("\n", ",")
    return tuple(one.strip() for one in told.split(",") if one.strip())
