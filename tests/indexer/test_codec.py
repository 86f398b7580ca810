"""The packed lists say what Whoosh itself reads, before and after segments are merged."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import And, Phrase, Term

from indexer import writing
from indexer.index import Index
from indexer.schema import TEXT_FIELDS, schema
from tests.factories import document, make_library, publish

TEXT = "## A heading\n\nDelay in reporting; delay again.\n\nReports of 🍆 under s.41(3)."


def test_our_arrays_are_whooshs_postings(tmp_path: Path) -> None:
    _, library = make_library(
        tmp_path, [document(f"d{number}", [TEXT, f"{TEXT} More {number}."]) for number in range(5)]
    )
    index = Index.open(tmp_path / "index")
    for number in range(writing.MOST_SEGMENTS + 2):
        publish(library.store, tmp_path, [document(f"e{number}", [TEXT, f"{TEXT} Other {number}."])])
        assert index.catch_up(library)
    seen = 0
    for part in index._current().parts:
        reader = part.segment._reader
        for (field, term), _ in reader:
            matcher = reader.codec().postings_reader(
                reader._terms._postfile, reader.term_info(field, term), reader.schema[field].format
            )
            ours = part.segment.postings(field, term.decode())
            assert ours is not None
            for number, (unit, start, end) in enumerate(zip(ours.ids, ours.starts, ours.starts[1:], strict=False)):
                assert matcher.id() == unit
                if field in TEXT_FIELDS:
                    assert matcher.value_as("positions") == ours.positions[start:end].tolist()
                    assert matcher.weight() == end - start
                else:
                    assert matcher.weight() == ours.weights[number]
                matcher.next()
                seen += 1
            assert not matcher.is_active()
    assert seen > 500


def test_whooshs_own_searcher_can_read_the_index(tmp_path: Path) -> None:
    _, library = make_library(tmp_path, [document("d1", [TEXT]), document("d2", ["Nothing."])])
    index = Index.open(tmp_path / "index")
    assert index.catch_up(library)
    storage = FileStorage(str(next(index.folder.glob("build-*"))))
    with FileIndex(storage, schema(), writing.INDEX_NAME).searcher() as searcher:
        assert len(searcher.search(And([Term("body", "delay"), Term("body", "again")]))) == 1
        assert len(searcher.search(Phrase("body", ["delay", "in", "reporting"]))) == 1
        assert len(searcher.search(Phrase("body", ["reporting", "in", "delay"]))) == 0
        assert len(searcher.search(Term("body", "s41"))) == 1


def test_numbers_of_units_rise(tmp_path: Path) -> None:
    _, library = make_library(tmp_path, [document(f"d{number}", [TEXT]) for number in range(30)])
    index = Index.open(tmp_path / "index")
    assert index.catch_up(library)
    (part,) = index._current().parts
    found = part.segment.postings("body", "delay")
    assert found is not None
    assert np.all(np.diff(found.ids) > 0)
    assert len(found.ids) == 30
