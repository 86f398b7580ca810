"""What a person follows, and how often mail about it is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import following
from guidance.errors import NotFoundError
from guidance.following import Follow, Followed, Frequency, Scope
from guidance.model import Issue, Kind
from kb import followwords
from kb.access import safe_next, signed_in
from kb.links import SECTIONS, document_link, link
from kb.personal import followed
from kb.services import services
from kb.times import today

blueprint = Blueprint("following", __name__, url_prefix="/account/following")

DONE = {
    "followed": "You follow it from now on.",
    "changed": "How often mail is sent has been changed.",
    "stopped": "You follow it no longer.",
    "read": "It is marked as read.",
}


@dataclass(frozen=True)
class Line:
    """One thing that is followed, in words, and where it is."""

    follow: Follow
    words: str
    url: str


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Everything that the person follows, and what else could be."""
    return _page([])


@blueprint.post("/")
def follow() -> ResponseReturnValue:
    """Follow something from now on."""
    told = request.form
    scope, _, target = told.get("what", "").partition(":")
    frequency = told.get("frequency", Frequency.DAILY)
    issues = [] if scope in set(Scope) else [Issue("what", "Choose what to follow")]
    issues += [] if frequency in set(Frequency) else [Issue("frequency", "Choose how often mail is sent")]
    if issues:
        return _page(issues), 400
    following.follow(services().store, signed_in(), Scope(scope), target, Frequency(frequency))
    return _back("followed")


@blueprint.post("/<int:follow_id>/frequency")
def set_frequency(follow_id: int) -> ResponseReturnValue:
    """Send mail about it more or less often."""
    told = request.form.get("frequency", "")
    if told not in set(Frequency):
        return _page([Issue(f"frequency-{follow_id}", "Choose how often mail is sent")]), 400
    following.set_frequency(services().store, signed_in(), follow_id, Frequency(told))
    return _back("changed")


@blueprint.post("/<int:follow_id>/stop")
def stop(follow_id: int) -> ResponseReturnValue:
    """Follow it no longer."""
    following.unfollow(services().store, signed_in(), follow_id)
    return _back("stopped")


@blueprint.post("/read")
def read() -> ResponseReturnValue:
    """Remember the edition as read."""
    told = request.form
    kind, edition = told.get("kind", ""), told.get("edition", "")
    if kind not in set(Kind) or not re.fullmatch(r"[1-9][0-9]{0,8}", edition, re.ASCII):
        raise NotFoundError("There is no such edition.")
    following.mark_read(services().store, signed_in(), Kind(kind), told.get("slug", ""), int(edition))
    return _back("read")


def _back(done: str) -> ResponseReturnValue:
    target = request.form.get("next", "")
    return redirect(safe_next(target) if target else link("following.index", done=done), code=303)


def _page(issues: Sequence[Issue]) -> str:
    mine, told = followed(), request.form
    lines = _lines(mine.follows)
    shown = {"what", "frequency", *(f"frequency-{one.follow.id}" for one in lines)}
    return render_template(
        "account/following.html",
        page_title="What you follow",
        active="",
        lines=lines,
        frequencies=[(one.value, followwords.FREQUENCIES[one]) for one in Frequency],
        choices=_choices(mine),
        chosen=(told.get("what", ""), told.get("frequency", Frequency.DAILY)),
        issues=[one if one.field in shown else Issue("", one.message) for one in issues],
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _choices(mine: Followed) -> list[tuple[str, str]]:
    """What is not followed yet of all that can be chosen without opening a page."""
    topics = sorted({topic for one in services().library.in_force(None, today()) for topic in one.document.topics})
    found = [
        (Scope.EVERYTHING, ""),
        *((Scope.KIND, one.kind.value) for one in SECTIONS),
        *((Scope.TOPIC, one) for one in topics),
    ]
    return [
        (f"{scope}:{target}", followwords.named(scope, target)) for scope, target in found if not mine.of(scope, target)
    ]


def _lines(follows: tuple[Follow, ...]) -> list[Line]:
    """Each follow with the title of what it names; one whose subject is gone keeps its name."""
    library = services().library
    documents = [(Kind(kind), slug) for kind, _, slug in _targets(follows, Scope.DOCUMENT) if kind in set(Kind)]
    titles = {f"{one.document.kind}:{one.document.slug}": one for one in library.in_force_of(documents, today())}
    places = library.places([one.target for one in follows if one.scope is Scope.PARAGRAPH], today())
    found = []
    for one in follows:
        if one.scope is Scope.DOCUMENT:
            kind, _, slug = one.target.partition(":")
            title = titles[one.target].title if one.target in titles else f"{slug} (not in force today)"
            found.append(Line(one, title, document_link(Kind(kind), slug)))
        elif one.scope is Scope.PARAGRAPH and one.target in places:
            placed = places[one.target]
            number = f"paragraph {placed.paragraph.number}" if placed.paragraph.number else "a paragraph"
            found.append(Line(one, f"{placed.edition.title}, {number}", link("paragraphs.show", pid=one.target)))
        elif one.scope is Scope.SEARCH:
            found.append(Line(one, followwords.named(one.scope, one.target), link("search.results", q=one.target)))
        else:
            found.append(Line(one, followwords.named(one.scope, one.target), ""))
    return found


def _targets(follows: tuple[Follow, ...], scope: Scope) -> list[tuple[str, str, str]]:
    return [one.target.partition(":") for one in follows if one.scope is scope]
