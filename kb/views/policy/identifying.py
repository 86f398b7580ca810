"""Which paragraph is which: what an author settles so that citations of the old text lead to the right place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import draftreading, identifying
from guidance.draftreading import WhoIsWho
from guidance.errors import StateError
from guidance.identity import Choice
from guidance.model import Issue, Paragraph
from guidance.workflow import ChangeClass, Lineage, LineageType
from kb.access import signed_in
from kb.classes import WORDS
from kb.links import link
from kb.services import services

from .drafting import DONE
from .workspace import revision_named, workspace

blueprint = workspace("identifying", __name__, "/drafts/<int:draft_id>/identity")
FIRST_WORDS = 90
RAISED_TO = {one.value: WORDS[one] for one in identifying.RAISED_TO}


@dataclass(frozen=True)
class Option:
    """One answer to "who is this paragraph?"; `value` is what the form sends."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class Question:
    """A paragraph of the draft of which something is to be settled, or can be settled otherwise."""

    position: int
    number: str
    words: str
    unsure: bool
    options: tuple[Option, ...]
    took_in: tuple[Option, ...]


@dataclass(frozen=True)
class Gone:
    """A paragraph of the base that the draft leaves out, and what was said of that."""

    pid: str
    number: str
    words: str
    replacement: str
    reason: str
    said: bool


@blueprint.get("/")
def index(draft_id: int) -> ResponseReturnValue:
    """Every paragraph that is new, moved, unsure or gone."""
    return _page(draft_id, [])


@blueprint.post("/")
def settle(draft_id: int) -> ResponseReturnValue:
    """Keep what the author chose for one paragraph or several."""
    found = draftreading.who_is_who(services().store, signed_in(), draft_id)
    chosen = [choice for question in _questions(found) if (choice := _choice(question)) is not None]
    try:
        identifying.settle(services().store, signed_in(), draft_id, revision_named(), chosen)
    except StateError as error:
        return _page(draft_id, [Issue("", str(error))]), 400
    return redirect(link("identifying.index", draft_id=draft_id, done="settled"), code=303)


@blueprint.post("/removed")
def account(draft_id: int) -> ResponseReturnValue:
    """Say what takes the place of a paragraph that goes, or why nothing does."""
    told = request.form
    pid, replacement, reason = (told.get(name, "") for name in ("pid", "replacement", "reason"))
    if not replacement and not reason.strip():
        missing = "Choose the paragraph that takes its place, or say why none does"
        return _page(draft_id, [Issue(f"reason-{pid}", missing)]), 400
    identifying.account_for_removed(services().store, signed_in(), draft_id, pid, replacement, reason)
    return redirect(link("identifying.index", draft_id=draft_id, done="settled"), code=303)


@blueprint.post("/class")
def raise_class(draft_id: int) -> ResponseReturnValue:
    """Say that a change weighs more than its words show."""
    told = request.form
    if told.get("change_class") not in set(ChangeClass):
        raise StateError("Choose the class of the change.")
    change_class = ChangeClass(told["change_class"])
    identifying.raise_class(services().store, signed_in(), draft_id, told.get("pid", ""), change_class)
    return redirect(link("identifying.index", draft_id=draft_id, done="settled"), code=303)


def _page(draft_id: int, issues: Sequence[Issue]) -> str:
    found = draftreading.who_is_who(services().store, signed_in(), draft_id)
    draft = found.opened.draft
    fields = {f"reason-{one.pid}" for one in found.removed}
    return render_template(
        "policy/identity.html",
        page_title=f"Which paragraph is which in {draft.title}",
        active="policy",
        draft=draft,
        revision=found.opened.revision,
        questions=_questions(found),
        gone=_gone(found),
        standing=[(one.pid, _words(one)) for one in found.opened.paragraphs if one.pid],
        raisable=[
            one
            for one in found.changes
            if one.old and one.new and one.change_class not in {ChangeClass.UNCHANGED, ChangeClass.SUBSTANTIVE}
        ],
        words_of=WORDS,
        raised_to=RAISED_TO,
        issues=[one if one.field in fields else Issue("", one.message) for one in issues],
        told=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
    )


def _questions(found: WhoIsWho) -> list[Question]:
    """One for each paragraph that is new, unsure, or may have come of others; the unsure first."""
    revision = found.opened.revision
    lineage = (*revision.identity.lineage, *found.suggestions)
    questions: list[Question] = []
    for paragraph, own in zip(found.opened.paragraphs, revision.identity.paragraphs, strict=True):
        mine = [one for one in lineage if one.pid == own.pid]
        if own.pid in found.base and not own.candidates and not mine:
            continue
        options = _options(found, own.pid, [one.pid for one in own.candidates], mine)
        took_in = tuple(
            Option(one.other, _words(found.base[one.other]), one in revision.identity.lineage)
            for one in mine
            if one.type is LineageType.MERGED_FROM and one.other in found.base
        )
        unsure = bool(own.candidates) or any(one in found.suggestions for one in mine)
        told = Question(paragraph.position, paragraph.number, _words(paragraph), unsure, options, took_in)
        questions.append(told)
    return sorted(questions, key=lambda one: (not one.unsure, one.position))


def _options(found: WhoIsWho, pid: str, candidates: Sequence[str], mine: Sequence[Lineage]) -> tuple[Option, ...]:
    settled = found.opened.revision.identity.lineage
    options = [Option(f"continues:{pid}", f"It continues {_words(found.base[pid])}", True)] if pid in found.base else []
    options += [
        Option(f"continues:{one}", f"It continues {_words(found.base[one])}", False)
        for one in candidates
        if one in found.base
    ]
    split = [one for one in mine if one.type is LineageType.SPLIT_FROM and one.other in found.base]
    options += [
        Option(f"split:{one.other}", f"It was split from {_words(found.base[one.other])}", one in settled)
        for one in split
    ]
    is_new = pid not in found.base and not candidates and not any(one in settled for one in split)
    return (*options, Option("new", "It is new", is_new and not split))


def _choice(question: Question) -> Choice | None:
    told = request.form.get(f"p{question.position}", "")
    if told not in {one.value for one in question.options}:
        return None
    taken = set(request.form.getlist(f"took-in-{question.position}"))
    merged = tuple(one.value for one in question.took_in if one.value in taken)
    how, _, pid = told.partition(":")
    if how == "split":
        return Choice(question.position, "", split_from=pid, merged_from=merged)
    return Choice(question.position, pid, merged_from=merged)


def _gone(found: WhoIsWho) -> list[Gone]:
    told = {one.pid: one for one in found.opened.revision.identity.lineage if one.type is LineageType.REPLACED_BY}
    merged = {one.other for one in found.opened.revision.identity.lineage if one.type is LineageType.MERGED_FROM}
    return [
        Gone(
            one.pid,
            one.number,
            _words(one),
            told[one.pid].other if one.pid in told else "",
            told[one.pid].reason if one.pid in told else "",
            one.pid in told or one.pid in merged,
        )
        for one in found.removed
    ]


def _words(paragraph: Paragraph) -> str:
    words = (
        paragraph.plain[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
        if len(paragraph.plain) > FIRST_WORDS
        else paragraph.plain
    )
    return f"{paragraph.number}: “{words}”" if paragraph.number else f"“{words}”"
