"""Which paragraph of a draft is which, through its revisions: found, doubted, settled by the author. Knows no database.

A revision is aligned with the one before it and then with the base edition, so that what is settled stays settled. A
paragraph that may or may not continue one of the base has a pid of its own and candidates until the author settles it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel, LCSseq

from .markup import SourceBlock
from .model import Block
from .paragraphs import MAX_PAIRS, Matching, Standing, new_pid
from .workflow import Candidate, Identified, Identity, Lineage, LineageType

MOST_CANDIDATES = 3
STOOD = 0.7
"""Least share of a paragraph's words that stood, in order, in another, to suggest that it was split off or taken in."""
FEW = 5
"""Paragraphs of fewer words suggest nothing: they stand in many others."""
NEARBY = 12
"""How many paragraphs a part split off may stand from what is left."""

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True)
class Choice:
    """What the author says of the paragraph at a position (from 1): it continues a pid of the base, or ("") is new.

    A new one may be split from a pid of the base; any may have taken in others that are gone. It is the whole story:
    lineage noted earlier for the paragraph and not said again is dropped.
    """

    position: int
    continues: str
    split_from: str = ""
    merged_from: tuple[str, ...] = ()


def identify(
    base: Sequence[Standing],
    before: Sequence[Standing],
    blocks: Sequence[SourceBlock],
    earlier: Identity | None,
    seed: str,
) -> Identity:
    """Who each block is, given the base edition and the revision before (its paragraphs, and its identity `earlier`).

    Words that come back get their old pid back. No pid stands twice, and one that is new is made from `seed`, which
    must be this revision's alone. The same arguments give the same answer.
    """
    doubted = {one.pid for one in earlier.paragraphs if one.candidates} if earlier else set()
    first = Matching(before, blocks)
    first.by_anchor()
    first.by_words()
    back = _came_back(base, first, doubted)
    first.closed = back.keys() - first.matched.keys()
    first.by_likeness()
    then = _against_base(base, first, doubted, back)
    then.by_anchor()
    then.by_words()
    # To save the same words again settles no doubt about them.
    still = _still_doubted(before, blocks, doubted)
    then.closed |= still
    then.by_likeness()
    then.closed -= still
    settled, then.closed = then.closed, _split_off(first, earlier)
    then.by_words()
    then.closed = settled
    found = _pids(base, before, first, then, seed)
    maybe = then.candidates(MOST_CANDIDATES)
    paragraphs = tuple(
        Identified(pid, tuple(Candidate(*one) for one in maybe.get(index, ()))) for index, pid in enumerate(found)
    )
    known = {one.pid for one in (*base, *before)}
    lineage = _standing_lineage(earlier.lineage if earlier else (), found, {one.pid for one in base}, known)
    raised = {pid: told for pid, told in earlier.raised.items() if pid in set(found)} if earlier else {}
    return Identity(paragraphs, lineage, raised)


def removed(base: Sequence[Standing], identity: Identity) -> list[Standing]:
    """The paragraphs of the base that none of the draft continues."""
    stands = {one.pid for one in identity.paragraphs}
    return [one for one in base if one.pid not in stands]


def settle(identity: Identity, choices: Sequence[Choice], base: Sequence[Standing], seed: str) -> Identity:
    """The identity as the author has settled it; a paragraph called new that continued one gets a pid from `seed`.

    Raises ValueError with a sentence for the author where a choice cannot stand: a pid that is not of the base, one for
    two paragraphs, a position that is not there.
    """
    paragraphs = list(identity.paragraphs)
    known = {one.pid for one in base}
    taken = known | {one.pid for one in paragraphs}
    said = [choice.position for choice in choices]
    if len(set(said)) < len(said):
        raise ValueError("A paragraph is settled twice. Say one thing of each.")
    for choice in choices:
        _check(choice, len(paragraphs), known)
        pid = choice.continues or paragraphs[choice.position - 1].pid
        if not choice.continues and pid in known:
            pid = _fresh(f"{seed}/{choice.position}", taken)
            taken.add(pid)
        paragraphs[choice.position - 1] = Identified(pid)
    places = Counter(one.pid for one in paragraphs)
    for pid in (pid for pid, count in places.items() if count > 1):
        twice = [index for index, one in enumerate(paragraphs, 1) if one.pid == pid]
        raise ValueError(f"Paragraphs {_listed(twice)} cannot continue the same paragraph. Choose one of them.")
    paragraphs = [
        Identified(one.pid, tuple(maybe for maybe in one.candidates if maybe.pid not in places)) for one in paragraphs
    ]
    lineage = _with_choices(identity.lineage, choices, [one.pid for one in paragraphs])
    pids = [one.pid for one in paragraphs]
    gone = {one.pid for one in identity.paragraphs}
    raised = {pid: told for pid, told in identity.raised.items() if pid in places}
    return Identity(tuple(paragraphs), _standing_lineage(lineage, pids, known, known | gone), raised)


