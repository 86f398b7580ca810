"""Whoosh as its documentation shows it, and tantivy, over the same paragraphs: the ten best for each question."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from whoosh import fields, query
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in
from whoosh.qparser import MultifieldParser

from guidance.published import Unit

from .questions import Asked

_NEVER = date.max.toordinal()
_TEXTS = ("title", "heading", "body")


class RawWhoosh:
    """Stemming, BM25F, its own parser and matchers; kinds, topics and dates as a filter."""

    def __init__(self, folder: Path, units: Sequence[Unit]) -> None:
        folder.mkdir()
        stems = StemmingAnalyzer()
        texts = {name: fields.TEXT(analyzer=stems) for name in _TEXTS}
        self._schema = fields.Schema(
            id=fields.STORED, kind=fields.ID, topic=fields.KEYWORD(commas=True), begins=fields.NUMERIC(int),
            ends=fields.NUMERIC(int), **texts,
        )  # fmt: skip
        index = create_in(str(folder), self._schema)
        writer = index.writer(limitmb=256)
        for number, one in enumerate(units):
            told = {"title": one.title, "heading": " ".join(one.headings), "body": one.text}
            begins, ends = one.in_force_from.toordinal(), one.in_force_to.toordinal() if one.in_force_to else _NEVER
            writer.add_document(
                id=number, kind=str(one.kind), topic=",".join(one.topics), begins=begins, ends=ends, **told
            )
        writer.commit()
        self._searcher = index.searcher()
        self._parser = MultifieldParser(list(_TEXTS), self._schema)

    def ask(self, asked: Asked) -> int:
        """How many of the ten places are taken."""
        parsed = self._parser.parse(" OR ".join(asked.words.split()) if asked.any_word else asked.words)
        wanted: list[Any] = [query.Term("kind", str(one)) for one in asked.kinds]
        wanted += [query.Term("topic", one) for one in asked.topics]
        if asked.as_at:
            day = asked.as_at.toordinal()
            wanted += [query.NumericRange("begins", None, day), query.NumericRange("ends", day + 1, None)]
        return len(self._searcher.search(parsed, limit=10, filter=query.And(wanted) if wanted else None))


class Tantivy:
    """English stemming and BM25. Raises ImportError where it is not installed."""

    def __init__(self, folder: Path, units: Sequence[Unit]) -> None:
        engine = importlib.import_module("tantivy")
        folder.mkdir()
        builder = engine.SchemaBuilder()
        builder.add_integer_field("id", stored=True)
        for name in _TEXTS:
            builder.add_text_field(name, tokenizer_name="en_stem")
        for name in ("kind", "topic"):
            builder.add_text_field(name, tokenizer_name="raw")
        for name in ("begins", "ends"):
            builder.add_integer_field(name, indexed=True, fast=True)
        self._engine, self._schema = engine, builder.build()
        self._index = engine.Index(self._schema, path=str(folder))
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for number, one in enumerate(units):
            told = {"title": one.title, "heading": " ".join(one.headings), "body": one.text, "kind": str(one.kind)}
            begins, ends = one.in_force_from.toordinal(), one.in_force_to.toordinal() if one.in_force_to else _NEVER
            writer.add_document(engine.Document(id=number, topic=list(one.topics), begins=begins, ends=ends, **told))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, asked: Asked) -> int:
        """How many of the ten places are taken."""
        found = self._searcher.search(self._query(asked), 10)
        for _, place in found.hits:
            self._searcher.doc(place)
        return len(found.hits)

    def _query(self, asked: Asked) -> Any:
        engine, schema = self._engine, self._schema
        if prefix := re.fullmatch(r"(\w+)\*", asked.words):
            words = engine.Query.regex_query(schema, "body", f"{prefix[1]}.*")
        else:
            as_typed = asked.any_word or re.search(r'"|\b(AND|OR)\b', asked.words)
            told = asked.words if as_typed else " AND ".join(asked.words.split())
            words = self._index.parse_query(told, list(_TEXTS))
        must = engine.Occur.Must
        parts = [(must, words)]
        parts += [(must, engine.Query.term_query(schema, "kind", str(one))) for one in asked.kinds]
        parts += [(must, engine.Query.term_query(schema, "topic", one)) for one in asked.topics]
        if asked.as_at:
            day, number = asked.as_at.toordinal(), engine.FieldType.Integer
            parts.append((must, engine.Query.range_query(schema, "begins", number, 0, day)))
            parts.append((must, engine.Query.range_query(schema, "ends", number, day + 1, _NEVER)))
        return engine.Query.boolean_query(parts) if len(parts) > 1 else words
