"""The first page of the workspace: what waits for whom, what is coming and what is due."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from guidance.permissions import Action, may
from guidance.work import work
from kb.access import signed_in
from kb.links import BY_KIND
from kb.services import services

from .workspace import workspace

blueprint = workspace("policy", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What is mine, what waits for me, and everybody's lists."""
    person = signed_in()
    return render_template(
        "policy/dashboard.html",
        page_title="Policy workspace",
        active="policy",
        work=work(services().store, person),
        may_review=may(person, Action.REVIEW),
        may_publish=may(person, Action.PUBLISH),
        by_kind=BY_KIND,
    )
