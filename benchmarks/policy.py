"""What the policy team does with a large document: save, publish, compare, find what is published; beside floors."""

from __future__ import annotations

import json
import random
import shutil
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from rapidfuzz.distance import Indel

from guidance import drafting, markup, people, publishing, reviewing
from guidance.importing import load_pack
from guidance.model import OPERATOR, Basis, Edition, Kind, Person, Role
from guidance.planning import Plan
from guidance.workflow import Content
from indexer.answers import Question
from kb.config import load
from kb.services import Services

from . import prose
from .floors import Floor
from .load import MILLISECOND
from .stores import Filled
from .texts import WORDS, by_difflib

PARAGRAPHS, CHANGED = 300, 30
FIRST_DAY = date(2020, 1, 1)
_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Took:
    """Milliseconds: processor time and the clock, the median of the rounds, and the slowest by the clock."""

    processor: float
    clock: float
    worst: float


@dataclass(frozen=True)
class Policy:
    """How long each act and each peer took, by name, in an index of so many units."""

    units: int
    rounds: int
    took: Mapping[str, Took]


class _Watch:
    """Times by name."""

    def __init__(self) -> None:
        self._times: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)

    def time(self, name: str, act: Callable[[], _Made]) -> _Made:
        clock, processor = time.perf_counter(), time.process_time()
        made = act()
        spent = time.process_time() - processor, time.perf_counter() - clock
        self._times[name].append((spent[0] / MILLISECOND, spent[1] / MILLISECOND))
        return made

    def took(self) -> dict[str, Took]:
        found: dict[str, Took] = {}
        for name, told in self._times.items():
            processor, clock = ([one[place] for one in told] for place in (0, 1))
            found[name] = Took(statistics.median(processor), statistics.median(clock), max(clock))
        return found


class _Team:
    """A data folder with documents of one edition each, and three people who give each a second one."""

    def __init__(self, filled: Filled, folder: Path, rounds: int) -> None:
        shutil.copytree(filled.config.data, folder)
        self.services = Services(load({"KB_DATA": str(folder), "KB_SECRET_KEY": "only-for-a-benchmark"}))
        self.store = self.services.store
        self.author, self.reviewer, self.publisher = (self._person(one) for one in _ROLES)
        self.chance = random.Random(5)
        self.bodies = [prose.body(self.chance, PARAGRAPHS) for _ in range(rounds)]
        pack = folder / "policy.jsonl"
        pack.write_text("".join(json.dumps(self._told(*one)) + "\n" for one in enumerate(self.bodies)), "utf-8")
        load_pack(self.store, OPERATOR, pack)
        self.services.index.catch_up(self.services.library)
        self.floor = Floor(folder / "floor.sqlite", self.store)
        self.today = self.services.config.now().date()

    def _person(self, role: Role) -> Person:
        return people.add_person(self.store, OPERATOR, f"{role}@example.org", role.title(), role, "for a benchmark")

    @staticmethod
    def _told(number: int, body: Sequence[str]) -> dict[str, object]:
        edition = {"ordinal": 1, "basis": "final", "title": f"Policy {number}", "summary": "", "facts": {}}
        edition |= {"body": "\n\n".join(body), "change_note": "", "in_force_from": FIRST_DAY.isoformat()}
        edition["published_at"] = f"{FIRST_DAY.isoformat()}T09:00:00Z"
        slug = {"kind": "guidance", "slug": f"policy-{number}", "topics": []}
        return {"format": "kb-pack/1", **slug, "editions": [edition]}

    def round(self, number: int, watch: _Watch) -> None:
        """A second edition, from the draft to the first search that finds it."""
        slug, word = f"policy-{number}", f"lapwing{number}word"
        body = "\n\n".join([*prose.edited(self.chance, self.bodies[number], CHANGED), f"It says {word} now."])
        content = Content(f"Policy {number}", "", body, {})
        made = drafting.start(self.store, self.author, Kind.GUIDANCE, slug)
        watch.time("save", lambda: drafting.save(self.store, self.author, made, 1, content))
        reviewing.submit(self.store, self.author, made, 2, "Words.", "Reasons.")
        reviewing.approve(self.store, self.reviewer, made, 2, "")
        plan = Plan(self.today, Basis.FINAL)
        watch.time("publish", lambda: publishing.publish(self.store, self.publisher, made, 2, plan))
        watch.time("seen", lambda: self._find(word))
        before, after = (self._edition(slug, ordinal) for ordinal in (1, 2))
        watch.time("redline", lambda: self.services.compared(before, after))
        watch.time("redline again", lambda: self.services.compared(before, after))
        self._peers(watch, before, after, body, word)

    def _find(self, word: str) -> None:
        """What a search request does: look whether anything is new, take it in, answer."""
        services = self.services
        services.level_with(services.library.head())
        answer = services.index.search(Question(word, self.today, services.config.now()), services.library)
        if answer.total != 1:
            raise ValueError(f"{word} was published, and {answer.total} documents were found")

    def _edition(self, slug: str, ordinal: int) -> Edition:
        return self.services.library.edition(Kind.GUIDANCE, slug, ordinal, self.today)

    def _peers(self, watch: _Watch, before: Edition, after: Edition, body: str, word: str) -> None:
        old, new = self.services.library.paragraphs(before), self.services.library.paragraphs(after)
        by_pid = {one.pid: one.plain for one in old}
        pairs = [(by_pid[one.pid], one.plain) for one in new if by_pid.get(one.pid, one.plain) != one.plain]
        watch.time("difflib", lambda: [by_difflib(*pair) for pair in pairs])
        # Of the whole texts difflib takes half a minute.
        whole = [WORDS.findall("\n\n".join(one.plain for one in told)) for told in (old, new)]
        watch.time("Indel", lambda: Indel.opcodes(*whole))
        blocks = markup.split(body)
        watch.time("render all", lambda: [markup.render(one.block, one.source) for one in blocks])
        rows, paragraphs = self.floor.rows(after.id), self.floor.paragraphs(after.id)
        watch.time("bare rows", lambda: self.floor.write(rows))
        watch.time("FTS5", lambda: self.floor.find(paragraphs, word))


_ROLES = (Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER)


def measure(filled: Filled, folder: Path, rounds: int) -> Policy:
    """So many documents published in second editions, in a copy of a filled folder."""
    team, watch = _Team(filled, folder, rounds), _Watch()
    with team.floor:
        for number in range(rounds):
            team.round(number, watch)
    units = team.services.index.status(team.services.library).units
    team.store.close()
    shutil.rmtree(folder)
    return Policy(units, rounds, watch.took())
