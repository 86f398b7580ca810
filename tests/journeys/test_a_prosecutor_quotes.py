"""A prosecutor finds what was in force on a date, quotes it, and the quotation outlives what comes after."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.factories import document, edition
from tests.kb import world
from tests.kb.content import MYTHS_1, MYTHS_2, MYTHS_3
from tests.kb.world import PASSWORD, READER, World


def test_from_a_question_to_a_citation_that_tells_what_became_of_it(site: World) -> None:
    browser = site.browser()
    first = browser.get("/search?q=offender-centric&as_at=2021-02-01", 303)
    wanted = "/search?q=offender-centric&as_at=2021-02-01"
    assert browser.sign_in(READER, PASSWORD, wanted=wanted).location == wanted
    assert first.location.startswith("/account/sign-in")

    results = browser.get(wanted).page
    place = results.link("Myths and stereotypes, paragraph 2.2")
    page = browser.get(place).page
    assert "Interim guidance." in page.text
    assert "You are reading everything as at 1 February 2021." in page.root.with_class("kb-datebar")[0].text

    paragraph = page.root.only(id="questions")
    citation = paragraph.with_class("kb-copy")[0]["data-copy-short"]
    found = browser.get(browser.get(f"/search?q={citation}", 303).location).page
    assert found.root.with_class("kb-verdict__word")[0].text == "Amended"
    assert "offender-centric" in found.root.only("blockquote").text

    back = browser.get(page.link("Go back to today"), 303)
    assert back.location == "/guidance/myths"
    assert "suspect-centric" in browser.get(back.location).page.text


def test_choosing_a_date_keeps_it_through_the_whole_visit(site: World) -> None:
    browser = site.signed_in()
    home = browser.get("/").page
    (form,) = home.root.every("form", action="/as-at")
    wanted = form.only("input", type="hidden")["value"]
    chosen = browser.get(f"/as-at?next={wanted}&day=1&month=feb&year=2021", 303).location
    assert chosen == "/?as_at=2021-02-01"
    dated = browser.get(chosen).page
    chapter = browser.get(dated.link("Myths and stereotypes")).page
    assert "Interim guidance." in chapter.text
    history = browser.get(chapter.link("History")).page
    old = browser.get(history.link("Edition 1")).page
    assert "No longer in force: superseded" in old.text
    authorities = browser.get(old.link("Authorities")).page
    assert "As it stood on 1 February 2021." in authorities.text


def test_what_is_published_is_read_searched_and_cited_by_somebody_already_there(site: World) -> None:
    reading = site.signed_in()
    before = reading.get("/guidance/myths")
    token = site.citation("myths", "Clothing is not", 3, "2026-11-23").removeprefix("KB:")
    editions = [
        edition(1, MYTHS_1, title="Myths", published_at="2012-09-14T09:00:00Z", in_force_from="2012-09-14",
                change_note="First list."),
        edition(2, MYTHS_2, title="Myths and stereotypes", basis="interim", published_at="2020-10-19T09:00:00Z",
                in_force_from="2020-11-01", change_note="Interim, out for consultation."),
        edition(3, MYTHS_3, title="Myths and stereotypes", published_at="2021-05-21T09:00:00Z",
                in_force_from="2021-05-21", change_note="Final after consultation."),
        edition(4, MYTHS_3.replace("Clothing is not consent", "Clothing is never consent"), title="Misconceptions",
                published_at="2026-11-23T10:00:00Z", in_force_from="2026-11-23"),
    ]  # fmt: skip
    assert reading.get(f"/api/v1/citations/{token}").json["verdict"] == "unchanged"
    site.publish(document("myths", ref="M", topics=["consent", "memory"], editions=editions))
    after = reading.get("/guidance/myths", headers={"If-None-Match": before.headers["ETag"]}).page
    assert after.h1 == "Misconceptions"
    assert reading.get('/api/v1/search?q="never consent"').json["hits"][0]["edition"] == 4
    told = reading.get(f"/api/v1/citations/{token}").json
    assert told["verdict"] == "amended"
    assert told["cited"]["text"].startswith("Clothing is not consent")
    assert "What has changed" in reading.get(f"/c/{token}").page.text


def test_a_site_opened_anew_over_the_same_folder_has_lost_nothing(site: World) -> None:
    browser = site.signed_in()
    token = site.citation("myths", "Clothing is not", 3, "2026-11-23").removeprefix("KB:")
    cookie, cited = browser.cookie(), browser.get(f"/api/v1/citations/{token}").json
    site.store.close()
    again = world.open_world(site.folder)
    assert again.browser().with_cookie(cookie).get(f"/api/v1/citations/{token}").json == cited
    assert again.browser().with_cookie(cookie).get("/api/v1/search?q=rule").json["total"] == 13
    again.store.close()


def test_two_workers_over_one_folder_answer_alike(site: World) -> None:
    other = world.open_world(site.folder)
    first = site.signed_in()
    second = other.browser().with_cookie(first.cookie())
    second.get("/guidance/myths")
    site.publish(document("fresh", ["The kingfisher words."]))
    for browser in (first, second):
        assert "kingfisher" in browser.get("/guidance/fresh").page.text
        assert browser.get("/api/v1/search?q=kingfisher").json["total"] == 1
    second.sign_out()
    first.get("/", 303)
    other.store.close()


def test_the_answer_to_a_court_is_the_same_before_and_after_a_later_correction(site: World) -> None:
    site.clock.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    browser = site.signed_in()
    asked = "/api/v1/documents/guidance/myths?as_at=2021-03-27&known_at=2021-04-01T12:00:00Z"
    before = browser.get(asked).json
    site.publish(document("charging", ["Charge when the test is met. The lapwingword was here.", "A later rule."],
                          topics=["charging"]))  # fmt: skip
    assert browser.get(asked).json == before
