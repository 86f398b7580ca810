"""How dates, names and pictures of time are written in templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from flask import Flask

from guidance import kinds
from guidance.compare import Change, Row
from guidance.composing import between
from guidance.model import Edition, Kind

from .dates import civil, instant
from .links import BY_KIND


@dataclass(frozen=True)
class TimelineRow:
    """An edition in a picture of time."""

    ordinal: int
    basis: str
    state: str
    in_force_from: date
    in_force_to: date | None
    url: str
    change_note: str


@dataclass(frozen=True)
class Run:
    """Neighbouring paragraphs of a comparison that all changed, or all did not."""

    unchanged: bool
    rows: Sequence[Row]


def init_app(app: Flask) -> None:
    """Give the templates their filters and fixed words."""
    app.jinja_env.filters.update(
        civil=civil,
        instant=instant,
        iso_date=iso_date,
        kind_label=kind_label,
        pair=lambda one: (one.value, one.words),
        groupby_run=groupby_run,
        runs_of_change=runs_of_change,
        section_name=section_name,
        sense_rows=sense_rows,
        timeline_rows=timeline_rows,
        upper_first=upper_first,
        years=years,
    )
    app.jinja_env.globals["OUTCOMES"] = kinds.OUTCOMES
    app.jinja_env.globals["CONFIDENCE"] = kinds.CONFIDENCE


def groupby_run(rows: Iterable[Any], name: str) -> list[tuple[Any, list[Any]]]:
    """Neighbours that have the same value under a name, each run with that value."""
    return [(value, list(run)) for value, run in groupby(rows, key=lambda row: getattr(row, name))]


def iso_date(told: str) -> str:
    """A date kept as text, in words."""
    return civil(date.fromisoformat(told))


def kind_label(kind: str, *, several: bool = False) -> str:
    """What people read for a kind."""
    return kinds.LABELS[Kind(kind)][several]


def section_name(kind: str) -> str:
    """The part of the site, by the name of its endpoints, that shows a kind."""
    return BY_KIND[Kind(kind)].name


def upper_first(words: str) -> str:
    """The first letter as a capital; the rest as it is."""
    return words[:1].upper() + words[1:]


def years(alias: Mapping[str, str]) -> str:
    """When another name was in use: 'until April 2022'."""
    told = between(alias.get("valid_from"), alias.get("valid_to"), word="").rstrip(".")
    return told[:1].lower() + told[1:]


def timeline_rows(editions: Iterable[Edition], section: str, link: Callable[..., str]) -> list[TimelineRow]:
    """Editions, oldest first, as the picture of time wants them; one that never was in force has no place in it."""
    rows = [
        TimelineRow(
            one.ordinal,
            one.basis,
            one.force,
            one.in_force_from,
            one.in_force_to,
            link(f"{section}.edition", slug=one.document.slug, ordinal=one.ordinal),
            one.change_note,
        )
        for one in editions
        if one.in_force_from is not None
    ]
    return sorted(rows, key=lambda row: (row.in_force_from, row.ordinal))


def sense_rows(senses: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Dated meanings with every part there, as the picture of meanings wants them."""
    names = ("definition", "attested_from", "attested_to", "confidence")
    return [{name: sense.get(name, "") for name in names} for sense in senses]


def runs_of_change(rows: Iterable[Row]) -> list[Run]:
    """The rows of a comparison in runs of changed and unchanged ones."""
    return [Run(unchanged, tuple(run)) for unchanged, run in groupby(rows, key=lambda row: row.change is Change.SAME)]
