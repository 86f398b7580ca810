"""The values in a pack, checked one by one; each raises PackError with the place and what it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from .errors import PackError
from .model import Basis, Kind
from .workflow import ChangeClass, LineageType

_Name = TypeVar("_Name", Kind, Basis, ChangeClass, LineageType)
FIRST_YEAR, LAST_YEAR = 1800, 2999
_UNSOUND = re.compile("[\x00\ud800-\udfff]")


def known(where: str, what: str, raw: Mapping[str, Any], keys: frozenset[str]) -> None:
    """Refuse a part that has no name here."""
    if unknown := sorted(raw.keys() - keys):
        raise PackError(where, f'"{unknown[0]}" is not a part of a {what}; known are {", ".join(sorted(keys))}')


def named(where: str, raw: Mapping[str, Any], key: str, names: type[_Name]) -> _Name:
    """One of a closed set of names."""
    try:
        return names(str(raw.get(key)))
    except ValueError as error:
        raise PackError(where, f'"{key}" must be one of {", ".join(names)}') from error


def whole_number(where: str, raw: Mapping[str, Any], key: str) -> int:
    """A number that counts something, from 1."""
    value = raw.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 1_000_000:
        raise PackError(where, f'"{key}" must be a whole number from 1')
    return value


def words(where: str, raw: Mapping[str, Any], key: str, *, optional: bool = False) -> str:
    """A text; empty only where it is optional."""
    value = raw.get(key, "" if optional else None)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or (not optional and not value.strip()):
        raise PackError(where, f'"{key}" must be a text{"" if optional else " that is not empty"}')
    sound(where, key, value)
    return value


def texts_in(value: Any) -> Iterator[str]:
    """Every text within nested facts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


def sound(where: str, key: str, value: str) -> None:
    """Refuse characters that no database can keep."""
    if _UNSOUND.search(value):
        raise PackError(where, f'"{key}" holds characters that are not text')


def day(where: str, raw: Mapping[str, Any], key: str) -> date:
    """A civil date."""
    value = raw.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise PackError(where, f'"{key}" must be a date such as 2020-11-01') from error


def instant(where: str, raw: Mapping[str, Any], key: str) -> datetime:
    """An instant with its time zone, in UTC."""
    value = raw.get(key)
    try:
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        if not FIRST_YEAR <= instant.year <= LAST_YEAR:
            raise ValueError
    except ValueError as error:
        raise PackError(where, f'"{key}" must be an instant such as 2020-10-19T09:00:00Z') from error
    if instant.tzinfo is None:
        raise PackError(where, f'"{key}" needs a time zone, such as Z at its end')
    return instant.astimezone(UTC)
