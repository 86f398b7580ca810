"""How search is used, as far as it is counted: what is looked for in vain, what most, and what is opened."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template
from flask.typing import ResponseReturnValue

from guidance.model import Kind
from kb.links import document_link
from kb.services import services
from kb.times import today
from kb.usage import FEWEST, Counted

from .workspace import workspace

blueprint = workspace("searches", __name__, "/searches")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The three lists."""
    usage = services().usage
    used = usage.used()
    return render_template(
        "policy/searches.html",
        page_title="How search is used",
        active="policy",
        days=usage.days,
        used=used,
        fewest=FEWEST,
        opened=_named(used.opened),
    )


def _named(opened: Sequence[Counted]) -> list[tuple[str, str, int]]:
    """Title, address and number of what was opened, of what is in force."""
    counts = {one.name: one.times for one in opened}
    named = [(Kind(kind), slug) for kind, _, slug in (name.partition(":") for name in counts) if kind in set(Kind)]
    found = services().library.in_force_of(named, today())
    told = [(one.title, one.document.kind, one.document.slug) for one in found]
    rows = [(title, document_link(kind, slug), counts[f"{kind}:{slug}"]) for title, kind, slug in told]
    return sorted(rows, key=lambda row: -row[2])
