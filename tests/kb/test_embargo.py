"""What is embargoed is nowhere until the instant comes; what commences, commences at midnight in London."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import document, edition
from tests.kb.world import EMBARGO_ENDS, World

WORD = "zebrafinch"
CHANNELS = [
    "/",
    "/guidance/",
    "/guidance/evidence",
    "/guidance/evidence/history",
    "/guidance/evidence?as_at=2026-11-24",
    "/guidance/evidence/history?as_at=2030-01-01&known_at=2030-01-01",
    "/?as_at=2026-12-01",
    "/?known_at=2999-01-01",
    "/guidance/?as_at=2026-12-01&known_at=2999-01-01",
    "/search?q=zebrafinch",
    "/search?q=zebrafinch&as_at=2026-12-01&known_at=2999-01-01",
    "/search?q=zebrafinhc",
    "/api/v1/search?q=zebrafinch&as_at=2026-12-01&known_at=2999-01-01",
    "/api/v1/suggest?q=zeb&as_at=2026-12-01",
    "/api/v1/documents?as_at=2026-12-01&known_at=2999-01-01",
    "/api/v1/documents/guidance/evidence?as_at=2026-12-01",
    "/api/v1/documents/guidance/evidence/editions?known_at=2999-01-01",
]
ABSENT = [
    "/guidance/evidence/editions/2",
    "/guidance/evidence/compare/1/2",
    "/guidance/secret",
    "/guidance/secret?as_at=2026-12-01&known_at=2999-01-01",
    "/guidance/secret/history",
    "/guidance/secret/editions/1",
    "/api/v1/documents/guidance/evidence/editions/2",
    "/api/v1/documents/guidance/evidence/compare?from=1&to=2",
    "/api/v1/documents/guidance/secret",
    "/api/v1/documents/guidance/secret/editions",
]


@pytest.mark.parametrize("address", CHANNELS)
def test_what_is_embargoed_is_in_no_answer(site: World, reader, address: str) -> None:
    told = reader.get(address).html.lower()
    asked = told.count(WORD) if "q=zebrafinch" in address else 0
    assert "zebrafinch evidence" not in told
    assert "zebrafinch plan" not in told
    assert "zebrafinch rule" not in told
    assert asked or WORD not in told


@pytest.mark.parametrize("address", ABSENT)
def test_what_is_embargoed_is_answered_like_what_never_was(reader, address: str) -> None:
    hidden = reader.get(address, 404)
    never = reader.get(address.replace("secret", "sacred").replace("/2", "/9").replace("to=2", "to=9"), 404)
    assert _told(hidden.html) == _told(never.html)


def _told(answer: str) -> str:
    """The answer without what differs between any two: reference number, nonce, token, the names asked for."""
    lines = [line for line in answer.splitlines() if not any(word in line for word in _DIFFERING)]
    return "\n".join(lines).replace("sacred", "secret").replace("edition 9", "edition 2").replace("/9", "/2")


_DIFFERING = ("reference number", "nonce=", "csrf_token", '"instance"')


def test_a_paragraph_of_an_embargoed_edition_is_not_found_by_its_id(own: World) -> None:
    own.clock.now = EMBARGO_ENDS
    pid = own.paragraph("secret", "Another", 1).pid
    token = own.citation("secret", "Another", 1, "2026-11-24").removeprefix("KB:")
    own.clock.now = EMBARGO_ENDS - timedelta(seconds=1)
    browser = own.signed_in()
    addresses = [f"/p/{pid}", f"/p/{pid}/history", f"/c/{token}"]
    for address in (*addresses, f"/api/v1/paragraphs/{pid}", f"/api/v1/citations/{token}"):
        assert WORD not in browser.get(address, 404).html.lower()
    own.clock.now = EMBARGO_ENDS
    for address in addresses:
        assert WORD in browser.get(address).html.lower()


def test_when_the_embargo_ends_every_page_search_and_answer_has_it(own: World) -> None:
    browser = own.signed_in()
    own.clock.now = EMBARGO_ENDS - timedelta(seconds=1)
    assert WORD not in browser.get("/guidance/evidence").html.lower()
    assert browser.get("/api/v1/search?q=zebrafinch").json["total"] == 0
    own.clock.now = EMBARGO_ENDS
    assert "zebrafinch rule" in browser.get("/guidance/evidence").page.text
    assert "Zebrafinch evidence" in browser.get("/").page.text
    assert browser.get("/api/v1/search?q=zebrafinch").json["total"] == 2
    assert "Zebrafinch plan" in browser.get("/guidance/").page.text
    assert browser.get("/api/v1/suggest?q=zeb").json["suggestions"]


def test_a_kept_page_is_stale_when_an_embargo_ends(own: World) -> None:
    browser = own.signed_in()
    own.clock.now = EMBARGO_ENDS - timedelta(seconds=1)
    etag = browser.get("/guidance/evidence").headers["ETag"]
    browser.get("/guidance/evidence", 304, headers={"If-None-Match": etag})
    own.clock.now = EMBARGO_ENDS
    assert "zebrafinch rule" in browser.get("/guidance/evidence", 200, headers={"If-None-Match": etag}).page.text


@pytest.mark.parametrize(
    "midnight, first_day",
    [
        (datetime(2027, 1, 31, 0, 0, tzinfo=UTC) + timedelta(days=1), "2027-02-01"),
        (datetime(2027, 6, 30, 23, 0, tzinfo=UTC), "2027-07-01"),  # summer time: London is an hour ahead
    ],
)
def test_commencement_is_at_midnight_in_london(own: World, midnight: datetime, first_day: str) -> None:
    own.publish(document("night", editions=[
        edition(1, "The words of the day before."),
        edition(2, "The nightjar words.", published_at="2026-11-01T09:00:00Z", in_force_from=first_day),
    ]))  # fmt: skip
    browser = own.signed_in()
    own.clock.now = midnight - timedelta(seconds=1)
    before = browser.get("/guidance/night")
    assert "day before" in before.page.text
    assert browser.get("/api/v1/search?q=nightjar").json["total"] == 0
    own.clock.now = midnight
    after = browser.get("/guidance/night", 200, headers={"If-None-Match": before.headers["ETag"]})
    assert "nightjar" in after.page.text
    assert browser.get("/api/v1/search?q=nightjar").json["total"] == 1
