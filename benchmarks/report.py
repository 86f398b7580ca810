"""Tables of what was measured, for a terminal and as Markdown, and the page of documentation that holds them."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by `make bench ARGS=--write` -->", "<!-- end of figures -->"


@dataclass(frozen=True)
class Table:
    """A heading, a sentence that says how to read it, the names of the columns and the rows."""

    title: str
    lead: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Aim:
    """What was aimed at and what came of it; `figure` None where it could not be measured."""

    what: str
    unit: str
    figure: float | None
    limit: float
    at_least: bool = False

    @property
    def met(self) -> str:
        """Whether it was."""
        if self.figure is None:
            return "not measured"
        return "yes" if (self.figure >= self.limit if self.at_least else self.figure <= self.limit) else "**no**"

    @property
    def row(self) -> tuple[str, ...]:
        """The aim as a row."""
        sign = "≥" if self.at_least else "≤"
        got = "" if self.figure is None else amount(self.figure)
        return self.what, f"{sign} {self.limit:g} {self.unit}", f"{got} {self.unit}" if got else "", self.met


def aims(found: Sequence[Aim]) -> Table:
    """The table of aims."""
    return Table("Aims", "", ("what", "aim", "measured", "met"), tuple(one.row for one in found))


def amount(value: float) -> str:
    """A figure with as many digits as mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}"


def times(value: float) -> str:
    """A ratio."""
    return f"{amount(value)} ×"


def machine() -> str:
    """What it ran on, in general words."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()}, Python {platform.python_version()}"


def plain(tables: Sequence[Table]) -> str:
    """The tables for a terminal."""
    return "\n\n".join(_plain(table) for table in tables)


def markdown(tables: Sequence[Table]) -> str:
    """The tables as Markdown."""
    return "\n\n".join(_markdown(table) for table in tables)


def write(tables: Sequence[Table], note: str) -> None:
    """Put the tables between the marks in the page. Raises ValueError where it has no marks."""
    page = PAGE.read_text(encoding="utf-8")
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no place for the figures: it needs the lines {BEGIN} and {END}")
    PAGE.write_text(f"{before}{BEGIN}\n\n{note}\n\n{markdown(tables)}\n\n{END}{after}", encoding="utf-8")


def _plain(table: Table) -> str:
    rows = [table.columns, *table.rows]
    widths = [max(len(row[place]) for row in rows) for place in range(len(table.columns))]
    lines = [table.title, *([table.lead] if table.lead else [])]
    for row in rows:
        first, *others = (
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append("  " + "   ".join([first, *others]).rstrip())
    return "\n".join(lines).replace("**", "")


def _markdown(table: Table) -> str:
    lines = [f"### {table.title}", ""]
    lines += [table.lead, ""] if table.lead else []
    lines.append("| " + " | ".join(table.columns) + " |")
    lines.append("|" + "|".join(["---"] + ["---:"] * (len(table.columns) - 1)) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in table.rows]
    return "\n".join(lines)
