"""A draft's paragraphs keep who they are from revision to revision, and what the author settled stays settled."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.identity import Choice, identify, removed, settle
from guidance.markup import SourceBlock
from guidance.model import Block
from guidance.paragraphs import Standing, align
from guidance.workflow import ChangeClass, Identified, Identity, Lineage, LineageType

WORDS = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment condom freeze injury stranger partner culture""".split()
SPLIT, MERGED, REPLACED = LineageType.SPLIT_FROM, LineageType.MERGED_FROM, LineageType.REPLACED_BY


def sentence(seed: int, length: int = 14) -> str:
    chooser = random.Random(seed)
    return " ".join(chooser.choice(WORDS) for _ in range(length)).capitalize() + "."


A, B, C, D = (sentence(seed, 20) for seed in range(4))
LONG = f"{sentence(5, 20)} {sentence(6, 20)}"
OTHER = "Nobody here asked why those rules had ever been written down so badly before we came along with better ones."
HALF = " ".join([*A.split()[:6], *OTHER.split()[6:]])
FIRST, SECOND = sentence(5, 20), sentence(6, 20)


def block(source: str, anchor: str = "", kind: Block = Block.PARAGRAPH) -> SourceBlock:
    return SourceBlock(kind, 0, source, anchor, (), "", 0)


def blocks(*sources: str) -> list[SourceBlock]:
    return [block(one) for one in sources]


def base(*sources: str) -> list[Standing]:
    return [Standing(f"pid{index}", Block.PARAGRAPH, "", source) for index, source in enumerate(sources)]


def standing(identity: Identity, told: Sequence[SourceBlock]) -> list[Standing]:
    pairs = zip(identity.paragraphs, told, strict=True)
    return [Standing(one.pid, block.block, block.anchor, block.source) for one, block in pairs]


def pids(identity: Identity) -> list[str]:
    return [one.pid for one in identity.paragraphs]


class Draft:
    """A draft as it is saved again and again."""

    def __init__(self, edition: Sequence[Standing]) -> None:
        self.edition, self.blocks, self.number = list(edition), [], 0  # type: ignore[var-annotated]
        self.identity: Identity | None = None

    def save(self, *sources: str) -> Identity:
        return self.save_blocks(blocks(*sources))

    def save_blocks(self, told: Sequence[SourceBlock]) -> Identity:
        before = standing(self.identity, self.blocks) if self.identity else []
        self.number += 1
        self.identity = identify(self.edition, before, told, self.identity, f"draft/{self.number}")
        self.blocks = list(told)
        return self.identity

    def settle(self, *choices: Choice) -> Identity:
        assert self.identity is not None
        self.number += 1
        self.identity = settle(self.identity, choices, self.edition, f"draft/{self.number}")
        return self.identity


PIECES = [sentence(seed) for seed in range(8)]
SHORTER = [" ".join(one.split()[:9]) + "." for one in PIECES]
LONGER = [one.replace(".", " also.") for one in PIECES]
texts = st.lists(st.sampled_from([*PIECES, *SHORTER, *LONGER, "## Delay", "Delay", "See 1.", "See 2."]), max_size=8)


@given(texts, st.lists(texts, min_size=1, max_size=4))
def test_no_pid_stands_twice_and_the_same_saves_give_the_same_pids(old: list[str], saves: list[list[str]]) -> None:
    first, second = Draft(base(*old)), Draft(base(*old))
    for told in saves:
        found = first.save(*told)
        assert len(found.paragraphs) == len(told) == len(set(pids(found)))
        assert found == second.save(*told)
        gone = {one.pid for one in removed(first.edition, found)}
        assert gone == {one.pid for one in first.edition} - set(pids(found))
        offered = {maybe.pid for one in found.paragraphs for maybe in one.candidates}
        assert offered <= gone
        assert all(one.pid not in {old.pid for old in first.edition} for one in found.paragraphs if one.candidates)


@given(texts, texts)
def test_the_first_revision_is_aligned_as_an_edition_would_be(old: list[str], new: list[str]) -> None:
    known = {one.pid for one in base(*old)}
    found = [pid if pid in known else None for pid in pids(Draft(base(*old)).save(*new))]
    assert found == align(base(*old), blocks(*new))


@given(st.lists(st.sampled_from(PIECES), max_size=8, unique=True), st.lists(texts, max_size=3))
def test_words_that_come_back_get_their_old_pids_back(old: list[str], saves: list[list[str]]) -> None:
    draft = Draft(base(*old))
    for told in saves:
        draft.save(*told)
    if not draft.identity or not set(pids(draft.identity)) & {one.pid for one in draft.edition}:
        assert pids(draft.save(*old)) == [one.pid for one in draft.edition]


