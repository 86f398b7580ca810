"""The API answers in the shapes that it describes; scripts hang on the names in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.kb.client import Browser
from tests.kb.world import World

HIT = "kind slug title url pid number heading excerpt edition basis in_force_from in_force_to ref".split()
CALLS = {
    "/search": "/search?q=rule&kind=authority&topic=charging&page=1&as_at=2026-01-01",
    "/suggest": "/suggest?q=gho",
    "/documents": "/documents?kind=guidance&topic=consent",
    "/documents/{kind}/{slug}": "/documents/guidance/myths?as_at=2021-02-01",
    "/documents/{kind}/{slug}/editions": "/documents/guidance/myths/editions",
    "/documents/{kind}/{slug}/editions/{ordinal}": "/documents/guidance/myths/editions/2",
    "/documents/{kind}/{slug}/compare": "/documents/guidance/myths/compare?from=2&to=3",
    "/paragraphs/{pid}": "/paragraphs/{pid}?as_at=2021-02-01",
    "/citations/{token}": "/citations/{token}",
}


@pytest.fixture
def description(reader: Browser) -> dict[str, Any]:
    told: dict[str, Any] = reader.get("/api/v1/openapi.json").json
    return told


def _call(site: World, reader: Browser, path: str) -> Any:
    token = site.citation("myths", "offender-centric", 2, "2021-02-01").removeprefix("KB:")
    return reader.get(f"/api/v1{CALLS[path]}".replace("{pid}", token[:10]).replace("{token}", token)).json


PYTHON = {"string": str, "integer": int, "object": dict, "array": list, "null": type(None), "boolean": bool}


def _unfit(value: Any, schema: dict[str, Any], schemas: dict[str, Any], where: str = "answer") -> list[str]:
    """Where a value is not as its schema says, unknown names included: what is not described cannot be relied on."""
    if "$ref" in schema:
        return _unfit(value, schemas[schema["$ref"].rpartition("/")[2]], schemas, where)
    if "anyOf" in schema:
        return min((_unfit(value, one, schemas, where) for one in schema["anyOf"]), key=len)
    kinds = schema.get("type", list(PYTHON))
    if not isinstance(value, tuple(PYTHON[one] for one in ([kinds] if isinstance(kinds, str) else kinds))):
        return [f"{where} is {value!r}, not {kinds}"]
    wrong = [] if value in schema.get("enum", [value]) else [f"{where} is {value!r}, none of {schema['enum']}"]
    for name, part, known in _parts(value, schema):
        place = f"{where}.{name}"
        wrong += [f"{place} is not described"] if known is None else _unfit(part, known, schemas, place)
    return wrong


def _parts(value: Any, schema: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any] | None]]:
    """What a value is made of: name, part, and the schema of the part (None where it has none)."""
    if isinstance(value, list):
        yield from ((str(index), part, schema["items"]) for index, part in enumerate(value))
    elif isinstance(value, dict) and "properties" in schema:
        yield from ((name, part, schema["properties"].get(name)) for name, part in value.items())


def test_every_route_of_the_api_is_described_and_nothing_else(site: World, description: dict[str, Any]) -> None:
    rules = {one.rule for one in site.app.url_map.iter_rules() if one.rule.startswith("/api/v1/")}
    described = {f"/api/v1{path}" for path in description["paths"]}
    shaped = {rule.replace("<int:", "{").replace("<path:", "{").replace("<", "{").replace(">", "}") for rule in rules}
    assert shaped == described | {"/api/v1/openapi.json"}
    asked = {path for path, methods in description["paths"].items() if "get" in methods}
    assert set(CALLS) == asked, "add a call for the new path to CALLS"
    assert description["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", CALLS)
def test_an_answer_is_as_its_description_says(
    site: World, reader: Browser, description: dict[str, Any], path: str
) -> None:
    (schema,) = description["paths"][path]["get"]["responses"]["200"]["content"].values()
    wrong = _unfit(_call(site, reader, path), schema["schema"], description["components"]["schemas"])
    assert sorted(set(wrong)) == []


@pytest.mark.parametrize("path", CALLS)
def test_an_answer_has_everything_that_its_description_names(
    site: World, reader: Browser, description: dict[str, Any], path: str
) -> None:
    (schema,) = description["paths"][path]["get"]["responses"]["200"]["content"].values()
    name = schema["schema"]["$ref"].rpartition("/")[2]
    named = set(description["components"]["schemas"][name]["properties"])
    # What only a document out of force has, and what only a paragraph by itself has.
    sometimes = {"Edition": {"first_in_force", "withdrawn_reason"}}.get(name, set())
    assert named - set(_call(site, reader, path)) - sometimes == set()


@pytest.mark.parametrize("path", CALLS)
def test_every_parameter_in_a_path_is_described(description: dict[str, Any], path: str) -> None:
    told = {one["name"] for one in description["paths"][path]["get"]["parameters"] if one["in"] == "path"}
    assert told == {part.strip("{}") for part in path.split("/") if part.startswith("{")}


def test_a_search_answers_in_the_shape_that_was_promised(reader: Browser) -> None:
    told = reader.get("/api/v1/search?q=offender&as_at=2021-02-01").json
    assert [name for name in told if name not in {"notes", "first"}] == [
        "query", "as_at", "total", "page", "pages", "hits", "facets", "suggestion",
    ]  # fmt: skip
    assert set(told["facets"]) == {"kind", "topic"}
    (hit,) = told["hits"]
    assert list(hit)[: len(HIT)] == HIT
    assert (hit["kind"], hit["slug"], hit["edition"], hit["basis"], hit["ref"]) == (
        "guidance",
        "myths",
        2,
        "interim",
        "M",
    )
    assert (hit["in_force_from"], hit["in_force_to"]) == ("2020-11-01", "2021-05-21")
    assert hit["url"].startswith("/guidance/myths?as_at=2021-02-01#")
    assert "<mark>offender</mark>" in hit["excerpt"]


def test_the_url_of_a_hit_leads_to_the_paragraph(reader: Browser) -> None:
    (hit,) = reader.get("/api/v1/search?q=offender&as_at=2021-02-01").json["hits"]
    path, _, fragment = hit["url"].partition("#")
    assert "offender-centric" in reader.get(path).page.root.only(id=fragment).text


def test_an_excerpt_is_escaped_html(reader: Browser) -> None:
    (hit,) = reader.get("/api/v1/search?q=zincword").json["hits"]
    assert "<mark>" in hit["excerpt"]
    assert "<" not in hit["excerpt"].replace("<mark>", "").replace("</mark>", "")


def test_a_document_out_of_force_is_an_answer_and_says_why(reader: Browser) -> None:
    early = reader.get("/api/v1/documents/guidance/myths?as_at=2000-01-01").json
    assert (early["force"], early["first_in_force"], early["paragraphs"]) == ("not_yet_in_force", "2012-09-14", [])
    gone = reader.get("/api/v1/documents/guidance/charging").json
    assert (gone["force"], gone["withdrawn_reason"]) == ("withdrawn", "Replaced by the Code.")


def test_the_text_of_an_edition_comes_with_citations_that_resolve(reader: Browser) -> None:
    told = reader.get("/api/v1/documents/guidance/myths?as_at=2021-02-01").json
    assert told["ordinal"] == 2
    for one in told["paragraphs"]:
        cited = reader.get(f"/api/v1/citations/{one['citation'].removeprefix('KB:')}").json
        assert cited["cited"]["text_hash"] == one["text_hash"]


def test_a_citation_from_any_edition_resolves(reader: Browser) -> None:
    for ordinal in (1, 2, 3):
        told = reader.get(f"/api/v1/documents/guidance/myths/editions/{ordinal}").json
        for one in told["paragraphs"]:
            reader.get(f"/api/v1/citations/{one['citation'].removeprefix('KB:')}")


def test_a_comparison_says_what_changed_in_words(reader: Browser) -> None:
    told = reader.get("/api/v1/documents/guidance/myths/compare?from=2&to=3").json
    assert (told["from"]["ordinal"], told["to"]["ordinal"]) == (2, 3)
    for row in told["changes"]:
        ops = {one["op"] for one in row["segments"]}
        assert (ops == {"same"}) == (row["change"] in {"same", "moved"})


def test_suggestions_begin_with_what_was_typed(reader: Browser) -> None:
    told = reader.get("/api/v1/suggest?q=gho").json
    assert told["query"] == "gho"
    assert {one["title"] for one in told["suggestions"]} == {"Ghosting"}
    assert reader.get("/api/v1/suggest?q=").json["suggestions"] == []


@pytest.mark.parametrize("path, status, detail", [
    ("/documents?kind=nothing", 404, "There is no kind nothing."),
    ("/documents/guidance/nowhere", 404, "nowhere"),
    ("/documents/guidance/myths/editions/9", 404, "."),
    ("/documents/guidance/myths/compare?from=one&to=2", 404, "must be the number of an edition"),
    ("/documents/guidance/myths/compare", 404, "must be the number of an edition"),
    ("/paragraphs/zzzzzzzzzz", 404, "No published paragraph"),
    ("/search?as_at=x", 400, "is not a date"),
    ("/nowhere", 404, "Check the address."),
])  # fmt: skip
def test_a_refusal_is_a_problem_in_words(reader: Browser, path: str, status: int, detail: str) -> None:
    answer = reader.get(f"/api/v1{path}", status)
    assert set(answer.json) == {"type", "title", "status", "detail", "instance"}
    assert answer.json["status"] == status
    assert detail in answer.json["detail"]


def test_a_method_that_is_not_taken_is_a_problem_too(reader: Browser) -> None:
    assert reader.ask("PUT", "/api/v1/documents", 405).json["status"] == 405


def test_a_chat_explained_is_as_its_description_says(reader: Browser, description: dict[str, Any]) -> None:
    (schema,) = description["paths"]["/transcript"]["post"]["responses"]["200"]["content"].values()
    told = reader.ask(
        "POST",
        "/api/v1/transcript",
        200,
        json={"text": "[24/06/2021, 21:00:00] Sam: he ghosted me on Ember"},
        headers={"X-CSRFToken": reader.csrf_token("/transcript/")},
    ).json
    assert _unfit(told, schema["schema"], description["components"]["schemas"]) == []
    assert [(one["text"], one["start"]) for one in told["annotations"]] == [("ghosted", 31), ("Ember", 45)]
