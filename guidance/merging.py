"""Two people's words on top of the same ones, put together paragraph by paragraph; nothing written is lost. Pure.

There are no markers of conflict in the text: they would be Markdown that could be published by mistake.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .threeway import merge_pieces
from .workflow import Content

PROSE = 60
"""A fact of more characters than this is a text, of which two can stand one after the other; of a date they cannot."""

_FENCE = re.compile(r"\s*(`{3,}(?=[^`]*$)|~{3,})")
_ABSENT = object()


@dataclass(frozen=True)
class Conflict:
    """What both changed differently, in which field: `title`, `summary`, `body`, `facts.key`. Empty: taken out."""

    field: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """The words of both, and where the author must choose between them."""

    content: Content
    conflicts: tuple[Conflict, ...] = ()


def merge(base: Content, theirs: Content, mine: Content) -> Merged:
    """Both changes to `base`. What both changed differently stands twice, theirs first, and is told as a conflict.

    A fact that can have one value only (a date, a choice) keeps theirs; mine is told in the conflict alone.
    """
    if mine in (theirs, base):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    conflicts: list[Conflict] = []
    content = Content(
        _title(base.title, theirs.title, mine.title, conflicts),
        _text("summary", base.summary, theirs.summary, mine.summary, conflicts),
        _text("body", base.body, theirs.body, mine.body, conflicts),
        _keys("facts", base.facts, theirs.facts, mine.facts, conflicts),
    )
    return Merged(content, tuple(conflicts))


def pieces(text: str) -> list[str]:
    """The text cut at its blank lines; fenced code stays whole."""
    found: list[list[str]] = [[]]
    fence = ""
    for line in text.replace("\r\n", "\n").split("\n"):
        if fence:
            found[-1].append(line)
            fence = "" if _closes(line, fence) else fence
        elif line.strip():
            found[-1].append(line)
            opened = _FENCE.match(line)
            fence = opened[1] if opened else ""
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def _closes(line: str, fence: str) -> bool:
    told = line.strip()
    return len(told) >= len(fence) and set(told) == {fence[0]}


def _title(base: str, theirs: str, mine: str, conflicts: list[Conflict]) -> str:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    conflicts.append(Conflict("title", theirs, mine))
    return " / ".join(one for one in (theirs, mine) if one)


def _text(field: str, base: str, theirs: str, mine: str, conflicts: list[Conflict]) -> str:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine

    def both(_own: str, their: str | None, my: str | None) -> list[str]:
        conflicts.append(Conflict(field, their or "", my or ""))
        return [one for one in (their, my) if one is not None]

    merged = merge_pieces(pieces(base), pieces(theirs), pieces(mine), both)
    return "\n\n".join(merged) + ("\n" if theirs.endswith("\n") and mine.endswith("\n") else "")


def _keys(
    field: str,
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    conflicts: list[Conflict],
) -> dict[str, Any]:
    merged = {}
    for key in {**theirs, **mine}:
        own, their, my = (one.get(key, _ABSENT) for one in (base, theirs, mine))
        merged[key] = _value(f"{field}.{key}", own, their, my, conflicts)
    return {key: value for key, value in merged.items() if value is not _ABSENT}


def _value(field: str, base: Any, theirs: Any, mine: Any, conflicts: list[Conflict]) -> Any:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if isinstance(theirs, list) and isinstance(mine, list):
        return _rows(field, base if isinstance(base, list) else [], theirs, mine, conflicts)
    if isinstance(theirs, str) and isinstance(mine, str) and max(len(theirs), len(mine)) > PROSE:
        return _text(field, base if isinstance(base, str) else "", theirs, mine, conflicts)
    conflicts.append(Conflict(field, _told(theirs), _told(mine)))
    return mine if theirs is _ABSENT else theirs


def _rows(
    field: str, base: Sequence[Any], theirs: Sequence[Any], mine: Sequence[Any], conflicts: list[Conflict]
) -> list[Any]:
    """Entry by entry; of one that both changed, part by part, and where they changed the same part it stands twice."""
    entries = {_written(one): one for one in (*base, *theirs, *mine)}

    def both(own: str, their: str | None, my: str | None) -> list[str]:
        before, left, right = (_ABSENT if one is None else entries[one] for one in (own, their, my))
        if isinstance(before, dict) and isinstance(left, dict) and isinstance(right, dict):
            found: list[Conflict] = []
            row = _keys(field, before, left, right, found)
            if not found:
                entries[_written(row)] = row
                return [_written(row)]
        conflicts.append(Conflict(field, _told(left), _told(right)))
        return [one for one in (their, my) if one is not None]

    old, left, right = ([_written(one) for one in rows] for rows in (base, theirs, mine))
    return [entries[one] for one in merge_pieces(old, left, right, both)]


def _written(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _told(value: Any) -> str:
    if value is _ABSENT:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_told(one)}" for key, one in value.items())
    return value if isinstance(value, str) else _written(value)
