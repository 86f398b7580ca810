"""Search results."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from kb import finding
from kb.links import link, page_date

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """The paragraphs that answer the words best, as at the page's date."""
    asked = finding.asked(request.args)
    if finding.is_citation(asked.words):
        return redirect(link("paragraphs.citation", token=asked.words.strip().removeprefix("KB:")), code=303)
    found = finding.find(asked, page_date())
    return render_template(
        "search/results.html",
        page_title=_title(asked.words, found.answer.total),
        active="",
        asked=asked,
        found=found,
    )


def _title(words: str, total: int) -> str:
    return f"{total} result{'' if total == 1 else 's'} for “{words}”" if words else "Search"
