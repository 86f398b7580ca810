"""Writing everything that is published as a pack, from which an equal store can be made.

Internal paragraphs belong to the text of their edition and are in it: a pack is for those who have the database.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select

from . import force, ledger, records, rows, tables
from .answers import Consultation
from .model import ForcePeriod
from .packs import FORMAT
from .records import standing
from .rows import Timeline
from .statements import emergency_of
from .store import Store


def export_pack(store: Store, path: Path, as_at: date | None = None) -> int:
    """Write a pack to `path` (gzip if it ends in `.gz`) and return the number of documents in it.

    With `as_at` it holds only the edition in force on that date of each document. Nothing embargoed is written. The
    file appears whole under its name, or not at all.
    """
    aside = path.with_name(f".{path.name}.part")
    opened = (
        gzip.open(aside, "wt", encoding="utf-8") if path.name.endswith(".gz") else aside.open("w", encoding="utf-8")
    )
    try:
        with opened as out:
            count = write_pack(store, out, as_at)
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return count


def write_pack(store: Store, out: TextIO, as_at: date | None = None) -> int:
    """`export_pack` to an open text file."""
    count = 0
    with store.reading() as db:
        for line in _lines(db, store.now(), as_at):
            out.write(json.dumps(line, ensure_ascii=False, separators=(", ", ": ")) + "\n")
            count += 1
    return count


def _lines(db: Connection, now: datetime, as_at: date | None) -> Iterator[dict[str, Any]]:
    head = ledger.head(db)
    found = sorted(rows.timelines(db, now), key=lambda one: (one.document.kind, one.document.slug))
    for one in found:
        ordinals = sorted(one.edition_ids)
        if as_at is not None:
            current = force.at(one.spans, as_at)
            ordinals = [current.edition] if current else []
        if ordinals:
            # Each line says how far the ledger was: whoever keeps an export can show later that it was not made up.
            yield _document(db, one, ordinals, now) | {"ledger": {"seq": head.seq, "hash": head.hash}}


def _document(db: Connection, one: Timeline, ordinals: list[int], now: datetime) -> dict[str, Any]:
    document = one.document
    line: dict[str, Any] = {"format": FORMAT, "kind": document.kind, "slug": document.slug}
    if document.ref:
        line["ref"] = document.ref
    line["topics"] = list(document.topics)
    line["editions"] = [_edition(db, one, ordinal) for ordinal in ordinals]
    last = one.spans[-1] if one.spans else None
    if last and last.to_date and last.edition in ordinals:
        line["withdrawn"] = {"from": last.to_date.isoformat(), "reason": last.reason}
        if last.replacement:
            line["withdrawn"]["replacement"] = last.replacement
    threads: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    for told in rows.consultations(db, document.id, now):
        if told.edition in ordinals:
            threads[told.id].append(_consultation(told))
    if threads:
        line["consultations"] = list(threads.values())
    return line


def _edition(db: Connection, one: Timeline, ordinal: int) -> dict[str, Any]:
    columns = tables.edition.c
    row = db.execute(select(tables.edition).where(columns.id == one.edition_ids[ordinal])).one()
    statements = [period for period in one.periods if period.edition == ordinal]
    line: dict[str, Any] = {
        "ordinal": row.ordinal,
        "basis": row.basis,
        "title": row.title,
        "summary": row.summary,
        "body": row.body,
        "facts": row.facts,
        "published_at": _instant(row.published_at),
        "in_force_from": min(statements, key=lambda period: period.recorded_at).from_date.isoformat(),
        "change_note": row.change_note,
        "pids": [paragraph.pid for paragraph in standing(db, row.id)],
    }
    plain = ForcePeriod(ordinal, statements[0].from_date, None, row.published_at)
    if statements != [plain]:
        line["force"] = [_statement(period) for period in statements]
    return line | _identity(db, row.id) | _emergency(db, row.id)


def _identity(db: Connection, edition_id: int) -> dict[str, Any]:
    line: dict[str, Any] = {}
    if found := records.lineage(db, edition_id):
        line["lineage"] = [
            {"type": one.type, "pid": one.pid, "other": one.other, "reason": one.reason} for one in found
        ]
    if raised := records.raised(db, edition_id):
        line["raised"] = raised
    return line


def _emergency(db: Connection, edition_id: int) -> dict[str, Any]:
    told = emergency_of(db, edition_id)
    if told is None:
        return {}
    reviewed = {"reviewed_at": _instant(told.reviewed_at), "review_note": told.review_note} if told.reviewed_at else {}
    return {"emergency": {"reason": told.reason, "at": _instant(told.at), **reviewed}}


def _consultation(told: Consultation) -> dict[str, Any]:
    return {
        "edition": told.edition,
        "title": told.title,
        "opens": told.opens.isoformat(),
        "closes": told.closes.isoformat(),
        "note": told.note,
        "outcome": told.outcome,
        "recorded_at": _instant(told.recorded_at),
    }


def _statement(period: ForcePeriod) -> dict[str, Any]:
    line = {
        "from": period.from_date.isoformat(),
        "to": period.to_date.isoformat() if period.to_date else None,
        "recorded_at": _instant(period.recorded_at),
        "reason": period.reason,
    }
    return line | ({"replacement": period.replacement} if period.replacement else {})


def _instant(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")
