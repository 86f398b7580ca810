"""Pages of results: what answers, narrowed, paged, marked, as at a date."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import document
from tests.kb.client import Browser
from tests.kb.strict_html import Page
from tests.kb.world import AUTHOR, World


def _titles(page: Page) -> list[str]:
    return [one.text for one in page.root.with_class("kb-result__title")]


def test_a_search_finds_the_paragraph_and_leads_to_it(reader: Browser) -> None:
    page = reader.get("/search?q=clothing+consent").page
    assert page.h1 == "1 result for “clothing consent”"
    href = page.link(_titles(page)[0].removesuffix(" M"))
    place = reader.get(href).page.root.only(id=urlsplit(href).fragment)
    assert "Clothing" in place.text


def test_the_words_are_marked_in_the_excerpt(reader: Browser) -> None:
    page = reader.get("/search?q=gaps+in+memory").page
    marks = {one.text.lower() for one in page.root.with_class("kb-result__excerpt")[0].every("mark")}
    assert {"gaps", "memory"} <= marks


def test_an_excerpt_shows_markup_as_words(reader: Browser) -> None:
    page = reader.get("/search?q=zincword").page
    assert page.root.with_class("kb-result__excerpt")[0].every("mark")
    assert {one.tag for one in page.root.with_class("kb-result__excerpt")[0].walk()} == {"mark"}
    assert "<script>alert(1)</script>" in _titles(page)[0]


def test_results_can_be_narrowed_by_kind_with_counts(reader: Browser) -> None:
    page = reader.get("/search?q=rule").page
    labels = {one["for"]: one.text for one in page.root.with_class("kb-facets")[0].every("label")}
    counts = {one["value"]: labels[one["id"]] for one in page.root.every("input", name="kind")}
    assert counts["authority"].startswith("Authorities , 12")
    assert counts["guidance"].startswith("Guidance , 1")
    narrowed = reader.get("/search?q=rule&kind=guidance").page
    assert narrowed.h1 == "1 result for “rule”"
    assert [one for one in narrowed.root.every("input", name="kind", value="guidance") if "checked" in one]
    assert narrowed.link("Clear") == "/search?q=rule"


def test_results_can_be_narrowed_by_topic_and_kind_together(reader: Browser) -> None:
    page = reader.get("/search?q=rule&topic=memory&kind=authority").page
    assert page.h1 == "6 results for “rule”"


def test_filters_that_nothing_fits_say_so_and_can_be_cleared(reader: Browser) -> None:
    page = reader.get("/search?q=rule&kind=site").page
    assert "Nothing matches with these filters." in page.text
    assert page.link("Clear") == "/search?q=rule"


def test_results_go_over_pages_that_keep_the_question(reader: Browser) -> None:
    first = reader.get("/search?q=rule&kind=authority&as_at=2026-01-01").page
    assert len(_titles(first)) == 10
    onward = first.link("Next page")
    asked = parse_qs(urlsplit(onward).query)
    assert asked == {"q": ["rule"], "kind": ["authority"], "page": ["2"], "as_at": ["2026-01-01"]}
    second = reader.get(onward).page
    assert len(_titles(second)) == 2
    assert not set(_titles(first)) & set(_titles(second))
    assert parse_qs(urlsplit(second.link("Previous page")).query)["page"] == ["1"]


@pytest.mark.parametrize("number", ["0", "-1", "9999999999", "one", "", "1e9", "٢", "1.5", "%00", "9" * 5_000])
def test_a_page_that_is_none_is_one_that_is(reader: Browser, number: str) -> None:
    page = reader.get(f"/search?q=rule&page={number}").page
    assert _titles(page)


def test_a_misspelt_word_is_looked_for_in_the_right_spelling_and_the_page_says_so(reader: Browser) -> None:
    page = reader.get("/search?q=cloting&as_at=2026-01-01").page
    assert page.h1 == "1 result for “cloting”"
    assert "Showing results for clothing. Search instead for cloting." in page.text
    assert "Did you mean" not in page.text
    exactly = page.link("cloting")
    assert parse_qs(urlsplit(exactly).query) == {"q": ["cloting"], "exact": ["1"], "as_at": ["2026-01-01"]}
    typed = reader.get(exactly).page
    assert typed.h1 == "0 results for “cloting”"
    assert reader.get(typed.link("clothing")).page.h1 == "1 result for “clothing”"


def test_the_api_says_that_a_word_was_respelt(reader: Browser) -> None:
    told = reader.get("/api/v1/search?q=cloting").json
    assert (told["query"], told["suggestion"], told["total"]) == ("cloting", "clothing", 1)
    assert told["notes"][0].startswith("Nothing has a word as it was typed, so these are results for “clothing”.")
    told = reader.get("/api/v1/search?q=cloting&exact=1").json
    assert (told["suggestion"], told["total"], told["notes"]) == ("clothing", 0, [])


def test_what_is_looked_for_as_typed_stays_so_over_pages_and_filters(reader: Browser) -> None:
    page = reader.get("/search?q=rule&exact=1&kind=authority").page
    assert parse_qs(urlsplit(page.link("Next page")).query)["exact"] == ["1"]
    assert page.root.with_class("kb-facets")[0].only("input", name="exact")["value"] == "1"
    assert page.link("Clear") == "/search?q=rule&exact=1"


def test_who_asks_what_changed_is_led_to_the_history(reader: Browser) -> None:
    page = reader.get("/search?q=what+changed+in+the+myths+chapter&as_at=2021-02-01").page
    (result,) = [one for one in page.root.with_class("kb-result") if one.only("h3").text == _titles(page)[0]]
    (href,) = [one["href"] for one in result.every("a") if one.text.startswith("What changed in")]
    assert href == "/guidance/myths/history?as_at=2021-02-01"
    assert reader.get(href).page.h1
    assert "What changed in" not in reader.get("/search?q=myths+chapter").page.text


def test_nothing_found_says_what_to_do(reader: Browser) -> None:
    page = reader.get("/search?q=nowhereword").page
    assert page.h1 == "0 results for “nowhereword”"
    assert "Nothing in force on 23 November 2026 has these words." in page.text
    assert page.link("glossary") == "/toolkit/terms/"


def test_nothing_found_on_a_date_offers_today(reader: Browser) -> None:
    page = reader.get("/search?q=suspect-centric&as_at=2015-01-01").page
    assert page.link("search what is in force today") == "/search?q=suspect-centric"


def test_the_date_decides_what_is_found(reader: Browser) -> None:
    def total(words: str, as_at: str) -> int:
        return int(reader.get(f"/api/v1/search?q={words}&as_at={as_at}").json["total"])

    assert [total("offender", day) for day in ("2020-10-31", "2020-11-01", "2021-05-20", "2021-05-21")] == [0, 1, 1, 0]
    assert [total("lapwingword", day) for day in ("2022-02-28", "2022-03-01")] == [1, 0]
    assert [total("starlingword", day) for day in ("2027-01-31", "2027-02-01")] == [0, 1]


def test_a_hit_on_a_date_is_in_the_edition_of_that_date(reader: Browser) -> None:
    page = reader.get("/search?q=offender&as_at=2021-02-01").page
    assert "Edition 2, from 1 November 2020 to 20 May 2021" in page.text
    assert "Interim" in page.root.with_class("kb-result__facts")[0].text


def test_a_search_without_words_asks_for_some(reader: Browser) -> None:
    page = reader.get("/search").page
    assert page.h1 == "Search"
    assert "Type one or more words" in page.text


@pytest.mark.parametrize("words, slug", [("CS01", "night-bus"), ("ghosted", "ghosting"), ("Cinder", "ember")])
def test_labels_and_other_names_are_found(reader: Browser, words: str, slug: str) -> None:
    assert reader.get(f"/api/v1/search?q={words}").json["hits"][0]["slug"] == slug


def test_a_phrase_is_found_as_it_stands(reader: Browser) -> None:
    assert reader.get('/api/v1/search?q="gaps in memory"').json["total"] == 1
    assert reader.get('/api/v1/search?q="memory in gaps"').json["total"] == 0


def test_what_was_asked_stands_in_the_box_again(reader: Browser) -> None:
    box = reader.get("/search?q=%22a%22+%3Cb%3E+%26amp%3B").page.root.only("input", id="page-search")
    assert box["value"] == '"a" <b> &amp;'


def test_why_something_is_first_is_told_to_the_policy_team_alone(own: World) -> None:
    address = "/search?q=clothing+consent"
    author = own.signed_in(AUTHOR)
    assert author.get(address).page.link("Why is this first?").endswith("explain=1")
    assert "“clothing” in" in author.get(f"{address}&explain=1").page.text
    assert "“clothing” in" not in own.signed_in().get(f"{address}&explain=1").page.text
    assert "Why is this first?" not in own.signed_in().get(address).page.text


def test_an_excerpt_escapes_what_it_marks(own: World) -> None:
    own.publish(document("signs", ["A <b>quokkasign</b> & another quokkasign stand here."]))
    excerpt = own.signed_in().get("/search?q=quokkasign").page.root.with_class("kb-result__excerpt")[0]
    assert excerpt.text.startswith("A <b>quokkasign</b> & another")
    assert [one.text for one in excerpt.every("mark")] == ["quokkasign", "quokkasign"]
