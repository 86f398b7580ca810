"""Search and suggestions."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from kb import finding
from kb.links import page_date
from kb.suggesting import suggestions

from . import shapes

_RESPELT = "Nothing has a word as it was typed, so these are results for “{}”. Add exact=1 to look for it as typed."


def search() -> ResponseReturnValue:
    """The paragraphs that answer best: `?q=&exact=&kind=&topic=&as_at=&known_at=&page=`."""
    asked, reading = finding.asked(request.args), page_date()
    found = finding.find(asked, reading)
    answer = found.answer
    return jsonify(
        query=asked.words,
        as_at=shapes.day(reading.as_at),
        total=answer.total,
        page=answer.page,
        pages=answer.pages,
        hits=[_hit(one) for one in found.results],
        facets=answer.facets,
        suggestion=answer.suggestion,
        first=vars(found.first) if found.first else None,
        notes=[*([_RESPELT.format(answer.suggestion)] if answer.respelt else []), *answer.notes],
    )


def suggest() -> ResponseReturnValue:
    """Documents whose title, label or another name begins like this: `?q=`."""
    found = suggestions(request.args.get("q", ""), page_date())
    return jsonify(query=request.args.get("q", ""), suggestions=[vars(one) for one in found])


def _hit(one: finding.Result) -> dict[str, Any]:
    hit = one.hit
    return {
        "kind": hit.kind,
        "slug": hit.slug,
        "title": hit.title,
        "url": one.url,
        "pid": hit.pid,
        "number": one.number,
        "heading": one.heading,
        "excerpt": str(one.excerpt),
        "edition": one.edition,
        "basis": one.basis,
        "in_force_from": shapes.day(one.in_force_from),
        "in_force_to": shapes.day(one.in_force_to),
        "ref": one.ref,
        "more": hit.more,
    }
