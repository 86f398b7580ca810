"""Refusing what a person typed into a form, for acts whose checks were not asked before. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import StateError
from .markup import clean_source
from .model import Issue

MAX_REASON = 2_000


def refuse(issues: Sequence[Issue]) -> None:
    """Raise StateError with everything that is wrong, where anything is."""
    if issues:
        raise StateError(" ".join(f"{one.message}." for one in issues))


def tidied(text: str) -> str:
    """What was typed, with uniform line ends and no blanks round it."""
    return clean_source(text).strip()


def check_reason(field: str, text: str, asked: str) -> list[Issue]:
    """What is wrong with a reason that has to be given; `asked` says for what."""
    if 0 < len(tidied(text)) <= MAX_REASON:
        return []
    return [Issue(field, f"{asked}, in at most {MAX_REASON:,} characters")]
