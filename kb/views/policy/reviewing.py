"""Submitting, reviewing and deciding: what changes, what was said about it, who may decide."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import commenting, draftreading, drafts, reviewing
from guidance.changes import ParagraphChange
from guidance.commenting import Comment
from guidance.compare import Row, counts
from guidance.draftreading import Headed
from guidance.errors import NotFoundError
from guidance.model import Issue
from guidance.permissions import Action, may
from guidance.reviewing import Against
from guidance.workflow import State
from kb.access import signed_in
from kb.classes import Classed, classed, weights
from kb.links import link
from kb.services import services

from .drafting import DONE
from .workspace import revision_named, workspace

blueprint = workspace("reviewing", __name__, "/drafts/<int:draft_id>")


@dataclass(frozen=True)
class Reviewed:
    """One paragraph of the comparison, with its class and what is said of it."""

    classed: Classed
    comments: tuple[Comment, ...]

    @property
    def row(self) -> Row:
        """The paragraph as the redline has it."""
        return self.classed.row

    @property
    def pid(self) -> str:
        """The paragraph, whichever side it stands on."""
        return (self.row.new or self.row.old).pid  # type: ignore[union-attr]  # a row has one side at least

    @property
    def is_quiet(self) -> bool:
        """Nothing changed, and nobody said anything."""
        return self.row.change == "same" and not self.comments


@blueprint.get("/submit")
def ask(draft_id: int) -> ResponseReturnValue:
    """Ask for the notes; tell beforehand what is still wanting."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    return _submit(draft_id, draft.change_note, draft.reasons, _wanting(draft_id, "x", "x"))


@blueprint.post("/submit")
def submit(draft_id: int) -> ResponseReturnValue:
    """Hand the draft to whoever reviews it."""
    note, reasons = request.form.get("change_note", ""), request.form.get("reasons", "")
    issues = _wanting(draft_id, note, reasons)
    if issues:
        return _submit(draft_id, note, reasons, issues), 400
    store, person = services().store, signed_in()
    reviewing.submit(store, person, draft_id, drafts.draft(store, person, draft_id).head, note, reasons)
    return redirect(link("drafts.show", draft_id=draft_id, done="submitted"), code=303)


@blueprint.get("/review")
def review(draft_id: int) -> ResponseReturnValue:
    """The redline, paragraph by paragraph, with its comments; at the end the decision."""
    return _review(draft_id, [])


@blueprint.post("/comments")
def comment(draft_id: int) -> ResponseReturnValue:
    """Say something about a paragraph, or about the draft as a whole."""
    store, person, told = services().store, signed_in(), request.form
    pid, body = told.get("pid", ""), told.get("body", "")
    if issues := commenting.check_comment(body):
        return _review(draft_id, [Issue(f"comment-{pid or 'draft'}", one.message) for one in issues]), 400
    draft = drafts.draft(store, person, draft_id)
    commenting.comment(store, person, draft_id, revision_named(draft.head), pid, body)
    return redirect(
        link("reviewing.review", draft_id=draft_id, _anchor=f"change-{pid}" if pid else "discussion"), code=303
    )


@blueprint.post("/comments/<int:comment_id>/resolve")
def resolve(draft_id: int, comment_id: int) -> ResponseReturnValue:
    """Mark a comment as dealt with."""
    commenting.resolve_comment(services().store, signed_in(), comment_id)
    return redirect(link("reviewing.review", draft_id=draft_id, done="resolved"), code=303)


@blueprint.post("/decision")
def decide(draft_id: int) -> ResponseReturnValue:
    """Approve the revision that was shown, or return the draft."""
    store, person, told = services().store, signed_in(), request.form
    note, decision = told.get("note", ""), told.get("decision", "")
    issues = _wrong_decision(decision, note)
    if issues:
        return _review(draft_id, issues), 400
    if decision == "approve":
        reviewing.approve(store, person, draft_id, revision_named(), note)
        return redirect(link("drafts.show", draft_id=draft_id, done="approved"), code=303)
    reviewing.return_(store, person, draft_id, note)
    return redirect(link("drafts.show", draft_id=draft_id, done="returned"), code=303)


