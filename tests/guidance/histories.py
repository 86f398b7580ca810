"""Random histories of documents, the answers worked out by hand from the packs alone, and a world for each example."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import Phase
from hypothesis import strategies as st

from guidance.importing import load_pack
from guidance.model import OPERATOR, Paragraph
from guidance.published import Library
from guidance.store import Store, open_store
from tests.factories import Clock, document, edition, make_store, write_pack

DAY0 = date(2020, 1, 1)
NOW = datetime(2020, 2, 10, 12, tzinfo=UTC)
"""The worlds' clock: some of what the histories publish is still embargoed then."""

_WORDS = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment freeze injury stranger partner culture""".split()
SENTENCES = [" ".join(random.Random(seed).choices(_WORDS, k=12)).capitalize() + "." for seed in range(14)]
PIECES = [*SENTENCES, *(f"## Section {name}" for name in ("one", "two")), "### Detail", "- a list\n- of two"]

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""For tests that make a database for each example: examples are small as they come, and shrinking takes minutes."""

days = st.integers(0, 40).map(lambda offset: DAY0 + timedelta(days=offset))
instants = st.integers(-5, 55).map(lambda offset: datetime.combine(DAY0 + timedelta(days=offset), time(9), UTC))
sampled_days = [DAY0 + timedelta(days=offset) for offset in range(-3, 65, 4)]


@st.composite
def bodies(draw: st.DrawFn, count: int) -> list[str]:
    """The bodies of successive editions: each the one before with pieces put in, taken out, edited and moved."""
    pieces = draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
    found = ["\n\n".join(pieces)]
    for _ in range(count - 1):
        for act in draw(st.lists(st.sampled_from(["in", "out", "edit", "move", "twice"]), max_size=3)):
            place = draw(st.integers(0, max(len(pieces) - 1, 0)))
            if act == "in" or not pieces:
                pieces.insert(place, draw(st.sampled_from(PIECES)))
            elif act == "out":
                del pieces[place]
            elif act == "edit" and not pieces[place].startswith("-"):
                pieces[place] = pieces[place].replace("a", "ä", 1) + " also"
            elif act == "move":
                pieces.insert(draw(st.integers(0, len(pieces) - 1)), pieces.pop(place))
            else:
                pieces.insert(0, pieces[place])
        found.append("\n\n".join(pieces))
    return found


