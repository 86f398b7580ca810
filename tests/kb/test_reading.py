"""What a reader sees of a document: in force, not yet, no longer, and by which edition, as at any date."""

from __future__ import annotations

import pytest

from tests.factories import document, edition
from tests.kb.client import Browser
from tests.kb.world import World


def test_the_first_page_says_what_is_in_force_what_changed_and_what_comes(reader: Browser) -> None:
    page = reader.get("/").page
    assert page.h1 == "Find guidance"
    assert page.link("Myths and stereotypes") == "/guidance/myths"
    assert page.link("Coming chapter") == "/guidance/coming/editions/1"
    assert "1 February 2027" in page.text


def test_before_its_first_commencement_a_document_is_not_yet_in_force(reader: Browser) -> None:
    page = reader.get("/guidance/myths?as_at=2010-01-01").page
    banner = page.root.only("section", **{"aria-labelledby": "force-banner-title"}).text
    assert banner.startswith("Not yet in force on this date")
    assert "first in force on 14 September 2012" in banner
    assert "Delay is common" not in page.text


def test_the_day_of_commencement_is_in_force_and_the_day_before_is_not(reader: Browser) -> None:
    assert "Not yet in force" in reader.get("/guidance/myths?as_at=2012-09-13").page.text
    assert "Edition 1, in force from 14 September 2012" in reader.get("/guidance/myths?as_at=2012-09-14").page.text
    assert "Edition 1" in reader.get("/guidance/myths?as_at=2020-10-31").page.root.with_class("kb-force")[0].text
    assert "Edition 2" in reader.get("/guidance/myths?as_at=2020-11-01").page.root.with_class("kb-force")[0].text


def test_a_withdrawn_document_says_so_with_the_reason_and_not_its_words(reader: Browser) -> None:
    page = reader.get("/guidance/charging").page
    assert "Withdrawn: do not rely on this" in page.text
    assert "Replaced by the Code." in page.text
    assert "lapwingword" not in page.text
    assert "lapwingword" in reader.get("/guidance/charging?as_at=2022-02-28").page.text
    assert "lapwingword" not in reader.get("/guidance/charging?as_at=2022-03-01").page.text


def test_interim_guidance_says_so_in_its_banner(reader: Browser) -> None:
    banner = reader.get("/guidance/myths?as_at=2021-02-01").page.root.with_class("kb-force--interim")[0].text
    assert "Interim guidance." in banner
    assert "from 1 November 2020 to 20 May 2021" in banner
    assert "This is not the edition in force today." in banner


def test_interim_guidance_that_was_replaced_leads_to_what_changed_in_the_final_edition(reader: Browser) -> None:
    page = reader.get("/guidance/myths?as_at=2021-02-01").page
    assert [href for href in page.hrefs() if href.startswith("/guidance/myths/compare/2/3")], (
        "from interim guidance as at a date there is no way to what changed in the edition that replaced it"
    )


def test_the_edition_in_force_today_has_a_quiet_banner(reader: Browser) -> None:
    page = reader.get("/guidance/myths").page
    (banner,) = page.root.with_class("kb-force")
    assert "In force" in banner.text
    assert "Edition 3" in banner.text
    assert "not the edition in force" not in page.text


def test_a_superseded_edition_leads_to_the_one_in_force_and_to_what_changed(reader: Browser) -> None:
    page = reader.get("/guidance/myths/editions/2").page
    assert "No longer in force: superseded" in page.text
    assert "offender-centric" in page.text
    assert page.link("Read the edition in force today") == "/guidance/myths"
    assert page.link("See what changed") == "/guidance/myths/compare/2/3"


def test_a_prospective_edition_says_when_it_comes_into_force(reader: Browser) -> None:
    page = reader.get("/guidance/coming/editions/1").page
    assert "It comes into force at the start of 1 February 2027" in page.text
    assert "starlingword" in page.text
    assert "starlingword" not in reader.get("/guidance/coming").page.text
    assert "starlingword" in reader.get("/guidance/coming?as_at=2027-02-01").page.text


def test_a_document_withdrawn_for_a_time_was_withdrawn_then(own: World) -> None:
    force = [
        {"from": "2020-01-01", "to": "2021-01-01", "recorded_at": "2020-12-01T00:00:00Z", "reason": "Put on hold."},
    ]
    editions = [edition(1, "The first words.", force=force), edition(2, "The next words.", in_force_from="2023-01-01",
                published_at="2022-12-01T09:00:00Z")]  # fmt: skip
    own.publish(document("paused", editions=editions))
    text = own.signed_in().get("/guidance/paused?as_at=2022-01-01").page.text
    assert "first words" not in text
    assert "Withdrawn: do not rely on this" in text, "it had been in force and was taken out: that is withdrawn"
    assert "Put on hold." in text


def test_the_history_tells_every_edition_and_every_statement(reader: Browser) -> None:
    page = reader.get("/guidance/myths/history").page
    assert page.h1 == "History of Myths and stereotypes"
    for words in ("Edition 1", "Edition 2", "Edition 3", "Interim, out for consultation.", "19 October 2020, 10:00"):
        assert words in page.text


