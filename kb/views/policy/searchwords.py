"""What the policy team keeps for search: expressions that mean the same, and answers that go first."""

from __future__ import annotations

from collections.abc import Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import curating
from guidance.errors import NotFoundError
from guidance.model import Issue
from kb.access import signed_in
from kb.links import document_link, link
from kb.services import services

from .workspace import workspace

blueprint = workspace("search_words", __name__, "/search-words")

DONE = {
    "synonym": "Kept. The next search uses it.",
    "answer": "Kept. It goes first from the next search on.",
    "removed": "Taken out.",
}
"""What the page says after an act, by the word in its address."""


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything that is kept, and the two forms."""
    return _page([])


@blueprint.post("/synonyms")
def add_synonym() -> ResponseReturnValue:
    """Let expressions mean the same."""
    expressions = request.form.get("expressions", "").splitlines()
    if issues := curating.check_synonym(expressions):
        return _page(issues), 400
    curating.add_synonym(services().store, signed_in(), expressions)
    return _done("synonym")


@blueprint.post("/synonyms/<int:synonym_id>/remove")
def remove_synonym(synonym_id: int) -> ResponseReturnValue:
    """Let them no longer."""
    curating.remove_synonym(services().store, signed_in(), synonym_id)
    return _done("removed")


@blueprint.post("/answers")
def promote() -> ResponseReturnValue:
    """Let a document go first for some words."""
    words, target = request.form.get("words", ""), request.form.get("target", "")
    if issues := curating.check_answer(words, target):
        return _page(issues), 400
    try:
        curating.promote(services().store, signed_in(), words, target)
    except NotFoundError as error:
        return _page([Issue("target", str(error))]), 400
    return _done("answer")


@blueprint.post("/answers/<int:answer_id>/remove")
def demote(answer_id: int) -> ResponseReturnValue:
    """Let it no longer."""
    curating.demote(services().store, signed_in(), answer_id)
    return _done("removed")


def _page(issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/search_words.html",
        page_title="Search words",
        active="policy",
        kept=curating.kept(services().store),
        issues=issues,
        told=request.form or request.args,
        document_link=document_link,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _done(what: str) -> ResponseReturnValue:
    return redirect(link("search_words.index", done=what), code=303)
