"""Paragraphs and citations."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from kb import citing
from kb.links import page_date
from kb.services import services
from kb.times import today

from . import shapes


def show(pid: str) -> ResponseReturnValue:
    """A paragraph where it stands as at the date, or where it last stood."""
    reading = page_date()
    found = services().library.place(pid, reading.as_at, reading.known_at)
    return jsonify({"as_at": shapes.day(reading.as_at)} | shapes.placed(found, reading.as_at))


def citation(token: str) -> ResponseReturnValue:
    """The words that a citation names, and the verdict on them today."""
    found = citing.look_up(token, today())
    return jsonify(
        citation=str(found.token),
        as_at=shapes.day(found.token.as_at),
        verdict=found.verdict,
        said=found.said,
        caution=found.caution,
        cited=shapes.placed(found.then, found.token.as_at),
        today=shapes.placed(found.now, found.today) if found.now else None,
        successors=[shapes.placed(one, found.today) for one in found.successors],
        changes=[{"op": one.op, "text": one.text} for one in found.changes],
    )
