"""What is put right later: a wrong date, a document to be withdrawn, an emergency publication still to be reviewed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import correcting, publishing
from guidance.errors import NotFoundError
from guidance.managing import Managed
from guidance.model import Edition, Issue, Kind
from kb.access import signed_in
from kb.asking import day_in, parts, typed
from kb.links import SECTIONS, link
from kb.services import services
from kb.times import today

from .managing import found, kind_named
from .workspace import workspace

blueprint = workspace("correcting", __name__, "/documents/<kind>/<slug>")

Boxes = tuple[str, str, str]


@blueprint.get("/editions/<int:ordinal>/dates")
def ask(kind: str, slug: str, ordinal: int) -> ResponseReturnValue:
    """Ask from when until when an edition is in force in truth."""
    edition = _edition(found(kind, slug), ordinal)
    return _dates(edition, parts(edition.in_force_from), parts(edition.in_force_to), [])


@blueprint.post("/editions/<int:ordinal>/dates")
def correct(kind: str, slug: str, ordinal: int) -> ResponseReturnValue:
    """Record other days; what was said before stays."""
    told, issues = request.form, list[Issue]()
    from_date, to_date = day_in(told, "from-", "from_date", issues), day_in(told, "to-", "to_date", issues)
    if not any(typed(told, "from-")):
        issues.append(Issue("from_date", "Enter the day from which it is in force"))
    reason = told.get("reason", "")
    if from_date:
        issues += correcting.check_correction(from_date, to_date, reason)
    if issues or from_date is None:
        edition = _edition(found(kind, slug), ordinal)
        return _dates(edition, typed(told, "from-"), typed(told, "to-"), issues), 400
    named = services().store, signed_in(), kind_named(kind), slug
    correcting.correct_dates(*named, ordinal, from_date, to_date, reason)
    return _done(kind, slug, "dates")


@blueprint.get("/withdraw")
def ask_to_withdraw(kind: str, slug: str) -> ResponseReturnValue:
    """Ask from when, why, and what to use instead."""
    return _withdrawal(found(kind, slug), [])


@blueprint.post("/withdraw")
def withdraw(kind: str, slug: str) -> ResponseReturnValue:
    """End the document; its editions stay readable."""
    told, issues = request.form, list[Issue]()
    from_date = day_in(told, "from-", "from_date", issues)
    if not any(typed(told, "from-")):
        issues.append(Issue("from_date", "Enter the first day on which it is no longer in force"))
    named = services().store, signed_in(), kind_named(kind), slug
    reason, replacement = told.get("reason", ""), _replacement(told, issues)
    if from_date:
        issues += correcting.check_withdrawal(*named, from_date, reason, replacement)
    if issues or from_date is None:
        return _withdrawal(found(kind, slug), issues), 400
    correcting.withdraw(*named, from_date, reason, replacement)
    return _done(kind, slug, "withdrawn")


@blueprint.get("/editions/<int:ordinal>/review")
def ask_to_review(kind: str, slug: str, ordinal: int) -> ResponseReturnValue:
    """Ask what somebody else found of an emergency publication."""
    return _review(found(kind, slug), ordinal, [])


@blueprint.post("/editions/<int:ordinal>/review")
def review(kind: str, slug: str, ordinal: int) -> ResponseReturnValue:
    """Record what they found."""
    note = request.form.get("note", "")
    if issues := publishing.check_review(note):
        return _review(found(kind, slug), ordinal, issues), 400
    publishing.review_emergency(services().store, signed_in(), kind_named(kind), slug, ordinal, note)
    return _done(kind, slug, "reviewed")


def _done(kind: str, slug: str, done: str) -> ResponseReturnValue:
    return redirect(link("managing.show", kind=kind, slug=slug, done=done), code=303)


def _edition(one: Managed, ordinal: int) -> Edition:
    for edition in one.editions:
        if edition.ordinal == ordinal:
            return edition
    raise NotFoundError(f"{one.document.slug} has no edition {ordinal}.")


def _replacement(told: Mapping[str, str], issues: list[Issue]) -> tuple[Kind, str] | None:
    """The document to be used instead, as `kind:slug`; None where the box is empty."""
    kind, _, slug = told.get("replacement", "").strip().partition(":")
    if not kind:
        return None
    if kind not in set(Kind) or not slug:
        issues.append(Issue("replacement", "Choose a document of the list"))
        return None
    return Kind(kind), slug


def _dates(edition: Edition, begins: Boxes, ends: Boxes, issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/dates.html",
        page_title=f"Correct the dates of edition {edition.ordinal} of {edition.title}",
        active="policy",
        edition=edition,
        begins=begins,
        ends=ends,
        reason=request.form.get("reason", ""),
        issues=issues,
    )


def _withdrawal(one: Managed, issues: Sequence[Issue]) -> str:
    told = request.form
    return render_template(
        "policy/withdraw.html",
        page_title=f"Withdraw {one.editions[0].title}",
        active="policy",
        managed=one,
        begins=typed(told, "from-"),
        reason=told.get("reason", ""),
        replacement=told.get("replacement", ""),
        choices=_others(one),
        issues=issues,
    )


def _others(one: Managed) -> list[tuple[str, str]]:
    """Every other document that readers have, its own kind first."""
    document = one.document
    in_force = services().library.in_force(None, today())
    order = [section.kind for section in SECTIONS]
    others = sorted(
        (found for found in in_force if found.document.id != document.id),
        key=lambda each: (each.document.kind is not document.kind, order.index(each.document.kind), each.title),
    )
    return [("", "Nothing")] + [(f"{each.document.kind}:{each.document.slug}", each.title) for each in others]


def _review(one: Managed, ordinal: int, issues: Sequence[Issue]) -> str:
    edition, document = _edition(one, ordinal), one.document
    named = services().store, signed_in(), document.kind, document.slug
    why_not = publishing.why_not_review_emergency(*named, ordinal)
    return render_template(
        "policy/emergency_review.html",
        page_title=f"Review edition {ordinal} of {edition.title}",
        active="policy",
        managed=one,
        edition=edition,
        emergency=next(entry for entry in one.entries if entry.ordinal == ordinal and entry.emergency),
        reviewed=ordinal not in one.unreviewed,
        why_not=why_not,
        note=request.form.get("note", ""),
        issues=issues,
    )
