"""The list of one kind of document: by letter for terms, as a comparison for sites, by title for the rest."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request

from guidance import kinds
from guidance.following import Scope
from guidance.model import Edition, Kind

from . import narrowing
from .caching import Content, content
from .links import Section, link, page_date
from .personal import Subject
from .services import services

COMPARED = ("operator", "launched", "status", "first_message", "unmatch", "verification")
"""The facts of sites that stand side by side in the list."""


@dataclass(frozen=True)
class Letter:
    """The terms under one letter; `#` holds those that begin with a digit, `😀` the emoji."""

    name: str
    anchor: str
    editions: Sequence[Edition]


def list_page(section: Section, topic: str) -> Content:
    """The documents of a kind that are in force as at the page's date, and on the topic if one is given."""
    reading = page_date()
    every = services().library.in_force(section.kind, reading.as_at, reading.known_at)
    chosen = [one for one in every if not topic or topic in one.document.topics]
    narrowed = narrowing.narrowing(section.kind, every, request.args)
    if narrowed:
        chosen = [one for one in chosen if narrowed.holds(one)]
    template = f"lists/{section.name}.html" if section.kind in _TEMPLATED else "lists/documents.html"
    return content(
        template,
        section.title,
        section.name,
        [("Home", link("home.index"))],
        subject=_subject(section, topic if chosen else ""),
        section=section,
        editions=chosen,
        topic=topic,
        topics=topic_counts(every),
        narrowing=narrowed,
        letters=letters(chosen) if section.kind is Kind.TERM else (),
        rows=[_site_row(one, reading.as_at) for one in chosen] if section.kind is Kind.SITE else (),
        columns=[kinds.SITE_FACTS[key] for key in COMPARED],
    )


def _subject(section: Section, topic: str) -> Subject:
    if topic:
        return Subject(Scope.TOPIC, topic, f"everything on {topic.replace('-', ' ')}", f"topics/{topic}")
    return Subject(
        Scope.KIND, section.kind, f"all {section.title[:1].lower()}{section.title[1:]}", f"kinds/{section.kind}"
    )


_TEMPLATED = frozenset({Kind.TERM, Kind.SITE})


def topic_counts(editions: Iterable[Edition]) -> list[tuple[str, int]]:
    """Every topic with the number of documents on it, by name."""
    found: defaultdict[str, int] = defaultdict(int)
    for one in editions:
        for topic in one.document.topics:
            found[topic] += 1
    return sorted(found.items())


def letters(editions: Iterable[Edition]) -> list[Letter]:
    """Terms by their first letter, A to Z, then digits, then emoji."""
    found: defaultdict[str, list[Edition]] = defaultdict(list)
    for one in editions:
        found[_initial(one.title)].append(one)
    order = sorted(found, key=lambda name: (name == "😀", name == "#", name))
    anchors = {"#": "digits", "😀": "emoji"}
    return [Letter(name, anchors.get(name, f"letter-{name.lower()}"), found[name]) for name in order]


def fact_at(facts: Mapping[str, Any], key: str, day: date) -> str:
    """What was so about a site on a day, in words; empty where nothing is recorded."""
    found = facts_at(facts.get("site_facts", ()), key, day)
    return str(found[-1]["value"]) if found else ""


def facts_at(rows: Iterable[Mapping[str, Any]], key: str, day: date) -> list[Mapping[str, Any]]:
    """The entries of one fact that had begun by a day and not ended, or have no dates; the last to begin comes last."""
    return sorted(
        (row for row in rows if row["key"] == key and _covers(row, day)), key=lambda row: str(row.get("valid_from", ""))
    )


def _covers(row: Mapping[str, Any], day: date) -> bool:
    told = day.isoformat()
    begun, ended = row.get("valid_from"), row.get("valid_to")
    return (not begun or begun <= told) and (not ended or told[: len(ended)] <= ended)


def _site_row(edition: Edition, day: date) -> tuple[Edition, list[str]]:
    return edition, [fact_at(edition.facts, key, day) for key in COMPARED]


def _initial(title: str) -> str:
    first = unicodedata.normalize("NFKD", title.lstrip("'\"‘“"))[:1].upper()
    if first.isalpha() and first.isascii():
        return first
    return "#" if first.isdigit() else "😀"
