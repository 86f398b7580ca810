"""Asking the policy team about a word that the glossary does not have: the word alone, never what stood round it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from guidance import unknown
from guidance.model import Issue
from kb import explaining
from kb.access import signed_in
from kb.chat.glossary import Entry
from kb.services import services

blueprint = Blueprint("unknown", __name__, url_prefix="/transcript/unknown")


@blueprint.get("/")
def ask() -> ResponseReturnValue:
    """The form for one word."""
    return _page()


@blueprint.post("/")
def report() -> ResponseReturnValue:
    """Send the word, unless the glossary has it. The word never stands in an address, so there is no redirect."""
    token = request.form.get("token", "")
    if issues := unknown.check_token(token):
        return _page(token, issues=issues), 400
    if entries := _entries(token.strip()):
        return _page(entries=entries)
    unknown.report(services().store, signed_in(), token)
    return _page(sent=True)


def _entries(token: str) -> list[Entry]:
    """What the glossary has under just this name."""
    glossary = explaining.glossary()
    return [
        glossary.entries[key]
        for match in glossary.lexicon.find(token)
        if (match.start, match.end) == (0, len(token))
        for key in dict.fromkeys(one.key for one in match.names)
    ]


def _page(token: str = "", issues: Sequence[Issue] = (), entries: Sequence[Entry] = (), *, sent: bool = False) -> str:
    return render_template(
        "transcript/unknown.html",
        page_title="Ask about a word",
        active="transcript",
        token=token,
        issues=issues,
        entries=entries,
        sent=sent,
        most=unknown.LONGEST,
    )
