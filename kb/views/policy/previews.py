"""Looking at the whole site as it will be."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from guidance.model import Issue
from kb import previewing
from kb.dates import BadDateError, parse_parts
from kb.times import today

from .workspace import workspace

blueprint = workspace("previews", __name__, "/preview")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Ask for the day."""
    return _form(("", "", ""), [])


@blueprint.post("/")
def begin() -> ResponseReturnValue:
    """Show the site as it will be from the next page on."""
    day, month, year = (request.form.get(name, "") for name in ("day", "month", "year"))
    try:
        chosen = parse_parts(day, month, year)
    except BadDateError as error:
        return _form((day, month, year), [Issue("date", str(error))]), 400
    if chosen <= today():
        return _form(
            (day, month, year), [Issue("date", "Choose a day to come. For a day that is past, use the date bar.")]
        ), 400
    previewing.begin(chosen)
    return redirect(url_for("home.index"), code=303)


@blueprint.post("/leave")
def leave() -> ResponseReturnValue:
    """Show the site as it is again."""
    previewing.leave()
    return redirect(url_for("policy.index"), code=303)


def _form(values: tuple[str, str, str], issues: list[Issue]) -> str:
    return render_template(
        "policy/preview.html",
        page_title="Preview the site on a day to come",
        active="policy",
        values=values,
        issues=issues,
    )
