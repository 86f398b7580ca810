"""What seems to have been split off or taken in is suggested, and nothing that only looks so."""

from __future__ import annotations

from guidance.identity import Choice, suggestions
from guidance.model import Block
from guidance.workflow import LineageType
from tests.guidance.test_identity import (
    FIRST,
    LONG,
    MERGED,
    SECOND,
    SPLIT,
    A,
    B,
    C,
    D,
    Draft,
    base,
    block,
    pids,
    sentence,
)


def suggested(draft: Draft) -> list[tuple[LineageType, str, str]]:
    assert draft.identity is not None
    return [(one.type, one.pid, one.other) for one in suggestions(draft.edition, draft.identity, draft.blocks)]


def test_a_part_split_off_a_paragraph_that_goes_on_is_suggested() -> None:
    draft = Draft(base(A, f"{LONG} {B}", C))
    found = draft.save(A, LONG, B.replace(".", " as well."), C)
    assert pids(found)[1] == "pid1"
    assert suggested(draft) == [(SPLIT, pids(found)[2], "pid1")]


def test_both_halves_of_a_paragraph_that_is_gone_are_suggested_until_it_is_said() -> None:
    draft = Draft(base(A, LONG))
    found = draft.save(A, FIRST, SECOND)
    assert suggested(draft) == [(SPLIT, pids(found)[1], "pid1"), (SPLIT, pids(found)[2], "pid1")]
    draft.settle(Choice(2, "pid1"), Choice(3, "", split_from="pid1"))
    assert suggested(draft) == []


def test_a_paragraph_taken_into_another_is_suggested() -> None:
    draft = Draft(base(A, f"{LONG} {C}", B))
    found = draft.save(A, f"{LONG} {C} {B}")
    assert pids(found)[1] == "pid1"
    assert suggested(draft) == [(MERGED, "pid1", "pid2")]


def test_two_paragraphs_made_into_one_are_suggested_and_one_that_only_grew_is_not() -> None:
    draft = Draft(base(A, B))
    new = pids(draft.save(f"{A} {B}"))[0]
    assert suggested(draft) == [(MERGED, new, "pid0"), (MERGED, new, "pid1")]
    grown = Draft(base(A))
    grown.save(f"{A} {B} {C} {D}")
    assert suggested(grown) == []


def test_a_copy_a_heading_a_short_text_and_one_far_off_suggest_nothing() -> None:
    copied = Draft(base(A, B))
    copied.save(A, A.replace(".", " too."), B)
    short = Draft(base(f"{A} See annex A.", B))
    short.save(A, "See annex A.", B)
    heading = Draft(base(f"{A} {B}"))
    heading.save_blocks([block(A), block(B, kind=Block.HEADING)])
    between = [sentence(seed) for seed in range(20, 34)]
    far = Draft(base(f"{LONG} {A}", *between))
    far.save(LONG, *between, A)
    assert [suggested(draft) for draft in (copied, short, heading, far)] == [[], [], [], []]
