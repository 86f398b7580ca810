"""A question that nobody can break: whatever is typed, an answer or a sentence, never a failure."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kb.client import Browser
from tests.kb.world import World

HOSTILE = {
    "ten kilobytes": "delay " * 1_700,
    "one long word": "a" * 10_000,
    "nul": "\x00",
    "nul within": "de\x00lay",
    "emoji": "🍆🍑👻",
    "a family of joined emoji": "👩\u200d👩\u200d👧\u200d👦" * 50,
    "star": "*",
    "stars": "* " * 500,
    "word with star": "del*",
    "range": "[TO]",
    "an open range": "[a TO",
    "field": "title:delay",
    "unknown field": "password:delay",
    "unbalanced quote": '"delay',
    "many quotes": '"' * 999,
    "curly quotes": "“delay in",
    "brackets": "(" * 5_000,
    "closing brackets": ")" * 5_000,
    "mixed brackets": "([{" * 1_500,
    "operators": "AND OR NOT AND",
    "not alone": "NOT delay",
    "minus": "-delay",
    "boost": "delay^9999999999",
    "fuzzy": "delay~99",
    "regular expression": "/(a+)+$/",
    "slashes": "\\" * 500,
    "control letters": "".join(map(chr, range(1, 32))),
    "separators": "\u2028\u2029\u0085",
    "right to left": "\u202edelay",
    "combining": "e" + "\u0301" * 1_000,
    "not a character": "\uffff\ufdd0",
    "sql": "'; DROP TABLE edition; --",
    "template": "{{ 7 * 7 }} {% raw %}",
    "percent": "%s %n %d %(q)s",
    "only stop words": "the of and to",
    "numbers": "9" * 400,
    "almost a citation": "KB:zzzzzzzzzz@2021-02-30~000000",
    "spaces": " \t\n " * 100,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("path", ["/search", "/api/v1/search", "/api/v1/suggest"])
def test_no_question_breaks_anything(reader: Browser, path: str, name: str) -> None:
    asked = f"{path}?{urlencode({'q': HOSTILE[name]})}"
    reader.get(asked)


@pytest.mark.parametrize("raw", ["%ED%A0%80", "%FF%FE", "%C0%AF", "%E0%80%80", "%", "%zz", "%u0041", "\udcff"])
@pytest.mark.parametrize(
    "path", ["/search?q=", "/api/v1/search?q=", "/search?kind=", "/guidance/?topic=", "/c/", "/p/"]
)
def test_bytes_that_are_no_text_are_taken_as_they_come(reader: Browser, path: str, raw: str) -> None:
    address = f"{path}{raw}".encode("utf-8", "surrogateescape").decode("latin-1")
    assert reader.get(address, None).status in {200, 404}


@pytest.mark.parametrize(
    "asked",
    ["kind=nope", "kind=", "kind=guidance&kind=guidance", "topic=%00", "topic=&topic=", "&".join(["kind=term"] * 900),
     "&".join(f"topic=t{number}" for number in range(900)), "q=rule&q=delay", "nonsense=1", "as_at=2021-02-01&as_at=x"],
)  # fmt: skip
def test_filters_that_are_none_are_left_out(reader: Browser, asked: str) -> None:
    reader.get(f"/search?q=rule&{asked}")
    reader.get(f"/api/v1/search?q=rule&{asked}")


def test_a_question_is_answered_the_same_after_every_hostile_one(reader: Browser) -> None:
    before = reader.get("/api/v1/search?q=rule").json
    for words in HOSTILE.values():
        reader.get(f"/api/v1/search?{urlencode({'q': words})}")
    assert reader.get("/api/v1/search?q=rule").json == before


# Every route that is read, with its parts left to the machine.
ROUTES = [
    "/{}",
    "/search?q={}&kind={}&topic={}&page={}",
    "/search?q=delay&page={}&as_at={}",
    "/as-at?day={}&month={}&year={}&next={}",
    "/guidance/?topic={}&as_at={}",
    "/guidance/{}",
    "/guidance/myths?as_at={}&known_at={}",
    "/guidance/myths/editions/{}",
    "/guidance/myths/compare/{}/{}",
    "/guidance/myths/compare?old={}&new={}",
    "/guidance/{}/history",
    "/toolkit/terms/{}?as_at={}",
    "/toolkit/sites/?as_at={}&topic={}",
    "/toolkit/case-studies/{}",
    "/authorities/{}/editions/{}",
    "/practice/?known_at={}",
    "/p/{}?as_at={}",
    "/p/{}/history",
    "/c/{}",
    "/account/sign-in?next={}",
    "/about/privacy?as_at={}",
    "/healthz?q={}",
    "/static/{}",
    "/api/v1/search?q={}&page={}&kind={}",
    "/api/v1/suggest?q={}&as_at={}",
    "/api/v1/documents?kind={}&topic={}",
    "/api/v1/documents/{}/{}",
    "/api/v1/documents/guidance/myths/editions/{}",
    "/api/v1/documents/guidance/myths/compare?from={}&to={}",
    "/api/v1/paragraphs/{}?known_at={}",
    "/api/v1/citations/{}",
    "/api/v1/{}",
]
tricky = st.sampled_from(
    ["", "0", "-1", "1", "2", "99999999999999999999", "1e5", "0x1", "\uff11", "²", "null", "NaN", "true", "..", "../..",
     "2021-02-01", "2021-02-29", "0000-00-00", "9999-12-31", "1800-01-01", "2999-12-31", "2021-02-01T00:00:00Z",
     "2021-02-01T00:00:00+99:99", "1800-01-01T00:00:00+23:59", "20210201", "2021-W05-1", "+2021-02-01", "myths",
     "guidance", "terms", ".", "case_study", "today", "//evil.example", "\x00", "\ud7ff", "%", "%2e%2e", "a/b", "a?b",
     "a#b", "a;b=c", "zzzzzzzzzz@2021-02-01~000000", "zzzzzzzzzz@0000-00-00~000000", "KB:", "kb.css", "{}", "[]",
     "'", '"', "<b>"]
)  # fmt: skip
anything = tricky | st.text(max_size=30) | st.dates().map(str) | st.integers().map(str)


@given(st.sampled_from(ROUTES), st.lists(anything, min_size=4, max_size=4))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_address_of_any_route_makes_the_server_fail(
    site: World, reader: Browser, route: str, parts: list[str]
) -> None:
    encoded = [quote(part.encode("utf-8", "replace"), safe="/" if "?" not in route else "") for part in parts]
    answer = reader.get(route.format(*encoded), None)
    assert answer.status < 500
