"""Publishing one draft: on a date, under an embargo if need be, or in an emergency without an approval."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import draftreading, drafts, managing, planning, publishing
from guidance.model import Issue
from guidance.planning import Plan
from guidance.workflow import Draft
from kb.access import signed_in
from kb.classes import tally
from kb.links import BY_KIND, link
from kb.services import services

from . import planned
from .planned import Planned
from .workspace import revision_named, workspace

blueprint = workspace("publishing", __name__, "/drafts/<int:draft_id>")


@blueprint.get("/publish")
def ask(draft_id: int) -> ResponseReturnValue:
    """Ask from when it is to be in force."""
    return _form(draft_id, planned.blank(), [])


@blueprint.post("/publish")
def publish(draft_id: int) -> ResponseReturnValue:
    """Show what would happen; publish once that is confirmed."""
    store, person, told = services().store, signed_in(), planned.read(request.form)
    draft, issues = drafts.draft(store, person, draft_id), list(told.issues)
    plan = _plan(draft, told)
    if plan:
        issues += planning.check_plan(store, person, draft_id, plan)
    if issues or plan is None:
        return _form(draft_id, told, issues), 400
    if "confirmed" not in request.form:
        return _confirm(draft_id, told, plan)
    ordinal = publishing.publish(store, person, draft_id, revision_named(), plan)
    return _published(draft, ordinal)


@blueprint.get("/publish-in-emergency")
def ask_in_emergency(draft_id: int) -> ResponseReturnValue:
    """Ask why it cannot wait for a review."""
    return _form(draft_id, planned.blank(), [], in_emergency=True)


@blueprint.post("/publish-in-emergency")
def publish_in_emergency(draft_id: int) -> ResponseReturnValue:
    """Show what would happen; publish without an approval once that is confirmed."""
    store, person, told = services().store, signed_in(), planned.read(request.form, embargo=False)
    draft, issues, why = drafts.draft(store, person, draft_id), list(told.issues), request.form.get("emergency", "")
    plan = _plan(draft, told)
    if plan:
        issues += [*planning.check_plan(store, person, draft_id, plan), *publishing.check_emergency(plan, why)]
    if issues or plan is None:
        return _form(draft_id, told, issues, in_emergency=True), 400
    if "confirmed" not in request.form:
        return _confirm(draft_id, told, plan, why)
    revision = revision_named()
    ordinal = publishing.publish_in_emergency(store, person, draft_id, revision, plan, why)
    return _published(draft, ordinal)


def _plan(draft: Draft, told: Planned) -> Plan | None:
    return Plan(told.commences, draft.basis, told.visible_from, told.reason) if told.commences else None


def _published(draft: Draft, ordinal: int) -> ResponseReturnValue:
    named = {"kind": draft.kind.value, "slug": draft.slug}
    return redirect(link("managing.show", **named, published=ordinal), code=303)


def _form(draft_id: int, told: Planned, issues: Sequence[Issue], *, in_emergency: bool = False) -> str:
    draft = drafts.draft(services().store, signed_in(), draft_id)
    title = f"Publish {draft.title} in an emergency" if in_emergency else f"Publish {draft.title}"
    return render_template(
        "policy/publish.html",
        page_title=title,
        active="policy",
        draft=draft,
        values=told.values,
        emergency=request.form.get("emergency", ""),
        in_emergency=in_emergency,
        issues=issues,
    )


def _confirm(draft_id: int, told: Planned, plan: Plan, emergency: str = "") -> str:
    store, person = services().store, signed_in()
    opened = draftreading.opened(store, person, draft_id)
    weighed = managing.weigh(store, person, draft_id)
    return render_template(
        "policy/confirm.html",
        page_title=f"Publish {opened.draft.title}?",
        active="policy",
        draft=opened.draft,
        revision=opened.revision,
        section=BY_KIND[opened.draft.kind],
        plan=plan,
        values=told.values,
        emergency=emergency,
        classes=tally(weighed.changes),
        minor=weighed.minor,
        warnings=planning.warnings(store, person, draft_id, plan),
    )
