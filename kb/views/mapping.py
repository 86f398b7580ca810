"""The map: what bears on what, as a picture that links lead through, with a list beside it."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from guidance.model import Kind
from kb import mapping, sections
from kb.caching import Content, content, unless_kept
from kb.links import link, page_date
from kb.services import services

blueprint = Blueprint("mapping", __name__, url_prefix="/map")


@blueprint.get("/")
def show() -> ResponseReturnValue:
    """The map round what `?at=` names, such as M15 or term:ghosting; without it, the myths to choose from."""
    return unless_kept(_show)


def _show() -> Content:
    library, reading, name = services().library, page_date(), request.args.get("at", "")
    crumbs = [("Home", link("home.index"))]
    if name:
        found = mapping.map_of(library, name, reading)
        crumbs.append(("Map", link("mapping.show")))
        return content("map/show.html", f"Map: {found.middle.title}", "", crumbs, map=found, width=mapping.WIDTH,
                       node=mapping.NODE)  # fmt: skip
    every = library.in_force(Kind.GUIDANCE, reading.as_at, reading.known_at)
    heads = [head for edition in every for head, _ in sections.myths(library.paragraphs(edition))]
    return content("map/choose.html", "Map", "", crumbs, myths=sorted((one.ref, one.plain) for one in heads))
