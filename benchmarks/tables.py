"""What was measured, arranged as the tables that are printed, and held against the aims."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .chats import LETTERS, MESSAGES, Chats
from .engines import Compared
from .load import Sample
from .policy import CHANGED, PARAGRAPHS, Policy
from .report import Aim, Table, aims, amount, times
from .stores import Filled
from .texts import Texts

MANUAL_EDITIONS = 2_208
"""In the whole service manual; fewer prove nothing about the aim."""


@dataclass
class Measured:
    """Figures as they come in, by the name of what they are about."""

    generated: Filled
    manual: Filled | None
    peer_built: float = 0
    shapes: Mapping[str, Compared] = field(default_factory=dict)
    texts: Texts | None = None
    policy: Policy | None = None
    chats: Chats | None = None
    suggestions: tuple[float, float] | None = None
    datasette: Path | None = None
    product: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    requests: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    first_views: dict[str, tuple[float, float]] = field(default_factory=dict)
    rates: Mapping[str, tuple[Sample, Sample]] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    memory: dict[str, list[tuple[float, float]]] = field(default_factory=dict)


def every(measured: Measured) -> list[Table]:
    """All tables, the aims first."""
    return [
        _aims(measured),
        _filling(measured),
        _pages(measured),
        _engines(measured),
        _requests(measured),
        _texts(measured),
        _policy(measured),
        _chats(measured),
        _memory(measured),
    ]


def _aims(measured: Measured) -> Table:
    name = measured.generated.name
    rate = {key: pair[0].rate for key, pair in measured.rates.items()}
    hello, texts, manual = rate["hello"], measured.texts, measured.manual
    workers = [rss for own in measured.memory.values() for rss, _ in own]
    search = measured.rates[f"{name}: search"][1].p50
    whole = manual.load + manual.index if manual and manual.editions >= MANUAL_EDITIONS else None
    worst = max((p50 for p50, _ in measured.requests.values()), default=None)
    return aims(
        [
            Aim("page of middle size, throughput", "× hello", rate[f"{name}: page of middle size"] / hello, 0.6, True),
            Aim("304 Not Modified, throughput", "× hello", rate[f"{name}: 304 Not Modified"] / hello, 0.9, True),
            *_aims_of_search(measured),
            Aim(f"whole search request at {measured.generated.units:,} paragraphs, p50", "ms", search, 4),
            Aim("the same, the slowest shape of question, p50", "ms", worst, 10),
            Aim("redline of two editions of 100 paragraphs", "ms", texts.redline if texts else None, 10),
            Aim("suggestions while typing, p95", "ms", measured.suggestions[1] if measured.suggestions else None, 5),
            *_aims_of_policy(measured.policy),
            *_aims_of_chats(measured.chats),
            Aim("400 documents, 2,208 editions: load and index", "s", whole, 60),
            Aim("memory of a worker (the largest)", "MB", max(workers, default=None), 200),
        ]
    )


def _aims_of_search(measured: Measured) -> list[Aim]:
    ranked = [one.ranked for one in measured.shapes.values()]
    middle = statistics.median(one.p50 for one in ranked) if ranked else None
    return [
        Aim("engine, documents in order with facets: p50, median of shapes", "ms", middle, 0.5),
        Aim("engine: p95, slowest shape", "ms", max((one.p95 for one in ranked), default=None), 2),
    ]


def _aims_of_chats(found: Chats | None) -> list[Aim]:
    return [
        Aim(f"{LETTERS // 1_000} kB of chat looked through", "ms", found.lexicon if found else None, 30),
        Aim(f"{MESSAGES:,} messages, from request to page", "ms", found.request if found else None, 500),
    ]


def _aims_of_policy(found: Policy | None) -> list[Aim]:
    def clock(name: str) -> float | None:
        return found.took[name].clock if found else None

    what = f"{PARAGRAPHS} paragraphs, {CHANGED} changed"
    return [
        Aim(f"{what}: publish", "ms", clock("publish"), 100),
        Aim(f"{what}: the next search has it", "ms", clock("seen"), 40),
        Aim(f"{what}: redline and classes, the first time", "ms", clock("redline"), 20),
        Aim(f"{what}: the same again", "ms", clock("redline again"), 5),
    ]


def _filling(measured: Measured) -> Table:
    found = [one for one in (measured.generated, measured.manual) if one]
    rows = [
        (
            one.name,
            f"{one.documents:,}",
            f"{one.editions:,}",
            f"{one.units:,}",
            f"{one.load:.1f} s",
            f"{one.index:.1f} s",
            f"{one.database:.1f} MB",
            f"{one.index_size:.1f} MB",
        )
        for one in found
    ]
    columns = ("corpus", "documents", "editions", "units", "load", "index", "database", "index size")
    lead = (
        f"A unit is one text of a paragraph over the span in which it stood. FTS5 took {measured.peer_built:.1f} s for "
        "the generated units, which it was handed ready made."
    )
    if not measured.manual:
        lead += " The service manual was not there."
    return Table("Loading and indexing", lead, columns, tuple(rows))


def _pages(measured: Measured) -> Table:
    hello = measured.rates["hello"][0]
    rows = [
        (
            name,
            f"{measured.sizes[name] / 1000:,.1f} kB",
            f"{amount(busy.rate)}/s",
            times(busy.rate / hello.rate),
            amount(busy.p50),
            amount(busy.p95),
            amount(alone.p50),
            amount(alone.p95),
            amount(busy.processor),
            times(hello.processor / busy.processor) if busy.processor else "",
        )
        for name, (busy, alone) in measured.rates.items()
    ]
    first = "; ".join(
        f"{name} {amount(p50)} ms, 95th {amount(p95)}" for name, (p50, p95) in measured.first_views.items()
    )
    lead = (
        "Signed in, two workers with four threads; hello is a Flask page without anything, served the same way. Rounds "
        "in turn, medians. Milliseconds: with eight connections, then with one; then of "
        "processor for a request. "
        f"A page that no worker has made yet: {first}."
    )
    clock = ("p50 (8)", "p95 (8)", "p50 (1)", "p95 (1)")
    columns = ("request", "answer", "requests", "ratio", *clock, "CPU ms", "CPU ratio")
    return Table("Over HTTP", lead, columns, tuple(rows))


def _engines(measured: Measured) -> Table:
    rivals = list(next(iter(measured.shapes.values())).rivals) if measured.shapes else []
    rows = [
        (
            name,
            amount(one.first.p50),
            amount(one.again.p50),
            amount(one.again.p95),
            amount(one.ranked.p50),
            amount(one.ranked.p95),
            *(amount(told.p50) for told in (one.peer, *one.rivals.values())),
            *(times(told.p50 / one.ranked.p50) for told in (one.peer, *one.rivals.values())),
            f"{one.answered:.0%} / {one.peer_answered:.0%}",
        )
        for name, one in measured.shapes.items()
    ]
    lead = (
        "Milliseconds of processor in one process. *Whole*: the whole answer as at a date, with facets, the best "
        "paragraph of each document, excerpts and spelling; *first* has its words decoded for the first time. "
        "*Ranked*: the same without what is shown: documents in order, folded, and facets. FTS5 has porter stemming "
        "and bm25(), Whoosh stemming, BM25F and its own parser, tantivy English stemming and BM25; each gives its ten "
        "best, no more; any word for a question; dates, kinds and topics only where the shape names them."
    )
    own = ("question", "first p50", "whole p50", "whole p95", "ranked p50", "ranked p95")
    others = ("FTS5", *rivals)
    columns = (*own, *(f"{one} p50" for one in others), *(f"{one} ÷ ranked" for one in others), "answered, ours / FTS5")
    return Table(f"The engine at {measured.generated.units:,} units", lead, columns, tuple(rows))


def _requests(measured: Measured) -> Table:
    rows = []
    for name, (p50, p95) in measured.requests.items():
        other = measured.product.get(name, (0.0, 0.0))[0]
        peer = (amount(other), times(other / p50)) if other else ("", "")
        rows.append((name, amount(p50), amount(p95), amount(p50 - measured.shapes[name].again.wall), *peer))
    lead = (
        "Milliseconds by the clock for a whole page of results: facets, excerpts, as at a date. On one connection, one "
        "after the other; *rest* is what is not the engine. Datasette: its page of ten rows with one facet, over "
        "SQLite FTS5 with the same words, filters and dates."
    )
    columns = ("question", "p50", "p95", "rest p50", "Datasette p50", "Datasette ÷ ours")
    return Table("Search requests by shape", lead, columns, tuple(rows))


def _texts(measured: Measured) -> Table:
    found = measured.texts
    if not found:
        return Table("Texts", "", ("what", "figure"), ())
    rows = (
        (f"redline of {found.paragraphs} blocks, {found.changed} changed", f"{amount(found.redline)} ms"),
        ("difflib over the words of the changed ones alone", f"{amount(found.difflib)} ms"),
        ("difflib ÷ ours", times(found.difflib / found.redline)),
        ("rendering and cleaning", f"{amount(found.rendered)} paragraphs/s"),
        ("finding 300 paragraphs again in the next edition", f"{amount(found.aligned)} ms"),
    )
    return Table("Texts", "Of processor time; medians.", ("what", "figure"), rows)


_PEERS = {
    "save": "",
    "publish": "bare rows",
    "seen": "FTS5",
    "redline": "difflib",
    "redline again": "",
}
"""What the policy team does, each with the peer or floor that stands beside it."""
_POLICY_WORDS = {
    "save": "save a draft",
    "publish": "publish it",
    "seen": "first search after it",
    "redline": "redline and classes",
    "redline again": "the same again",
    "difflib": "difflib over the words of the changed ones",
    "Indel": "rapidfuzz over the words of both texts whole",
    "render all": "rendering all paragraphs",
    "bare rows": "the same rows in bare SQLite, one sync",
    "FTS5": "FTS5: the document anew, and a search",
}


def _policy(measured: Measured) -> Table:
    found = measured.policy
    columns = ("what", "CPU ms", "ms", "slowest", "peer ÷ ours")
    if not found:
        return Table("A large document", "", columns, ())
    rows = []
    for name, words in _POLICY_WORDS.items():
        took, peer = found.took[name], _PEERS.get(name)
        ratio = times(found.took[peer].processor / took.processor) if peer else ""
        rows.append((words, amount(took.processor), amount(took.clock), amount(took.worst), ratio))
    lead = (
        f"{PARAGRAPHS} paragraphs of the starter content's sentences, words changed in {CHANGED}, at {found.units:,} "
        f"units; medians of {found.rounds} rounds, each with a document of its own, and the slowest by the clock. The "
        "first search after a publication takes it into the index; one in seven merges small segments as well."
    )
    return Table("A large document", lead, columns, tuple(rows))


def _memory(measured: Measured) -> Table:
    rows = [
        (name, str(len(own)), amount(max(rss for rss, _ in own)), amount(statistics.mean(pss for _, pss in own)))
        for name, own in measured.memory.items()
        if own
    ]
    lead = (
        "Megabytes for each worker after pages and searches of every shape: resident, and its share of what is shared."
    )
    return Table("Memory", lead, ("corpus", "workers", "largest", "share, mean"), tuple(rows))


def _chats(measured: Measured) -> Table:
    found = measured.chats
    rows: list[tuple[str, ...]] = []
    if found:
        rows = [
            (f"the lexicon: {found.names:,} names, {found.matches:,} found", amount(found.lexicon), times(1)),
            ("a split into words and a look at each", amount(found.words), times(found.words / found.lexicon)),
            ("a regular expression of all names", amount(found.pattern), times(found.pattern / found.lexicon)),
            (f"{MESSAGES:,} messages to a page of {found.request_kilobytes:,.0f} kB", amount(found.request), ""),
        ]
    lead = (
        f"{LETTERS // 1_000} kB of prose in which one word in 25 is an expression, with the starter content's "
        "glossary; milliseconds of processor, medians."
    )
    return Table("A chat explained", lead, ("what", "CPU ms", "÷ lexicon"), tuple(rows))
