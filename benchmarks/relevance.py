"""How judged queries are served, beside other engines over the same text: python -m benchmarks.relevance [--write]"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import guidance
from guidance.importing import load_pack
from guidance.model import OPERATOR
from guidance.published import Library, Unit
from guidance.store import migrate, open_store
from indexer.index import Index
from tests.relevance import judging
from tests.relevance.answering import NOW, TODAY, Names, Ours
from tests.relevance.judging import DEPTH, Judged, Row, Shown

from . import peers

PAGE = Path(__file__).parent.parent / "docs" / "relevance.md"
BEGIN, END = "<!-- figures: written by `python -m benchmarks.relevance --write` -->", "<!-- end of figures -->"
Answers = Callable[[Judged], Sequence[Shown]]


def main() -> int:
    """Ask everybody and print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(prog="benchmarks.relevance")
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.name}")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = _tables(Path(folder))
    if not told.write:
        print(found)
        return 0
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{rest.partition(END)[2]}", "utf-8")
    return 0


def _tables(folder: Path) -> str:
    store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", lambda: NOW, must_exist=False)
    migrate(store)
    load_pack(store, OPERATOR, Path(guidance.__file__).parent / "starter")
    library, index = Library(store), Index.open(folder / "index")
    index.catch_up(library)
    names = Names(library)
    units = list(library.units(library.changed_since(None)[1]))
    systems: dict[str, Answers] = {"this product": Ours(library, index, names).answers}
    for name, peer in {
        "Whoosh BM25F": peers.whoosh(folder / "whoosh", units),
        "SQLite FTS5 bm25()": peers.fts5(folder / "fts5.sqlite", units),
        "tantivy BM25": peers.tantivy(folder / "tantivy", units),
        "Wagtail search": peers.wagtail(folder / "wagtail", units),
    }.items():
        if peer is None:
            print(f"-- left out, not installed: {name}", file=sys.stderr)
        else:
            systems[name] = _folded(peer, units, names)
    judged = judging.load()
    tables = {name: _half(answers, judged, names, locked=True) for name, answers in systems.items()}
    tuning = _half(systems["this product"], judged, names, locked=False)
    store.close()
    return "\n\n".join([_beside(tables), _own("locked", tables["this product"]), _own("tuning", tuning)])


def _folded(peer: peers.Peer, units: Sequence[Unit], names: Names) -> Answers:
    """A peer's units as documents: of each the best, and up to three more as folded below it."""

    def answers(judged: Judged) -> Sequence[Shown]:
        found: dict[str, set[str]] = {}
        counts: dict[str, int] = {}
        for place in peer(judged.query):
            one = units[place]
            document = f"{one.kind}:{one.slug}"
            if not peers.standing(one, judged.as_at or TODAY) or counts.get(document, 0) > 3:
                continue
            counts[document] = counts.get(document, 0) + 1
            found.setdefault(document, {document}).update(names.of(one.pid))
        return [(document, frozenset(told)) for document, told in found.items()][:DEPTH]

    return answers


def _half(answers: Answers, judged: Sequence[Judged], names: Names, *, locked: bool) -> dict[str, Row]:
    found = {
        one.id: (one, judging.served(one, answers(one), names.document_of)) for one in judged if one.locked is locked
    }
    return judging.table(found.values())


def _beside(tables: dict[str, dict[str, Row]]) -> str:
    kinds = list(next(iter(tables.values())))
    lines = [
        "### nDCG@10 by kind, the locked half",
        "",
        f"| kind | queries | {' | '.join(tables)} |",
        f"|---|---:|{'---:|' * len(tables)}",
    ]
    for kind in kinds:
        if kind == "nothing":
            continue
        told = " | ".join(f"{rows[kind].ndcg:.3f}" for rows in tables.values())
        lines.append(f"| {kind} | {next(iter(tables.values()))[kind].queries} | {told} |")
    whole = "all with an answer"
    for name, title in (("first", "success@1"), ("third", "success@3"), ("mrr", "MRR"), ("empty", "found nothing")):
        told = " | ".join(f"{getattr(rows[whole], name):.3f}" for rows in tables.values())
        lines.append(f"| {title}, all with an answer | {next(iter(tables.values()))[whole].queries} | {told} |")
    return "\n".join(lines)


def _own(half: str, rows: dict[str, Row]) -> str:
    lines = [
        f"### This product, the {half} half",
        "",
        "| kind | queries | nDCG@10 | MRR | success@1 | success@3 | found nothing |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join([*lines, *(f"| {kind} | {row} |" for kind, row in rows.items())])


if __name__ == "__main__":
    sys.exit(main())
