"""Looking up a citation: the words that stood there then, and the verdict on them today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from guidance import citation
from guidance.citation import Token, Verdict
from guidance.compare import Segment, words
from guidance.errors import NotFoundError
from guidance.model import Force
from guidance.published import Library, Placed

from .services import services

WORDS = {
    Verdict.UNCHANGED: "The words are in force today, unchanged and in the same place.",
    Verdict.RENUMBERED: "The words are in force today, unchanged; only the number differs.",
    Verdict.MOVED: "The words are in force today, unchanged, in another place.",
    Verdict.AMENDED: "The paragraph is in force today with other words.",
    Verdict.SUPERSEDED: "The paragraph is no longer in force: a later edition does not have it.",
    Verdict.WITHDRAWN: "The paragraph is no longer in force: its document was withdrawn.",
}


@dataclass(frozen=True)
class Looked:
    """A citation looked up. `now` is where the paragraph stands today, None where it does not."""

    token: Token
    then: Placed
    now: Placed | None
    verdict: Verdict
    said: str
    changes: Sequence[Segment]
    today: date


def look_up(token: str, today: date) -> Looked:
    """The words and the verdict. Raises NotFoundError for no citation, or one of words that never stood there."""
    library = services().library
    wanted = citation.parse(token)
    then = _cited(library, wanted)
    latest = library.place(wanted.pid, today)
    now = latest if latest.edition.force is Force.IN_FORCE else None
    verdict = _verdict(library, then, now, today)
    changes: Sequence[Segment] = ()
    if now and verdict is Verdict.AMENDED:
        changes = words(then.paragraph.plain, now.paragraph.plain)
    return Looked(wanted, then, now, verdict, WORDS[verdict], changes, today)


def _cited(library: Library, token: Token) -> Placed:
    """The edition in force as at the date of the citation whose words have its hash, or else any that has them.

    The date may since have been corrected; the words that somebody relied on are still the words.
    """
    every = library.paragraph_history(token.pid, token.as_at)
    having = [one for one in every if one.paragraph.text_hash.startswith(token.check)]
    if not having:
        raise NotFoundError(
            "This paragraph never had the words that the citation names. Check that the citation was copied whole."
        )
    in_force = [one for one in having if one.edition.force is Force.IN_FORCE]
    return (in_force or having)[-1]


def _verdict(library: Library, then: Placed, now: Placed | None, today: date) -> Verdict:
    if now is None:
        document = then.edition.document
        current = library.resolve(document.kind, document.slug, today)
        return Verdict.SUPERSEDED if current.edition else Verdict.WITHDRAWN
    if now.paragraph.text_hash != then.paragraph.text_hash:
        return Verdict.AMENDED
    if now.headings != then.headings or now.edition.document.id != then.edition.document.id:
        return Verdict.MOVED
    return Verdict.UNCHANGED if now.paragraph.number == then.paragraph.number else Verdict.RENUMBERED
