"""Random worlds for property tests: documents with editions, corrections, withdrawals, and questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from guidance.published import Unit
from tests.factories import NOW, document, edition

WORDS = "delay delays delayed report reporting consent consented child victim victim's the of in not ghosting".split()
WORDS += ["2003", "🍆", "s.41", "section 41(3)", "[2010] EWCA Crim 1578", "R v Bree", "café", "don’t", "well-being"]
FIRST, LAST = date(2019, 1, 1), date(2023, 1, 1)

texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
days = st.dates(FIRST, LAST)
kinds = st.sampled_from(["guidance", "case_study", "practice_note"])
topics = st.lists(st.sampled_from(["consent", "evidence", "delay"]), max_size=2, unique=True)


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Markdown with a few paragraphs, some under headings, some of those with a label."""
    blocks = []
    for number in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            label = f' {{#h{number} ref="M{number:02}"}}' if draw(st.booleans()) else ""
            blocks.append(f"## {draw(texts)}{label}")
        blocks.append(f"Text {number} {draw(texts)}")
    return "\n\n".join(blocks)


@st.composite
def documents(draw: st.DrawFn, slug: str) -> dict[str, Any]:
    """A document as a pack has it, its editions commencing one after the other, sometimes corrected or withdrawn."""
    editions, published = [], datetime(2019, 1, 1, 9, tzinfo=UTC)
    start = draw(days)
    for ordinal in range(1, draw(st.integers(1, 3)) + 1):
        published += timedelta(days=draw(st.integers(1, 400)))
        start += timedelta(days=draw(st.integers(0, 300)))
        made = edition(ordinal, draw(bodies()), title=draw(texts), in_force_from=str(start))
        made["published_at"] = published.isoformat()
        if draw(st.integers(0, 3)) == 0:
            later = published + timedelta(days=draw(st.integers(1, 300)))
            first = {"from": str(start), "recorded_at": published.isoformat(), "reason": ""}
            moved = {"from": str(start + timedelta(days=30)), "recorded_at": later.isoformat(), "reason": "wrong date"}
            made["force"] = [first, moved]
        editions.append(made)
    extra: dict[str, Any] = {}
    if draw(st.integers(0, 3)) == 0:
        extra["withdrawn"] = {"from": str(start + timedelta(days=400)), "reason": "overtaken"}
    found = document(slug, kind=draw(kinds), topics=draw(topics), ref=draw(st.sampled_from(["", "D1"])), **extra)
    return {**found, "editions": editions}


@st.composite
def worlds(draw: st.DrawFn, most: int = 5) -> list[dict[str, Any]]:
    """Several documents."""
    return [draw(documents(f"doc-{number}")) for number in range(draw(st.integers(1, most)))]


single = st.sampled_from(
    [word for word in WORDS if " " not in word] + ["nothing", "s.41(3)", "s41", "conse*", "ghost*"]
)
quoted = st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"')
fielded = st.tuples(st.sampled_from(["title:", "ref:", "kind:", "topic:"]), single | st.just("guidance")).map("".join)
leaf = single | quoted | fielded | st.sampled_from(WORDS)
plain = st.lists(leaf | single.map(lambda word: f"-{word}"), min_size=1, max_size=5).map(" ".join)
grouped = st.recursive(
    leaf,
    lambda inner: st.tuples(inner, st.sampled_from([" AND ", " OR ", " AND NOT ", " "]), inner).map(
        lambda parts: f"({parts[0]}{parts[1]}{parts[2]})"
    ),
    max_leaves=5,
)
questions = plain | grouped | st.text(max_size=40)
instants = st.integers(0, 6 * 365 * 86_400).map(lambda past: datetime(2019, 1, 1, tzinfo=UTC) + timedelta(seconds=past))


def moments(units: Sequence[Unit]) -> st.SearchStrategy[tuple[date, datetime]]:
    """A day and an instant, mostly the very ones at which something begins or ends, or the last before it."""
    edges = {day for unit in units for day in (unit.in_force_from, unit.in_force_to) if day}
    turns = {instant for unit in units for instant in (unit.recorded_from, unit.recorded_to) if instant}
    all_days = sorted(edges | {day - timedelta(days=1) for day in edges} | {LAST})
    all_turns = sorted(turns | {instant - timedelta(microseconds=1) for instant in turns}) or [NOW]
    return st.tuples(st.sampled_from(all_days), st.sampled_from(all_turns) | st.just(NOW))


def phrases(units: Sequence[Unit]) -> st.SearchStrategy[str]:
    """Some neighbouring words of a text, in quotation marks, at times with one of them changed."""
    runs = [
        words[start : start + length]
        for unit in units
        for words in [unit.text.replace('"', "").split()]
        for length in (2, 3, 4)
        for start in range(len(words) - length + 1)
    ] or [["no", "text"]]
    changed = st.sampled_from(runs).flatmap(lambda run: st.permutations(run) | st.just(run))
    return changed.map(lambda run: f'"{" ".join(run)}"')
