"""Entries as one table and back: a row for each entry, and one below it for each meaning, spelling, fact or name.

Columns bear the words of the forms, so a table reads as the form does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from guidance.bulk import Entry
from guidance.model import Issue, Kind

from .factforms import FORMS, Field, Rows, Widget

ADDRESS, EDITION, PART, TITLE, SUMMARY = "Address", "Edition", "Part", "Title", "Summary"
ENTRY = "entry"
"""What the row of an entry itself has under Part."""
_YES = frozenset({"yes", "y", "true", "1", "x"})


def headings(kind: Kind) -> list[str]:
    """The columns of a kind, in their order."""
    labels = [field.label for _, fields in _parts(kind) for field in fields]
    return list(dict.fromkeys([ADDRESS, EDITION, PART, TITLE, SUMMARY, *labels]))


def rows(kind: Kind, entries: Iterable[Entry]) -> list[list[str]]:
    """The table with its headings. What the forms do not show is not in it, and is kept as it is."""
    columns = headings(kind)
    told: list[dict[str, str]] = []
    for entry in entries:
        own = {ADDRESS: entry.slug, EDITION: str(entry.edition)}
        for part, fields in _parts(kind):
            if isinstance(part, Rows):
                for row in entry.facts.get(part.name, ()):
                    told.append({**own, PART: part.one, **_cells(fields, row)})
            else:
                first = {PART: ENTRY, TITLE: entry.title, SUMMARY: entry.summary}
                told.append({**own, **first, **_cells(fields, entry.facts)})
    return [columns, *([row.get(name, "") for name in columns] for row in told)]


def entries(kind: Kind, table: Sequence[Sequence[str]]) -> tuple[list[Entry], list[Issue]]:
    """The entries of a table, in its order, and what is wrong with it by the number of the row."""
    if not table:
        return [], [Issue("file", "The table is empty")]
    columns = [one.strip() for one in table[0]]
    known = headings(kind)
    if missing := [one for one in (ADDRESS, EDITION, PART, TITLE) if one not in columns]:
        return [], [Issue("file", f"The first row must name the columns; there is no column {', '.join(missing)}")]
    strange = [one for one in columns if one and one not in known]
    issues = [Issue("file", f"The column “{one[:40]}” is not known here") for one in strange]
    if left_out := [one for one in known if one not in columns]:
        told = ", ".join(left_out)
        issues.append(Issue("file", f"Keep every column, for what is not there would be taken out: add {told}"))
    reader = _Reader(kind)
    for number, row in enumerate(table[1:], 2):
        issues += reader.take(number, dict(zip(columns, row, strict=False)))
    return reader.entries(), issues + reader.unopened()


class _Reader:
    """Puts the rows of each entry together."""

    def __init__(self, kind: Kind) -> None:
        self._parts = {part.one if isinstance(part, Rows) else ENTRY: (part, fields) for part, fields in _parts(kind)}
        self._first: dict[str, Entry] = {}
        self._lists: dict[str, dict[str, list[dict[str, Any]]]] = {}

    def take(self, number: int, told: Mapping[str, str]) -> list[Issue]:
        """One row."""
        slug, part = told.get(ADDRESS, "").strip(), told.get(PART, "").strip().lower()
        if not slug:
            return [_issue(number, "has no address: copy it from the entry above")]
        if part not in self._parts:
            return [_issue(number, f"has “{part[:30]}” under Part; write one of: {', '.join(self._parts)}")]
        table, fields = self._parts[part]
        issues: list[Issue] = []
        values = _values(number, fields, told, issues)
        lists = self._lists.setdefault(slug, {})
        if isinstance(table, Rows):
            lists.setdefault(table.name, []).append(values)
            return issues
        edition = told.get(EDITION, "").strip()
        if slug in self._first:
            return [*issues, _issue(number, f"is the second row of the entry {slug} itself")]
        if not (edition.isascii() and edition.isdigit() and len(edition) < 9):
            return [*issues, _issue(number, "has no number of an edition")]
        self._first[slug] = Entry(slug, int(edition), told.get(TITLE, ""), told.get(SUMMARY, ""), values)
        return issues

    def entries(self) -> list[Entry]:
        """Each entry with its lists."""
        return [
            Entry(one.slug, one.edition, one.title, one.summary, {**one.facts, **self._lists.get(slug, {})})
            for slug, one in self._first.items()
        ]

    def unopened(self) -> list[Issue]:
        """Rows of entries whose own row is missing."""
        lost = [slug for slug in self._lists if slug not in self._first]
        return [Issue("file", f"There is no row with “{ENTRY}” under Part for {slug}") for slug in lost]


def _parts(kind: Kind) -> list[tuple[Rows | None, Sequence[Field]]]:
    """The entry itself first, then its lists, each with its fields."""
    own = [one for one in FORMS[kind] if isinstance(one, Field)]
    return [(None, own), *((one, one.fields) for one in FORMS[kind] if isinstance(one, Rows))]


def _cells(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, str]:
    return {one.label: _cell(one, values.get(one.name)) for one in fields}


def _cell(field: Field, value: Any) -> str:
    if field.widget is Widget.FLAG:
        return "yes" if value else ""
    if field.widget is Widget.LIST:
        return "\n".join(value or ())
    return dict(field.options).get(value, value) if value else ""


def _values(number: int, fields: Iterable[Field], told: Mapping[str, str], issues: list[Issue]) -> dict[str, Any]:
    """The facts in the cells of a row; what is empty is left out, as a form leaves it out."""
    found: dict[str, Any] = {}
    for field in fields:
        cell = told.get(field.label, "").replace("\r\n", "\n").strip()
        if not cell:
            continue
        if field.widget is Widget.FLAG:
            if cell.casefold() in _YES:
                found[field.name] = True
        elif field.widget is Widget.LIST:
            found[field.name] = [line.strip() for line in cell.split("\n") if line.strip()]
        elif field.widget is Widget.CHOICE:
            named = {words.casefold(): value for value, words in field.options if value}
            value = named.get(cell.casefold(), cell if cell in named.values() else "")
            if not value:
                issues.append(_issue(number, f"has “{cell[:40]}” under {field.label}; write one of: {_options(field)}"))
            found[field.name] = value or cell
        else:
            found[field.name] = cell
    return found


def _options(field: Field) -> str:
    return "; ".join(words for value, words in field.options if value)


def _issue(number: int, told: str) -> Issue:
    return Issue("file", f"Row {number} {told}")
