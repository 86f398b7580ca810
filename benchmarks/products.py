"""Another product over the same paragraphs, searched over HTTP: Datasette, with facets, ten rows a page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from guidance.published import Unit
from guidance.store import sqlite_module

from .questions import Asked
from .servers import Server, running

DATASETTE = "KB_BENCH_DATASETTE"
"""Names a Python that has Datasette installed; without it that column is left out."""
NAME = "peer"
_SCHEMA = """
CREATE TABLE units
    (id INTEGER PRIMARY KEY, title TEXT, headings TEXT, body TEXT, kind TEXT, topics TEXT, begins TEXT, ends TEXT);
CREATE INDEX units_kind ON units (kind);
CREATE VIRTUAL TABLE units_fts
    USING fts5(title, headings, body, content = 'units', content_rowid = 'id', tokenize = 'porter');
"""


def fill(folder: Path, units: Sequence[Unit]) -> Path:
    """A database that Datasette finds its way in."""
    path = folder / f"{NAME}.sqlite"
    db: Any = sqlite_module().connect(path)
    db.executescript(_SCHEMA)
    with db:
        db.executemany(
            "INSERT INTO units VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number,
                    one.title,
                    " ".join(one.headings),
                    one.text,
                    str(one.kind),
                    " ".join(one.topics),
                    str(one.in_force_from),
                    str(one.in_force_to or date.max),
                )
                for number, one in enumerate(units)
            ],
        )
        db.execute("INSERT INTO units_fts (units_fts) VALUES ('rebuild')")
    db.close()
    return path


@contextmanager
def datasette(database: Path) -> Iterator[Server | None]:
    """Datasette over the database; None where it is not named."""
    python = os.environ.get(DATASETTE, "")
    if not python:
        yield None
        return
    command = ["-m", "datasette", "serve", str(database), "--setting", "max_returned_rows", "100", "-p"]
    with running("Datasette", command, {}, python=python) as server:
        yield server


def path(asked: Asked) -> str:
    """The page of a question: its ten best rows, and how many of each kind."""
    told = [("_search", asked.match), ("_searchmode", "raw"), ("_facet", "kind"), ("_size", "10")]
    told += [("kind", str(one)) for one in asked.kinds] + [("topics__contains", one) for one in asked.topics]
    if asked.as_at:
        told += [("begins__lte", str(asked.as_at)), ("ends__gt", str(asked.as_at))]
    return f"/{NAME}/units?{urlencode(told)}"
