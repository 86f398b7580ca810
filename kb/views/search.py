"""Search results."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance.following import LONGEST_SEARCH, Scope
from guidance.permissions import Action, may
from kb import finding
from kb.access import signed_in
from kb.links import link, page_date
from kb.personal import followed

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """The paragraphs that answer the words best, as at the page's date."""
    asked = finding.asked(request.args)
    if finding.is_citation(asked.words):
        return redirect(link("paragraphs.citation", token=asked.words.strip().removeprefix("KB:")), code=303)
    found = finding.find(asked, page_date())
    words = " ".join(asked.words.split())
    return render_template(
        "search/results.html",
        page_title=_title(asked.words, found.answer.total),
        active="",
        asked=asked,
        found=found,
        followed=followed().of(Scope.SEARCH, words),
        may_follow=words.isprintable() and 0 < len(words) <= LONGEST_SEARCH,
        words=words,
        may_explain=may(signed_in(), Action.READ_DRAFTS),
        here=link("search.results", q=words),
    )


def _title(words: str, total: int) -> str:
    return f"{total} result{'' if total == 1 else 's'} for “{words}”" if words else "Search"
