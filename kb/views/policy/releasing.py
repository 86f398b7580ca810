"""Releases: several editions put together, and published so that they commence together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import drafts, planning, releasing
from guidance.errors import StateError
from guidance.model import Issue, Person
from guidance.permissions import Action, may
from guidance.planning import Plan
from guidance.workflow import Draft, Release, State
from kb.access import signed_in
from kb.links import link
from kb.services import services

from . import planned
from .planned import Planned
from .workspace import workspace

blueprint = workspace("releasing", __name__, "/releases")

DONE = {
    "begun": "The release is begun. Put drafts into it.",
    "added": "The draft is in the release.",
    "taken-out": "The draft is no longer in the release. It stays as it is.",
    "published": "The release is published.",
}

_STATES = {State.DRAFT: "draft", State.IN_REVIEW: "in review", State.APPROVED: "approved"}

_FIELDS = frozenset({"commences", "reason", "visible_from", "visible_time"})
"""What can be put right on the page that asks for the dates; the rest is wrong with a draft."""


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Every release, and a form that begins one."""
    return _index("", [])


@blueprint.post("/")
def create() -> ResponseReturnValue:
    """Begin a release."""
    name = request.form.get("name", "")
    if issues := releasing.check_name(name):
        return _index(name, issues), 400
    return _to(releasing.create(services().store, signed_in(), name), "begun")


@blueprint.get("/<int:release_id>")
def show(release_id: int) -> ResponseReturnValue:
    """What is in a release, and what can be done with it."""
    return _show(release_id, [])


@blueprint.post("/<int:release_id>/drafts")
def add(release_id: int) -> ResponseReturnValue:
    """Put a draft into it."""
    told = request.form.get("draft", "")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", told):
        return _show(release_id, [Issue("draft", "Choose a draft")]), 400
    releasing.add(services().store, signed_in(), release_id, int(told))
    return _to(release_id, "added")


@blueprint.post("/<int:release_id>/drafts/<int:draft_id>/take-out")
def take_out(release_id: int, draft_id: int) -> ResponseReturnValue:
    """Take a draft out of it."""
    releasing.take_out(services().store, signed_in(), release_id, draft_id)
    return _to(release_id, "taken-out")


@blueprint.post("/<int:release_id>/discard")
def discard(release_id: int) -> ResponseReturnValue:
    """Give the release up; its drafts stay."""
    releasing.discard(services().store, signed_in(), release_id)
    return redirect(link("releasing.index"), code=303)


@blueprint.get("/<int:release_id>/publish")
def ask(release_id: int) -> ResponseReturnValue:
    """Ask from when all of it is to be in force."""
    return _publish(_open(release_id)[0], planned.blank(), [])


@blueprint.post("/<int:release_id>/publish")
def publish(release_id: int) -> ResponseReturnValue:
    """Show what would happen; publish all of it once that is confirmed, or nothing."""
    store, person, told = services().store, signed_in(), planned.read(request.form)
    release, held = _open(release_id)
    issues = list(told.issues)
    if told.commences:
        issues += releasing.check_release(store, person, release_id, told.commences, told.visible_from, told.reason)
    if issues or told.commences is None:
        return _publish(release, told, issues), 400
    if (confirmed := request.form.get("confirmed", "")) != _as_shown(held):
        return _confirm(release, held, told, is_other=bool(confirmed)), 409 if confirmed else 200
    releasing.publish_release(store, person, release_id, told.commences, told.visible_from, told.reason)
    return _to(release_id, "published")


def _open(release_id: int) -> tuple[Release, list[Draft]]:
    """A release that can still be published, and what is in it. Raises StateError where it is over."""
    release, held = releasing.release(services().store, signed_in(), release_id)
    if release.state != releasing.OPEN:
        raise StateError(f"The release “{release.name}” is {release.state}.")
    return release, held


def _to(release_id: int, done: str) -> ResponseReturnValue:
    return redirect(link("releasing.show", release_id=release_id, done=done), code=303)


def _index(name: str, issues: Sequence[Issue]) -> str:
    store, person = services().store, signed_in()
    return render_template(
        "policy/releases.html",
        page_title="Releases",
        active="policy",
        releases=releasing.releases(store, person),
        sizes=releasing.sizes(store, person),
        may_publish=may(person, Action.PUBLISH),
        name=name,
        issues=issues,
    )


def _show(release_id: int, issues: Sequence[Issue]) -> str:
    store, person = services().store, signed_in()
    release, held = releasing.release(store, person, release_id)
    may_publish = may(person, Action.PUBLISH)
    choices = _free(person, held) if may_publish and release.state == releasing.OPEN else []
    return render_template(
        "policy/release.html",
        page_title=release.name,
        active="policy",
        release=release,
        held=held,
        waiting=[one for one in held if one.state is not State.APPROVED],
        choices=choices,
        may_publish=may_publish,
        now=services().config.now(),
        issues=[one if choices else replace(one, field="") for one in issues],
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _free(person: Person, held: Sequence[Draft]) -> list[tuple[str, str]]:
    """The open drafts that could be put into a release that holds those."""
    taken = {(one.kind, one.slug) for one in held}
    free = (one for one in drafts.list_drafts(services().store, person) if one.release_id is None)
    return [(str(one.id), f"{one.title} ({_STATES[one.state]})") for one in free if (one.kind, one.slug) not in taken]


def _publish(release: Release, told: Planned, issues: Sequence[Issue]) -> str:
    return render_template(
        "policy/release_publish.html",
        page_title=f"Publish the release “{release.name}”",
        active="policy",
        release=release,
        values=told.values,
        issues=[one if one.field in _FIELDS else replace(one, field="") for one in issues],
    )


def _as_shown(held: Sequence[Draft]) -> str:
    """Which revision of which draft, so that nothing is published that was not shown to whoever confirms it."""
    return " ".join(f"{one.id}:{one.head}" for one in held)


def _confirm(release: Release, held: Sequence[Draft], told: Planned, *, is_other: bool) -> str:
    store, person = services().store, signed_in()
    noticed = [
        f"“{one.title}”: {warning}"
        for one in held
        if told.commences
        for warning in planning.warnings(
            store, person, one.id, Plan(told.commences, one.basis, told.visible_from, told.reason)
        )
    ]
    return render_template(
        "policy/release_confirm.html",
        page_title=f"Publish the release “{release.name}”?",
        active="policy",
        release=release,
        held=held,
        told=told,
        as_shown=_as_shown(held),
        is_other=is_other,
        warnings=noticed,
    )
