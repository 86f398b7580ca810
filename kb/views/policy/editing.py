"""The editor: what an author writes, the preview of it, and what happens when two write at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from guidance import autosaves, drafting, draftreading, drafts, reconciling
from guidance.compare import Segment, words
from guidance.contents import check_content
from guidance.model import Issue, Kind
from guidance.reconciling import Aside
from guidance.workflow import Content, Draft, State
from kb import factforms
from kb.access import signed_in
from kb.draftpages import drafted
from kb.links import link
from kb.services import services

from .workspace import workspace

blueprint = workspace("editing", __name__, "/drafts/<int:draft_id>")

FACTS_TITLES = {
    Kind.GUIDANCE: "About this chapter",
    Kind.TERM: "Meanings and spellings",
    Kind.SITE: "Facts and names",
    Kind.CASE_STUDY: "About this case study",
    Kind.AUTHORITY: "About this authority",
    Kind.PRACTICE_NOTE: "About this note",
}


@dataclass(frozen=True)
class Both:
    """What two people changed in one place, the words of the first against those of the second."""

    where: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class Merging:
    """What the page says where somebody else had saved first."""

    name: str
    aside: int
    conflicts: tuple[Both, ...]


@blueprint.get("/edit")
def edit(draft_id: int) -> ResponseReturnValue:
    """The draft as it was saved last, or with what the browser kept after that."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    if draft.state in {State.PUBLISHED, State.DISCARDED}:
        return redirect(link("drafts.show", draft_id=draft_id), code=303)
    kept = autosaves.kept(services().store, signed_in(), draft_id)
    if kept:
        return _form(draft, kept.content, kept.based_on, kept=kept)
    return _form(draft, drafts.revision(services().store, signed_in(), draft_id).content, draft.head)


@blueprint.post("/edit")
def save(draft_id: int) -> ResponseReturnValue:
    """Save, look at the preview, or change the rows of the form; what was typed is in the answer in every case."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    content, based_on = _content(draft.kind), _based_on(draft)
    if answer := _not_yet(draft, content, based_on):
        return answer
    saved = drafting.save(services().store, signed_in(), draft_id, based_on, content, _note())
    if saved.aside:
        return redirect(link("editing.merge", draft_id=draft_id, aside=saved.number), code=303)
    return redirect(link("drafts.show", draft_id=draft_id, done="saved"), code=303)


@blueprint.get("/merge/<int:aside>")
def merge(draft_id: int, aside: int) -> ResponseReturnValue:
    """Two texts put together, for the author to look over."""
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    both = reconciling.merge_aside(store, person, draft_id, aside)
    return _form(draft, both.merged.content, both.head.number, merging=_merging(both))


@blueprint.post("/merge/<int:aside>")
def resolve(draft_id: int, aside: int) -> ResponseReturnValue:
    """Save what came of both texts."""
    store, person = services().store, signed_in()
    draft = drafts.draft(store, person, draft_id)
    content, based_on = _content(draft.kind), _based_on(draft)
    if answer := _not_yet(draft, content, based_on, reconciling.merge_aside(store, person, draft_id, aside)):
        return answer
    saved = reconciling.resolve(store, person, draft_id, based_on, aside, content, _note())
    if saved.aside:
        return redirect(link("editing.merge", draft_id=draft_id, aside=saved.number), code=303)
    return redirect(link("drafts.show", draft_id=draft_id, done="merged"), code=303)


@blueprint.post("/preview")
def preview(draft_id: int) -> ResponseReturnValue:
    """The words in the form as a page would show them; for the script of the editor."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    return render_template(
        "policy/previewed.html",
        page_title=f"Preview of {draft.title}",
        active="policy",
        draft=draft,
        words=_words(draft, _content(draft.kind)),
    )


@blueprint.post("/keep")
def keep(draft_id: int) -> ResponseReturnValue:
    """Keep the words in the form without saving them, for whoever comes back to them; for the script of the editor."""
    draft = drafts.draft(services().store, signed_in(), draft_id)
    autosaves.keep(services().store, signed_in(), draft_id, _based_on(draft), _content(draft.kind))
    return "", 204


@blueprint.post("/drop")
def drop(draft_id: int) -> ResponseReturnValue:
    """Go back to what was saved."""
    autosaves.drop_kept(services().store, signed_in(), draft_id)
    return redirect(link("editing.edit", draft_id=draft_id), code=303)


def _not_yet(draft: Draft, content: Content, based_on: int, both: Aside | None = None) -> ResponseReturnValue | None:
    """The form again where a row was added or taken out, a preview was asked for, or something has to be mended."""
    merging = _merging(both) if both else None
    changed = factforms.with_row_changed(draft.kind, request.form)
    if changed is not None:
        return _form(draft, replace(content, facts=changed), based_on, merging=merging)
    issues = [*check_content(draft.kind, content), *drafting.check_note(_note())]
    if not issues and request.form.get("do") != "preview":
        return None
    return _form(draft, content, based_on, issues=issues, merging=merging), 400 if issues else 200


def _form(
    draft: Draft,
    content: Content,
    based_on: int,
    *,
    issues: Sequence[Issue] = (),
    kept: autosaves.Kept | None = None,
    merging: Merging | None = None,
) -> str:
    placed = [replace(one, field=_input_of(one.field)) for one in issues]
    return render_template(
        "policy/edit.html",
        page_title=f"Edit {draft.title}",
        active="policy",
        draft=draft,
        content=content,
        based_on=based_on,
        action=request.path,
        note=_note(),
        issues=placed,
        errors={one.field: one.message for one in placed},
        others=autosaves.arrive(services().store, signed_in(), draft.id),
        kept=kept,
        merging=merging,
        form=factforms.FORMS[draft.kind],
        facts_title=FACTS_TITLES[draft.kind],
        in_front=draft.kind in {Kind.TERM, Kind.SITE, Kind.AUTHORITY, Kind.PRACTICE_NOTE},
        previewed=_words(draft, content),
        fact_shown=factforms.shown,
        fact_rows_shown=factforms.rows_shown,
        fact_name=factforms.name_of,
    )


def _words(draft: Draft, content: Content) -> Markup:
    issues = check_content(draft.kind, content)
    in_text = [one for one in issues if one.field == "body" or one.field.startswith("facts")]
    found = [] if in_text else draftreading.previewed(services().store, signed_in(), draft, content)
    told = {"title": content.title, "summary": content.summary, "drafted": drafted(found), "issues": in_text}
    return Markup(render_template("policy/words.html", **told))  # noqa: S704 - autoescaped by Jinja


def _merging(both: Aside) -> Merging:
    conflicts = tuple(Both(one.field, words(one.theirs, one.mine)) for one in both.merged.conflicts)
    return Merging(both.head.author.name, both.revision.number, conflicts)


def _content(kind: Kind) -> Content:
    told = request.form
    return Content(
        told.get("title", ""), told.get("summary", ""), told.get("body", ""), factforms.read(kind, request.form)
    )


def _based_on(draft: Draft) -> int:
    """The revision that the form was made from; one that is not told counts as the first, so nothing is overwritten."""
    told = request.form.get("based_on", "")
    return min(int(told), draft.head) if re.fullmatch(r"[1-9][0-9]{0,8}", told) else 1


def _note() -> str:
    return request.form.get("note", "")


def _input_of(field: str) -> str:
    """`facts.senses[2].definition` by the name of its input."""
    return re.sub(r"\[(\d+)\]", r".\1", field)
