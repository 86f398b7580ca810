"""The queue of unknown terms: what readers asked about, to be made a term or to be taken out."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import unknown
from guidance.errors import StateError
from guidance.unknown import Outcome
from kb.access import signed_in
from kb.chat.schedule import named
from kb.links import link
from kb.services import services

from .workspace import workspace

blueprint = workspace("unknown_terms", __name__, "/unknown-terms")

OUTCOMES = {
    Outcome.IN_GLOSSARY: "It is in the glossary",
    Outcome.NOT_A_TERM: "It is no term",
}


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """What waits, what was asked most often first."""
    return render_template(
        "policy/unknown_terms.html",
        page_title="Unknown terms",
        active="policy",
        waiting=unknown.waiting(services().store, signed_in()),
        named=named,
        outcomes=[(one.value, words) for one, words in OUTCOMES.items()],
        done=request.args.get("done", ""),
    )


@blueprint.post("/<int:unknown_id>")
def settle(unknown_id: int) -> ResponseReturnValue:
    """Take a word out of the queue."""
    told = request.form.get("outcome", "")
    if told not in set(Outcome):
        raise StateError("Say whether the word is in the glossary or is no term.")
    unknown.settle(services().store, signed_in(), unknown_id, Outcome(told))
    return redirect(link("unknown_terms.index", done="settled"), code=303)
