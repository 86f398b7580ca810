"""Pages that a browser keeps: not sent again while they stay the same, never stale, never somebody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guidance import people
from guidance.model import OPERATOR, Role
from tests.factories import document, edition
from tests.kb.client import Answer, Browser
from tests.kb.content import MYTHS_1
from tests.kb.world import READER, SECOND, World

PAGE = "/guidance/myths"


def _again(browser: Browser, kept: Answer, path: str = PAGE) -> Answer:
    return browser.get(path, None, headers={"If-None-Match": kept.headers["ETag"]})


@pytest.mark.parametrize(
    "path",
    ["/", "/guidance/", PAGE, f"{PAGE}/history", f"{PAGE}/editions/2", f"{PAGE}/compare/1/2", "/toolkit/sites/",
     f"{PAGE}?as_at=2021-02-01", "/guidance/charging", "/p/{pid}", "/p/{pid}/history", "/c/{token}"],
)  # fmt: skip
def test_a_page_that_stays_the_same_is_not_sent_again(site: World, reader: Browser, path: str) -> None:
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01").removeprefix("KB:")
    address = path.format(pid=token[:10], token=token)
    kept = reader.get(address)
    again = _again(reader, kept, address)
    assert again.status == 304
    assert again.response.data == b""
    assert again.headers["ETag"] == kept.headers["ETag"]
    assert "Content-Security-Policy" not in again.headers
    assert "Content-Type" not in again.headers or not again.response.data


def test_every_address_and_date_has_an_etag_of_its_own(reader: Browser) -> None:
    paths = (PAGE, f"{PAGE}?as_at=2021-02-01", f"{PAGE}?as_at=2021-02-02", f"{PAGE}/history", f"{PAGE}/editions/3")
    assert len({reader.get(path).headers["ETag"] for path in paths}) == len(paths)


def test_a_kept_page_is_stale_as_soon_as_anything_is_published(own: World) -> None:
    browser = own.signed_in()
    kept = browser.get(PAGE)
    own.publish(document("new", ["A new chapter, published while the page was kept."]))
    assert _again(browser, kept).status == 200
    assert "A title" in browser.get("/guidance/").page.text


def test_a_new_edition_is_read_at_once_by_who_has_the_old_one(own: World) -> None:
    own.publish(document("small", ["Old words."]))
    browser = own.signed_in()
    kept = browser.get("/guidance/small")
    own.publish(document("small", ["Old words.", "New words."]))
    assert "New words." in _again(browser, kept, "/guidance/small").page.text


def test_a_kept_page_is_never_shown_to_the_next_person(own: World) -> None:
    first, second = own.signed_in(READER), own.signed_in(SECOND)
    kept = first.get(PAGE)
    answer = _again(second, kept)
    assert answer.status == 200
    assert "Sam Second" in answer.html
    assert "Robin Reader" not in answer.html


def test_a_kept_page_is_stale_after_signing_in_anew(own: World) -> None:
    # The page holds a form of the session that is over.
    browser = own.signed_in()
    kept = browser.get(PAGE)
    browser.sign_out()
    browser.sign_in(READER, "a long enough password")
    assert _again(browser, kept).status == 200


def test_a_kept_page_is_not_confirmed_to_nobody(own: World) -> None:
    browser = own.signed_in()
    kept = browser.get(PAGE)
    browser.sign_out()
    assert _again(browser, kept).status == 303


def test_a_kept_page_is_stale_when_the_day_ends_in_london(own: World) -> None:
    browser = own.signed_in()
    kept = browser.get(PAGE)
    own.clock.now += timedelta(hours=11, minutes=59)
    assert _again(browser, kept).status == 304
    own.clock.now += timedelta(minutes=1)
    assert _again(browser, kept).status == 200


def test_a_kept_page_is_stale_when_its_reader_has_another_role(own: World) -> None:
    browser = own.signed_in()
    kept = browser.get(PAGE)
    people.set_role(own.store, OPERATOR, READER, Role.AUTHOR)
    assert "(author)" in _again(browser, kept).html


def test_what_is_not_there_is_not_confirmed_as_unchanged(reader: Browser) -> None:
    reader.get("/guidance/nowhere", 404, headers={"If-None-Match": "*"})
    reader.get("/guidance/nowhere", 404, headers={"If-None-Match": reader.get(PAGE).headers["ETag"]})


def test_results_and_forms_are_never_kept(reader: Browser, visitor: Browser) -> None:
    for answer in (reader.get("/search?q=delay"), visitor.get("/account/sign-in"), reader.get("/api/v1/documents")):
        assert "ETag" not in answer.headers
        assert answer.headers["Cache-Control"] == "no-store"


def test_a_correction_of_a_wrong_date_leaves_what_was_known_before(own: World) -> None:
    browser = own.signed_in()
    address = "/guidance/dated?as_at=2020-06-01&known_at=2020-06-01"
    force = [{"from": "2020-01-01", "recorded_at": "2020-01-01T09:00:00Z", "reason": ""}]
    own.publish(document("dated", editions=[edition(1, MYTHS_1, force=force)]))
    before = browser.get(address).page.text
    later = {"from": "2020-09-01", "recorded_at": "2021-01-01T09:00:00Z", "reason": "The date was wrong."}
    own.publish(document("dated", editions=[edition(1, MYTHS_1, force=[*force, later])]))
    assert browser.get(address).page.text == before
    assert "Not yet in force on this date" in browser.get("/guidance/dated?as_at=2020-06-01").page.text
