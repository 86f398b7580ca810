"""Fact checks as somebody outside makes them: a link that opens once, one draft, an answer. No sign-in is needed."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from guidance import factchecking
from guidance.errors import NotFoundError
from guidance.factchecking import FactCheck
from guidance.model import Issue
from kb.draftpages import drafted
from kb.services import services

blueprint = Blueprint("fact_check", __name__, url_prefix="/fact-check")

_VISIT = "fact_check"
_REMARK = "remark-"


@blueprint.get("/<secret>")
def ask(secret: str) -> ResponseReturnValue:
    """A button. The link is not spent by looking at this page: programs that scan mail open every link."""
    return render_template(
        "fact_check/ask.html", page_title="Check a draft", active="", secret=secret, has_another_open=_is_visiting()
    )


@blueprint.post("/<secret>")
def begin(secret: str) -> ResponseReturnValue:
    """Spend the link; from now on the draft opens in this browser and no other."""
    session[_VISIT] = factchecking.open_link(services().store, secret)
    return redirect(url_for("fact_check.show"), code=303)


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The draft, with room for remarks."""
    return _page(_visit(), [])


@blueprint.post("/")
def answer() -> ResponseReturnValue:
    """Hand in the remarks; the visit is over."""
    found, told = _visit(), request.form
    shown = {one.pid for one in found.paragraphs}
    remarks = {pid: told[f"{_REMARK}{pid}"] for pid in shown if f"{_REMARK}{pid}" in told}
    if issues := factchecking.check_answer(remarks, told.get("answer", "")):
        return _page(found, issues), 400
    factchecking.answer(services().store, session[_VISIT], remarks, told.get("answer", ""))
    session.pop(_VISIT)
    return redirect(url_for("fact_check.thanks"), code=303)


@blueprint.get("/thanks")
def thanks() -> ResponseReturnValue:
    """The answer has arrived."""
    return render_template("fact_check/thanks.html", page_title="Thank you", active="")


def _visit() -> FactCheck:
    """What the visitor may read. Raises NotFoundError where there is no visit, or it is over."""
    return factchecking.visit(services().store, str(session.get(_VISIT, "")))


def _is_visiting() -> bool:
    try:
        _visit()
    except NotFoundError:
        return False
    return True


def _page(found: FactCheck, issues: Sequence[Issue]) -> str:
    return render_template(
        "fact_check/draft.html",
        page_title=found.title,
        active="",
        found=found,
        drafted=drafted(found.paragraphs),
        told=request.form,
        issues=issues,
    )
