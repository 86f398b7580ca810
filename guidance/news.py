"""What became so of the published documents and when: read from the record, never queued, so none can be missed.

An edition is news at the instant at which it is both public and in force: at midnight in London of the day on which
its force begins, or when it was recorded, if that was later. That a document is no longer in force, and that the
dates of an edition were corrected, is news too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import ColumnElement, Connection, select

from . import calendar, circumstances, force, rows, tables
from .changes import ParagraphChange, changes, is_minor
from .model import Edition, ForcePeriod, Kind, Span
from .rows import Timeline
from .store import Store

_MOMENT = timedelta(microseconds=1)


class NewsKind(StrEnum):
    """What became so."""

    COMMENCED = "commenced"
    WITHDRAWN = "withdrawn"
    DATES_CORRECTED = "dates_corrected"


@dataclass(frozen=True)
class Moment:
    """That something became so of an edition (by ordinal); `before` is the edition that it followed (0: none)."""

    became: datetime
    what: NewsKind
    edition: int
    before: int = 0
    reason: str = ""
    replacement: str = ""


@dataclass(frozen=True)
class NewsItem:
    """A moment with the edition that it is about and what changed from the edition before, paragraph by paragraph.

    `changes` has every paragraph of both. `minor`: an edition in which nothing changed but for its look.
    """

    moment: Moment
    edition: Edition
    before: Edition | None
    minor: bool
    changes: tuple[ParagraphChange, ...]

    @property
    def what(self) -> NewsKind:
        """What became so."""
        return self.moment.what

    @property
    def became(self) -> datetime:
        """The instant from which it was so."""
        return self.moment.became

    @property
    def key(self) -> str:
        """A name that it has for ever."""
        document = self.edition.document
        when = self.became.strftime("%Y%m%dT%H%M%S.%fZ")
        return f"{document.kind}/{document.slug}/{self.edition.ordinal}/{self.what}/{when}"


def since(db: Connection, windows: Collection[tuple[datetime, datetime]]) -> list[NewsItem]:
    """What became so in any of the windows, after one instant and up to another, oldest first.

    What was brought in late, by a pack that tells of an earlier day, counts from when it was brought in, so that
    whoever asks from where they asked last misses nothing.
    """
    if not windows:
        return []
    until = max(end for _, end in windows)
    found = _all(db, until, brought_in_after=min(begin for begin, _ in windows))
    within = [pair for pair in found if any(begin < pair[1].became <= end for begin, end in windows)]
    return _items(db, within, until)


def latest(db: Connection, until: datetime, most: int, *where: ColumnElement[bool]) -> list[NewsItem]:
    """The newest news up to an instant, newest first."""
    return _items(db, _all(db, until, *where)[-most:], until)[::-1]


def newest(store: Store, most: int, *, kind: Kind | None = None, slug: str = "", topic: str = "") -> list[NewsItem]:
    """`latest` up to now for a reader: of everything, or of a kind, one document (with `slug` too), or a topic."""
    own = tables.document.c
    where = ([own.kind == kind] if kind else []) + ([own.slug == slug] if slug else [])
    with store.reading() as db:
        now = store.now()
        found = [one for one in _all(db, now, *where) if not topic or topic in one[0].document.topics]
        return _items(db, found[-most:], now)[::-1]


def moments(periods: Sequence[ForcePeriod], until: datetime) -> list[Moment]:
    """What became so of a document up to an instant, oldest first, by the statements of its force. Pure."""
    told = [one for one in periods if one.recorded_at <= until]
    instants = force.record_instants(told)
    found: list[Moment] = []
    spans: list[Span] = []
    for recorded, next_recorded in pairwise([*instants, until + _MOMENT]):
        before, spans = spans, force.spans(told, recorded)
        found += _by_record(told, recorded, before, spans)
        found += _by_calendar(spans, recorded, next_recorded)
    # The same said twice at one instant became so once.
    return list(dict.fromkeys(found))


def _by_record(told: Sequence[ForcePeriod], recorded: datetime, before: list[Span], spans: list[Span]) -> list[Moment]:
    """What became so because it was recorded then."""
    was = force.at(before, calendar.today(recorded - _MOMENT))
    now = force.at(spans, calendar.today(recorded))
    corrected = list(_corrections(told, recorded))
    known = {one.edition for one in told if one.recorded_at < recorded}
    if now and now != was and now.edition not in {was.edition if was else 0, *(one.edition for one in corrected)}:
        followed = was.edition if was else _last(before, calendar.today(recorded))
        # A correction that brings an earlier edition back is told as the correction it is.
        if not corrected or now.edition not in known:
            return [*corrected, Moment(recorded, NewsKind.COMMENCED, now.edition, followed, now.reason)]
    if was and now is None and not corrected:
        ended = next((one for one in spans if one.edition == was.edition), was)
        return [Moment(recorded, NewsKind.WITHDRAWN, was.edition, 0, ended.reason, ended.replacement)]
    return corrected


def _corrections(told: Sequence[ForcePeriod], recorded: datetime) -> Iterator[Moment]:
    """Editions whose dates were said anew after they had begun. To set an end where none was is no correction."""
    for one in told:
        earlier = [other for other in told if other.edition == one.edition and other.recorded_at < recorded]
        if one.recorded_at != recorded or not earlier:
            continue
        last = sorted(earlier, key=lambda other: other.recorded_at)[-1]
        moved = one.from_date != last.from_date or (one.to_date != last.to_date and last.to_date is not None)
        taken_back = one.to_date is not None and one.to_date <= one.from_date
        if calendar.midnight(last.from_date) < recorded and (moved or taken_back):
            yield Moment(recorded, NewsKind.DATES_CORRECTED, one.edition, 0, one.reason)


def _by_calendar(spans: list[Span], after: datetime, before: datetime) -> list[Moment]:
    """What became so because midnight came, between two instants and at neither."""
    found: list[Moment] = []
    for index, span in enumerate(spans):
        if after < (begun := calendar.midnight(span.from_date)) < before:
            followed = spans[index - 1].edition if index else 0
            found.append(Moment(begun, NewsKind.COMMENCED, span.edition, followed, span.reason))
        if span.to_date is None or force.at(spans, span.to_date):
            continue
        if after < (ended := calendar.midnight(span.to_date)) < before:
            found.append(Moment(ended, NewsKind.WITHDRAWN, span.edition, 0, span.reason, span.replacement))
    return sorted(found, key=lambda one: one.became)


def _last(spans: Sequence[Span], day: date) -> int:
    return max((one for one in spans if one.from_date <= day), key=lambda one: one.from_date, default=_NOTHING).edition


_NOTHING = Span(0, date.min, None)


def _all(
    db: Connection, until: datetime, *where: ColumnElement[bool], brought_in_after: datetime | None = None
) -> list[tuple[Timeline, Moment]]:
    came = _brought_in(db, brought_in_after, until) if brought_in_after else {}
    found: list[tuple[Timeline, Moment]] = []
    for one in rows.timelines(db, until, *where):
        periods = [
            replace(said, recorded_at=came.get((one.edition_ids[said.edition], said.recorded_at), said.recorded_at))
            for said in one.periods
        ]
        found += [(one, moment) for moment in moments(periods, until)]
    return sorted(found, key=lambda pair: (pair[1].became, pair[0].document.kind, pair[0].document.slug))


def _brought_in(db: Connection, after: datetime, until: datetime) -> dict[tuple[int, datetime], datetime]:
    """When the statements of force came that say they were recorded earlier: by edition and the instant they say."""
    own, event = tables.force_period.c, tables.event.c
    late = event.at > own.recorded_at, event.at > after, event.at <= until
    told = select(own.edition_id, own.recorded_at, event.at).join_from(
        tables.force_period, tables.event, own.event_seq == event.seq
    )
    return {(row.edition_id, row.recorded_at): row.at for row in db.execute(told.where(*late))}


def _items(db: Connection, found: Sequence[tuple[Timeline, Moment]], until: datetime) -> list[NewsItem]:
    wanted = [(one, ordinal) for one, moment in found for ordinal in (moment.edition, moment.before) if ordinal]
    editions = _editions(db, dict.fromkeys((one.document.id, ordinal) for one, ordinal in wanted), found, until)
    return [
        _item(db, moment, editions[one.document.id, moment.edition], editions.get((one.document.id, moment.before)))
        for one, moment in found
    ]


def _editions(
    db: Connection, wanted: Iterable[tuple[int, int]], found: Sequence[tuple[Timeline, Moment]], until: datetime
) -> dict[tuple[int, int], Edition]:
    timelines = {one.document.id: one for one, _ in found}
    asked = [(timelines[document_id], ordinal) for document_id, ordinal in wanted]
    given = rows.editions(db, asked, calendar.today(until))
    return {(one.document.id, one.ordinal): one for one in given}


def _item(db: Connection, moment: Moment, edition: Edition, before: Edition | None) -> NewsItem:
    if moment.what is NewsKind.COMMENCED and before is not None:
        changed = circumstances.changes_between(db, before, edition)
        same_title = (edition.title, edition.summary) == (before.title, before.summary)
        return NewsItem(moment, edition, before, is_minor(changed, same_title=same_title), tuple(changed))
    own = rows.paragraphs(db, edition.id)
    old, new = {
        NewsKind.COMMENCED: ([], own),
        NewsKind.WITHDRAWN: (own, []),
        NewsKind.DATES_CORRECTED: (own, own),
    }[moment.what]
    return NewsItem(moment, edition, before, False, tuple(changes(old, new)))