def _wrong_decision(decision: str, note: str) -> list[Issue]:
    if decision not in {"approve", "return"}:
        return [Issue("decision", "Choose whether you approve the draft or return it")]
    return reviewing.check_return(note) if decision == "return" else reviewing.check_note(note)


def _wanting(draft_id: int, note: str, reasons: str) -> list[Issue]:
    store, person = services().store, signed_in()
    head = drafts.draft(store, person, draft_id).head
    return reviewing.check_submission(store, person, draft_id, head, note, reasons)


def _submit(draft_id: int, note: str, reasons: str, issues: Sequence[Issue]) -> str:
    draft = drafts.draft(services().store, signed_in(), draft_id)
    mendable = {
        "aside": link("drafts.show", draft_id=draft_id),
        "base": link("drafts.show", draft_id=draft_id),
        "identity": link("identifying.index", draft_id=draft_id),
        "removed": link("identifying.index", draft_id=draft_id),
        "dependants": link("impacts.index", draft_id=draft_id),
    }
    return render_template(
        "policy/submit.html",
        page_title=f"Submit {draft.title} for review",
        active="policy",
        draft=draft,
        change_note=note,
        reasons=reasons,
        issues=[one for one in issues if one.field in {"change_note", "reasons"}],
        wanting=[one for one in issues if one.field not in {"change_note", "reasons"}],
        places=defaultdict(lambda: link("editing.edit", draft_id=draft_id), mendable),
    )


def _review(draft_id: int, issues: Sequence[Issue]) -> str:
    store, person = services().store, signed_in()
    opened = draftreading.opened(store, person, draft_id)
    draft, against = opened.draft, _against()
    rows, changes = reviewing.comparison(store, person, draft_id, against)
    said = commenting.comments(store, person, draft_id)
    decisions = reviewing.decisions(store, person, draft_id)
    reviewed = _reviewed(rows, changes, said)
    shown = {one.pid for one in reviewed}
    why_not = reviewing.why_not_review(store, person, draft_id)
    to_decide = draft.state in {State.IN_REVIEW, State.APPROVED} and not why_not
    fields = {"comment-draft", *(f"comment-{pid}" for pid in shown), *(("decision", "note") if to_decide else ())}
    return render_template(
        "policy/review.html",
        page_title=f"What changes in {draft.title}",
        active="policy",
        draft=draft,
        opened=opened,
        against=against,
        earlier=max((one.revision for one in decisions if one.outcome != "submitted"), default=0),
        reviewed=reviewed,
        counts=counts(rows),
        weights=weights(changes),
        renamed=_renamed(*draftreading.headed(store, person, draft_id, against)),
        elsewhere=[one for one in said if one.pid not in shown],
        open_comments=sum(one.resolved_at is None for one in said),
        decisions=decisions,
        fingerprint=reviewing.fingerprint(draft, opened.revision),
        why_not=why_not,
        may_review=may(person, Action.REVIEW),
        in_review=draft.state is State.IN_REVIEW,
        issues=[one if one.field in fields else Issue("", one.message) for one in issues],
        told=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _reviewed(rows: Sequence[Row], changes: Sequence[ParagraphChange], said: Sequence[Comment]) -> list[Reviewed]:
    remarks: defaultdict[str, list[Comment]] = defaultdict(list)
    for one in said:
        remarks[one.pid].append(one)
    found = [Reviewed(one, ()) for one in classed(rows, changes)]
    return [replace(one, comments=tuple(remarks[one.pid])) for one in found]


def _renamed(old: Headed | None, new: Headed) -> list[tuple[str, str, str]]:
    """What changed above the paragraphs: its name, the old words, the new ones."""
    if old is None:
        return []
    parts = ("Title", old.title, new.title), ("Summary", old.summary, new.summary)
    return [one for one in parts if one[1] != one[2]]


def _against() -> Against:
    told = request.args.get("against", "base")
    if re.fullmatch(r"[1-9][0-9]{0,8}", told):
        return int(told)
    if told in {"base", "in_force"}:
        return "in_force" if told == "in_force" else "base"
    raise NotFoundError("There is nothing of that name to compare with.")
