"""The toolkit's own pages: sites side by side, case studies narrowed, and the myths of a sentence."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories import document, edition
from tests.kb.client import Browser
from tests.kb.world import World

SIDE = "/toolkit/sites/side-by-side"


def site(slug: str, title: str, *facts: tuple[str, str, str, str], former: str = "") -> dict[str, object]:
    rows = [
        {"key": key, "value": value, "confidence": "checked", "source": "Help pages"}
        | ({"valid_from": begun} if begun else {})
        | ({"valid_to": ended} if ended else {})
        for key, value, begun, ended in facts
    ]
    aliases = [{"text": former, "valid_from": "2014", "valid_to": "2016"}] if former else []
    told = {"site_facts": rows, "aliases": aliases}
    made = edition(
        1, "An app.", title=title, facts=told, published_at="2012-01-02T09:00:00Z", in_force_from="2012-01-02"
    )
    return document(slug, kind="site", editions=[made])


@pytest.fixture
def compared(own: World) -> Browser:
    """A reader of two sites whose facts changed."""
    first, ages = ("first_message", "Anyone.", "2022", ""), ("minimum_age", "18.", "", "")
    own.publish(
        site("alpha", "Alpha", ("first_message", "Women only.", "2014", "2021"), first, ages, former="Alphabeta"),
        site("beta", "Beta", ("first_message", "Anyone.", "", ""), ages),
    )
    return own.signed_in()


def cells(browser: Browser, query: str) -> list[list[str]]:
    table = browser.get(f"{SIDE}?{query}").page.root.only("table")
    return [[one.text for one in row.every("td")] for row in table.only("tbody").every("tr")]


def test_sites_stand_side_by_side_with_what_was_so_as_at_the_date(compared: Browser) -> None:
    then = cells(compared, "site=alpha&site=beta&as_at=2019-06-01")
    assert "Alphabeta" in then[0][0]
    assert any("Women only." in row[0] for row in then)
    now = cells(compared, "site=alpha&site=beta")
    assert not any("Women only." in cell for row in now for cell in row)


def test_only_what_differs_can_be_shown(compared: Browser) -> None:
    every = cells(compared, "site=alpha&site=beta&as_at=2019-06-01")
    differing = cells(compared, "site=alpha&site=beta&as_at=2019-06-01&differences=1")
    assert len(differing) == len(every) - 1
    assert not any("18." in cell for row in differing for cell in row)


def test_a_comparison_of_none_asks_and_of_five_says_what_is_left_out(compared: Browser) -> None:
    assert "Choose the sites to compare" in compared.get(SIDE).page.text
    many = compared.get(f"{SIDE}?site=alpha&site=beta&site=ember&site=alpha").page
    assert many.h1 == "3 sites side by side"
    assert "Not in the toolkit" in compared.get(f"{SIDE}?site=nowhere").page.text


def test_what_was_so_on_a_day_is_told_by_the_entries_of_today(compared: Browser) -> None:
    then = cells(compared, "site=alpha&site=beta&on_day=1&on_month=6&on_year=2019")
    assert any("Women only." in row[0] for row in then)
    assert "date" in compared.get(f"{SIDE}?site=alpha&on_day=31&on_month=2&on_year=2019").page.text


def test_case_studies_are_narrowed_by_what_they_hold(reader: Browser) -> None:
    page = reader.get("/toolkit/case-studies/?site=ember").page
    assert "The night bus" in page.text
    options = page.root.every(id="site")[0].every("option")
    assert [one.text for one in options] == ["Any", "Ember (1)"]
    assert "The night bus" in reader.get("/toolkit/case-studies/?site=nonsense&outcome=x").page.text


def test_terms_are_narrowed_by_category_and_nothing_left_says_so(own: World) -> None:
    senses = [{"definition": "A.", "category": "behaviour", "register": "slang"}]
    own.publish(document("zap", kind="term", editions=[edition(1, "Told.", title="Zap", facts={"senses": senses})]))
    browser = own.signed_in()
    listed = browser.get("/toolkit/terms/?category=behaviour").page.root.with_class("kb-glossary")
    assert "Zap" in " ".join(one.text for one in listed)
    assert "Ghosting" not in " ".join(one.text for one in listed)
    assert browser.get("/toolkit/terms/?category=nonsense").page.root.with_class("kb-glossary")


def test_the_myths_of_a_sentence_are_found_and_the_sentence_is_not_kept(own: World) -> None:
    body = '## Late report {#m34 .myth ref="M34"}\n\n**How it is put.** Why wait?\n\n**Why it is wrong.** People wait.'
    own.publish(document("late", [body]))
    browser = own.signed_in()
    answer = browser.send("/myths/find", {"sentence": "she did wait to make a late report quokkacanary"}, 200)
    assert "M34: Late report" in answer.page.text
    assert "People wait." in answer.page.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(b"quokkacanary" in one.read_bytes() for one in own.folder.rglob("*") if one.is_file())


@pytest.mark.parametrize("sentence, said", [("  ", "Paste a sentence"), ("x" * 4_001, "Paste up to 4,000")])
def test_a_mistake_is_told(sentence: str, said: str, reader: Browser) -> None:
    assert said in reader.send("/myths/find", {"sentence": sentence}, 400).page.text


def test_no_myth_says_so(reader: Browser) -> None:
    assert "No myth found" in reader.send("/myths/find", {"sentence": "zzz"}, 200).page.text


def test_a_site_has_facts_on_the_first_and_last_day_of_their_years(compared: Browser) -> None:
    for day, said in ((date(2021, 12, 31), "Women only."), (date(2022, 1, 1), "Anyone.")):
        assert any(said in row[0] for row in cells(compared, f"site=alpha&site=beta&as_at={day}"))


def test_the_map_has_a_myth_in_the_middle_and_what_names_it_around(own: World) -> None:
    body = '## Late report {#m34 .myth ref="M34"}\n\nPeople wait, see [Ghosting](term:ghosting).'
    own.publish(document("late", [body]), document("wait", ["See [M34](guidance:late#m34)."], kind="practice_note"))
    page = own.signed_in().get("/map/?at=M34").page
    assert page.h1 == "Map: M34: Late report"
    drawn = [one["aria-label"] for one in page.root.with_class("kb-map__link")]
    listed = [one.text for one in page.root.every("li")]
    assert {"Ghosting", "A title"} <= set(drawn)
    assert all(any(name in one for one in listed) for name in drawn)


def test_the_map_is_walked_by_its_links_and_keeps_the_date(own: World) -> None:
    body = '## Late report {#m34 .myth ref="M34"}\n\nPeople wait, see [Ghosting](term:ghosting).'
    own.publish(document("late", [body]))
    browser = own.signed_in()
    page = browser.get("/map/?at=M34&as_at=2026-11-01").page
    (there,) = [one["href"] for one in page.root.with_class("kb-map__link") if one["aria-label"] == "Ghosting"]
    assert "as_at=2026-11-01" in there
    back = browser.get(there).page
    assert "M34: Late report" in [one["aria-label"] for one in back.root.with_class("kb-map__link")]


@pytest.mark.parametrize("name", ["M99", "m7", "term:nowhere", "nonsense", "x" * 500, "term:", "M0"])
def test_a_map_of_nothing_says_so(name: str, reader: Browser) -> None:
    reader.get(f"/map/?at={name}", 404)


def test_the_map_begins_with_the_myths(reader: Browser) -> None:
    assert reader.get("/map/").page.h1 == "Map"
