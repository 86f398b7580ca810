"""Identity: a paragraph keeps its pid through renumbering, moving and editing, and nothing else ever gets it."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from guidance.markup import SourceBlock, split
from guidance.model import Block
from guidance.paragraphs import Standing, align, in_order, new_pid

WORDS = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment condom freeze injury stranger partner culture""".split()


def sentence(seed: int, length: int = 14) -> str:
    chooser = random.Random(seed)
    return " ".join(chooser.choice(WORDS) for _ in range(length)).capitalize() + "."


def block(source: str, anchor: str = "", kind: Block = Block.PARAGRAPH) -> SourceBlock:
    return SourceBlock(kind, 0, source, anchor, (), "", 0)


def base(*sources: str) -> list[Standing]:
    return [Standing(f"pid{index}", Block.PARAGRAPH, "", source) for index, source in enumerate(sources)]


@given(st.lists(st.sampled_from([sentence(seed) for seed in range(9)]), max_size=9), st.data())
def test_no_pid_is_given_twice_and_none_is_invented(sources: list[str], data: st.DataObject) -> None:
    new = data.draw(st.lists(st.sampled_from([sentence(seed) for seed in range(12)]), max_size=9))
    found = [pid for pid in align(base(*sources), [block(one) for one in new]) if pid]
    assert len(found) == len(set(found))
    assert set(found) <= {one.pid for one in base(*sources)}


@given(st.permutations([sentence(seed) for seed in range(8)]))
def test_the_same_words_are_the_same_paragraph_wherever_they_stand(new: list[str]) -> None:
    old = [sentence(seed) for seed in range(8)]
    by_source = {one.source: one.pid for one in base(*old)}
    assert align(base(*old), [block(one) for one in new]) == [by_source[one] for one in new]


def test_an_explicit_anchor_settles_identity_whatever_the_words() -> None:
    old = [Standing("a", Block.PARAGRAPH, "m01", sentence(1)), Standing("b", Block.PARAGRAPH, "", sentence(2))]
    assert align(old, [block(sentence(2), "m01")]) == ["a"]


def test_an_edited_paragraph_in_place_keeps_its_pid() -> None:
    old = [sentence(seed) for seed in range(5)]
    edited = old[2].replace(old[2].split()[4], "changed", 1)
    found = align(base(*old), [block(one) for one in (*old[:2], edited, *old[3:])])
    assert found == ["pid0", "pid1", "pid2", "pid3", "pid4"]


def test_a_paragraph_moved_and_edited_keeps_its_pid() -> None:
    old = [sentence(seed, 20) for seed in range(6)]
    moved = old[0] + " And one more thing."
    assert align(base(*old), [block(one) for one in (*old[1:], moved)])[-1] == "pid0"


def test_other_words_in_the_same_place_are_a_new_paragraph() -> None:
    old = [sentence(seed) for seed in range(3)]
    assert align(base(*old), [block(old[0]), block("Nothing like it at all, said once."), block(old[2])])[1] is None


def test_two_equally_good_candidates_make_it_new_rather_than_guessed() -> None:
    old = sentence(7, 20)
    first, second = old.replace(".", " today."), old.replace(".", " later.")
    assert align(base(old), [block(first), block(second)]) == [None, None]


def test_a_heading_is_never_taken_for_a_paragraph() -> None:
    assert align(base(sentence(1)), [block(sentence(1), kind=Block.HEADING)]) == [None]


def test_a_short_heading_needs_to_be_nearly_the_same() -> None:
    old = [Standing("a", Block.HEADING, "", "Delay in reporting")]
    assert align(old, [block("Delays in reporting", kind=Block.HEADING)]) == ["a"]
    assert align(old, [block("Delay and memory", kind=Block.HEADING)]) == [None]


@given(st.lists(st.integers(0, 30), unique=True))
def test_the_longest_run_in_order_is_in_order_and_longest(old: list[int]) -> None:
    pairs = list(enumerate(old))
    kept = in_order(pairs)
    values = [value for index, value in pairs if index in kept]
    assert values == sorted(values)
    best: list[int] = []
    for value in old:
        best.append(1 + max([length for length, before in zip(best, old, strict=False) if before < value], default=0))
    assert len(values) == max(best, default=0)


@given(st.text(), st.text())
def test_a_pid_follows_from_its_seed_and_says_nothing(first: str, second: str) -> None:
    assert new_pid(first) == new_pid(first)
    assert (new_pid(first) == new_pid(second)) == (first == second)
    assert len(new_pid(first)) == 10
    assert not set("aeiou") & set(new_pid(first))


def test_wrapping_a_paragraph_anew_does_not_change_its_words() -> None:
    wrapped = split("One sentence that is\nwrapped here.\n")
    assert wrapped[0].source == split("One sentence\nthat is wrapped here.")[0].source
