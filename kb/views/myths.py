"""Find the myths that a sentence of a draft review may lean on. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from guidance.model import Issue
from kb import explaining
from kb.mythfinding import LONGEST, Found

blueprint = Blueprint("myths", __name__, url_prefix="/myths")


@blueprint.get("/find")
def ask() -> ResponseReturnValue:
    """The empty form."""
    return _page("")


@blueprint.post("/find")
def find() -> ResponseReturnValue:
    """The myths, best first."""
    sentence = request.form.get("sentence", "")
    if not sentence.strip():
        return _page(sentence, issues=[Issue("sentence", "Paste a sentence of the draft")]), 400
    if len(sentence) > LONGEST:
        return _page(sentence, issues=[Issue("sentence", f"Paste up to {LONGEST:,} characters at once")]), 400
    return _page(sentence, explaining.myths_in(sentence))


def _page(sentence: str, found: Sequence[Found] | None = None, issues: Sequence[Issue] = ()) -> str:
    return render_template(
        "myths/find.html",
        page_title="Find the myths that a sentence leans on",
        active="",
        sentence=sentence,
        found=found,
        issues=issues,
    )
