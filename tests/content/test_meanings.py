"""What a term meant and what was so of a site is told without contradiction; what overlaps does so for a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from guidance import kinds
from guidance.model import Kind
from tests.content.allowed import SENSES_SIDE_BY_SIDE
from tests.content.pages import Page, told


def days(row: Mapping[str, Any], begins: str, ends: str) -> tuple[str, str]:
    """The first and last day that a partial date may mean: a year given as an end may be over on its first day."""
    return f"{row.get(begins) or '0000'}-01-01"[:10], f"{row.get(ends) or '9999'}-01-01"[:10]


def together(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether both certainly held on some day."""
    return first[0] < second[1] and second[0] < first[1]


def at_odds(page: Page, rows: Sequence[Mapping[str, Any]], names: tuple[str, str]) -> Iterator[tuple[Any, Any]]:
    """Pairs of entries that held on the same day and do not say the same."""
    for first, second in combinations(rows, 2):
        if together(days(first, *names), days(second, *names)):
            yield first, second


def test_no_entry_contradicts_itself(every: list[Page]) -> None:
    faults = [f"{page.where}: {one}" for page in every for one in kinds.overlaps(page.facts)]
    assert not faults, told(faults, "Give the earlier one a valid_to or attested_to on the day when the later begins.")


def test_a_sense_that_ended_is_not_overlapped_by_another_without_reason(current: list[Page]) -> None:
    found: dict[str, str] = {}
    for page in current:
        for first, second in at_odds(page, page.facts.get("senses", ()), ("attested_from", "attested_to")):
            if first.get("attested_to") or second.get("attested_to"):
                found[page.document.slug] = f"{first['definition']} / {second['definition']}"
    faults = [f"{name}: {said}" for name, said in found.items() if name not in SENSES_SIDE_BY_SIDE]
    assert not faults, told(
        faults,
        "Let the later sense begin where the earlier ends, or add the term to SENSES_SIDE_BY_SIDE with the reason.",
    )
    assert not SENSES_SIDE_BY_SIDE.keys() - found.keys(), "Take what no longer overlaps out of SENSES_SIDE_BY_SIDE."


def test_no_sense_or_fact_is_told_twice(current: list[Page]) -> None:
    faults = []
    for page in current:
        told_here = [one["definition"] for one in page.facts.get("senses", ())]
        told_here += [one["value"] for one in page.facts.get("site_facts", ())]
        faults += [f"{page.where}: {one}" for one in {one for one in told_here if told_here.count(one) > 1}]
    assert not faults, told(faults, "Delete one of them.")


def test_what_ends_does_not_end_before_it_begins(every: list[Page]) -> None:
    faults = []
    for page in every:
        rows = [(one, "attested_from", "attested_to") for one in page.facts.get("senses", ())]
        rows += [(one, "valid_from", "valid_to") for one in page.facts.get("site_facts", ())]
        faults += [f"{page.where}: {one}" for one, low, high in rows if one.get(low, "") > one.get(high, "9999")]
    assert not faults, told(faults, "Put the dates the right way round.")


def test_no_edition_knows_what_came_after_it(every: list[Page]) -> None:
    faults = []
    for page in every:
        published = page.edition.published_at.date().isoformat()
        for row in (one for name in ("senses", "site_facts", "aliases") for one in page.facts.get(name, ())):
            told_of = [
                row[name] for name in ("attested_from", "attested_to", "valid_from", "valid_to") if row.get(name)
            ]
            faults += [f"{page.where}, published {published}: {row}" for day in told_of if day > published[: len(day)]]
    assert not faults, told(faults, "Leave the date out of this edition, and make a later edition that tells of it.")


def test_a_closed_site_does_not_say_that_it_is_in_use(current: list[Page]) -> None:
    faults = []
    for page in current:
        rows = [one for one in page.facts.get("site_facts", ()) if one["key"] == "status" and not one.get("valid_to")]
        said = " ".join(one["value"] for one in rows)
        if page.kind is Kind.SITE and re.search(r"\bin use\b", said, re.I) and re.search(r"\bclosed\b", said, re.I):
            faults.append(f"{page.where}: {said}")
    assert not faults, told(faults, "End the fact 'in use' with valid_to on the day of closing.")
