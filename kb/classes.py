"""What people read for the class of a change: of one paragraph, and of all of them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance.changes import ParagraphChange
from guidance.compare import Row
from guidance.workflow import ChangeClass

WORDS: Mapping[ChangeClass, str] = {
    ChangeClass.SUBSTANTIVE: "Substantive",
    ChangeClass.CLARIFICATION: "Clarification",
    ChangeClass.TYPOGRAPHIC: "Typographic",
    ChangeClass.NEW: "New",
    ChangeClass.WITHDRAWN: "Taken out",
    ChangeClass.MOVED: "Moved",
    ChangeClass.RENUMBERED: "Renumbered",
}
"""The heaviest first. What is unchanged has no mark."""

_TOLD_BY_THE_REDLINE = frozenset({ChangeClass.NEW, ChangeClass.WITHDRAWN, ChangeClass.MOVED})


@dataclass(frozen=True)
class Classed:
    """A row of a comparison with the words for its class; `raised`: somebody said that it weighs more than computed."""

    row: Row
    words: str
    raised: bool

    @property
    def change(self) -> str:
        """What became of the paragraph, as the redline has it."""
        return self.row.change


def tally(found: Iterable[ParagraphChange]) -> list[tuple[str, int]]:
    """How many paragraphs there are of each class that there is, as (words, number)."""
    counted = dict.fromkeys(WORDS, 0)
    for one in found:
        if one.change_class in counted:
            counted[one.change_class] += 1
    return [(WORDS[name].lower(), number) for name, number in counted.items() if number]


def weights(found: Iterable[ParagraphChange]) -> list[tuple[str, int]]:
    """`tally` without what a redline's own summary says already: what is new, gone or moved."""
    return tally(one for one in found if one.change_class not in _TOLD_BY_THE_REDLINE)


def classed(rows: Sequence[Row], found: Iterable[ParagraphChange]) -> list[Classed]:
    """The rows of a redline, each with its class."""
    by_pid = {one.pid: one for one in found}
    result: list[Classed] = []
    for row in rows:
        change = by_pid.get((row.new or row.old).pid)  # type: ignore[union-attr]  # a row has one side at least
        words = WORDS.get(change.change_class, "") if change else ""
        result.append(Classed(row, words, change is not None and change.change_class is not change.computed))
    return result
