"""What an edition bears on and what bears on it, and how sure each of its entries is, as a page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guidance import kinds
from guidance.model import Edition, Kind, Paragraph
from guidance.published import Library

from .dates import Reading
from .links import document_link, fragment


@dataclass(frozen=True)
class Related:
    """One other document, why it is named here and which labels of this one it names."""

    title: str
    url: str
    summary: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """How sure an entry is and where it comes from; `number` is the paragraph made of it."""

    number: str
    what: str
    confidence: str
    source: str


def anchor_of(paragraph: Paragraph) -> str:
    """The name of a paragraph's place on a page; see `links.fragment`."""
    return fragment(paragraph.anchor, paragraph.pid)


def related(
    library: Library, edition: Edition, found: Sequence[Paragraph], reading: Reading
) -> dict[str, list[Related]]:
    """Documents in force as at the date that this one names or that name it, by kind in words."""
    document = edition.document
    named: dict[tuple[Kind, str], set[str]] = {key: set() for key in _named_here(library, edition, reading)}
    labels = {one.pid: one.ref for one in found}
    for other, _, pid in library.referring(edition, found, reading.as_at, reading.known_at):
        label = labels.get(pid, "")
        named.setdefault((other.document.kind, other.document.slug), set()).update({label} - {""})
    named.pop((document.kind, document.slug), None)
    groups: dict[str, list[Related]] = {}
    for one in library.in_force_of(named, reading.as_at, reading.known_at):
        kind, slug = one.document.kind, one.document.slug
        entry = Related(one.title, document_link(kind, slug), one.summary, tuple(sorted(named[kind, slug])))
        groups.setdefault(kinds.LABELS[kind][1], []).append(entry)
    return {label: groups[label] for _, label in kinds.LABELS.values() if label in groups}


def _named_here(library: Library, edition: Edition, reading: Reading) -> Iterable[tuple[Kind, str]]:
    targets = {(one.kind, one.slug, one.anchor) for one in library.references(edition)}
    standing = library.follow(targets, reading.as_at, reading.known_at)
    for target in targets:
        here = standing.get(target)
        if here:
            yield here.edition.document.kind, here.edition.document.slug
        elif target[1]:
            yield target[0], target[1]


def sources(edition: Edition, found: Sequence[Paragraph]) -> Iterable[Source]:
    """How sure each entry of the facts is, with the number of the paragraph made of it."""
    rows: Sequence[Mapping[str, Any]] = edition.facts.get("senses") or edition.facts.get("site_facts") or ()
    numbers = {css: one.number for one in found for css in one.classes if css.startswith("fact-")}
    for index, row in enumerate(rows, 1):
        source = row.get("source") or "; ".join(row.get("sources", ()))
        what = kinds.SITE_FACTS.get(row.get("key", ""), f"Meaning {index}")
        yield Source(numbers.get(f"fact-{index}", ""), what, row.get("confidence", ""), source)
    if not rows and (edition.facts.get("sources") or edition.facts.get("confidence")):
        yield Source("", "This entry", edition.facts.get("confidence", ""), "; ".join(edition.facts.get("sources", ())))
