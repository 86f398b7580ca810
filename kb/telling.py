"""News in words: what feeds and mail say of it. Knows no request, so that a mail made at night reads the same."""

from __future__ import annotations

from collections.abc import Callable, Collection

from guidance.changes import ParagraphChange, weight
from guidance.news import NewsItem, NewsKind
from guidance.workflow import ChangeClass

from .classes import WORDS
from .dates import civil
from .links import BY_KIND

MOST_PARAGRAPHS = 12
_LEAST = weight(ChangeClass.CLARIFICATION)
Address = Callable[[str], str]
"""A path of the site as a whole address."""


def headline(item: NewsItem) -> str:
    """What became so, in one line."""
    title, edition = item.edition.title, f"edition {item.edition.ordinal}"
    if item.what is NewsKind.WITHDRAWN:
        return f"{title}: withdrawn"
    if item.what is NewsKind.DATES_CORRECTED:
        return f"{title}: dates of {edition} corrected"
    basis = {"interim": " (interim)", "correction": " (correction)"}.get(item.edition.basis, "")
    return f"{title}: {edition}{basis} is in force"


def sentences(item: NewsItem, followed: Collection[str] = ()) -> list[str]:
    """Why, and which paragraphs changed, each a line. Of those that are followed every change is told, and first."""
    found = [item.edition.change_note] if item.what is NewsKind.COMMENCED and item.edition.change_note else []
    if item.moment.reason:
        found.append(item.moment.reason)
    if item.what is NewsKind.DATES_CORRECTED and item.edition.in_force_from:
        found.append(f"In force from {civil(item.edition.in_force_from)}.")
    if item.minor:
        found.append("A small change: nothing of substance.")
    elif item.before is not None and item.what is NewsKind.COMMENCED:
        found += _changed(item, followed)
    return found


def path(item: NewsItem) -> str:
    """Where the edition is read."""
    document = item.edition.document
    return f"{BY_KIND[document.kind].path}/{document.slug}/editions/{item.edition.ordinal}"


def comparison(item: NewsItem) -> str:
    """Where it is compared with the one before; empty where there is none."""
    if item.before is None or item.what is not NewsKind.COMMENCED:
        return ""
    document = item.edition.document
    return f"{BY_KIND[document.kind].path}/{document.slug}/compare/{item.before.ordinal}/{item.edition.ordinal}"


def numbered(one: ParagraphChange) -> str:
    """What a paragraph is called by those who read it."""
    paragraph = one.new or one.old
    return f"paragraph {paragraph.number}" if paragraph and paragraph.number else "a paragraph"


def _changed(item: NewsItem, followed: Collection[str]) -> list[str]:
    changed = [one for one in item.changes if one.change_class in WORDS]
    told = [one for one in changed if one.pid in followed or weight(one.change_class) >= _LEAST]
    told.sort(key=lambda one: (one.pid not in followed, -weight(one.change_class)))
    found = [_line(one) for one in told[:MOST_PARAGRAPHS]]
    return found + ([f"And {len(told) - MOST_PARAGRAPHS} more."] if len(told) > MOST_PARAGRAPHS else [])


def _line(one: ParagraphChange) -> str:
    called = numbered(one)
    return f"{called[:1].upper()}{called[1:]}: {WORDS[one.change_class].lower()}."
