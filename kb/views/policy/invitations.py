"""Asking somebody outside to check a draft: the links that were made, and the one that is shown once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance import drafts, factchecking
from guidance.errors import NotFoundError
from guidance.model import Issue
from kb.access import signed_in
from kb.links import link
from kb.services import services

from .workspace import workspace

blueprint = workspace("invitations", __name__, "/drafts/<int:draft_id>/fact-checks")
USUAL_DAYS = 7


@blueprint.get("/")
def index(draft_id: int) -> ResponseReturnValue:
    """Who was asked, and where each of them stands."""
    return _page(draft_id, [], days=str(USUAL_DAYS))


@blueprint.post("/")
def invite(draft_id: int) -> ResponseReturnValue:
    """Make a link, and show it this once: nobody can read it again."""
    name, days = request.form.get("name", ""), request.form.get("days", "").strip()
    number = int(days) if re.fullmatch(r"[0-9]{1,3}", days, re.ASCII) else 0
    if issues := factchecking.check_invitation(name, number):
        return _page(draft_id, issues, name=name, days=days), 400
    secret = factchecking.invite(services().store, signed_in(), draft_id, name, number)
    return _page(draft_id, [], days=days, made=url_for("fact_check.ask", secret=secret, _external=True))


@blueprint.post("/<int:invitation_id>/end")
def end(draft_id: int, invitation_id: int) -> ResponseReturnValue:
    """Close a link, and the visit that was begun with it."""
    store, person = services().store, signed_in()
    if invitation_id not in {one.id for one in factchecking.list_invitations(store, person, draft_id)}:
        raise NotFoundError(f"The draft has no fact check {invitation_id}.")
    factchecking.end(store, person, invitation_id)
    return redirect(link("invitations.index", draft_id=draft_id), code=303)


def _page(draft_id: int, issues: Sequence[Issue], *, name: str = "", days: str = "", made: str = "") -> str:
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    return render_template(
        "policy/invitations.html",
        page_title=f"Fact checks of {draft.title}",
        active="policy",
        draft=draft,
        is_open=draft.state in drafts.OPEN,
        invitations=factchecking.list_invitations(store, person, draft_id),
        made=made,
        name=name,
        days=days,
        issues=issues,
    )
