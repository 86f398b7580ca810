"""Bulk edit: many entries of one kind changed at once, each in a draft of its own. The body stays as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from sqlalchemy import Connection, Row, func, select

from . import beginning, calendar, currency, drafts, tables
from .contents import check_content, tidy
from .model import Issue, Kind, Person
from .permissions import Action, require
from .refusing import refuse
from .store import Store
from .workflow import Content

KINDS = (Kind.TERM, Kind.SITE)
MOST = 500
"""Entries changed at once: about one transaction of two seconds."""


@dataclass(frozen=True)
class Entry:
    """An entry as its newest edition has it, or as somebody would have it. `edition`: the ordinal it was made from."""

    slug: str
    edition: int
    title: str
    summary: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One value as it is and as it would be; empty where there is none. `where` is `title` or a path in the facts."""

    where: str
    old: str
    new: str


@dataclass(frozen=True)
class Proposed:
    """What would become of one entry. With `issues` nothing can; without `changes` nothing would."""

    entry: Entry
    changes: tuple[FieldChange, ...]
    issues: tuple[Issue, ...]


def entries(store: Store, person: Person, kind: Kind, *, only_due: bool = False) -> list[Entry]:
    """The newest edition of every entry of a kind, by title; only those that are due for review by today."""
    require(person, Action.READ_DRAFTS)
    today = calendar.today(store.now())
    with store.reading() as db:
        found = [_entry(row) for row in _newest(db, kind)]
    due = [one for one in found if not only_due or _is_due(one, today)]
    return sorted(due, key=lambda one: (one.title.casefold(), one.slug))


def propose(store: Store, person: Person, kind: Kind, wanted: Sequence[Entry]) -> list[Proposed]:
    """What each entry would change in the newest edition, and what keeps it from being done. Nothing is written."""
    require(person, Action.DRAFT)
    with store.reading() as db:
        return _proposed(db, kind, wanted)


def start_drafts(store: Store, person: Person, kind: Kind, wanted: Sequence[Entry]) -> list[int]:
    """A draft for each entry that changes anything, all or none; their ids.

    Look at `propose` first: raises StateError where any of them cannot be done.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        proposed = _proposed(db, kind, wanted)
        refuse([issue for one in proposed for issue in one.issues])
        now = store.now()
        bodies = {row.slug: row.body for row in _newest(db, kind)}
        return [
            beginning.on_document(
                db, person, now, kind, one.entry.slug, content=_content(kind, one.entry, bodies[one.entry.slug])
            )
            for one in proposed
            if one.changes
        ]


def _proposed(db: Connection, kind: Kind, wanted: Sequence[Entry]) -> list[Proposed]:
    if kind not in KINDS:
        refuse([Issue("kind", "Only terms and sites are edited in bulk")])
    if len(wanted) > MOST:
        refuse([Issue("file", f"Change at most {MOST} entries at once; this has {len(wanted)}")])
    newest = {row.slug: row for row in _newest(db, kind)}
    own = tables.draft.c
    busy = set(db.scalars(select(own.slug).where(own.kind == kind, own.state.in_(drafts.OPEN))))
    return [_look(kind, one, newest.get(one.slug), is_busy=one.slug in busy) for one in wanted]


def _look(kind: Kind, entry: Entry, row: Row[Any] | None, *, is_busy: bool) -> Proposed:
    if row is None:
        told = f"There is no {kind} “{entry.slug}”. Start it as a new document"
        return Proposed(entry, (), (Issue(entry.slug, told),))
    now = _content(kind, _entry(row), row.body)
    wanted = _content(kind, entry, row.body)
    changes = tuple(_changes(now, wanted))
    issues = [Issue(entry.slug, f"{entry.title or entry.slug}: {one.message}") for one in check_content(kind, wanted)]
    if changes and entry.edition != row.ordinal:
        told = f"{row.title} has edition {row.ordinal} by now; the file has edition {entry.edition}. Download it again"
        issues.append(Issue(entry.slug, told))
    if changes and is_busy:
        issues.append(Issue(entry.slug, f"{row.title} has an open draft. Finish it first, or take its rows out"))
    return Proposed(entry, changes, tuple(issues))


def _content(kind: Kind, entry: Entry, body: str) -> Content:
    """What a draft of it would hold; a day of review that is not told is counted from the last one."""
    content = tidy(Content(entry.title, entry.summary, body, entry.facts))
    if check_content(kind, content):
        return content
    return Content(content.title, content.summary, content.body, currency.with_review_by(kind, content.facts))


def _changes(old: Content, new: Content) -> Iterable[FieldChange]:
    for name in ("title", "summary"):
        if getattr(old, name) != getattr(new, name):
            yield FieldChange(name, getattr(old, name), getattr(new, name))
    for name in dict.fromkeys([*old.facts, *new.facts]):
        before, after = old.facts.get(name), new.facts.get(name)
        if before == after:
            continue
        if _is_rows(before) or _is_rows(after):
            yield from _row_changes(name, before or [], after or [])
        else:
            yield FieldChange(name, _words(before), _words(after))


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(one, Mapping) for one in value)


def _row_changes(name: str, old: Sequence[Any], new: Sequence[Any]) -> Iterable[FieldChange]:
    """Rows that changed beside each other, value by value; rows that came or went, whole. Numbered as they will be."""
    matcher = SequenceMatcher(None, [*map(_key, old)], [*map(_key, new)], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            continue
        both = min(b - a, d - c)
        for place in range(both):
            before, after = old[a + place], new[c + place]
            for part in dict.fromkeys([*before, *after]):
                was, is_now = before.get(part), after.get(part)
                if was != is_now:
                    yield FieldChange(f"{name}[{c + place + 1}].{part}", _words(was), _words(is_now))
        for place in range(a + both, b):
            yield FieldChange(f"{name}[{place + 1}]", _words(old[place]), "")
        for place in range(c + both, d):
            yield FieldChange(f"{name}[{place + 1}]", "", _words(new[place]))


def _key(row: Any) -> str:
    return json.dumps(row, sort_keys=True, ensure_ascii=False)


def _words(value: Any) -> str:
    """A value in words; empty where there is none."""
    if isinstance(value, Mapping):
        return "; ".join(told for one in value.values() if (told := _words(one)))
    if isinstance(value, list | tuple):
        return "; ".join(map(_words, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _newest(db: Connection, kind: Kind) -> Sequence[Any]:
    """The newest edition of each document of a kind, embargoed or not."""
    own, document = tables.edition.c, tables.document.c
    newest = select(func.max(own.ordinal).label("ordinal"), own.document_id).group_by(own.document_id).subquery()
    found = db.execute(
        select(document.slug, own.ordinal, own.title, own.summary, own.body, own.facts)
        .join_from(tables.edition, tables.document, own.document_id == document.id)
        .join(newest, (newest.c.document_id == own.document_id) & (newest.c.ordinal == own.ordinal))
        .where(document.kind == kind)
    )
    return found.all()


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.slug, row.ordinal, row.title, row.summary, row.facts)


def _is_due(entry: Entry, today: date) -> bool:
    due: str = entry.facts.get("review_by", "")
    return bool(due) and date.fromisoformat(due) <= today
