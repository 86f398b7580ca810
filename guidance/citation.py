"""Citations that outlive renumbering: `KB:<pid>@<date>~<first six hex digits of the text's hash>`. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import NotFoundError
from .workflow import Lineage, LineageType

_TOKEN = re.compile(r"^(?:KB:)?([0-9a-z]{10,16})@(\d{4}-\d{2}-\d{2})~([0-9a-f]{6})$")


@dataclass(frozen=True)
class Token:
    """What a citation names: a paragraph, the date it was read as at, and the words that stood there."""

    pid: str
    as_at: date
    check: str

    def __str__(self) -> str:
        return f"KB:{self.pid}@{self.as_at.isoformat()}~{self.check}"

    @property
    def path(self) -> str:
        """The token as it stands in an address."""
        return str(self).removeprefix("KB:")


class Verdict(StrEnum):
    """What has become of a cited paragraph."""

    UNCHANGED = "unchanged"
    RENUMBERED = "renumbered"
    MOVED = "moved"
    AMENDED = "amended"
    SPLIT = "split"
    MERGED = "merged"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


def successors(pid: str, lineage: Iterable[Sequence[Lineage]]) -> dict[str, LineageType]:
    """The paragraphs that the lineage, edition by edition, leads to from one, and how.

    That is: split from it, merged from it, or in its place. Where the way has several steps the first one counts, but
    to replace anything on the way is to replace.
    """
    found: dict[str, LineageType] = {}
    for edition in lineage:
        # What one edition says of a paragraph is about its words in the edition before.
        come_by: dict[str, LineageType | None] = {pid: None, **found}
        for one in edition:
            replaced = one.type is LineageType.REPLACED_BY
            start, end = (one.pid, one.other) if replaced else (one.other, one.pid)
            if start in come_by and end and end not in come_by:
                found.setdefault(end, one.type if replaced else come_by[start] or one.type)
    return found


def cite(pid: str, as_at: date, text_hash: str) -> Token:
    """The citation of a paragraph whose words, as at the date, have this hash."""
    return Token(pid, as_at, text_hash[:6])


def parse(token: str) -> Token:
    """A token as people paste it, with or without `KB:`. Raises NotFoundError with what is wrong with it."""
    found = _TOKEN.match(token.strip())
    if not found:
        raise NotFoundError(
            "This is not a citation from this knowledge base. One looks like KB:b4k2m9x7qd@2021-02-01~3fa9c1."
        )
    try:
        return Token(found[1], date.fromisoformat(found[2]), found[3])
    except ValueError as error:
        raise NotFoundError(f"The citation names a date that does not exist: {found[2]}.") from error