@given(texts, texts)
def test_saving_the_same_words_again_changes_nothing(old: list[str], new: list[str]) -> None:
    draft = Draft(base(*old))
    assert draft.save(*new) == draft.save(*new)


@given(texts, st.permutations(PIECES), st.integers(0, 2))
def test_paragraphs_of_the_revision_before_keep_their_pids_wherever_they_go(
    old: list[str], order: list[str], lost: int
) -> None:
    draft = Draft(base(*old))
    before = dict(zip(PIECES, pids(draft.save(*PIECES)), strict=True))
    unsure = {one.pid for one in draft.identity.paragraphs if one.candidates} if draft.identity else set()
    for one, pid in zip(order[lost:], pids(draft.save(*order[lost:])), strict=True):
        assert pid == before[one] or before[one] in unsure


def test_a_paragraph_taken_out_and_brought_back_is_the_same() -> None:
    draft = Draft(base(A, B, C))
    draft.save(A, C)
    assert pids(draft.save(A, B, C)) == ["pid0", "pid1", "pid2"]
    draft.save(C)
    assert pids(draft.save(D, C, B, A))[1:] == ["pid2", "pid1", "pid0"]


def test_a_paragraph_rewritten_little_by_little_is_the_same_and_so_is_its_first_wording() -> None:
    draft = Draft(base(A, B, C))
    told = B.split()
    for place, word in enumerate(D.split()):
        told[place] = word
        assert pids(draft.save(A, " ".join(told), C)) == ["pid0", "pid1", "pid2"]
    assert pids(draft.save(A, B, C)) == ["pid0", "pid1", "pid2"]


def test_words_that_come_back_beside_those_that_took_their_place_do_not_get_the_pid_twice() -> None:
    draft = Draft(base(A, B, C))
    draft.save(A, B.replace(".", " also."), C)
    found = pids(draft.save(A, B, B.replace(".", " also."), C))
    assert found.count("pid1") == 1
    assert found[2] == "pid1"


def test_a_copy_becomes_the_paragraph_when_the_paragraph_is_gone_unless_it_is_known_to_be_split_off() -> None:
    for lineage, expected in ((False, "pid0"), (True, "")):
        draft = Draft(base(A))
        draft.save(A.replace(".", " also."))
        copy = draft.save(A.replace(".", " also."), A).paragraphs[1].pid
        if lineage:
            draft.settle(Choice(2, "", split_from="pid0"))
        assert pids(draft.save(A)) == [expected or copy]


def test_an_anchor_that_comes_back_settles_it() -> None:
    edition = [Standing("pid0", Block.PARAGRAPH, "", A), Standing("pid1", Block.PARAGRAPH, "m01", B)]
    draft = Draft(edition)
    draft.save(A)
    assert pids(draft.save_blocks([block(A), block(D, "m01")])) == ["pid0", "pid1"]


def test_a_paragraph_with_rivals_is_unsure_and_each_is_told_as_a_candidate() -> None:
    found = Draft(base(A)).save(A.replace(".", " today."), A.replace(".", " later."))
    assert [[maybe.pid for maybe in one.candidates] for one in found.paragraphs] == [["pid0"], ["pid0"]]
    assert all(one.candidates[0].likeness > 90 for one in found.paragraphs)


def test_a_paragraph_much_rewritten_is_unsure_and_one_wholly_new_is_not() -> None:
    found = Draft(base(A, B)).save(HALF, OTHER)
    (maybe,) = found.paragraphs[0].candidates
    assert maybe.pid == "pid0"
    assert 45 <= maybe.likeness < 60
    assert found.paragraphs[1].candidates == ()


def test_a_heading_may_continue_a_heading_only() -> None:
    edition = [Standing("pid0", Block.HEADING, "", "Delay in a case"), *base("", "Delays when reported")[1:]]
    found = Draft(edition).save_blocks([block("Delay and its causes", kind=Block.HEADING)])
    assert [one.pid for one in found.paragraphs[0].candidates] == ["pid0"]


def test_the_likeliest_candidates_come_first_and_not_more_than_three() -> None:
    told = [A.replace(".", f" {word}.") for word in ("today", "later", "then", "soon")]
    candidates = Draft(base(*told)).save(A.replace(".", " today today.")).paragraphs[0].candidates
    likeness = [one.likeness for one in candidates]
    assert len(candidates) == 3
    assert candidates[0].pid == "pid0"
    assert likeness == sorted(likeness, reverse=True)


def test_doubt_lasts_until_it_is_settled_or_the_words_settle_it() -> None:
    today, later = A.replace(".", " today."), A.replace(".", " later.")
    draft = Draft(base(A, B))
    first = draft.save(today, later, B)
    again = draft.save(today, later, B + " More.")
    assert pids(again) == pids(first)
    assert [bool(one.candidates) for one in again.paragraphs] == [True, True, False]
    assert pids(draft.save(today, B))[0] == "pid0"


