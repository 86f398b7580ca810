"""A page says how sure it is, where that comes from, when it was last reviewed and when it is due again."""

from __future__ import annotations

import re

from tests.kb.client import Browser

TERM = "/toolkit/terms/ghosting"
SITE = "/toolkit/sites/ember"


def test_it_is_said_at_the_top_how_sure_a_page_is_and_when_it_was_and_will_be_reviewed(reader: Browser) -> None:
    said = reader.get(TERM).page.text
    assert "Meanings: 1 of 2 checked against the source, 1 uncertain (sources)." in said
    assert re.search(r"Last reviewed \d+ \w+ \d{4}\. Due for review by 1 January 2027\.", said)
    assert said.index("Last reviewed") < said.index("To stop replying.")


def test_the_day_of_the_last_review_is_the_one_that_the_edition_names(reader: Browser) -> None:
    assert "Last reviewed 2 November 2020. Due for review by 1 January 2028." in reader.get(SITE).page.text


def test_a_review_that_is_late_on_the_date_of_the_page_is_called_overdue(reader: Browser) -> None:
    assert "Due for review by 1 January 2027." in reader.get(f"{TERM}?as_at=2027-01-01").page.text
    late = reader.get(f"{TERM}?as_at=2027-01-02").page.text
    assert "Review overdue since 1 January 2027." in late
    assert "Due for review" not in late


def test_an_edition_that_is_over_is_due_no_more(reader: Browser) -> None:
    said = reader.get("/guidance/myths/editions/1").page.text
    assert "Last reviewed 14 September 2012." in said
    assert "Due for review" not in said


def test_each_source_is_told_once_with_the_paragraphs_that_rest_on_it(reader: Browser) -> None:
    sources = reader.get(TERM).page.root.only("section", **{"aria-labelledby": "sources"})
    assert [one.text for one in sources.every("li")] == [
        "Checked against the source A dictionary 1.1 Meaning 1",
        "Uncertain: check before relying on it 1.2 Meaning 2",
    ]
    numbers = [one["id"] for one in reader.get(TERM).page.root.walk() if one["id"]]
    assert {one["href"].removeprefix("#") for one in sources.every("a")} < set(numbers)


def test_a_case_study_says_that_its_facts_are_invented_and_where_to_look_for_the_law(reader: Browser) -> None:
    assert "The facts are invented." in reader.get("/toolkit/case-studies/night-bus").page.text


def test_the_first_edition_of_an_entry_does_not_explain_itself_and_every_chapter_does(reader: Browser) -> None:
    assert "Why this edition:" not in reader.get(TERM).page.text
    assert "Why this edition: First list." in reader.get("/guidance/myths/editions/1").page.text
