"""Other engines over the same units, as their documentation shows them: who searches gets ranked units, best first."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from whoosh import fields, scoring
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser, OrGroup

from guidance.published import Unit
from guidance.store import sqlite_module

Ranked = list[int]
Peer = Callable[[str], Ranked]
"""From words to the places of units in the list that the peer was made of."""
DEEP = 300
"""Units that a peer gives: enough for ten documents that stand at the date."""
WAGTAIL = "KB_BENCH_WAGTAIL"
"""Names a Python that has Wagtail installed; without it that peer is left out."""
_WORD = re.compile(r"\w+|[^\w\s]")


def whoosh(folder: Path, units: Sequence[Unit]) -> Peer:
    """Whoosh with stemming and BM25F, its own parser over title, headings and text, any word enough."""
    folder.mkdir()
    stems = StemmingAnalyzer()
    schema = fields.Schema(
        place=fields.STORED,
        title=fields.TEXT(analyzer=stems),
        heading=fields.TEXT(analyzer=stems),
        body=fields.TEXT(analyzer=stems),
    )
    index = create_in(str(folder), schema)
    writer = index.writer(limitmb=128)
    for place, one in enumerate(units):
        heading = " ".join((*one.headings, *one.refs, *one.aliases))
        writer.add_document(place=place, title=one.title, heading=heading, body=one.text)
    writer.commit()
    searcher = index.searcher(weighting=scoring.BM25F())
    parser = MultifieldParser(["title", "heading", "body"], schema, group=OrGroup)

    def ask(words: str) -> Ranked:
        return [hit["place"] for hit in searcher.search(parser.parse(words), limit=DEEP)]

    return ask


def fts5(path: Path, units: Sequence[Unit]) -> Peer:
    """SQLite FTS5 with porter stemming and bm25(), any word enough."""
    db: Any = sqlite_module().connect(path)
    db.execute("CREATE VIRTUAL TABLE words USING fts5(title, heading, body, tokenize = 'porter unicode61')")
    with db:
        db.executemany(
            "INSERT INTO words (rowid, title, heading, body) VALUES (?, ?, ?, ?)",
            [
                (place, one.title, " ".join((*one.headings, *one.refs, *one.aliases)), one.text)
                for place, one in enumerate(units)
            ],
        )

    def ask(words: str) -> Ranked:
        match = " OR ".join('"{}"'.format(one.replace('"', '""')) for one in _WORD.findall(words))
        asked = f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words) LIMIT {DEEP}"
        return [row[0] for row in db.execute(asked, (match,))] if match else []

    return ask


def tantivy(folder: Path, units: Sequence[Unit]) -> Peer | None:
    """Tantivy with English stemming and BM25 over title, headings and text; None where it is not installed."""
    try:
        engine = importlib.import_module("tantivy")
    except ImportError:
        return None
    folder.mkdir()
    builder = engine.SchemaBuilder()
    builder.add_unsigned_field("place", stored=True)
    for name in ("title", "heading", "body"):
        builder.add_text_field(name, stored=False, tokenizer_name="en_stem")
    index = engine.Index(builder.build(), path=str(folder))
    writer = index.writer(heap_size=64_000_000, num_threads=1)
    for place, one in enumerate(units):
        heading = " ".join((*one.headings, *one.refs, *one.aliases))
        writer.add_document(engine.Document(place=place, title=one.title, heading=heading, body=one.text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(words: str) -> Ranked:
        # Its grammar knows signs that people type for other reasons.
        plain = " ".join(re.findall(r"\w+", words))
        if not plain:
            return []
        query = index.parse_query(plain, ["title", "heading", "body"])
        return [searcher.doc(place)["place"][0] for _, place in searcher.search(query, DEEP).hits]

    return ask


def wagtail(folder: Path, units: Sequence[Unit]) -> Peer | None:
    """Wagtail's database search over SQLite, in a Python of its own; None where none is named."""
    python = os.environ.get(WAGTAIL, "")
    if not python:
        return None
    folder.mkdir()
    told = folder / "units.json"
    rows = [(one.title, " ".join((*one.headings, *one.refs, *one.aliases)), one.text) for one in units]
    told.write_text(json.dumps(rows), "utf-8")
    script = Path(__file__).with_name("wagtail_peer.py")
    process = subprocess.Popen(
        [python, str(script), str(told), str(DEEP)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )

    def ask(words: str) -> Ranked:
        if process.stdin is None or process.stdout is None:
            return []
        process.stdin.write(json.dumps(words) + "\n")
        process.stdin.flush()
        found: Ranked = json.loads(process.stdout.readline())
        return found

    return ask


def standing(unit: Unit, day: date) -> bool:
    """Whether a unit is in force on the day, as known today."""
    in_force = unit.in_force_from <= day and (unit.in_force_to is None or day < unit.in_force_to)
    return in_force and unit.recorded_to is None
