"""A redline says exactly what it takes to make one text from the other."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from guidance.compare import Change, Op, counts, redline, words
from guidance.model import Block, Paragraph
from guidance.paragraphs import text_hash

texts = st.text("abc dé’.,-1 ", max_size=60) | st.lists(
    st.sampled_from("the victim must should may not delay in reporting 21 days".split()), max_size=12
).map(" ".join)


def paragraph(pid: str, plain: str, number: str = "") -> Paragraph:
    return Paragraph(pid, 0, Block.PARAGRAPH, 0, number, "", (), "", text_hash(plain), plain, "")


def rejected(segments: tuple) -> str:  # type: ignore[type-arg]
    return "".join(one.text for one in segments if one.op is not Op.ADDED)


def accepted(segments: tuple) -> str:  # type: ignore[type-arg]
    return "".join(one.text for one in segments if one.op is not Op.REMOVED)


@given(texts, texts)
def test_rejecting_all_changes_gives_the_old_words_and_accepting_all_the_new(old: str, new: str) -> None:
    segments = words(old, new)
    assert rejected(segments) == old
    assert accepted(segments) == new


@given(texts, texts)
def test_of_a_replacement_the_removed_words_come_first(old: str, new: str) -> None:
    segments = words(old, new)
    for first, second in pairwise(segments):
        assert (first.op, second.op) != (Op.ADDED, Op.REMOVED)
        assert first.op is not second.op


editions = st.lists(st.tuples(st.sampled_from("abcdefgh"), texts), max_size=8, unique_by=lambda pair: pair[0])


@given(editions, editions)
def test_the_rows_hold_both_editions_whole(old: list[tuple[str, str]], new: list[tuple[str, str]]) -> None:
    before, after = ([paragraph(*one) for one in edition] for edition in (old, new))
    rows = redline(before, after)
    assert [row.new for row in rows if row.new] == after
    assert sorted(row.old.pid for row in rows if row.old) == sorted(one.pid for one in before)
    for row in rows:
        assert rejected(row.segments) == (row.old.plain if row.old else "")
        assert accepted(row.segments) == (row.new.plain if row.new else "")


@given(editions, editions)
def test_the_paragraphs_that_did_not_move_keep_the_old_order(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> None:
    before, after = ([paragraph(*one) for one in edition] for edition in (old, new))
    still = {Change.SAME, Change.EDITED, Change.REMOVED}
    kept = [row.old.pid for row in redline(before, after) if row.old and row.change in still]
    assert kept == [one.pid for one in before if one.pid in kept]


def test_a_moved_paragraph_is_not_taken_out_and_put_in() -> None:
    old = [paragraph(pid, f"Words of {pid}.") for pid in "abcd"]
    rows = redline(old, [old[3], *old[:3]])
    assert [row.change for row in rows] == [Change.MOVED, Change.SAME, Change.SAME, Change.SAME]
    assert counts(rows)[Change.MOVED] == 1


def test_a_changed_word_is_marked_and_nothing_else() -> None:
    segments = words("Victims must report at once.", "Victims may report at once.")
    assert [(one.op, one.text) for one in segments] == [
        (Op.SAME, "Victims "),
        (Op.REMOVED, "must"),
        (Op.ADDED, "may"),
        (Op.SAME, " report at once."),
    ]
