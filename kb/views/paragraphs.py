"""One paragraph for ever: where it stands, what became of it, and the citations that name it."""

from __future__ import annotations

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from guidance.compare import words
from guidance.following import Scope
from guidance.model import Edition, Force
from kb import citing, pages
from kb.caching import Content, content, unless_kept
from kb.links import BY_KIND, document_link, link, page_date
from kb.personal import Subject
from kb.related import anchor_of
from kb.services import services
from kb.times import today

blueprint = Blueprint("paragraphs", __name__)


@blueprint.get("/p/<pid>")
def show(pid: str) -> ResponseReturnValue:
    """The paragraph as at the page's date, or as it last stood."""
    return unless_kept(lambda: _show(pid))


def _show(pid: str) -> Content:
    library, reading = services().library, page_date()
    placed = library.place(pid, reading.as_at, reading.known_at)
    edition = placed.edition
    document = edition.document
    as_at = pages.cited_as_at(edition, reading.as_at)
    address = pages.addresses(library, [placed.paragraph], reading)
    (shown,) = pages.shown(edition, [placed.paragraph], as_at, today(), address)
    number = f"paragraph {placed.paragraph.number}" if placed.paragraph.number else "a paragraph"
    return content(
        "paragraphs/show.html",
        f"{edition.title}, {number}",
        BY_KIND[document.kind].name,
        _crumbs(edition.title, document_link(document.kind, document.slug)),
        subject=Subject(Scope.PARAGRAPH, pid, "this paragraph"),
        placed=placed,
        edition=edition,
        paragraph=shown,
        in_force=edition.force is Force.IN_FORCE,
        banner=pages.banner_for(edition, today()),
        page_url=_place(placed.edition, (placed.paragraph.anchor and anchor_of(placed.paragraph)) or pid),
    )


def _place(edition: Edition, anchor: str) -> str:
    document = edition.document
    if edition.force is Force.IN_FORCE:
        return document_link(document.kind, document.slug, anchor)
    return link(f"{BY_KIND[document.kind].name}.edition", slug=document.slug, ordinal=edition.ordinal, _anchor=anchor)


@blueprint.get("/p/<pid>/history")
def history(pid: str) -> ResponseReturnValue:
    """The paragraph in every edition that had it, with what changed each time."""
    return unless_kept(lambda: _history(pid))


def _history(pid: str) -> Content:
    library, reading = services().library, page_date()
    found = library.paragraph_history(pid, reading.as_at, reading.known_at)
    steps = []
    for index, placed in enumerate(found):
        before = found[index - 1].paragraph if index else None
        changed = before is not None and before.text_hash != placed.paragraph.text_hash
        told = words(before.plain, placed.paragraph.plain) if before and changed else ()
        steps.append((placed, before, told, anchor_of(placed.paragraph)))
    last = found[-1]
    return content(
        "paragraphs/history.html",
        f"Where this paragraph changed: {last.edition.title}",
        BY_KIND[last.edition.document.kind].name,
        _crumbs("Paragraph", link("paragraphs.show", pid=pid)),
        steps=steps[::-1],
        pid=pid,
    )


@blueprint.get("/c/<path:token>")
def citation(token: str) -> ResponseReturnValue:
    """The exact words that were relied on, and what has become of them since."""
    found = citing.look_up(token, today())
    if str(found.token) != f"KB:{token}":
        return redirect(link("paragraphs.citation", token=found.token.path), code=303)
    return unless_kept(lambda: _citation(found))


def _citation(found: citing.Looked) -> Content:
    then = found.then
    address = pages.addresses(services().library, [then.paragraph], page_date())
    (shown,) = pages.shown(then.edition, [then.paragraph], found.token.as_at, today(), address)
    number = then.paragraph.number
    return content(
        "paragraphs/citation.html",
        f"{then.edition.title}, paragraph {number}" if number else then.edition.title,
        "",
        [("Home", link("home.index"))],
        found=found,
        paragraph=shown,
        now_url=_place(found.now.edition, anchor_of(found.now.paragraph)) if found.now else "",
        successors=[(one, _place(one.edition, anchor_of(one.paragraph))) for one in found.successors],
    )


def _crumbs(title: str, url: str) -> list[tuple[str, str | None]]:
    return [("Home", link("home.index")), (title, url)]
