"""Consultations on a document: announcing one, changing its days, saying what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import consulting
from guidance.answers import Consultation
from guidance.errors import NotFoundError
from guidance.managing import Managed
from guidance.model import Issue
from guidance.refusing import check_reason
from kb.access import signed_in
from kb.asking import NAMES, day_in, parts, typed
from kb.links import link
from kb.services import services

from .managing import found, kind_named
from .workspace import workspace

blueprint = workspace("consulting", __name__, "/documents/<kind>/<slug>/consultations")

Words = tuple[str, date, date, str]
_SOME_DAY = date(2000, 1, 1)
"""Stands for a day that was not given, while the rest of what was typed is looked over."""


@blueprint.get("/new")
def ask(kind: str, slug: str) -> ResponseReturnValue:
    """Ask what the consultation is called, and from when until when it is open."""
    return _form(found(kind, slug), None, {}, [])


@blueprint.post("/new")
def announce(kind: str, slug: str) -> ResponseReturnValue:
    """Announce it; the document stays in force."""
    words, issues = _words()
    if issues or words is None:
        return _form(found(kind, slug), None, request.form, issues), 400
    consulting.open_consultation(services().store, signed_in(), kind_named(kind), slug, *words)
    return _done(kind, slug, "consultation")


@blueprint.get("/<int:consultation_id>")
def ask_to_change(kind: str, slug: str, consultation_id: int) -> ResponseReturnValue:
    """Ask what is to be different."""
    one = found(kind, slug)
    asked = _consultation(one, consultation_id)
    return _form(one, asked, _as_typed(asked), [])


@blueprint.post("/<int:consultation_id>")
def change(kind: str, slug: str, consultation_id: int) -> ResponseReturnValue:
    """State it anew; what was stated before stays on record."""
    one = found(kind, slug)
    asked = _consultation(one, consultation_id)
    words, issues = _words()
    if issues or words is None:
        return _form(one, asked, request.form, issues), 400
    consulting.change(services().store, signed_in(), asked.id, *words)
    return _done(kind, slug, "changed")


@blueprint.get("/<int:consultation_id>/outcome")
def ask_to_conclude(kind: str, slug: str, consultation_id: int) -> ResponseReturnValue:
    """Ask what came of it."""
    one = found(kind, slug)
    return _outcome(one, _consultation(one, consultation_id), [])


@blueprint.post("/<int:consultation_id>/outcome")
def conclude(kind: str, slug: str, consultation_id: int) -> ResponseReturnValue:
    """Say for readers what came of it."""
    one, outcome = found(kind, slug), request.form.get("outcome", "")
    asked = _consultation(one, consultation_id)
    if issues := check_reason("outcome", outcome, "Say for readers what came of it"):
        return _outcome(one, asked, issues), 400
    consulting.conclude(services().store, signed_in(), asked.id, outcome)
    return _done(kind, slug, "concluded")


def _done(kind: str, slug: str, done: str) -> ResponseReturnValue:
    return redirect(link("managing.show", kind=kind, slug=slug, done=done), code=303)


def _consultation(one: Managed, consultation_id: int) -> Consultation:
    for asked in one.consultations:
        if asked.id == consultation_id:
            return asked
    raise NotFoundError(f"{one.document.slug} has no consultation {consultation_id}.")


def _words() -> tuple[Words | None, list[Issue]]:
    """What the form says, and what is wrong with it; None where a day is wanting."""
    told, issues = request.form, list[Issue]()
    opens, closes = day_in(told, "opens-", "opens", issues), day_in(told, "closes-", "closes", issues)
    for field, message in (("opens", "Enter the first day"), ("closes", "Enter the last day")):
        if not any(typed(told, f"{field}-")):
            issues.append(Issue(field, message))
    title, note = told.get("title", ""), told.get("note", "")
    days = opens or closes or _SOME_DAY, closes or opens or _SOME_DAY
    issues += consulting.check_consultation(title, *days, note)
    return (None if opens is None or closes is None else (title, opens, closes, note)), issues


def _as_typed(asked: Consultation) -> Mapping[str, str]:
    days = (("opens", asked.opens), ("closes", asked.closes))
    boxes = {f"{field}-{name}": value for field, day in days for name, value in zip(NAMES, parts(day), strict=True)}
    return {"title": asked.title, "note": asked.note, **boxes}


def _form(one: Managed, asked: Consultation | None, told: Mapping[str, str], issues: Sequence[Issue]) -> str:
    title = one.editions[0].title
    return render_template(
        "policy/consultation.html",
        page_title=f"Change the consultation on {title}" if asked else f"Announce a consultation on {title}",
        active="policy",
        managed=one,
        asked=asked,
        title=told.get("title", ""),
        note=told.get("note", ""),
        opens=typed(told, "opens-"),
        closes=typed(told, "closes-"),
        issues=issues,
    )


def _outcome(one: Managed, asked: Consultation, issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/outcome.html",
        page_title=f"What came of “{asked.title}”",
        active="policy",
        managed=one,
        asked=asked,
        outcome=request.form.get("outcome", ""),
        issues=issues,
    )
