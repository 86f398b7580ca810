"""A document kept as an archivist keeps one: a full copy of every edition, and what was done to make each.

What became of cited words is worked out from the copies alone; nothing of the product is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

_WORDS = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment freeze injury stranger partner culture witness schedule
disclosure interview officer charge lawyer meeting download archive camera register translate question answer weigh
record listen explain protect review decide notice support careful written spoken earlier later quickly slowly alone
together morning evening station village hospital university employer neighbour teacher doctor judge jury""".split()


@dataclass(frozen=True)
class Item:
    """A paragraph or a heading: who it is, and its sentences, each with a name that it keeps when its words change."""

    key: int
    sentences: tuple[tuple[int, str], ...]
    heading: bool = False

    @property
    def text(self) -> str:
        return " ".join(words for _, words in self.sentences)

    @property
    def source(self) -> str:
        return f"## {self.text} {{#h{self.key}}}" if self.heading else self.text


@dataclass(frozen=True)
class Copy:
    """One edition whole. `replaced`: of what was taken out, by key, what was put in its place."""

    title: str
    items: tuple[Item, ...]
    day: date = date.min
    replaced: tuple[tuple[int, int], ...] = ()

    @property
    def body(self) -> str:
        return "\n\n".join(one.source for one in self.items)

    @property
    def keys(self) -> list[int]:
        return [one.key for one in self.items]

    def find(self, key: int) -> Item | None:
        return next((one for one in self.items if one.key == key), None)

    def place(self, key: int) -> tuple[int, str]:
        """The key of the heading over an item (0: none), and its number."""
        section = under = paragraph = 0
        for one in self.items:
            if one.heading:
                over, number = 0, str(section + 1)
                section, under, paragraph = section + 1, one.key, 0
            else:
                paragraph += 1
                over, number = under, f"{section}.{paragraph}"
            if one.key == key:
                return over, number
        raise KeyError(key)


@dataclass(frozen=True)
class Origins:
    """What the author of an edition says of where its paragraphs come from: (new, old) and (gone, into)."""

    split: frozenset[tuple[int, int]]
    merged: frozenset[tuple[int, int]]


def origins(before: Copy, after: Copy) -> Origins:
    """Told by where each sentence stood and stands. Of several that one came from or went into, the first is told."""
    stood = {name: one.key for one in before.items for name, _ in one.sentences}
    stands = {name: one.key for one in after.items for name, _ in one.sentences}
    merged, split = {}, {}
    for one in before.items:
        into = [stands[name] for name, _ in one.sentences if name in stands]
        if one.key not in after.keys and into:
            merged[one.key] = into[0]
    for one in after.items:
        come_from = [stood[name] for name, _ in one.sentences if name in stood and merged.get(stood[name]) != one.key]
        if one.key not in before.keys and come_from:
            split[one.key] = come_from[0]
    return Origins(frozenset(split.items()), frozenset(merged.items()))


@dataclass(frozen=True)
class Cited:
    """A paragraph as somebody cited it from the copy at an index."""

    key: int
    text: str
    index: int


def verdict(copies: Sequence[Copy], cited: Cited) -> tuple[str, set[int]]:
    """What has become of the words in the last copy, and the keys of the paragraphs there that came after them."""
    today, now = copies[-1], copies[-1].find(cited.key)
    if now and now.text == cited.text:
        (then_over, then_number), (over, number) = copies[cited.index].place(cited.key), today.place(cited.key)
        return "moved" if over != then_over else "unchanged" if number == then_number else "renumbered", set()
    standing = {key: way for key, way in _ways(copies, cited).items() if key in today.keys}
    for way in ("split", "merged", "replaced"):
        found = {key for key, one in standing.items() if one == way}
        if found and (way == "split" or now is None):
            return "superseded" if way == "replaced" else way, found
    return "amended" if now else "superseded", set()


def _ways(copies: Sequence[Copy], cited: Cited) -> dict[int, str]:
    """Whom the words may have gone to since they last stood as cited, edition by edition, and in what way."""
    held = [one.find(cited.key) for one in copies]
    last = max(index for index, one in enumerate(held) if one and one.text == cited.text)
    ways: dict[int, str] = {}
    for index in range(last + 1, len(copies)):
        told = origins(copies[index - 1], copies[index])
        # Who stands again in a later edition had not gone for good.
        back = {key for copy in copies[index + 1 :] for key in copy.keys}
        steps = [(old, new, "split") for new, old in told.split]
        steps += [(gone, into, "merged") for gone, into in told.merged if gone not in back]
        steps += [(gone, other, "replaced") for gone, other in copies[index].replaced if gone not in back]
        carriers = {cited.key: "", **ways}
        for start, end, way in steps:
            if start in carriers and end not in carriers:
                ways.setdefault(end, way if way == "replaced" else carriers[start] or way)
    return ways