@st.composite
def histories(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    """One document as a pack has it: dates equal or out of order, wrong dates put right, withdrawn or embargoed."""
    editions = []
    for ordinal, body in enumerate(draw(bodies(draw(st.integers(1, 4)))), 1):
        start, published = draw(days), draw(instants)
        made = edition(ordinal, body, title=draw(st.sampled_from(["A title", "Another"])), in_force_from=str(start))
        editions.append(made | {"published_at": _told(published)})
    made = document(slug, editions=editions)
    last = max(editions, key=lambda one: (one["in_force_from"], one["ordinal"]))
    fate = draw(st.sampled_from(["stands", "withdrawn", "put right"]))
    if fate == "withdrawn":
        end = date.fromisoformat(last["in_force_from"]) + timedelta(days=draw(st.integers(1, 20)))
        made["withdrawn"] = {"from": str(end), "reason": "Overtaken."}
    elif fate == "put right":
        one = draw(st.sampled_from(editions))
        first = {"from": one["in_force_from"], "to": None, "recorded_at": one["published_at"], "reason": ""}
        one["force"] = [first, *draw(st.lists(_corrections(one["published_at"]), min_size=1, max_size=2))]
    return made


@st.composite
def _corrections(draw: st.DrawFn, published: str) -> dict[str, Any]:
    start, length = draw(days), draw(st.none() | st.integers(0, 20))
    recorded = datetime.fromisoformat(published) + timedelta(days=draw(st.integers(0, 9)))
    end = None if length is None else str(start + timedelta(days=length))
    return {"from": str(start), "to": end, "recorded_at": _told(recorded), "reason": "A wrong date."}


@st.composite
def packs(draw: st.DrawFn, most: int = 3) -> list[dict[str, Any]]:
    """Several documents with histories."""
    return [draw(histories(f"doc-{number}")) for number in range(draw(st.integers(1, most)))]


def _told(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class Statement:
    """What a pack says about force, read by hand."""

    ordinal: int
    start: date
    end: date | None
    recorded: datetime


def statements(pack: Mapping[str, Any], now: datetime = NOW) -> list[Statement]:
    """Every statement of force in a document of a pack, the withdrawal included."""
    found: list[Statement] = []
    for one in pack["editions"]:
        told = one.get("force") or [{"from": one["in_force_from"], "to": None, "recorded_at": one["published_at"]}]
        for said in told:
            end = date.fromisoformat(said["to"]) if said["to"] else None
            recorded = datetime.fromisoformat(said["recorded_at"])
            found.append(Statement(one["ordinal"], date.fromisoformat(said["from"]), end, recorded))
    if "withdrawn" in pack:
        end = date.fromisoformat(pack["withdrawn"]["from"])
        last = max(found, key=lambda one: (one.start, one.ordinal))
        midnight = datetime.combine(end, time(), UTC)
        recorded = max(min(midnight, now), *(one.recorded for one in found), datetime.min.replace(tzinfo=UTC))
        found.append(Statement(last.ordinal, last.start, end, recorded))
    return found


def in_force_by_hand(pack: Mapping[str, Any], day: date, known_at: datetime) -> int | None:
    """The rule applied to one day: of what was known, the newest commencement by then counts, if it has not ended."""
    latest: dict[int, Statement] = {}
    for one in statements(pack):
        if one.recorded <= known_at and (one.ordinal not in latest or latest[one.ordinal].recorded <= one.recorded):
            latest[one.ordinal] = one
    begun = [one for one in latest.values() if one.start <= day and (one.end is None or one.end > one.start)]
    if not begun:
        return None
    newest = max(begun, key=lambda one: (one.start, one.ordinal))
    return newest.ordinal if newest.end is None or day < newest.end else None


def anything_known(pack: Mapping[str, Any], known_at: datetime) -> bool:
    """Whether anything of the document was recorded by the instant."""
    return any(one.recorded <= known_at for one in statements(pack))


def indexed_by_hand(paragraphs: Sequence[Paragraph]) -> list[tuple[Paragraph, tuple[str, ...]]]:
    """Every paragraph that is no heading, and every heading of an empty section, with the headings over each."""
    found: list[tuple[Paragraph, tuple[str, ...]]] = []
    for index, one in enumerate(paragraphs):
        over: list[Paragraph] = []
        lowest = one.level if one.level else 7
        for before in reversed(paragraphs[:index]):
            if 0 < before.level < lowest:
                over.insert(0, before)
                lowest = before.level
        following = paragraphs[index + 1 : index + 2]
        empty = not following or 0 < following[0].level <= one.level
        if not one.level or empty:
            found.append((one, tuple(heading.plain for heading in over)))
    return found


# A folder in memory where there is one: the disk's syncs would be most of the time that these tests take.
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def _empty_database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        make_store(Path(folder)).close()
        return (Path(folder) / "kb.sqlite").read_bytes()


@contextmanager
def world(*packs_in_turn: Sequence[Mapping[str, Any]], now: datetime = NOW) -> Iterator[tuple[Store, Library, Path]]:
    """A fresh database in a folder of its own with the packs loaded one after the other; gone at the end."""
    with tempfile.TemporaryDirectory(dir=IN_MEMORY) as name:
        folder = Path(name)
        (folder / "kb.sqlite").write_bytes(_empty_database())
        store = open_store(f"sqlite:///{folder / 'kb.sqlite'}", Clock(now))
        try:
            for number, pack in enumerate(packs_in_turn):
                load_pack(store, OPERATOR, write_pack(folder / f"{number}.jsonl", pack))
            yield store, Library(store), folder
        finally:
            store.close()
