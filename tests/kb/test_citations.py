"""A citation answers for ever: the words that were relied on, and what has become of them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.factories import document, edition
from tests.kb.client import Browser
from tests.kb.world import World


def _verdict(browser: Browser, token: str) -> tuple[str, str]:
    """The one word of the verdict, and the words cited, as a page and the API tell them; they must agree."""
    page = browser.get(f"/c/{token.removeprefix('KB:')}").page
    word = page.root.with_class("kb-verdict__word")[0].text
    told = browser.get(f"/api/v1/citations/{token.removeprefix('KB:')}").json
    assert told["verdict"] == word.lower()
    assert told["citation"] == token
    assert told["said"] in page.text
    words = page.root.only("blockquote").text
    assert " ".join(told["cited"]["text"].split()) == words
    return word, words


def test_words_still_in_force_are_unchanged(site: World, reader: Browser) -> None:
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01")
    assert _verdict(reader, token)[0] == "Unchanged"


def test_words_with_another_number_are_renumbered(site: World, reader: Browser) -> None:
    token = site.citation("myths", "Clothing is not", 2, "2021-02-01")
    then, now = (site.paragraph("myths", "Clothing is not", ordinal).number for ordinal in (2, 3))
    assert then != now
    assert _verdict(reader, token)[0] == "Renumbered"
    assert f"It is now paragraph {now}." in reader.get(f"/c/{token.removeprefix('KB:')}").page.text


def test_words_under_another_heading_are_moved(own: World) -> None:
    stays = "This paragraph goes from one heading to another and keeps its words."
    bodies = [f"## First\n\n{stays}\n\n## Second\n\nOther.", f"## First\n\nOther.\n\n## Second\n\n{stays}"]
    own.publish(document("moves", bodies))
    token = own.citation("moves", "goes from one", 1, "2020-06-01")
    assert _verdict(own.signed_in(), token)[0] == "Moved"


def test_words_that_were_changed_are_amended_and_the_change_is_shown(site: World, reader: Browser) -> None:
    token = site.citation("myths", "offender-centric", 2, "2021-02-01")
    word, words = _verdict(reader, token)
    assert word == "Amended"
    assert "offender-centric" in words
    page = reader.get(f"/c/{token.removeprefix('KB:')}").page
    assert any("should" in one.text for one in page.root.every("del"))
    assert any("must" in one.text for one in page.root.every("ins"))
    assert page.link("Read it in its place today").startswith("/guidance/myths#")


def test_words_that_a_later_edition_left_out_are_superseded(site: World, reader: Browser) -> None:
    token = site.citation("myths", "late complaint", 1, "2015-01-01")
    assert _verdict(reader, token) == ("Superseded", "A late complaint may have many causes.")


def test_words_of_a_withdrawn_document_are_withdrawn_and_still_there(site: World, reader: Browser) -> None:
    token = site.citation("charging", "lapwingword", 1, "2021-06-01")
    word, words = _verdict(reader, token)
    assert word == "Withdrawn"
    assert "lapwingword" in words


def test_words_that_went_over_to_another_document_are_moved(own: World) -> None:
    words = "These words go over to a chapter of their own, and keep their name for ever."
    taken = edition(
        1, words, in_force_from="2021-01-01", published_at="2021-01-01T09:00:00Z", continues=["guidance:big#1"]
    )
    own.publish(document("big", [f"{words}\n\nThe rest.", "The rest."]), document("small", editions=[taken]))
    token = own.citation("big", "go over", 1, "2020-06-01")
    assert _verdict(own.signed_in(), token)[0] == "Moved"


def test_a_citation_outlives_what_is_published_later(own: World) -> None:
    browser = own.signed_in()
    own.publish(document("lasting", ["Words that were relied on in a case that mattered."]))
    token = own.citation("lasting", "relied on", 1, "2020-06-01")
    assert _verdict(browser, token)[0] == "Unchanged"
    own.publish(document("lasting", ["Words that were relied on in a case that mattered.", "Quite different."]))
    assert _verdict(browser, token) == ("Superseded", "Words that were relied on in a case that mattered.")


def _caution(browser: Browser, token: str) -> str:
    """What the page of a citation warns of, or nothing; it shows the words, and the API tells the same."""
    page = browser.get(f"/c/{token.removeprefix('KB:')}").page
    told = browser.get(f"/api/v1/citations/{token.removeprefix('KB:')}").json
    assert " ".join(told["cited"]["text"].split()) == page.root.only("blockquote").text
    warning = "".join(one.text for one in page.root.with_class("govuk-warning-text__text"))
    assert warning == (f"Warning {told['caution']}" if told["caution"] else "")
    headings = [one.text for one in page.root.every("h2")]
    assert any(one.startswith("The words as at") for one in headings) is not bool(warning)
    assert ("The words cited" in headings) is bool(warning)
    caution: str = told["caution"]
    return caution


@pytest.mark.parametrize(
    "words, ordinal, day, told",
    [
        (
            "offender-centric",
            2,
            "2020-10-31",
            "were not in force on 31 October 2020; they were in force from 1 November",
        ),
        ("offender-centric", 2, "2020-10-31", "from 1 November 2020 to 20 May 2021."),
        ("offender-centric", 2, "2021-05-21", "were not in force on 21 May 2021; they were in force from 1 November"),
        ("suspect-centric", 3, "2021-05-20", "were not in force on 20 May 2021; they are in force from 21 May 2021."),
        ("late complaint", 1, "2026-11-23", "they were in force from 14 September 2012 to 31 October 2020."),
        ("late complaint", 1, "2030-01-01", "are not in force on 1 January 2030; they were in force from 14 September"),
        (
            "Clothing is not",
            3,
            "2012-09-13",
            "on 13 September 2012; they are in force from 14 September 2012.",
        ),
        ("late complaint", 1, "0001-01-01", "were not in force on 1 January 1; they were in force from"),
        ("late complaint", 1, "9999-12-31", "are not in force on 31 December 9999; they were in force from"),
    ],
)
def test_words_that_were_not_in_force_on_the_date_cited_are_said_not_to_have_been(
    words: str, ordinal: int, day: str, told: str, site: World, reader: Browser
) -> None:
    caution = _caution(reader, site.citation("myths", words, ordinal, day))
    assert caution.startswith("These words ")
    assert told in caution
    assert "recorded" not in caution


@pytest.mark.parametrize("day", ["2012-09-14", "2020-10-31", "2020-11-01", "2021-05-20", "2021-05-21", "2026-11-23"])
def test_words_that_stood_in_several_editions_were_in_force_in_all_of_them(
    day: str, site: World, reader: Browser
) -> None:
    assert _caution(reader, site.citation("myths", "Clothing is not", 3, day)) == ""


def test_how_an_edition_stood_on_a_date_on_which_it_was_not_in_force_is_told_of_that_date(
    site: World, reader: Browser
) -> None:
    token = site.citation("myths", "offender-centric", 2, "2020-10-31").removeprefix("KB:")
    assert (
        "On 31 October 2020: Not yet in force Interim Edition 2, in force from 1" in reader.get(f"/c/{token}").page.text
    )


def test_words_that_were_taken_out_and_put_back_name_both_times(own: World) -> None:
    words = "These words come, and go, and come again a year later as they were."
    told = document("back", [f"{words}\n\nStays.", "{#a}\nOther words altogether.\n\nStays."])
    own.publish(told)
    first, stays = own.paragraph("back", "come again", 1), own.paragraph("back", "Stays", 1)
    again = edition(3, f"{words}\n\nStays.", pids=[first.pid, stays.pid])
    own.publish(told | {"editions": [*told["editions"], again]})
    token = own.citation("back", "come again", 1, "2021-06-01")
    assert _caution(own.signed_in(), token) == (
        "These words were not in force on 1 June 2021; "
        "they are in force from 1 January 2020 to 31 December 2020 and from 1 January 2022."
    )


def test_words_whose_dates_were_put_right_say_what_the_record_said(own: World) -> None:
    there = [
        {"from": "2020-01-01", "to": None, "recorded_at": "2020-01-01T09:00:00Z", "reason": ""},
        {"from": "2020-03-01", "to": None, "recorded_at": "2020-06-10T09:00:00Z", "reason": "A wrong date."},
    ]
    own.publish(document("wrong", editions=[edition(1, "Words with a wrong date.", force=there)]))
    browser = own.signed_in()
    assert _caution(browser, own.citation("wrong", "wrong date", 1, "2020-02-01")) == (
        "These words were not in force on 1 February 2020; they are in force from 1 March 2020. "
        "Until 10 June 2020 they were recorded as in force on that date."
    )
    assert "recorded" not in _caution(browser, own.citation("wrong", "wrong date", 1, "2019-12-31"))
    assert _caution(browser, own.citation("wrong", "wrong date", 1, "2020-03-01")) == ""


def test_words_that_were_never_in_force_are_said_never_to_have_been(own: World) -> None:
    overtaken = [edition(1, "Overtaken on its first day."), edition(2, "Quite different.", in_force_from="2020-01-01")]
    own.publish(document("overtaken", editions=overtaken))
    told = "These words were not in force on 1 June 2020; they never were."
    assert _caution(own.signed_in(), own.citation("overtaken", "first day", 1, "2020-06-01")).startswith(told)


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda token: f"{token[:-6]}000000", "never had the words"),
        (lambda token: f"zzzzzzzzzz{token[10:]}", "No published paragraph"),
        (lambda token: token.replace("2022-01-01", "2022-02-30"), "date that does not exist"),
        (lambda token: token[:-1], "This is not a citation"),
        (lambda token: token.upper(), "This is not a citation"),
        (lambda token: "x" * 5_000, "This is not a citation"),
        (lambda token: "%00", "This is not a citation"),
    ],
)
def test_what_cites_nothing_is_said_to_cite_nothing(
    site: World, reader: Browser, spoil: Callable[[str], str], told: str
) -> None:
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01").removeprefix("KB:")
    assert told in reader.get(f"/c/{spoil(token)}", 404).page.text
    assert told in reader.get(f"/api/v1/citations/{spoil(token)}", 404).json["detail"]


@pytest.mark.parametrize("prefix", ["KB:", "KB%3A", "%20KB:"])
def test_a_citation_pasted_whole_into_an_address_leads_to_its_own(site: World, reader: Browser, prefix: str) -> None:
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01").removeprefix("KB:")
    assert reader.get(f"/c/{prefix}{token}", 303).location == f"/c/{token}"


@pytest.mark.parametrize("written", ["KB:{}", "{}", "  KB:{} "])
def test_a_citation_typed_into_the_search_box_leads_to_its_page(site: World, reader: Browser, written: str) -> None:
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01").removeprefix("KB:")
    found = reader.get(f"/search?q={quote(written.format(token))}", 303)
    assert reader.get(found.location).page.root.with_class("kb-verdict__word")[0].text == "Unchanged"


def test_the_citation_on_a_page_is_that_of_its_date(site: World, reader: Browser) -> None:
    button = reader.get("/guidance/myths?as_at=2021-02-01").page.root.with_class("kb-copy")[0]
    short, full = button["data-copy-short"], button["data-copy"]
    assert "@2021-02-01~" in short
    assert short in full
    assert f"http://localhost/c/{short.removeprefix('KB:')}" in full
    assert "edition 2 (interim)" in full
    assert "(accessed 23 November 2026)" in full


def test_a_citation_of_a_superseded_edition_names_a_day_on_which_it_was_in_force(reader: Browser) -> None:
    button = reader.get("/guidance/myths/editions/1").page.root.with_class("kb-copy")[0]
    assert "@2012-09-14~" in button["data-copy-short"]


def test_every_citation_on_a_page_leads_to_the_words_beside_it(reader: Browser) -> None:
    page = reader.get("/guidance/myths?as_at=2021-02-01").page
    copied = [one for one in page.root.with_class("kb-para") if one.with_class("kb-copy")]
    assert len(copied) > 3
    for one in copied:
        token = one.with_class("kb-copy")[0]["data-copy-short"].removeprefix("KB:")
        (text,) = [part for part in one.walk() if "data-para-text" in part]
        assert reader.get(f"/c/{token}").page.root.only("blockquote").text == text.text


def test_a_paragraph_has_a_page_of_its_own_with_its_citation(site: World, reader: Browser) -> None:
    pid = site.paragraph("myths", "Clothing is not", 3).pid
    page = reader.get(f"/p/{pid}").page
    assert "Clothing is not consent" in page.text
    assert page.root.with_class("kb-token")[0].text.startswith(f"KB:{pid}@2026-11-23~")
    assert page.link("Read it in its place").startswith("/guidance/myths#")


def test_a_paragraph_that_was_left_out_is_shown_where_it_last_stood(site: World, reader: Browser) -> None:
    page = reader.get(f"/p/{site.paragraph('myths', 'late complaint', 1).pid}").page
    assert "this paragraph was not in force" in page.text
    assert page.link("Read it in its place").startswith("/guidance/myths/editions/1#")


def test_the_history_of_a_paragraph_shows_each_change(site: World, reader: Browser) -> None:
    pid = site.paragraph("myths", "offender-centric", 2).pid
    page = reader.get(f"/p/{pid}/history").page
    assert [one.text.rpartition("edition ")[2][:1] for one in page.root.every("h2")][:2] == ["3", "2"]
    assert any("must" in one.text for one in page.root.every("ins"))


def test_a_paragraph_that_never_was_is_not_found(reader: Browser) -> None:
    for address in ("/p/zzzzzzzzzz", "/p/zzzzzzzzzz/history", "/p/%00", f"/p/{'z' * 3_000}"):
        assert reader.get(address, 404).page.h1 == "Page not found"