class Author:
    """Somebody who does to a document whatever numbers say: the same numbers, the same deeds."""

    def __init__(self) -> None:
        self._number = count(1)
        self.deeds: dict[str, Callable[[Sequence[Copy], int, int], Copy | None]] = {
            "insert": self.insert,
            "delete": self.delete,
            "replace": self.replace,
            "edit": self.edit,
            "move": self.move,
            "split": self.split,
            "merge": self.merge,
            "retitle": self.retitle,
            "revert": self.revert,
        }

    def begin(self, sizes: Sequence[int]) -> Copy:
        """A first edition: for each number a paragraph of so many sentences, or (0) a heading."""
        return Copy("A title", tuple(self._item(size) for size in sizes))

    def insert(self, copies: Sequence[Copy], first: int, second: int) -> Copy:
        items = list(copies[-1].items)
        items.insert(first % (len(items) + 1), self._item(second % 4))
        return replace(copies[-1], items=tuple(items), replaced=())

    def delete(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        items = list(copies[-1].items)
        gone = items.pop(first % len(items))
        return self._changed(copies, items) if any(not one.heading for one in items) and gone else None

    def replace(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        """Delete, and say what takes its place."""
        left = self.delete(copies, first, second)
        if left is None:
            return None
        (gone,) = set(copies[-1].keys) - set(left.keys)
        return replace(left, replaced=((gone, left.keys[second % len(left.keys)]),))

    def edit(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        items = list(copies[-1].items)
        place = self._paragraphs(items)[first % len(self._paragraphs(items))]
        sentences = list(items[place].sentences)
        name, words = sentences[second % len(sentences)]
        told = words.split(" ")
        told[1 + second % (len(told) - 2)] = f"{self._say(1)}{next(self._number)}"
        sentences[second % len(sentences)] = name, " ".join(told)
        items[place] = replace(items[place], sentences=tuple(sentences))
        return self._changed(copies, items)

    def move(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        items = list(copies[-1].items)
        one = items.pop(first % len(items))
        items.insert(second % (len(items) + 1), one)
        return self._changed(copies, items)

    def split(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        items = list(copies[-1].items)
        long = [place for place in self._paragraphs(items) if len(items[place].sentences) > 1]
        if not long:
            return None
        place = long[first % len(long)]
        whole = items[place].sentences
        cut = 1 + second % (len(whole) - 1)
        keys = [items[place].key, next(self._number)][:: -1 if second % 2 else 1]
        items[place : place + 1] = [Item(keys[0], whole[:cut]), Item(keys[1], whole[cut:])]
        return self._changed(copies, items)

    def merge(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        items = list(copies[-1].items)
        near = [place for place in self._paragraphs(items) if place + 1 in self._paragraphs(items)]
        if not near:
            return None
        place = near[first % len(near)]
        both = items[place : place + 2]
        items[place : place + 2] = [Item(both[second % 2].key, both[0].sentences + both[1].sentences)]
        return self._changed(copies, items)

    def retitle(self, copies: Sequence[Copy], first: int, second: int) -> Copy:
        """Another title of a section, or (or where there is none) of the document."""
        items = list(copies[-1].items)
        headings = [place for place, one in enumerate(items) if one.heading]
        if not headings or second % 3 == 0:
            return replace(copies[-1], title=self._say(3).capitalize(), replaced=())
        place = headings[first % len(headings)]
        items[place] = replace(items[place], sentences=((items[place].sentences[0][0], self._say(3).capitalize()),))
        return replace(copies[-1], items=tuple(items), replaced=())

    def revert(self, copies: Sequence[Copy], first: int, second: int) -> Copy | None:
        """The words of an earlier edition. A paragraph of them that stands now under another name keeps that."""
        now, earlier = copies[-1], copies[first % len(copies)]
        here = {one.source: one for one in now.items if one.key not in earlier.keys}
        items = (one if one.key in now.keys else here.get(one.source, one) for one in earlier.items)
        same = (earlier.title, earlier.body) == (now.title, now.body)
        return None if same else replace(earlier, items=tuple(items), replaced=())

    def _changed(self, copies: Sequence[Copy], items: Sequence[Item]) -> Copy | None:
        changed = replace(copies[-1], items=tuple(items), replaced=())
        return None if changed.body == copies[-1].body else changed

    @staticmethod
    def _paragraphs(items: Sequence[Item]) -> list[int]:
        return [place for place, one in enumerate(items) if not one.heading]

    def _item(self, size: int) -> Item:
        key = next(self._number)
        if not size:
            return Item(key, ((next(self._number), self._say(3).capitalize()),), heading=True)
        return Item(key, tuple((next(self._number), f"{self._say(11).capitalize()}.") for _ in range(size)))

    def _say(self, words: int) -> str:
        return " ".join(random.Random(next(self._number)).sample(_WORDS, words))
