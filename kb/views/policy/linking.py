"""The link picker: what an author can point to, by its name."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from guidance.model import Block, Kind
from kb.links import BY_KIND, page_date
from kb.services import services

from .workspace import workspace

blueprint = workspace("linking", __name__, "/links")
MOST = 20


@dataclass(frozen=True)
class Target:
    """What a link can name: `target` is what stands in the Markdown."""

    title: str
    kind: str
    target: str


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The documents and paragraphs whose names have the words. The script of the editor reads this page too."""
    asked, only = request.args.get("q", ""), request.args.get("only", "")
    words = asked.strip().casefold()
    found = _paragraphs(words) if only == "paragraph" else _documents(words, only) + _paragraphs(words)
    return render_template(
        "policy/links.html",
        page_title="Find what to link to",
        active="policy",
        words=request.args.get("q", ""),
        found=found[:MOST],
    )


def _documents(words: str, only: str) -> list[Target]:
    reading = page_date()
    kind = Kind(only) if only in set(Kind) else None
    found = [
        Target(one.title, BY_KIND[one.document.kind].title, f"{one.document.kind}:{one.document.slug}")
        for one in services().library.in_force(kind, reading.as_at)
        if words in one.title.casefold() or words in one.document.slug or words == one.document.ref.casefold()
    ]
    return sorted(found, key=lambda one: (not one.title.casefold().startswith(words), one.title.casefold()))[:MOST]


def _paragraphs(words: str) -> list[Target]:
    """Sections of guidance that have a name of their own."""
    library, reading = services().library, page_date()
    found: list[Target] = []
    for edition in library.in_force(Kind.GUIDANCE, reading.as_at):
        for one in library.paragraphs(edition):
            named = one.anchor and one.block is Block.HEADING
            if named and (words in one.plain.casefold() or words == one.ref.casefold()):
                title = f"{one.ref}: {one.plain}" if one.ref else one.plain
                found.append(Target(title, edition.title, f"guidance:{edition.document.slug}#{one.anchor}"))
    return sorted(found, key=lambda one: not one.title.casefold().startswith(words))
