"""The starter content is easy to read: short plain summaries, headings in order, and nothing said by rote."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from statistics import median

import pytest

from guidance.model import Block, Kind
from tests.content.pages import Page, sentences, told
from tests.content.readability import grade

LONGEST_SUMMARY = 160
HARDEST_SUMMARY = 14.0
"""Measured on 23 November 2026 over all editions: half of the summaries need 8.0 years of schooling or fewer, nine in
ten 11.7. One sentence of a dozen words swings by a year for every syllable, so a single one is held to 14 only; that
the text suits a reading age of about 14 (nine years) is asked of the middle one."""
MIDDLE_SUMMARY = 9.0
HARDEST_KIND = 11.5
HARDEST_PAGE = 14.5
MIDDLE_PAGE = 8.0
"""Measured alike: the middle page needs 7.3 years, the hardest (a table of two-word cells, read as one) 14.4."""

BY_ROTE = 8
"""A sentence of more words than this is no mere label."""
IN_COMMON = 3
"""Documents that may have a sentence in common by chance, or because the fact is the same."""
STANDING_NOTICES: Mapping[str, str] = {
    "it is not legal advice and it is not cps guidance.": "the notice that every chapter must carry",
    "this chapter is out for consultation until 18 january 2021.": "the notice of interim chapters",
    "it applies from 1 november 2020 and should be used now, alongside the consultation.": "the same",
}
MOVED = {"guidance:myths", "guidance:myths-annex-a"}
"""The annex took its entries over from the chapter, word for word."""


def test_a_summary_fits_on_two_lines(every: list[Page]) -> None:
    faults = [
        f"{page.where}: {len(page.edition.summary)} characters"
        for page in every
        if len(page.edition.summary) > LONGEST_SUMMARY
    ]
    assert not faults, told(faults, f"Say it in {LONGEST_SUMMARY} characters.")


def test_a_summary_is_a_sentence(every: list[Page]) -> None:
    faults = [
        f"{page.where}: {page.edition.summary}"
        for page in every
        if not page.edition.summary.endswith((".", "?", ".'", '."')) or page.edition.summary[0].islower()
    ]
    assert not faults, told(faults, "Begin with a capital and end with a full stop.")


def test_no_summary_is_hard_to_read(every: list[Page]) -> None:
    hard = sorted(((grade(page.edition.summary), page) for page in every), key=lambda pair: -pair[0])
    faults = [
        f"{page.where}: {years:.1f} years: {page.edition.summary}" for years, page in hard if years >= HARDEST_SUMMARY
    ]
    assert not faults, told(faults, "Use shorter words, or two sentences.")


def test_summaries_suit_a_reading_age_of_fourteen(current: list[Page]) -> None:
    assert median(grade(page.edition.summary) for page in current) <= MIDDLE_SUMMARY


@pytest.mark.parametrize("kind", list(Kind))
def test_no_kind_has_summaries_much_harder_than_the_others(kind: Kind, current: list[Page]) -> None:
    assert median(grade(page.edition.summary) for page in current if page.kind is kind) <= HARDEST_KIND


def test_pages_are_easy_to_read(current: list[Page]) -> None:
    years = {page.where: grade(" ".join(page.paragraphs)) for page in current}
    faults = [f"{where}: {one:.1f} years" for where, one in years.items() if one > HARDEST_PAGE]
    assert not faults, told(faults, "Cut the long sentences in two.")
    assert median(years.values()) <= MIDDLE_PAGE


def test_headings_go_down_one_level_at_a_time(every: list[Page]) -> None:
    faults = []
    for page in every:
        level = 1
        for block in page.blocks:
            if block.block is Block.HEADING:
                if not 2 <= block.level <= level + 1:
                    faults.append(f"{page.where}: {'#' * block.level} {block.source}")
                level = block.level
    assert not faults, told(faults, "Begin at ##, and go down one level at a time.")


def test_no_heading_stands_over_nothing(every: list[Page]) -> None:
    faults = []
    for page in every:
        for block, after in zip(page.blocks, [*page.blocks[1:], None], strict=True):
            if block.block is not Block.HEADING:
                continue
            if after is None or (after.block is Block.HEADING and after.level <= block.level):
                faults.append(f"{page.where}: {block.source}")
    assert not faults, told(faults, "Write what belongs under it, or delete it.")


def test_no_heading_stands_twice_at_the_top_of_a_page(every: list[Page]) -> None:
    faults = []
    for page in every:
        heads = [block.source.casefold() for block in page.blocks if block.block is Block.HEADING and block.level == 2]
        faults += [f"{page.where}: {one}" for one in {one for one in heads if heads.count(one) > 1}]
    assert not faults, told(faults, "Name the second one for what it says.")


def test_no_sentence_is_said_by_rote(every: list[Page]) -> None:
    said = defaultdict(set)
    for page in every:
        for paragraph in (*page.paragraphs, page.edition.summary):
            for sentence in sentences(paragraph):
                if len(sentence.split()) > BY_ROTE:
                    said[sentence.casefold()].add(page.name)
    faults = [
        f"{', '.join(sorted(names))}: {sentence}"
        for sentence, names in said.items()
        if len(names) > IN_COMMON and sentence not in STANDING_NOTICES
    ]
    assert not faults, told(faults, "Say in each of them what is special to it.")


def test_no_long_paragraph_stands_in_two_documents(every: list[Page]) -> None:
    said = defaultdict(set)
    for page in every:
        for paragraph in page.paragraphs:
            if len(paragraph.split()) >= 40:
                said[paragraph.casefold()].add(page.name)
    faults = [
        f"{', '.join(sorted(names))}: {paragraph[:80]}…"
        for paragraph, names in said.items()
        if len(names) > 1 and names != MOVED
    ]
    assert not faults, told(faults, "Keep it in one of them and link to it from the other.")


def test_no_two_summaries_are_alike(current: list[Page]) -> None:
    said = defaultdict(list)
    for page in current:
        said[page.edition.summary.casefold()].append(page.where)
    faults = [", ".join(places) for places in said.values() if len(places) > 1]
    assert not faults, told(faults, "A summary tells its document from every other.")
