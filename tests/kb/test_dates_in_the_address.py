"""The date of a page: typed in the address, chosen in three boxes, and never a way out of the site."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest

from tests.kb.client import Browser


@pytest.mark.parametrize(
    "asked",
    [
        "as_at=yesterday",
        "as_at=2021-02-30",
        "as_at=2021-2-1",
        "as_at=2021-02-01T00:00:00",
        "as_at=0001-01-01",
        "as_at=9999-12-31",
        "as_at=%F0%9F%8D%86",
        "as_at=%00",
        "as_at=-1",
        "known_at=then",
        "known_at=2021-13-01T00:00:00Z",
        "known_at=0001-01-01T00:00:00%2B23:59",
        "known_at=9999-12-31T23:59:59-23:59",
        "known_at=2021-02-01T25:00:00Z",
    ],
)
@pytest.mark.parametrize("path", ["/", "/guidance/myths", "/search", "/about/privacy"])
def test_a_bad_date_is_refused_in_a_sentence_that_says_how_to_write_one(reader: Browser, path: str, asked: str) -> None:
    page = reader.get(f"{path}?{asked}", 400).page
    assert page.h1 == "There is a problem with the date"
    told = page.root.with_class("govuk-body")[0].text
    assert "like 2021-02-01" in told or "between 1800 and 2999" in told


def test_a_bad_date_is_refused_by_the_api_too(reader: Browser) -> None:
    told = reader.get("/api/v1/documents?as_at=soon", 400).json
    assert told["status"] == 400
    assert "like 2021-02-01" in told["detail"]


def test_what_was_known_then_is_another_question(reader: Browser) -> None:
    page = reader.get("/guidance/myths?as_at=2020-11-05&known_at=2020-10-01").page
    assert "Edition 1" in page.root.with_class("kb-force")[0].text
    assert "as it was known at 1 October 2020, 23:59" in page.root.with_class("kb-datebar")[0].text


def test_an_empty_date_is_today(reader: Browser) -> None:
    assert not reader.get("/guidance/myths?as_at=&known_at=").page.root.with_class("kb-datebar")


@pytest.mark.parametrize(
    "boxes, day",
    [
        ("day=1&month=2&year=2021", "2021-02-01"),
        ("day=01&month=02&year=2021", "2021-02-01"),
        ("day=1&month=feb&year=2021", "2021-02-01"),
        ("day=1&month=February&year=2021", "2021-02-01"),
        ("day=+1+&month=+FEB+&year=+2021+", "2021-02-01"),
        ("day=29&month=2&year=2020", "2020-02-29"),
    ],
)
def test_three_boxes_are_filled_as_people_do(reader: Browser, boxes: str, day: str) -> None:
    answer = reader.get(f"/as-at?next=/guidance/myths&{boxes}", 303)
    assert answer.location == f"/guidance/myths?as_at={day}"


@pytest.mark.parametrize(
    "boxes",
    [
        "day=31&month=2&year=2021",
        "day=29&month=2&year=2021",
        "day=&month=&year=",
        "",
        "day=1&month=&year=2021",
        "day=1&month=fe&year=2021",
        "day=1&month=2&year=21",
        "day=1&month=2&year=99999",
        "day=one&month=2&year=2021",
        "day=1&month=2&year=3000",
        f"day={'9' * 5_000}&month=2&year=2021",
        "day=%00&month=%F0%9F%8D%86&year=%FF",
    ],
)
def test_boxes_that_make_no_date_are_refused_with_an_example(reader: Browser, boxes: str) -> None:
    page = reader.get(f"/as-at?next=/guidance/myths&{boxes}", 400).page
    told = page.root.with_class("govuk-body")[0].text
    assert "27 3 2021" in told or "between 1800 and 2999" in told


def test_the_rest_of_the_address_is_kept_when_the_date_changes(reader: Browser) -> None:
    wanted = quote("/search?q=delay in reporting&kind=guidance&kind=term&as_at=2012-01-01")
    answer = reader.get(f"/as-at?next={wanted}&day=1&month=2&year=2021", 303)
    assert answer.location == "/search?q=delay+in+reporting&kind=guidance&kind=term&as_at=2021-02-01"


KNOWN = "2021-03-01T09%3A00%3A00Z"


@pytest.mark.parametrize(
    "asked",
    [
        f"next=/guidance/myths&known_at={KNOWN}",
        f"next={quote(f'/guidance/myths?as_at=2012-01-01&known_at={KNOWN}')}",
        f"next={quote('/guidance/myths?known_at=2012-01-01')}&known_at={KNOWN}",
    ],
)
def test_what_was_known_is_kept_when_the_date_changes(reader: Browser, asked: str) -> None:
    changed = reader.get(f"/as-at?{asked}&day=1&month=2&year=2021", 303)
    assert changed.location == f"/guidance/myths?as_at=2021-02-01&known_at={KNOWN}"
    same = reader.get(f"/as-at?{asked}&day=23&month=11&year=2026", 303)
    assert same.location == f"/guidance/myths?known_at={KNOWN}"
    assert reader.get(f"/as-at?{asked}&preset=today", 303).location == "/guidance/myths"


def test_the_boxes_of_a_page_say_what_was_known(reader: Browser) -> None:
    def told(path: str) -> dict[str, str]:
        (form,) = [one for one in reader.get(path).page.root.every("form") if one["action"].startswith("/as-at")]
        return {one["name"]: one["value"] for one in form.every("input") if one["type"] == "hidden"}

    assert told("/guidance/myths?known_at=2021-03-01") == {"next": "/guidance/myths", "known_at": "2021-03-01"}
    assert told("/guidance/myths?as_at=2021-03-01") == {"next": "/guidance/myths"}


@pytest.mark.parametrize("boxes", ["preset=today", "preset=today&day=1&month=2&year=2021", "day=23&month=11&year=2026"])
def test_today_is_an_address_without_a_date(reader: Browser, boxes: str) -> None:
    answer = reader.get(f"/as-at?next=/guidance/myths%3Fas_at%3D2021-02-01&{boxes}", 303)
    assert answer.location == "/guidance/myths"


FOREIGN = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https://evil.example",
    "https:evil.example",
    "http:/evil.example",
    "javascript:alert(1)",
    " //evil.example",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\nLocation: https://evil.example",
    "/\x00/evil.example",
    "//evil.example:80:80",
    "//[evil",
    "/[//evil",
    "evil.example",
    "@evil.example",
    "/%09/evil.example",
    "/guidance\x7f//evil.example",
    "/\u2028//evil.example",
    "/\ud83c\udf46".encode("utf-16", "surrogatepass").decode("utf-16"),
]


@pytest.mark.parametrize("target", FOREIGN)
@pytest.mark.parametrize("asked", ["preset=today", "day=1&month=2&year=2021"])
def test_a_change_of_date_never_leads_out_of_the_site(reader: Browser, target: str, asked: str) -> None:
    answer = reader.get(f"/as-at?{asked}&next={quote(target)}", 303)
    assert_stays(answer.location)


@pytest.mark.parametrize("target", FOREIGN)
def test_signing_in_never_leads_out_of_the_site(reader: Browser, target: str) -> None:
    # Somebody who has signed in already is sent on at once.
    assert_stays(reader.get(f"/account/sign-in?next={quote(target)}", 303).location)


def assert_stays(location: str) -> None:
    """The Location as every browser reads it: one that strips tabs and newlines, and takes \\ for /."""
    read = "".join(letter for letter in location.strip() if letter not in "\t\r\n").replace("\\", "/")
    assert read.startswith("/"), location
    assert not read.startswith("//"), location
    assert urlsplit(read).netloc == "", location


KNOWN_DAY = {"known-day": "1", "known-month": "4", "known-year": "2021"}
EXACT = "2021-04-01T09:00:00Z"


@pytest.mark.parametrize(
    "boxes, before, known_at",
    [
        (KNOWN_DAY, "", "2021-04-01"),
        (KNOWN_DAY, EXACT, EXACT),
        (KNOWN_DAY, "2022-01-01", "2021-04-01"),
        (dict.fromkeys(KNOWN_DAY, ""), EXACT, None),
        ({}, EXACT, EXACT),
        ({"known-day": "23", "known-month": "11", "known-year": "2026"}, "", None),
    ],
)
def test_the_form_of_every_page_asks_as_known_on_another_day(
    boxes: dict[str, str], before: str, known_at: str | None, reader: Browser
) -> None:
    asked = {"next": "/guidance/myths", "day": "1", "month": "2", "year": "2021", "known_at": before, **boxes}
    told = dict(parse_qsl(urlsplit(reader.get(f"/as-at?{urlencode(asked)}", 303).location).query))
    assert told == {"as_at": "2021-02-01", **({"known_at": known_at} if known_at else {})}


@pytest.mark.parametrize("day", ["32", "x", "0", "\x00", "9" * 400])
def test_a_day_of_knowledge_that_is_none_is_refused_in_words(day: str, reader: Browser) -> None:
    asked = {"next": "/guidance/myths", "day": "1", "month": "2", "year": "2021", **KNOWN_DAY, "known-day": day}
    assert "is not a date" in reader.get(f"/as-at?{urlencode(asked)}", 400).page.text
