"""The OpenAPI description of the API, made from one table."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from guidance.citation import Verdict
from guidance.compare import Change
from guidance.model import Basis, Force, Kind
from indexer.lexicon import How
from kb.chat.annotating import Status, Type
from kb.chat.messages import Order

_TEXT, _WHOLE = {"type": "string"}, {"type": "integer"}
_DAY = {"type": "string", "format": "date"}
_MOMENT = {"type": "string", "format": "date-time"}


def _query(name: str, description: str, schema: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema or _TEXT, **more}


def _path(name: str, schema: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema or _TEXT}


_KIND = {"type": "string", "enum": list(Kind)}
_DATES = [
    _query("as_at", "The date asked about, in London; today if left out.", _DAY),
    _query("known_at", "Only what was recorded by this instant or the end of this date; now if left out."),
]
_DOCUMENT = [_path("kind", _KIND), _path("slug")]
_ORDINAL = {"type": "integer", "minimum": 1}

_CALLS: dict[str, tuple[str, list[dict[str, Any]], str]] = {
    "/search": (
        "The paragraphs that answer the words best",
        [
            _query("q", "Words, a phrase in quotation marks, a reference such as M01 or a citation."),
            _query("exact", "1: look for every word as it is typed, even if nothing has it.", {"enum": ["1"]}),
            _query("kind", "Only these kinds.", {"type": "array", "items": _KIND}, explode=True),
            _query("topic", "Only these topics.", {"type": "array", "items": _TEXT}, explode=True),
            _query("page", "The page of results, from 1.", {"type": "integer", "minimum": 1}),
            *_DATES,
        ],
        "SearchAnswer",
    ),
    "/suggest": (
        "Documents by the beginning of a name",
        [_query("q", "What was typed."), *_DATES],
        "Suggestions",
    ),
    "/documents": (
        "What is in force",
        [_query("kind", "Only this kind.", _KIND), _query("topic", "Only this topic."), *_DATES],
        "Documents",
    ),
    "/documents/{kind}/{slug}": ("The edition in force", [*_DOCUMENT, *_DATES], "Edition"),
    "/documents/{kind}/{slug}/editions": ("All editions, newest first", [*_DOCUMENT, *_DATES], "Editions"),
    "/documents/{kind}/{slug}/editions/{ordinal}": (
        "One edition",
        [*_DOCUMENT, _path("ordinal", _ORDINAL), *_DATES],
        "Edition",
    ),
    "/documents/{kind}/{slug}/compare": (
        "What changed between two editions",
        [
            *_DOCUMENT,
            _query("from", "The earlier edition's number.", _ORDINAL, required=True),
            _query("to", "The later edition's number.", _ORDINAL, required=True),
            *_DATES,
        ],
        "Comparison",
    ),
    "/paragraphs/{pid}": ("A paragraph where it stands, or last stood", [_path("pid"), *_DATES], "Paragraph"),
    "/citations/{token}": ("The words cited, and the verdict on them today", [_path("token")], "Citation"),
}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


_SEGMENT = _object(op={"type": "string", "enum": ["same", "removed", "added"]}, text=_TEXT)
_SCHEMAS: dict[str, dict[str, Any]] = {
    "Edition": _object(
        as_at=_DAY,
        kind=_KIND,
        slug=_TEXT,
        ref=_TEXT,
        topics=_list(_TEXT),
        ordinal=_WHOLE,
        basis={"type": "string", "enum": list(Basis)},
        force={"type": "string", "enum": [*Force, "not_yet_in_force"]},
        title=_TEXT,
        summary=_TEXT,
        change_note=_TEXT,
        published_at=_MOMENT,
        in_force_from={"type": ["string", "null"], "format": "date"},
        in_force_to={"type": ["string", "null"], "format": "date"},
        first_in_force={"type": ["string", "null"], "format": "date"},
        withdrawn_reason=_TEXT,
        replacement=_TEXT,
        content_hash=_TEXT,
        facts={"type": "object"},
        paragraphs=_list(_ref("Paragraph")),
    ),
    "Paragraph": _object(
        as_at=_DAY,
        pid=_TEXT,
        number=_TEXT,
        block=_TEXT,
        level=_WHOLE,
        anchor=_TEXT,
        ref=_TEXT,
        text=_TEXT,
        html=_TEXT,
        text_hash=_TEXT,
        citation=_TEXT,
        headings=_list(_TEXT),
        edition=_ref("Edition"),
    ),
    "Hit": _object(
        kind=_KIND,
        slug=_TEXT,
        title=_TEXT,
        url=_TEXT,
        pid=_TEXT,
        number=_TEXT,
        heading=_TEXT,
        excerpt=_TEXT,
        edition=_WHOLE,
        basis=_TEXT,
        in_force_from=_DAY,
        in_force_to={"type": ["string", "null"], "format": "date"},
        ref=_TEXT,
        more=_WHOLE,
    ),
    "Promoted": _object(kind=_KIND, title=_TEXT, summary=_TEXT, url=_TEXT, ref=_TEXT),
    "SearchAnswer": _object(
        query=_TEXT,
        as_at=_DAY,
        total=_WHOLE,
        page=_WHOLE,
        pages=_WHOLE,
        hits=_list(_ref("Hit")),
        facets={"type": "object"},
        suggestion=_TEXT,
        first={"oneOf": [_ref("Promoted"), {"type": "null"}]},
        notes=_list(_TEXT),
    ),
    "Suggestions": _object(query=_TEXT, suggestions=_list(_object(text=_TEXT, title=_TEXT, kind=_KIND, url=_TEXT))),
    "Documents": _object(as_at=_DAY, total=_WHOLE, documents=_list(_ref("Edition"))),
    "Editions": _object(total=_WHOLE, editions=_list(_ref("Edition"))),
    "Comparison": _object(
        **{"from": _ref("Edition"), "to": _ref("Edition")},
        counts={"type": "object"},
        changes=_list(
            _object(
                change={"type": "string", "enum": list(Change)},
                pid=_TEXT,
                old_number={"type": ["string", "null"]},
                new_number={"type": ["string", "null"]},
                segments=_list(_SEGMENT),
            )
        ),
    ),
    "Citation": _object(
        citation=_TEXT,
        as_at=_DAY,
        verdict={"type": "string", "enum": list(Verdict)},
        said=_TEXT,
        caution=_TEXT,
        cited=_ref("Paragraph"),
        today={"anyOf": [_ref("Paragraph"), {"type": "null"}]},
        successors=_list(_ref("Paragraph")),
        changes=_list(_SEGMENT),
    ),
    "Chat": _object(
        form=_TEXT,
        date_order={"type": "string", "enum": list(Order)},
        ambiguous_dates=_WHOLE,
        bad_dates=_WHOLE,
        messages=_list(
            _object(
                number=_WHOLE,
                start=_WHOLE,
                end=_WHOLE,
                sender=_TEXT,
                date={"type": ["string", "null"], "format": "date"},
                time={"type": ["string", "null"]},
                ambiguous_date={"type": "boolean"},
            )
        ),
        annotations=_list(
            _object(
                start=_WHOLE,
                end=_WHOLE,
                text=_TEXT,
                message=_WHOLE,
                type={"type": "string", "enum": list(Type)},
                found_as={"type": "string", "enum": list(How)},
                also_ordinary={"type": "boolean"},
                meanings=_list(
                    _object(
                        kind=_KIND,
                        slug=_TEXT,
                        title=_TEXT,
                        url=_TEXT,
                        status={"type": "string", "enum": list(Status)},
                        senses=_list({"type": "object"}),
                        myths=_list(_TEXT),
                    )
                ),
            )
        ),
    ),
    "Problem": _object(type=_TEXT, title=_TEXT, status=_WHOLE, detail=_TEXT, instance=_TEXT),
}


def describe() -> ResponseReturnValue:
    """The description itself."""
    return jsonify(description())


def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document as data."""
    problem = {
        "description": "Refused, with the reason",
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
    paths: dict[str, dict[str, Any]] = {
        path: {
            "get": {
                "summary": summary,
                "parameters": parameters,
                "responses": {
                    "200": {
                        "description": "Found",
                        "content": {"application/json": {"schema": _ref(schema)}},
                    },
                    **{status: problem for status in ("400", "401", "404")},
                },
            }
        }
        for path, (summary, parameters, schema) in _CALLS.items()
    }
    chat = _object(text=_TEXT, as_at=_DAY)
    paths["/transcript"] = {
        "post": {
            "summary": "A chat explained; nothing of it is kept. With a session, send its CSRF token as X-CSRFToken",
            "parameters": [],
            "requestBody": {"required": True, "content": {"application/json": {"schema": chat}}},
            "responses": {
                "200": {"description": "Explained", "content": {"application/json": {"schema": _ref("Chat")}}},
                **{status: problem for status in ("400", "401", "413")},
            },
        }
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Prosecutor guidance knowledge base",
            "version": "1",
            "summary": "Read what is published",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": _SCHEMAS},
    }