def test_a_comparison_counts_marks_and_knows_what_moved(reader: Browser) -> None:
    page = reader.get("/guidance/myths/compare/2/3").page
    changes = [one.text for one in page.root.with_class("kb-change__word")]
    assert "Edited" in changes
    assert [one for one in changes if one.startswith("Moved")], "moved is not removed and added again"
    removed = [one.text for one in page.root.every("del")]
    added = [one.text for one in page.root.every("ins")]
    assert any("should" in one for one in removed)
    assert any("must" in one for one in added)
    assert all(one.startswith("[removed: ") for one in removed)
    assert all(one.startswith("[added: ") for one in added)


def test_a_comparison_of_an_edition_with_itself_has_no_changes(reader: Browser) -> None:
    assert "No changes" in reader.get("/guidance/myths/compare/2/2").page.text


def test_two_editions_chosen_in_the_form_are_an_address_of_their_own(reader: Browser) -> None:
    chosen = reader.get("/guidance/myths/compare?old=1&new=3&as_at=2021-02-01", 303)
    assert chosen.location == "/guidance/myths/compare/1/3?as_at=2021-02-01"


@pytest.mark.parametrize("chosen", ["", "old=1", "old=one&new=2", "old=1&new=", "old=1.5&new=2"])
def test_a_choice_that_is_none_is_said_to_be_none(reader: Browser, chosen: str) -> None:
    assert "Choose two editions to compare." in reader.get(f"/guidance/myths/compare?{chosen}", 404).page.text


@pytest.mark.parametrize(
    "address",
    [
        "/guidance/nowhere",
        "/guidance/nowhere/history",
        "/guidance/nowhere/editions/1",
        "/guidance/myths/editions/4",
        "/guidance/myths/editions/0",
        "/guidance/myths/editions/one",
        "/guidance/myths/compare/2/9",
        "/guidance/myths/compare/99999999999999999999/1",
        "/guidance/myths/editions/99999999999999999999",
        "/toolkit/terms/myths",
        "/guidance/MYTHS",
        "/guidance/myths%00",
        "/nowhere",
    ],
)
def test_what_was_never_published_is_not_found_in_a_sentence(reader: Browser, address: str) -> None:
    page = reader.get(address, 404).page
    assert page.h1 == "Page not found"
    assert "." in page.root.with_class("govuk-body")[0].text


def test_a_list_with_nothing_in_force_says_what_to_do(reader: Browser) -> None:
    for section in ("guidance", "toolkit/terms", "toolkit/sites", "toolkit/case-studies", "authorities", "practice"):
        page = reader.get(f"/{section}/?as_at=1999-01-01").page
        assert "Nothing here was in force on 1 January 1999." in page.text
        assert page.link("See what is in force today") == f"/{section}/"


def test_a_list_is_narrowed_by_topic(reader: Browser) -> None:
    every = reader.get("/authorities/").page
    narrowed = reader.get(every.link("Memory")).page
    assert len(every.root.with_class("kb-documents__item")) == 13
    assert len(narrowed.root.with_class("kb-documents__item")) == 6


def test_terms_stand_under_their_letters_with_digits_and_emoji_last(reader: Browser) -> None:
    page = reader.get("/toolkit/terms/").page
    assert [one.text for one in page.root.with_class("kb-letters__link")] == ["G", "0–9", "Emoji"]


def test_a_term_tells_its_meanings_over_time_and_how_it_is_written(reader: Browser) -> None:
    page = reader.get("/toolkit/terms/ghosting").page
    assert "Also written ghosted" in page.text
    assert "Emoji 👻" in page.text
    lanes = [one.text for one in page.root.with_class("kb-lanes__words")]
    assert lanes[0].startswith("2014 to 2021 To stop replying.")
    assert lanes[1].startswith("2021 to now To block on every app.")


@pytest.mark.parametrize("as_at, owner", [("2020-06-01", "First Owner Ltd"), ("2023-01-01", "Second Owner Ltd")])
def test_sites_are_compared_by_what_was_so_on_the_date(reader: Browser, as_at: str, owner: str) -> None:
    cells = [one.text for one in reader.get(f"/toolkit/sites/?as_at={as_at}").page.root.every("td")]
    assert cells[0] == owner
    assert "Not recorded" in cells


def test_a_case_study_leads_to_what_it_bears_on(reader: Browser) -> None:
    page = reader.get("/toolkit/case-studies/night-bus").page
    assert "This case is fictional." in page.text
    assert "Charge" in page.text
    related = page.root.only("section", **{"aria-labelledby": "related"})
    assert {"Ghosting", "Ember", "A title"} <= {one.text for one in related.every("a")}


def test_a_writer_may_use_any_name_for_a_place_on_a_page(own: World) -> None:
    browser = own.signed_in()
    used = {one["id"] for one in browser.get("/toolkit/terms/ghosting").page.root.walk() if one["id"]}
    names = sorted(name for name in used if name[0].isalpha())
    body = "\n\n".join(f"## Heading {number} {{#{name}}}\n\nWords." for number, name in enumerate(names))
    facts = {"senses": [{"definition": "One.", "attested_from": "2014", "confidence": "checked"},
                        {"definition": "Two.", "attested_from": "2015", "confidence": "checked"}]}  # fmt: skip
    own.publish(document("names", kind="term", editions=[edition(1, body, facts=facts), edition(2, body, facts=facts)]))
    browser.get("/toolkit/terms/names")
    browser.get("/toolkit/terms/names/compare/1/2")
