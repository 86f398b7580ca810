"""Search results."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance.following import LONGEST_SEARCH, Scope
from guidance.model import Kind
from guidance.permissions import Action, may
from kb import finding
from kb.access import signed_in
from kb.links import link, page_date
from kb.personal import followed
from kb.services import services
from kb.times import today

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> ResponseReturnValue:
    """The paragraphs that answer the words best, as at the page's date."""
    asked = finding.asked(request.args)
    if finding.is_citation(asked.words):
        return redirect(link("paragraphs.citation", token=asked.words.strip().removeprefix("KB:")), code=303)
    found = finding.find(asked, page_date())
    words = " ".join(asked.words.split())
    if words and asked.page == 1:
        services().usage.searched(words, found=bool(found.answer.total) and not found.answer.respelt, today=today())
    return render_template(
        "search/results.html",
        page_title=_title(asked.words, found.answer.total),
        active="",
        asked=asked,
        found=found,
        followed=followed().of(Scope.SEARCH, words),
        may_follow=words.isprintable() and 0 < len(words) <= LONGEST_SEARCH,
        words=words,
        counting=bool(services().usage.days),
        may_explain=may(signed_in(), Action.READ_DRAFTS),
        here=link("search.results", q=words),
    )


@blueprint.post("/search/opened")
def opened() -> ResponseReturnValue:
    """Count that a page was opened from results; told by the script of the page, where counting is configured."""
    kind, slug = request.form.get("kind", ""), request.form.get("slug", "")
    if kind in set(Kind) and re.fullmatch(r"[a-z0-9-]{1,120}", slug):
        services().usage.opened(kind, slug, today())
    return "", 204


def _title(words: str, total: int) -> str:
    return f"{total} result{'' if total == 1 else 's'} for “{words}”" if words else "Search"
