"""Our evaluator beside Whoosh's own matchers and BM25F over the same files: the same units, and the same scores.

Both weigh a word by its rarity times a share that grows with its frequency and falls with the length of the text. The
rarities differ on purpose (ours counts what stands at a date and is never negative), so they are taken out, and our
average length, which is a constant, is set to that of the texts.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from whoosh import query, scoring
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.searching import Searcher

from guidance.published import Library
from indexer import matching, writing
from indexer.index import Index
from indexer.matching import Leaf, met
from indexer.nodes import Word
from indexer.schema import schema
from indexer.segments import Segment
from tests.factories import document, make_library

WORDS = "delay consent victim memory phone jury image report trial myth".split()
SLOPE = matching.WEIGHTS["body"].slope


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, Searcher]:
    """One segment as we read it and as Whoosh does."""
    chance, folder = random.Random(4), tmp_path_factory.mktemp("both")
    texts = [" ".join(chance.choices(WORDS, range(1, 11), k=chance.randrange(3, 60))) for _ in range(120)]
    _, library = make_library(folder, [document(f"d{number}", [text]) for number, text in enumerate(texts)])
    return _opened(Index.open(folder / "index"), library, folder / "index")


def _opened(index: Index, library: Library, folder: Path) -> tuple[Segment, Searcher]:
    index.catch_up(library)
    (part,) = index._current().parts
    (build,) = folder.glob("build-*")
    own = FileIndex(FileStorage(str(build)), schema(), writing.INDEX_NAME)
    return part.segment, own.searcher(weighting=scoring.BM25F(B=SLOPE, K1=matching.DAMPING))


def whoosh(searcher: Searcher, asked: query.Query) -> dict[int, float]:
    """Unit and score of all that Whoosh finds."""
    return {hit.docnum: hit.score for hit in searcher.search(asked, limit=None)}


def ours(segment: Segment, word: str) -> dict[int, float]:
    """Unit and share of the word in bodies, in exactly this form."""
    found = met(Leaf(Word((word,)), word, (word,), ("body",)), segment)
    return dict(zip(found.ids.tolist(), found.shares.tolist(), strict=True))


@pytest.mark.parametrize("word", WORDS)
def test_a_word_has_the_share_that_bm25f_gives_it(
    word: str, both: tuple[Segment, Searcher], monkeypatch: pytest.MonkeyPatch
) -> None:
    segment, searcher = both
    average = searcher.avg_field_length("body")
    monkeypatch.setitem(matching.WEIGHTS, "body", matching.Weight(1.0, SLOPE, average))
    segment._cache.keep_only({})
    told = whoosh(searcher, query.Term("body", word))
    rarity = searcher.idf("body", word.encode())
    assert ours(segment, word) == pytest.approx({unit: score / rarity for unit, score in told.items()}, rel=1e-5)
    segment._cache.keep_only({})


@pytest.mark.parametrize("seed", range(40))
def test_the_same_units_are_found_by_all_by_any_by_without_and_by_a_phrase(
    seed: int, both: tuple[Segment, Searcher]
) -> None:
    segment, searcher = both
    one, other = random.Random(seed).sample(WORDS, 2)
    first, second = query.Term("body", one), query.Term("body", other)
    having, also = set(ours(segment, one)), set(ours(segment, other))
    assert whoosh(searcher, first & second).keys() == having & also
    assert whoosh(searcher, first | second).keys() == having | also
    assert whoosh(searcher, first & query.Not(second)).keys() == having - also
    phrase = matching._phrase_in((one, other), "body", segment)
    assert whoosh(searcher, query.Phrase("body", [one.encode(), other.encode()])).keys() == set(phrase.tolist())
