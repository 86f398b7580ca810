"""The words of mail to those who follow something: plain text that can be read in a minute."""

from __future__ import annotations

from collections.abc import Sequence

from guidance.following import Follow, Frequency, Scope
from guidance.mailing import Letter, Told, Writer
from guidance.model import Person
from guidance.news import NewsItem

from . import followwords
from .dates import instant
from .telling import Address, comparison, headline, numbered, path, sentences

_DIGEST = {Frequency.AT_ONCE: "", Frequency.DAILY: ": daily summary", Frequency.WEEKLY: ": weekly summary"}


def writer(public_url: str) -> Writer:
    """Who writes the letters of a site that people reach under this address."""

    def write(person: Person, frequency: Frequency, told: Sequence[Told]) -> Letter:
        return _letter(person, frequency, told, lambda path: public_url + path)

    return write


def _letter(person: Person, frequency: Frequency, told: Sequence[Told], address: Address) -> Letter:
    items = [one.item for one in told]
    subject = headline(items[0]) if len(items) == 1 else f"{len(items)} changes in the guidance{_DIGEST[frequency]}"
    parts = ["\n".join(_about(one, address)) for one in told]
    end = f"You get this because you follow these pages. Change or stop it: {address('/account/following/')}"
    return Letter(subject, "\n\n".join([f"{person.name},", *parts, "--\n" + end]) + "\n")


def _about(told: Told, address: Address) -> list[str]:
    item = told.item
    followed = {one.target for one in told.because if one.scope is Scope.PARAGRAPH}
    lines = [headline(item), f"Since {instant(item.became)} (London time).", *sentences(item, followed)]
    lines.append(f"Read it: {address(path(item))}")
    if compared := comparison(item):
        lines.append(f"What changed: {address(compared)}")
    because = dict.fromkeys(_because(item, one) for one in told.because)
    return [*lines, f"You follow: {', '.join(because)}"]


def _because(item: NewsItem, one: Follow) -> str:
    if one.scope is Scope.DOCUMENT:
        return "this page"
    if one.scope is Scope.PARAGRAPH:
        return next((numbered(change) for change in item.changes if change.pid == one.target), "a paragraph of it")
    words = followwords.named(one.scope, one.target)
    return words[:1].lower() + words[1:]
