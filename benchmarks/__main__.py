"""Measures everything in one run and prints it beside its peers: python -m benchmarks [--quick] [--write]"""

from __future__ import annotations

import argparse
import gzip
import signal
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

from guidance.model import Kind

from . import chats, corpus, engines, load, pages, policy, products, questions, report, servers, stores, tables, texts
from .corpus import Corpus
from .pages import Scale
from .questions import Asked
from .rivals import RawWhoosh, Tantivy
from .stores import Filled
from .tables import Measured

MANUAL = report.PAGE.parent.parent.parent / "shared" / "data" / "service-manual.jsonl.gz"
LIMIT = 1_200
"""Seconds in which a run must be over."""
MANUAL_QUESTIONS = ("user research", "accessibility", "content design", "agile", "browser testing", "open standards")
WHOLE = Scale(rounds=5, seconds=2, questions=60, publications=30)
QUICK = Scale(rounds=1, seconds=1, questions=10, publications=5)


@dataclass(frozen=True)
class Size:
    """Documents, paragraphs and editions of the generated corpus; documents of the manual (None: all)."""

    documents: int
    paragraphs: int
    editions: int
    manual: int | None


def main() -> int:
    """Run, print, and write the page if told to; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the size: to try the benchmarks, not to quote")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/performance.md")
    told = parser.parse_args()
    size = Size(30, 100, 3, 30) if told.quick else Size(300, 100, 3, None)
    signal.signal(signal.SIGALRM, _stop)
    signal.signal(signal.SIGTERM, _stop)
    signal.alarm(LIMIT)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="kb-benchmarks-") as folder:
            measured = measure(Path(folder), size, QUICK if told.quick else WHOLE)
    except (servers.ServerError, TimeoutError, KeyboardInterrupt) as error:
        print(f"benchmarks: stopped: {error or 'by hand'}", file=sys.stderr)
        return 1
    finally:
        signal.alarm(0)
    found = tables.every(measured)
    note = (
        f"Measured on {datetime.now(UTC):%-d %B %Y} in {time.monotonic() - started:.0f} s: {report.machine()}; "
        f"load by {load.tool()}."
    )
    print(f"\n{report.plain(found)}\n\n{note}")
    if told.write:
        report.write(found, note)
    return 0


def measure(folder: Path, size: Size, scale: Scale) -> Measured:
    """Everything, in a folder that may be thrown away afterwards."""
    say(f"writing {size.documents} documents × {size.paragraphs} paragraphs × {size.editions} editions")
    pack = folder / "generated.jsonl.gz"
    told = corpus.write(pack, size.documents, size.paragraphs, size.editions)
    say("loading and indexing them")
    generated = stores.fill("generated", folder / "generated", pack)
    manual = _manual(folder, size)
    measured = Measured(generated=generated, manual=manual)
    asked = _in_process(measured, told, folder, scale)
    say(f"publishing {policy.PARAGRAPHS} paragraphs, {scale.publications} times")
    measured.policy = policy.measure(generated, folder / "policy", scale.publications)
    say("explaining a chat")
    # In a process of its own, as a worker is: what the measurements before left in memory is no part of it.
    with ProcessPoolExecutor(1, get_context("spawn")) as alone:
        measured.chats = alone.submit(chats.measure, folder / "chats").result()
    _over_http(measured, told, asked, scale)
    return measured


def _manual(folder: Path, size: Size) -> Filled | None:
    if not MANUAL.is_file():
        say(f"the service manual is not there ({MANUAL}), so it is left out")
        return None
    pack = MANUAL
    if size.manual is not None:
        pack = folder / "some.jsonl.gz"
        with gzip.open(MANUAL, "rt", encoding="utf-8") as every, gzip.open(pack, "wt", encoding="utf-8") as some:
            some.writelines(islice(every, size.manual))
    say("loading and indexing the service manual")
    return stores.fill("service manual", folder / "manual", pack)


def _in_process(measured: Measured, told: Corpus, folder: Path, scale: Scale) -> dict[str, list[Asked]]:
    """The engine beside FTS5, and texts; the questions that were put."""
    store, library, index = stores.opened(measured.generated)
    try:
        every = library.changed_since(None)[1]
        units = list(library.units(every))
        asked = questions.shapes(told, [one.text for one in units[:2_000]], scale.questions)
        say(f"asking {scale.questions} questions of {len(asked)} shapes, beside FTS5 over {len(units):,} paragraphs")
        measured.datasette = products.fill(folder, units)
        with engines.Peer(folder / "fts5.sqlite", units) as peer:
            measured.peer_built = peer.built
            say("the same in Whoosh and tantivy as their documentation shows them")
            rivals: dict[str, engines.Rival] = {"Whoosh": RawWhoosh(folder / "raw-whoosh", units)}
            try:
                rivals["tantivy"] = Tantivy(folder / "tantivy", units)
            except ImportError:
                say("tantivy is not installed: left out")
            measured.shapes = engines.compare(index, library, peer, rivals, asked)
        say("comparing, rendering and aligning texts")
        measured.texts = texts.measure(library, told)
    finally:
        store.close()
    return asked


def _over_http(measured: Measured, told: Corpus, asked: dict[str, list[Asked]], scale: Scale) -> None:
    with ExitStack() as running:
        peer = running.enter_context(servers.hello())
        found = [load.Target("hello", peer, ("/",))]
        mixed = [own[place].path for place in range(min(6, scale.questions)) for own in asked.values()]
        searches = {"generated": mixed, "service manual": [Asked(one, "").path for one in MANUAL_QUESTIONS]}
        for filled in filter(None, (measured.generated, measured.manual)):
            say(f"serving: {filled.name}")
            server = running.enter_context(servers.product(filled))
            reader = server.sign_in()
            sized = _pages(filled)
            measured.first_views[filled.name] = pages.first_views(server, reader, sized.every[::2][:100])
            found += pages.targets(server, reader, sized, searches[filled.name])
            if filled is measured.generated:
                say("searching over HTTP, shape by shape")
                measured.requests = pages.by_shape(server, reader, asked, lambda one: one.path)
                if measured.datasette and (other := running.enter_context(products.datasette(measured.datasette))):
                    measured.product = pages.by_shape(other, {}, asked, products.path)
                measured.suggestions = pages.suggestions(server, reader, told.language.words[20:120])
            measured.memory[filled.name] = server.memory()
        load.check(found[0])
        say(f"load on {len(found)} addresses, {scale.rounds} rounds")
        measured.sizes = pages.sizes(found)
        measured.rates = pages.rates(found, scale)


def _pages(filled: Filled) -> stores.Pages:
    store, library, _ = stores.opened(filled)
    try:
        return stores.pages(library, library.in_force(Kind.GUIDANCE, store.now().date()))
    finally:
        store.close()


def say(words: str) -> None:
    """Tell what is going on, on standard error."""
    print(f"-- {words}", file=sys.stderr, flush=True)


def _stop(number: int, _frame: object) -> None:
    raise TimeoutError(f"it took longer than {LIMIT} s" if number == signal.SIGALRM else "told to")


if __name__ == "__main__":
    sys.exit(main())
