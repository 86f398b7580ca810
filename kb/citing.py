"""Looking up a citation: the words that stood there then, and the verdict on them today."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise

from guidance import calendar, citation, force
from guidance.citation import Token, Verdict
from guidance.compare import Segment, words
from guidance.errors import NotFoundError
from guidance.model import Edition, Force
from guidance.published import Library, Placed
from guidance.workflow import LineageType

from .dates import civil
from .services import services

WORDS = {
    Verdict.UNCHANGED: "The words are in force today, unchanged and in the same place.",
    Verdict.RENUMBERED: "The words are in force today, unchanged; only the number differs.",
    Verdict.MOVED: "The words are in force today, unchanged, in another place.",
    Verdict.AMENDED: "The paragraph is in force today with other words.",
    Verdict.SPLIT: "The paragraph was split: part of it is in force today in other paragraphs.",
    Verdict.MERGED: "The paragraph was merged into another, which is in force today.",
    Verdict.SUPERSEDED: "The paragraph is no longer in force: a later edition does not have it.",
    Verdict.WITHDRAWN: "The paragraph is no longer in force: its document was withdrawn.",
}

_WAYS = (LineageType.SPLIT_FROM, LineageType.MERGED_FROM, LineageType.REPLACED_BY)


@dataclass(frozen=True)
class Looked:
    """A citation looked up. `now` is where the paragraph stands today, None where it does not.

    `successors` stand today: what was split from it, what it was merged into, or what was put in its place.
    `caution` is empty where the words were in force on the date that the citation names; else it says when they were.
    """

    token: Token
    then: Placed
    now: Placed | None
    verdict: Verdict
    said: str
    caution: str
    changes: Sequence[Segment]
    today: date
    successors: Sequence[Placed] = ()


def look_up(token: str, today: date) -> Looked:
    """`looked_up` in what this request reads."""
    return looked_up(services().library, token, today)


def looked_up(library: Library, token: str, today: date) -> Looked:
    """The words and the verdict. Raises NotFoundError for no citation, or one of words that never stood there."""
    wanted = citation.parse(token)
    having = _having(library, wanted)
    in_force = [one for one in having if one.edition.force is Force.IN_FORCE]
    # The date may since have been corrected; the words that somebody relied on are still the words.
    then = (in_force or having)[-1]
    caution = "" if in_force else _caution(library, having, wanted.as_at, today)
    latest = library.place(wanted.pid, today)
    now = latest if latest.edition.force is Force.IN_FORCE else None
    verdict = _verdict(library, then, now, today)
    after: Sequence[Placed] = ()
    if verdict in {Verdict.AMENDED, Verdict.SUPERSEDED, Verdict.WITHDRAWN}:
        since = [one.edition for one in having if one.edition.in_force_from and one.edition.in_force_from <= today]
        verdict, after = _succession(library, (since or [then.edition])[-1], then, now, verdict, today)
    changes: Sequence[Segment] = ()
    if verdict in {Verdict.AMENDED, Verdict.SPLIT, Verdict.MERGED}:
        told = [one.paragraph.plain for one in (*([now] if now else ()), *after)]
        changes = words(then.paragraph.plain, " ".join(told))
    return Looked(wanted, then, now, verdict, WORDS[verdict], caution, changes, today, after)


def _succession(
    library: Library, since: Edition, then: Placed, now: Placed | None, verdict: Verdict, today: date
) -> tuple[Verdict, list[Placed]]:
    """The verdict where other paragraphs came of this one, with those that are in force today, in reading order.

    `since`: the last edition with the words. What was split from the paragraph before is none of their concern.
    """
    pid = then.paragraph.pid
    ways = citation.successors(pid, library.lineage_after(since, pid, today))
    placed = [one for one in library.places(list(ways), today).values() if one.edition.force is Force.IN_FORCE]
    found: dict[LineageType, list[Placed]] = {}
    for one in sorted(placed, key=lambda one: (one.edition.id, one.paragraph.position)):
        found.setdefault(ways[one.paragraph.pid], []).append(one)
    split, merged, replaced = (found.get(way, []) for way in _WAYS)
    if split:
        return Verdict.SPLIT, split
    if now is None and merged:
        return Verdict.MERGED, merged
    return verdict, [] if now else replaced


def _having(library: Library, token: Token) -> list[Placed]:
    """The editions in which the paragraph has the words of the citation, each with its force as at the date there."""
    every = library.paragraph_history(token.pid, token.as_at)
    having = [one for one in every if one.paragraph.text_hash.startswith(token.check)]
    if not having:
        raise NotFoundError(
            "This paragraph never had the words that the citation names. Check that the citation was copied whole."
        )
    return having


def _caution(library: Library, having: Sequence[Placed], day: date, today: date) -> str:
    """For words that were not in force on the day: that they were not, and when they were, in sentences."""
    stood = _stood([one.edition for one in having])
    told = f"These words {'were' if day <= today else 'are'} not in force on {civil(day)}; they "
    if stood:
        told += "were" if stood[-1][1] <= today else "are"
        told += f" in force {' and '.join(_from_to(*one) for one in stood)}."
    else:
        told += "never were."
    put_right = _put_right(library, [one.edition for one in having], day)
    return f"{told} Until {civil(put_right)} they were recorded as in force on that date." if put_right else told


def _stood(editions: Iterable[Edition]) -> list[tuple[date, date]]:
    """When any of the editions was in force, earliest first, without the seams between them; `date.max`: no end yet."""
    found: list[tuple[date, date]] = []
    for since, to in sorted((one.in_force_from, one.in_force_to or date.max) for one in editions if one.in_force_from):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], to)
        else:
            found.append((since, to))
    return found


def _from_to(since: date, to: date) -> str:
    return f"from {civil(since)}" + (f" to {civil(to - timedelta(days=1))}" if to < date.max else "")


def _put_right(library: Library, editions: Sequence[Edition], day: date) -> date | None:
    """The day on which the record ceased to say, after the day in question, that one of the editions was in force then.

    Who read it before then read what was recorded. None where it never said so.
    """
    found: list[date] = []
    for document in {one.document for one in editions}:
        own = {one.ordinal for one in editions if one.document == document}
        told = library.statements(document.kind, document.slug)
        close = calendar.at(day, time.max)
        instants = [close, *(one for one in force.record_instants(told) if one > close)]
        for before, after in pairwise(instants):
            span = force.at(force.spans(told, before), day)
            if span and span.edition in own:
                found.append(calendar.today(after))
    return max(found, default=None)


def _verdict(library: Library, then: Placed, now: Placed | None, today: date) -> Verdict:
    if now is None:
        document = then.edition.document
        current = library.resolve(document.kind, document.slug, today)
        return Verdict.SUPERSEDED if current.edition else Verdict.WITHDRAWN
    if now.paragraph.text_hash != then.paragraph.text_hash:
        return Verdict.AMENDED
    if now.under != then.under or now.edition.document.id != then.edition.document.id:
        return Verdict.MOVED
    return Verdict.UNCHANGED if now.paragraph.number == then.paragraph.number else Verdict.RENUMBERED
