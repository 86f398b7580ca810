"""Dating sites side by side: what was so about each as at the date, with what says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from guidance import kinds
from guidance.errors import NotFoundError
from guidance.model import Edition, Kind
from kb.caching import Content, content, unless_kept
from kb.links import link, page_date
from kb.lists import facts_at
from kb.services import services

blueprint = Blueprint("side_by_side", __name__, url_prefix="/toolkit/sites/side-by-side")

MOST = 4


@dataclass(frozen=True)
class Cell:
    """The entries of one fact of one site that hold on the day."""

    facts: Sequence[Mapping[str, Any]]

    @property
    def said(self) -> tuple[str, ...]:
        """The words alone, to be compared."""
        return tuple(one["value"] for one in self.facts)


@dataclass(frozen=True)
class Row:
    """One fact of each site. `differs`: the sites do not say the same."""

    title: str
    cells: Sequence[Cell]

    @property
    def differs(self) -> bool:
        """Whether the sites differ."""
        return len({one.said for one in self.cells}) > 1


@blueprint.get("")
def show() -> ResponseReturnValue:
    """Up to four sites in columns: `?site=hinge&site=tinder&differences=1`."""
    return unless_kept(_show)


def _show() -> Content:
    reading = page_date()
    every = services().library.in_force(Kind.SITE, reading.as_at, reading.known_at)
    by_slug = {one.document.slug: one for one in every}
    wanted = list(dict.fromkeys(one for one in request.args.getlist("site") if one))
    if unknown := [one for one in wanted if one not in by_slug]:
        raise NotFoundError(f"There is no site “{unknown[0][:40]}” in the toolkit as it stood on {reading.label}.")
    chosen = [by_slug[one] for one in wanted[:MOST]]
    rows = _rows(chosen, reading.as_at)
    only = request.args.get("differences") == "1"
    return content(
        "sites/side_by_side.html",
        f"{len(chosen)} sites side by side" if len(chosen) > 1 else "Sites side by side",
        "sites",
        [("Home", link("home.index")), ("Dating sites and apps", link("sites.index"))],
        chosen=chosen,
        left_out=[by_slug[one].title for one in wanted[MOST:]],
        rows=[one for one in rows if one.differs] if only and len(chosen) > 1 else rows,
        only=only,
        choices=[("", "None"), *((one.document.slug, one.title) for one in every)],
        most=MOST,
        names=[_former(one, reading.as_at) for one in chosen],
    )


def _rows(chosen: Sequence[Edition], day: date) -> list[Row]:
    told = [one.facts.get("site_facts", ()) for one in chosen]
    rows = [Row(title, [Cell(facts_at(one, key, day)) for one in told]) for key, title in kinds.SITE_FACTS.items()]
    return [one for one in rows if any(cell.facts for cell in one.cells)]


def _former(edition: Edition, day: date) -> list[Mapping[str, Any]]:
    """The dated names that the site had up to the day."""
    aliases = edition.facts.get("aliases", ())
    dated = (one for one in aliases if one.get("valid_from") or one.get("valid_to"))
    return [one for one in dated if (one.get("valid_from") or "") <= day.isoformat()]
