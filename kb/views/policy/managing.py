"""A published document as the policy team sees it: its editions, what is in the making, and all that can be done."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from guidance import managing
from guidance.errors import NotFoundError
from guidance.managing import Managed
from guidance.model import Kind
from guidance.permissions import Action, may
from kb.access import signed_in
from kb.dates import Reading
from kb.draftpages import drafted
from kb.links import BY_KIND, page_date
from kb.pages import replacements
from kb.services import services
from kb.times import today

from .workspace import workspace

blueprint = workspace("managing", __name__, "/documents/<kind>/<slug>")

DONE = {
    "dates": "The dates are corrected. What was known before stays on record.",
    "withdrawn": "The withdrawal is recorded.",
    "consultation": "The consultation is announced.",
    "changed": "The consultation is changed.",
    "concluded": "The consultation is concluded.",
    "reviewed": "The emergency publication is reviewed.",
}
"""What the page says after an act, by the word in its address."""


def kind_named(name: str) -> Kind:
    """The kind of that name. Raises NotFoundError where there is none."""
    if name not in set(Kind):
        raise NotFoundError("There is no such kind of document.")
    return Kind(name)


def found(kind: str, slug: str) -> Managed:
    """The document of an address, with all that is known of it."""
    return managing.managed(services().store, signed_in(), kind_named(kind), slug)


@blueprint.get("/")
def show(kind: str, slug: str) -> ResponseReturnValue:
    """Everything about one document, on one page."""
    one, person, reading = found(kind, slug), signed_in(), page_date()
    return render_template(
        "policy/document.html",
        page_title=one.editions[0].title,
        active="policy",
        managed=one,
        section=BY_KIND[one.document.kind],
        internal=drafted(one.internal),
        replacements=replacements(services().library, one.entries, _now(reading)),
        may={action.value: may(person, action) for action in Action},
        now=services().config.now(),
        today=today(),
        done=DONE.get(request.args.get("done", ""), ""),
        published=request.args.get("published", type=int),
    )


def _now(reading: Reading) -> Reading:
    """The workspace shows what is so today, whatever date is being read."""
    return Reading(today(), None, is_today=True, asked=reading.asked)
