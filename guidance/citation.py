"""Citations that outlive renumbering: `KB:<pid>@<date>~<first six hex digits of the text's hash>`. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .errors import NotFoundError

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
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


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
