"""No link of the starter content leads nowhere, in any edition while it was in force, and nothing stands alone."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from guidance.model import Kind
from guidance.packs import PackDocument
from guidance.published import Library
from tests.content.pages import TODAY, Page, told

Name = tuple[Kind, str]

NEEDS_COMPANY = frozenset({Kind.TERM, Kind.SITE, Kind.CASE_STUDY, Kind.AUTHORITY, Kind.PRACTICE_NOTE})


def last_day(page: Page) -> date:
    """The last day on which the edition was in force, or today."""
    return page.ends - timedelta(days=1) if page.ends else TODAY


def first_days(documents: list[PackDocument]) -> dict[Name, date]:
    """When each document was first in force."""
    return {(one.kind, one.slug): one.editions[0].in_force_from for one in documents}


def test_every_link_leads_to_a_document_that_was_there(documents: list[PackDocument], every: list[Page]) -> None:
    began = first_days(documents)
    faults = []
    for page in every:
        for kind, slug, _ in page.targets:
            if slug and (kind, slug) not in began:
                faults.append(f"{page.where}: {kind}:{slug} does not exist")
            elif slug and began[kind, slug] > last_day(page):
                faults.append(f"{page.where}, in force to {last_day(page)}: {kind}:{slug} began {began[kind, slug]}")
    assert not faults, told(
        faults, "Mend the slug, link to what there was then, or let the later edition make the link."
    )


@pytest.mark.slow
def test_every_anchor_and_label_leads_to_a_paragraph_that_stood(every: list[Page], library: Library) -> None:
    by_day = defaultdict(list)
    for page in every:
        by_day[last_day(page)] += [(target, page) for target in page.targets if target[2] or not target[1]]
    faults = []
    for day, asked in by_day.items():
        standing = library.follow({target for target, _ in asked}, day)
        for (kind, slug, anchor), page in asked:
            if (kind, slug, anchor) not in standing:
                faults.append(f"{page.where}, in force to {day}: {kind}:{slug}#{anchor}")
    assert not faults, told(
        faults, "Use an anchor that stood in that document, or in the one that took its paragraph over, by that day."
    )


def test_no_page_links_to_itself(every: list[Page]) -> None:
    faults = [
        f"{page.where}: {kind}:{slug}"
        for page in every
        for kind, slug, anchor in page.targets
        if (kind, slug, anchor) == (page.kind, page.document.slug, "")
    ]
    assert not faults, told(faults, "Take the link away, or give it an anchor.")


def test_nothing_stands_alone(current: list[Page]) -> None:
    company: set[Name] = set()
    for page in current:
        own = (page.kind, page.document.slug)
        others = {(kind, slug) for kind, slug, _ in page.targets if slug and (kind, slug) != own}
        company |= others | ({own} if others else set())
    alone = [page.where for page in current if (page.kind, page.document.slug) not in company]
    faults = [one for one in alone if not one.startswith("guidance/starter/guidance/")]
    assert not faults, told(
        faults, "Add one link that helps its reader, here or in the page that would send them here."
    )


def test_every_case_study_names_a_myth_a_term_or_a_site_and_the_law(current: list[Page]) -> None:
    kinds_needed = {Kind.GUIDANCE, Kind.AUTHORITY}
    faults = [
        page.where
        for page in current
        if page.kind is Kind.CASE_STUDY and not kinds_needed <= {kind for kind, _, _ in page.targets}
    ]
    assert not faults, told(faults, "Name the myths and authorities in the facts of the last edition.")


def test_every_myth_is_illustrated_or_pointed_to(current: list[Page]) -> None:
    annex = next(one for one in current if one.document.slug == "myths-annex-a")
    labels = {block.ref: block.anchor for block in annex.blocks if "myth" in block.classes}
    pointed = {anchor.lower() for page in current if page is not annex for _, _, anchor in page.targets}
    faults = [f"{annex.where}: {label}" for label, anchor in labels.items() if anchor not in pointed]
    assert not faults, told(
        faults, "Point to it from a case study, a term, a site or a practice note that it bears on."
    )


def test_what_a_case_study_names_in_its_facts_it_explains_in_its_text(current: list[Page]) -> None:
    faults = []
    for page in current:
        if page.kind is not Kind.CASE_STUDY:
            continue
        text = "\n".join(block.source for block in page.blocks)
        named = [f"term:{slug}" for slug in page.facts.get("terms", ())]
        named += [f"site:{slug}" for slug in page.facts.get("sites", ())]
        faults += [f"{page.where}: {one}" for one in named if f"({one}" not in text]
    assert not faults, told(faults, "Link it where the text speaks of it, or take it out of the facts.")
