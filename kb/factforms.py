"""Forms for the facts of each kind: what stands beside the body, as fields and repeating rows, there and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from guidance.kinds import CONFIDENCE, OUTCOMES, SITE_FACTS
from guidance.model import Kind

MOST_ROWS = 200
"""Rows of one sort that a form takes; beyond that a pack is the better way in."""


class Widget(StrEnum):
    """How a value is asked for."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"
    FLAG = "flag"
    CHOICE = "choice"


@dataclass(frozen=True)
class Field:
    """One value: its name in the facts, what people read, and how it is asked for."""

    name: str
    label: str
    widget: Widget = Widget.LINE
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rows:
    """Entries of one sort, each with the same fields. `one` is what an entry is called."""

    name: str
    label: str
    one: str
    fields: tuple[Field, ...]
    hint: str = ""


def _options(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return (("", "Choose"), *words.items())


_PARTIAL = "A year, month or day, like 2014, 2014-06 or 2014-06-30"
_DAY = "Like 2026-11-01"
_ONE_A_LINE = "One on each line"
_SURE = Field("confidence", "How sure we are", Widget.CHOICE, options=_options(CONFIDENCE))
_REVIEWED = Field("reviewed", "Last reviewed on", hint=_DAY)
_REVIEW = Field("review_by", "Due for review by", hint=_DAY)
_SOURCES = Field("sources", "Sources", Widget.LIST, _ONE_A_LINE)
_COMMON = (_SURE, _SOURCES, _REVIEWED, _REVIEW)
_ALIAS_TYPES = {
    "variant": "Another way to write it",
    "abbreviation": "Abbreviation",
    "emoji": "Emoji",
    "misspelling": "Misspelling",
    "algospeak": "Written to get past filters",
}

FORMS: dict[Kind, tuple[Field | Rows, ...]] = {
    Kind.GUIDANCE: _COMMON,
    Kind.TERM: (
        Rows(
            "senses",
            "Meanings",
            "meaning",
            (
                Field("definition", "What it means", Widget.TEXT),
                Field("caution", "How it may be misread", Widget.TEXT, "Shown to readers as “Take care”"),
                Field("register", "Register", hint="Such as slang, clinical or coded"),
                Field("category", "Category"),
                Field("attested_from", "Used from", hint=_PARTIAL),
                Field("attested_to", "Used until", hint="Leave empty while it is in use"),
                Field("region", "Region"),
                _SURE,
                _SOURCES,
            ),
        ),
        Rows(
            "aliases",
            "Also written",
            "spelling",
            (
                Field("text", "As people write it"),
                Field("type", "What it is", Widget.CHOICE, options=_options(_ALIAS_TYPES)),
                Field("needs_context", "Also an ordinary word, so it means this only in context", Widget.FLAG),
            ),
            "Abbreviations, emoji and misspellings. Search and the chat reader find the term by them.",
        ),
        *_COMMON,
    ),
    Kind.SITE: (
        Rows(
            "site_facts",
            "What is known",
            "fact",
            (
                Field("key", "About", Widget.CHOICE, options=_options(SITE_FACTS)),
                Field("value", "What is so", Widget.TEXT),
                Field("valid_from", "From", hint=_PARTIAL),
                Field("valid_to", "Until", hint="Leave empty while it is so"),
                _SURE,
                Field("source", "Source"),
            ),
        ),
        Rows(
            "aliases",
            "Former and other names",
            "name",
            (
                Field("text", "Name"),
                Field("valid_from", "From", hint=_PARTIAL),
                Field("valid_to", "Until", hint="Leave empty while it is in use"),
            ),
        ),
        *_COMMON,
    ),
    Kind.CASE_STUDY: (
        Field("fictional", "The people and events are invented", Widget.FLAG),
        Field("outcome", "Decision", Widget.CHOICE, options=_options(OUTCOMES)),
        Field("victim_group", "Groups that it is about", Widget.LIST, _ONE_A_LINE),
        Field("myths", "Myths that may arise", Widget.LIST, "Their labels, such as M34, one on each line"),
        Field("terms", "Dating terms", Widget.LIST, "The last part of their addresses, one on each line"),
        Field("sites", "Dating sites", Widget.LIST, "The last part of their addresses, one on each line"),
        Field("authorities", "Authorities", Widget.LIST, "The last part of their addresses, one on each line"),
        *_COMMON,
    ),
    Kind.AUTHORITY: (
        Field(
            "type",
            "What it is",
            Widget.CHOICE,
            options=(("", "Choose"), ("provision", "Statute provision"), ("case", "Case")),
        ),
        Field("citations", "Citations", Widget.LIST, _ONE_A_LINE),
        Field("names", "Names by which people know it", Widget.LIST, _ONE_A_LINE),
        Field("in_force_from", "In force from", hint=_DAY),
        Field("in_force_to", "In force until", hint="Leave empty while it is in force"),
        Field("significance", "Why it matters", Widget.TEXT, "Two or three sentences"),
        *_COMMON,
    ),
    Kind.PRACTICE_NOTE: (
        Field(
            "type",
            "What it is",
            Widget.CHOICE,
            options=(
                ("", "Choose"),
                ("initiative", "Local initiative"),
                ("action", "Action-plan commitment"),
                ("casework_example", "Casework example"),
                ("community_note", "Community note"),
            ),
        ),
        Field("area", "Area"),
        Field("status", "Status"),
        Field("supports", "Supports", Widget.LIST, "Targets such as guidance:consent#freedom, one on each line"),
        Rows(
            "measures",
            "Measures",
            "measure",
            (
                Field("what", "What was measured"),
                Field("baseline", "Before"),
                Field("after", "After"),
                Field("period", "Period"),
                Field("source", "Source"),
            ),
        ),
        *_COMMON,
    ),
}
"""The fields of each kind, in the order in which they are asked for."""

_PREFIX = "facts"


def name_of(*parts: object) -> str:
    """The name of an input: `facts.senses.1.definition`."""
    return ".".join([_PREFIX, *map(str, parts)])


def rows_shown(rows: Rows, facts: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The entries that a form shows: those there are, or one that is empty."""
    return facts.get(rows.name) or [{}]


def shown(field: Field, values: Mapping[str, Any]) -> Any:
    """A value as its input shows it."""
    if field.widget is Widget.LIST:
        return "\n".join(values.get(field.name, ()))
    return values.get(field.name, False if field.widget is Widget.FLAG else "")


def read(kind: Kind, form: Mapping[str, str]) -> dict[str, Any]:
    """The facts that somebody filled in. What was left empty is left out; nothing else is dropped."""
    facts: dict[str, Any] = {}
    for one in FORMS[kind]:
        value = _rows(one, form) if isinstance(one, Rows) else _value(one, form.get(name_of(one.name), ""))
        if value:
            facts[one.name] = value
    return facts


def with_row_changed(kind: Kind, form: Mapping[str, str]) -> dict[str, Any] | None:
    """The facts after a press on “Add” or “Remove” at some rows; None where neither was pressed."""
    facts = read(kind, form)
    for one in FORMS[kind]:
        if not isinstance(one, Rows):
            continue
        if name_of(one.name, "add") in form:
            return {**facts, one.name: [*facts.get(one.name, ()), {}]}
        for index in range(1, _count(one, form) + 1):
            if name_of(one.name, index, "remove") in form:
                kept = _rows(one, {key: value for key, value in form.items() if not _of_row(key, one, index)})
                return {**facts, one.name: kept}
    return None


def _rows(rows: Rows, form: Mapping[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for index in range(1, _count(rows, form) + 1):
        told = {one.name: _value(one, form.get(name_of(rows.name, index, one.name), "")) for one in rows.fields}
        if row := {name: value for name, value in told.items() if value}:
            found.append(row)
    return found


def _count(rows: Rows, form: Mapping[str, str]) -> int:
    """How many rows the form had: the highest number among the names of its inputs."""
    start = name_of(rows.name, "")
    numbers = (key.removeprefix(start).partition(".")[0] for key in form if key.startswith(start))
    return min(max((int(one) for one in numbers if one.isascii() and one.isdigit()), default=0), MOST_ROWS)


def _of_row(key: str, rows: Rows, index: int) -> bool:
    return key.startswith(name_of(rows.name, index, ""))


def _value(field: Field, told: str) -> Any:
    words = told.replace("\r\n", "\n").strip()
    if field.widget is Widget.FLAG:
        return bool(words)
    if field.widget is Widget.LIST:
        return [line.strip() for line in words.split("\n") if line.strip()]
    return words
