"""Each entry of the starter content is written for itself: none begins, ends or runs like the others of its kind."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

import pytest

from guidance.model import Kind
from tests.content.pages import Page, plain, sentences, told

EDGE = 6
"""So many words at either end of a longer sentence make a formula when they come back in entry after entry."""
SENTENCE = 8
"""A sentence has to be of so many words before its ends are looked at."""
IN_COMMON = 3
"""Entries of a kind that may share a formula: some have the same fact to tell."""
RUN = 5
ALIKE = 0.08
"""The share of runs of five words that two entries have in common. Measured on 24 November 2026: the two editions of
the joint action plan share 0.068 of theirs, any other pair 0.053 or less."""
_LABEL = re.compile(r"^[A-Z][^:.]{2,30}: ")


def words(text: str) -> list[str]:
    """The words without case and punctuation."""
    return [bare for one in text.casefold().split() if (bare := re.sub(r"[^\w]", "", one))]


def own(page: Page) -> Iterator[str]:
    """The sentences of an entry, without the label of a fact or the marks of a list."""
    for paragraph in (*page.paragraphs, page.edition.summary):
        yield from sentences(_LABEL.sub("", paragraph))


def formulas(pages: Iterable[Page]) -> dict[str, set[str]]:
    """The beginnings and ends of sentences, each with the entries in which it stands."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for page in pages:
        for said in map(words, own(page)):
            if len(said) >= SENTENCE:
                found[f"{' '.join(said[:EDGE])} …"].add(page.document.slug)
                found[f"… {' '.join(said[-EDGE:])}"].add(page.document.slug)
    return found


def of_kind(kind: Kind, pages: Iterable[Page]) -> list[Page]:
    """The pages of one kind, of which there has to be one at least."""
    chosen = [one for one in pages if one.kind is kind]
    assert chosen
    return chosen


@pytest.mark.parametrize("kind", [one for one in Kind if one is not Kind.GUIDANCE])
def test_no_formula_comes_back_in_entry_after_entry(kind: Kind, current: list[Page]) -> None:
    faults = [
        f"{formula} {', '.join(sorted(slugs))}"
        for formula, slugs in formulas(of_kind(kind, current)).items()
        if len(slugs) > IN_COMMON
    ]
    assert not faults, told(faults, "Begin or end some of these sentences with what is particular to the entry.")


@pytest.mark.parametrize("kind", list(Kind))
def test_no_entry_is_the_near_copy_of_another(kind: Kind, current: list[Page]) -> None:
    runs = {}
    for page in of_kind(kind, current):
        said = words(" ".join(page.paragraphs))
        runs[page.where] = {tuple(said[at : at + RUN]) for at in range(len(said) - RUN + 1)}
    faults = [
        f"{first} and {second}: {len(runs[first] & runs[second])} runs of {RUN} words"
        for first, second in combinations(runs, 2)
        if len(runs[first] & runs[second]) > ALIKE * len(runs[first] | runs[second])
    ]
    assert not faults, told(faults, "Rewrite one of them from the facts that are its own, or make one entry of both.")


def test_a_fact_of_a_site_does_not_say_again_what_is_printed_beside_it(every: list[Page]) -> None:
    faults = []
    for page in every:
        for row in page.facts.get("site_facts", ()):
            printed = [row[name][:4] for name in ("valid_from", "valid_to") if row.get(name)]
            dated = row["key"] != "launched" and any(year in row["value"] for year in printed)
            if dated or row["value"].startswith((f"{page.edition.title} is ", f"{page.edition.title} was ")):
                faults.append(f"{page.where}: {row['key']}: {row['value']}")
    assert not faults, told(
        faults, "The label stands before the value and its dates behind it: 'Match Group.', 'In use.', '2012.'"
    )


def test_a_sense_does_not_say_again_the_years_that_are_printed_after_it(every: list[Page]) -> None:
    faults = []
    for page in every:
        for sense in page.facts.get("senses", ()):
            printed = [sense[name][:4] for name in ("attested_from", "attested_to") if sense.get(name)]
            faults += [f"{page.where}: {sense['definition']}" for year in printed if year in sense["definition"]]
    assert not faults, told(faults, "'Used from 2014 to 2020.' is printed after the definition: leave them to that.")


def test_no_two_case_studies_begin_alike(current: list[Page]) -> None:
    begun: defaultdict[str, set[str]] = defaultdict(set)
    for page in of_kind(Kind.CASE_STUDY, current):
        for heading, first in pairwise(page.blocks):
            if plain(heading.source) == "What happened":
                begun[" ".join(words(plain(first.source))[:4])].add(page.document.slug)
    assert sum(map(len, begun.values())) == len(of_kind(Kind.CASE_STUDY, current))
    faults = [f"{start} … {', '.join(sorted(slugs))}" for start, slugs in begun.items() if len(slugs) > IN_COMMON]
    assert not faults, told(faults, "Begin with what is particular to the case, and not with who the complainant is.")
