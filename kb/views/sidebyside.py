"""Dating sites side by side: what was so about each as at the date, with what says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from guidance import kinds
from guidance.model import Edition, Issue, Kind
from kb.caching import Content, content, unless_kept
from kb.dates import BadDateError, parse_parts
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
    """Up to four sites in columns: `?site=hinge&site=tinder&on_year=2019&differences=1`.

    What is shown is what the entries in force as at the page's date say of the day asked about, or of that date.
    """
    return unless_kept(_show)


def _show() -> Content:
    reading, issues = page_date(), list[Issue]()
    parts = [request.args.get(f"on_{part}", "").strip() for part in ("day", "month", "year")]
    day = reading.as_at
    if any(parts):
        try:
            day = parse_parts(*parts)
        except BadDateError as error:
            issues.append(Issue("on_day", str(error)))
    every = services().library.in_force(Kind.SITE, reading.as_at, reading.known_at)
    by_slug = {one.document.slug: one for one in every}
    wanted = list(dict.fromkeys(one for one in request.args.getlist("site") if one))
    known = [by_slug[one] for one in wanted if one in by_slug]
    chosen = known[:MOST]
    rows = _rows(chosen, day)
    only = request.args.get("differences") == "1"
    return content(
        "sites/side_by_side.html",
        f"{len(chosen)} sites side by side" if len(chosen) > 1 else "Sites side by side",
        "sites",
        [("Home", link("home.index")), ("Dating sites and apps", link("sites.index"))],
        chosen=chosen,
        left_out=[one.title for one in known[MOST:]],
        unknown=[one[:40] for one in wanted if one not in by_slug],
        rows=[one for one in rows if one.differs] if only and len(chosen) > 1 else rows,
        only=only,
        day=day,
        parts=parts,
        issues=issues,
        choices=[("", "None"), *((one.document.slug, one.title) for one in every)],
        most=MOST,
        names=[_former(one, day) for one in chosen],
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