def suggestions(base: Sequence[Standing], identity: Identity, blocks: Sequence[SourceBlock]) -> list[Lineage]:
    """What seems to have been split off or taken in, by its words, and is not yet in the identity.

    A new paragraph whose words stood in one that is gone, or that lost them and stands nearby, was split from it. One
    that is gone and whose words came into another was merged into it.
    """
    draft = _Texts([one.pid for one in identity.paragraphs], [(block.block, block.source) for block in blocks])
    before = _Texts([one.pid for one in base], [(one.block, one.source) for one in base])
    if len(draft.pids) * len(before.pids) > MAX_PAIRS:
        return []
    found = [*_splits(before, draft), *_merges(before, draft)]
    known = {(one.type, one.pid, one.other) for one in identity.lineage}
    return [one for one in found if (one.type, one.pid, one.other) not in known]


def _came_back(base: Sequence[Standing], first: Matching, doubted: Collection[str]) -> dict[int, str]:
    """The blocks, by index, that are paragraphs of the base which the revision before did not have."""
    had = {one.pid for one in first.base}
    settled = {index for index in first.matched if first.pid(index) not in doubted}
    gone = Matching([one for one in base if one.pid not in had], first.blocks, closed=settled)
    gone.by_anchor()
    gone.by_words()
    return {index: gone.base[place].pid for index, place in gone.matched.items()}


def _against_base(
    base: Sequence[Standing], first: Matching, doubted: Collection[str], back: Mapping[int, str]
) -> Matching:
    """The base, to be matched with the blocks that the revision before did not settle."""
    places = {one.pid: index for index, one in enumerate(base)}
    known = {index: first.pid(index) or "" for index in first.matched} | dict(back)
    matched = {index: places[pid] for index, pid in known.items() if pid in places}
    closed = {index for index, pid in known.items() if pid not in places and pid not in doubted}
    return Matching(base, first.blocks, matched, closed)


def _still_doubted(
    before: Sequence[Standing], blocks: Sequence[SourceBlock], doubted: Collection[str]
) -> frozenset[int]:
    """Where nothing changed since the revision before: the blocks of which nobody knows yet what they were."""
    if [(one.block, one.source) for one in before] != [(one.block, one.source) for one in blocks]:
        return frozenset()
    return frozenset(index for index, one in enumerate(before) if one.pid in doubted)


def _pids(
    base: Sequence[Standing], before: Sequence[Standing], first: Matching, then: Matching, seed: str
) -> list[str]:
    taken = {one.pid for one in (*base, *before)}
    found = []
    for index in range(len(first.blocks)):
        pid = then.pid(index) or first.pid(index) or _fresh(f"{seed}/{index + 1}", taken)
        taken.add(pid)
        found.append(pid)
    return found


def _split_off(first: Matching, earlier: Identity | None) -> set[int]:
    """The blocks that are new by the author's word; others whose words are those of the base are no newer than they."""
    told = {one.pid for one in earlier.lineage if one.type is LineageType.SPLIT_FROM} if earlier else set()
    return {index for index in first.matched if first.pid(index) in told}


def _fresh(seed: str, taken: Collection[str]) -> str:
    pid = new_pid(seed)
    while pid in taken:
        seed += "+"
        pid = new_pid(seed)
    return pid


def _standing_lineage(
    lineage: Iterable[Lineage], pids: Collection[str], base: Collection[str], known: Collection[str]
) -> tuple[Lineage, ...]:
    """The lineage that can still be so. `known`: the pids that the draft has had; any other is another document's."""
    stands = set(pids)

    def so(one: Lineage) -> bool:
        if one.type is LineageType.SPLIT_FROM:
            return one.pid in stands and one.pid not in base and one.other in base
        if one.type is LineageType.MERGED_FROM:
            return one.pid in stands and one.other in base and one.other not in stands
        return one.pid in base and one.pid not in stands and (one.other in stands or one.other not in known)

    return tuple(one for one in lineage if so(one))