def test_what_is_settled_survives_further_edits() -> None:
    today, later = A.replace(".", " today."), A.replace(".", " later.")
    draft = Draft(base(A, B))
    new = draft.save(today, later, B).paragraphs[0].pid
    settled = draft.settle(Choice(1, "", split_from="pid0"), Choice(2, "pid0"))
    assert settled.paragraphs == (Identified(new), Identified("pid0"), Identified("pid1"))
    assert settled.lineage == (Lineage(SPLIT, new, "pid0"),)
    after = draft.save(later.replace("later", "much later"), B, today.replace("today", "this day"))
    assert pids(after) == ["pid0", "pid1", new]
    assert all(not one.candidates for one in after.paragraphs)
    assert after.lineage == settled.lineage


def test_settling_one_takes_it_from_the_candidates_of_the_others() -> None:
    draft = Draft(base(A))
    draft.save(A.replace(".", " today."), A.replace(".", " later."))
    settled = draft.settle(Choice(1, "pid0"))
    assert settled.paragraphs[0] == Identified("pid0")
    assert settled.paragraphs[1].candidates == ()


def test_a_paragraph_that_the_author_calls_new_gets_a_pid_of_its_own_and_keeps_it() -> None:
    draft = Draft(base(A, B))
    draft.save(A.replace(".", " also."), B)
    settled = draft.settle(Choice(1, ""))
    assert pids(settled)[0] not in {"pid0", "pid1"}
    assert [one.pid for one in removed(draft.edition, settled)] == ["pid0"]
    assert draft.save(A.replace(".", " also so."), B).paragraphs == settled.paragraphs


def test_an_author_may_say_that_a_paragraph_continues_one_that_is_unlike_it_or_swap_two() -> None:
    draft = Draft(base(A, B, C))
    draft.save(A, B, D)
    assert pids(draft.settle(Choice(3, "pid2"), Choice(1, "pid1"), Choice(2, "pid0"))) == ["pid1", "pid0", "pid2"]


@pytest.mark.parametrize(
    "choices, message",
    [
        ([Choice(1, "pid1")], "Paragraphs 1 and 2 cannot continue the same paragraph"),
        ([Choice(1, "nobody")], "cannot come from nobody: the base edition has no such paragraph"),
        ([Choice(3, "", split_from="nobody")], "has no such paragraph"),
        ([Choice(3, "", merged_from=("nobody",))], "has no such paragraph"),
        ([Choice(3, "", merged_from=("pid0",))], "still stands"),
        ([Choice(1, "pid0", split_from="pid2")], "cannot both continue a paragraph and be split"),
        ([Choice(0, "pid0")], "There is no paragraph 0"),
        ([Choice(4, "pid0")], "There is no paragraph 4"),
        ([Choice(1, "pid0"), Choice(1, "")], "settled twice"),
    ],
)
def test_what_cannot_be_settled_so_is_refused_with_a_sentence(choices: list[Choice], message: str) -> None:
    draft = Draft(base(A, B, C))
    draft.save(A, B, D)
    with pytest.raises(ValueError, match=message):
        draft.settle(*choices)


def test_lineage_and_raised_classes_go_with_the_paragraphs_they_are_of() -> None:
    draft = Draft(base(A, B, C))
    new = pids(draft.save(A, D))[1]
    lineage = (
        Lineage(MERGED, "pid0", "pid1"),
        Lineage(SPLIT, new, "pid2"),
        Lineage(REPLACED, "pid2", new, "Said there."),
        Lineage(REPLACED, "pid1", "elsewhere", "Said in another document."),
    )
    raised = {"pid0": ChangeClass.SUBSTANTIVE, new: ChangeClass.SUBSTANTIVE}
    draft.identity = Identity((Identified("pid0"), Identified(new)), lineage, raised)
    kept = draft.save(A + " More.", D)
    assert (kept.lineage, kept.raised) == (lineage, raised)
    without_new = draft.save(A)
    assert without_new.lineage == (lineage[0], lineage[3])
    assert without_new.raised == {"pid0": ChangeClass.SUBSTANTIVE}
    assert draft.save(A, B).lineage == ()


def test_settling_again_is_the_whole_story_of_a_paragraph() -> None:
    draft = Draft(base(A, B))
    draft.save(D)
    draft.settle(Choice(1, "", split_from="pid0", merged_from=("pid1",)))
    assert [one.type for one in draft.settle(Choice(1, "", split_from="pid0")).lineage] == [SPLIT]
    assert draft.settle(Choice(1, "")).lineage == ()
