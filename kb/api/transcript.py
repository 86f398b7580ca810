"""A chat explained."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from kb import explaining
from kb.chat.annotating import Meaning, Note
from kb.chat.files import LONGEST
from kb.chat.glossary import Sense
from kb.dates import BadDateError, parse_day
from kb.errors import answer
from kb.links import document_link

from . import shapes


def explain() -> ResponseReturnValue:
    """The notes on a chat, with character offsets: `{"text": …, "as_at": …}`; as_at is the day of undated messages."""
    told = request.get_json(silent=True)
    told = told if isinstance(told, dict) else {}
    text, as_at = told.get("text"), told.get("as_at")
    if not isinstance(text, str) or not text.strip():
        return answer(400, "There is nothing to explain", 'Send JSON with the chat as text: {"text": "…"}.')
    if len(text) > LONGEST:
        return answer(413, "This is too long", f"Send up to {LONGEST:,} characters at once.")
    if as_at is not None and not isinstance(as_at, str):
        raise BadDateError("“as_at” must be a date such as 2021-02-01.")
    found = explaining.explained(text, day=parse_day(as_at) if as_at else None)
    return jsonify(
        form=found.chat.form,
        date_order=found.chat.order,
        ambiguous_dates=found.chat.ambiguous,
        bad_dates=found.chat.bad_dates,
        messages=[
            {
                "number": one.number,
                "start": one.start,
                "end": one.end,
                "sender": one.sender,
                "date": shapes.day(one.day),
                "time": one.at.isoformat() if one.at else None,
                "ambiguous_date": one.ambiguous,
            }
            for one in found.chat.messages
        ],
        annotations=[_note(one) for one in found.notes],
    )


def _note(one: Note) -> dict[str, Any]:
    return {
        "start": one.start,
        "end": one.end,
        "text": one.written,
        "message": one.message.number,
        "type": one.type,
        "found_as": one.how,
        "also_ordinary": one.faint,
        "meanings": [_meaning(meaning) for meaning in one.meanings],
    }


def _meaning(one: Meaning) -> dict[str, Any]:
    return {
        "kind": one.entry.kind,
        "slug": one.entry.slug,
        "title": one.entry.title,
        "url": document_link(one.entry.kind, one.entry.slug),
        "status": one.status,
        "senses": [_sense(sense) for sense in one.senses],
        "myths": [myth.label for myth in one.entry.myths],
    }


def _sense(one: Sense) -> dict[str, Any]:
    return {
        "what": one.label,
        "text": one.words,
        "caution": one.caution,
        "confidence": one.confidence,
        "source": one.source,
        "citation": str(one.citation) if one.citation else None,
        "from": one.begun,
        "to": one.ended,
    }