def _check(choice: Choice, count: int, known: Collection[str]) -> None:
    if not 1 <= choice.position <= count:
        raise ValueError(f"There is no paragraph {choice.position} in this revision.")
    for pid in (choice.continues, choice.split_from, *choice.merged_from):
        if pid and pid not in known:
            raise ValueError(
                f"Paragraph {choice.position} cannot come from {pid}: the base edition has no such paragraph."
            )
    if choice.continues and choice.split_from:
        raise ValueError(f"Paragraph {choice.position} cannot both continue a paragraph and be split from one.")


def _with_choices(lineage: Iterable[Lineage], choices: Sequence[Choice], pids: Sequence[str]) -> list[Lineage]:
    chosen = {pids[choice.position - 1] for choice in choices}
    told = [one for one in lineage if one.type is LineageType.REPLACED_BY or one.pid not in chosen]
    for choice in choices:
        pid = pids[choice.position - 1]
        if choice.split_from:
            told.append(Lineage(LineageType.SPLIT_FROM, pid, choice.split_from))
        for other in choice.merged_from:
            if other in pids:
                raise ValueError(f"Paragraph {choice.position} cannot have taken in a paragraph that still stands.")
            told.append(Lineage(LineageType.MERGED_FROM, pid, other))
    return told


def _listed(numbers: Sequence[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


class _Texts:
    """Paragraphs with their words in order, in lower case and without marks. Headings have none that count."""

    def __init__(self, pids: Sequence[str], texts: Sequence[tuple[Block, str]]) -> None:
        self.pids = pids
        self.words = [
            [] if block is Block.HEADING else [word.lower() for word in _WORDS.findall(source)]
            for block, source in texts
        ]
        self.places = {pid: index for index, pid in enumerate(pids)}

    def of(self, pid: str) -> list[str] | None:
        """The words of a paragraph; None where it does not stand."""
        return self.words[self.places[pid]] if pid in self.places else None


def _splits(before: _Texts, draft: _Texts) -> list[Lineage]:
    lost = _only_in_first(before, draft)
    found = []
    for index, (pid, words) in enumerate(zip(draft.pids, draft.words, strict=True)):
        if pid in before.places:
            continue
        near = {
            other: rest
            for other, rest in lost.items()
            if other not in draft.places or abs(draft.places[other] - index) <= NEARBY
        }
        if other := _stood_in(words, near):
            found.append(Lineage(LineageType.SPLIT_FROM, pid, other))
    return found


def _merges(before: _Texts, draft: _Texts) -> list[Lineage]:
    gained = _only_in_first(draft, before)
    found = []
    for pid, words in zip(before.pids, before.words, strict=True):
        if pid not in draft.places and (into := _stood_in(words, gained)):
            found.append(Lineage(LineageType.MERGED_FROM, into, pid))
    # What is new itself was merged only if it took in more than one; else it is that one, written anew.
    several = Counter(one.pid for one in found)
    return [one for one in found if one.pid in before.places or several[one.pid] > 1]


def _only_in_first(first: _Texts, second: _Texts) -> dict[str, list[str]]:
    """Of each paragraph of the first the words that it does not share, in order, with itself in the second."""
    found = {}
    for pid, words in zip(first.pids, first.words, strict=True):
        other = second.of(pid)
        if other is None:
            found[pid] = words
        elif other != words:
            codes = Indel.opcodes(words, other)
            found[pid] = [
                word for code in codes if code.tag == "delete" for word in words[code.src_start : code.src_end]
            ]
    return {pid: words for pid, words in found.items() if len(words) >= FEW}


def _stood_in(words: Sequence[str], others: Mapping[str, Sequence[str]]) -> str:
    """The pid of the text in which most of the words stand in order, at least the share `STOOD`; or empty."""
    best, best_share = "", 0.0
    distinct = set(words)
    for pid, other in others.items() if len(words) >= FEW else ():
        if len(distinct.intersection(other)) < STOOD * len(distinct) / 2:
            continue
        share = LCSseq.similarity(words, other) / len(words)
        if share >= STOOD and share > best_share:
            best, best_share = pid, share
    return best
