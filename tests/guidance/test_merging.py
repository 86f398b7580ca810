"""Two people write on top of the same words: both changes stand, and nothing that anybody wrote is lost."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from guidance.merging import Conflict, Merged, merge, pieces
from guidance.threeway import merge_pieces
from guidance.workflow import Content

WORDS = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment condom freeze injury stranger partner culture""".split()


def sentence(seed: int, length: int = 14) -> str:
    chooser = random.Random(seed)
    return " ".join(chooser.choice(WORDS) for _ in range(length)).capitalize() + "."


BASE = [sentence(seed) for seed in range(6)]


def content(*body: str, title: str = "Delay", summary: str = "", **facts: Any) -> Content:
    return Content(title, summary, "\n\n".join(body), facts)


def lines(text: str) -> set[str]:
    return {line for line in text.split("\n") if line.strip()}


bodies = st.lists(
    st.sampled_from(BASE)
    | st.builds(lambda one, word: one.replace(".", f" {word}."), st.sampled_from(BASE), st.sampled_from(WORDS))
    | st.integers(10, 20).map(sentence)
    | st.sampled_from(["```\na\n\nb\n```", "- one\n- two", "~~~", "{#m01}\nNamed.", "\tcode\n\n\tcode"]),
    max_size=8,
).map("\n\n".join)
facts = st.fixed_dictionaries(
    {},
    optional={
        "sources": st.lists(st.sampled_from("abc"), max_size=3),
        "senses": st.lists(
            st.fixed_dictionaries(
                {"definition": st.sampled_from(BASE[:3])}, optional={"region": st.sampled_from("xy")}
            ),
            max_size=3,
        ),
        "review_by": st.sampled_from(["2025-01-01", "2026-01-01"]),
    },
)
contents = st.builds(Content, st.sampled_from(["Delay", "Delays", "Late"]), bodies, bodies, facts)


@given(contents, contents)
def test_where_one_side_changed_nothing_the_other_stands(base: Content, changed: Content) -> None:
    assert merge(base, base, changed) == Merged(changed)
    assert merge(base, changed, base) == Merged(changed)
    assert merge(base, changed, changed) == Merged(changed)


@given(contents, contents, contents)
def test_every_line_that_somebody_wrote_is_in_the_merged_words(base: Content, theirs: Content, mine: Content) -> None:
    merged = merge(base, theirs, mine).content
    for side in (theirs, mine):
        assert side.title == base.title or side.title in merged.title
        assert lines(side.body) - lines(base.body) <= lines(merged.body)
        assert lines(side.summary) - lines(base.summary) <= lines(merged.summary)


@given(contents, contents, contents)
def test_every_fact_that_somebody_wrote_is_in_the_merged_facts_or_told(
    base: Content, theirs: Content, mine: Content
) -> None:
    merged = merge(base, theirs, mine)
    told = "\n".join(one.theirs + "\n" + one.mine for one in merged.conflicts)
    found = f"{base.facts} {merged.content.facts} {told}"
    for side in (theirs, mine):
        for key, value in side.facts.items():
            for entry in value if isinstance(value, list) else [value]:
                parts = entry.values() if isinstance(entry, dict) else [entry]
                assert all(part in found for part in parts), key


def apply(base: list[str], acts: dict[int, tuple[str, str]]) -> list[str]:
    found: list[str] = []
    for place, one in enumerate(base):
        act, word = acts.get(place, ("", ""))
        if act != "out":
            found.append(one.replace(".", f" {word}.") if act == "edit" else one)
        if act == "in":
            found.append(sentence(100 + place + len(word)))
    return found


acts = st.dictionaries(
    st.integers(0, 5),
    st.tuples(st.sampled_from(["edit", "out", "in"]), st.sampled_from(["also", "later"]), st.booleans()),
)


@given(acts)
def test_changes_that_do_not_overlap_are_both_made(told: dict[int, tuple[str, str, bool]]) -> None:
    theirs = {place: (act, word) for place, (act, word, is_mine) in told.items() if not is_mine}
    mine = {place: (act, word) for place, (act, word, is_mine) in told.items() if is_mine}
    merged = merge(content(*BASE), content(*apply(BASE, theirs)), content(*apply(BASE, mine)))
    assert merged == Merged(content(*apply(BASE, theirs | mine)))


def test_a_paragraph_that_both_changed_stands_twice_theirs_first() -> None:
    theirs, mine = BASE[1].replace(".", " at once."), BASE[1].replace(".", " in time.")
    merged = merge(content(*BASE[:3]), content(BASE[0], theirs, BASE[2]), content(BASE[0], mine, BASE[2]))
    assert merged.content.body == "\n\n".join([BASE[0], theirs, mine, BASE[2]])
    assert merged.conflicts == (Conflict("body", theirs, mine),)


def test_a_paragraph_rewritten_from_scratch_by_both_is_still_one_conflict() -> None:
    merged = merge(content(*BASE[:3]), content(BASE[0], "Short.", BASE[2]), content(BASE[0], "Other.", BASE[2]))
    assert merged.conflicts == (Conflict("body", "Short.", "Other."),)


def test_a_paragraph_that_one_took_out_and_the_other_changed_stays_and_is_told() -> None:
    mine = BASE[1].replace(".", " in time.")
    merged = merge(content(*BASE[:3]), content(BASE[0], BASE[2]), content(BASE[0], mine, BASE[2]))
    assert merged.content.body == "\n\n".join([BASE[0], mine, BASE[2]])
    assert merged.conflicts == (Conflict("body", "", mine),)


def test_neighbours_changed_by_one_each_are_no_conflict() -> None:
    theirs, mine = BASE[1].replace(".", " at once."), BASE[2].replace(".", " in time.")
    merged = merge(content(*BASE[:4]), content(BASE[0], theirs, *BASE[2:4]), content(*BASE[:2], mine, BASE[3]))
    assert merged == Merged(content(BASE[0], theirs, mine, BASE[3]))


def test_a_paragraph_that_one_moved_and_the_other_changed_is_moved_and_changed() -> None:
    edited = BASE[0].replace(".", " in time.")
    for theirs, mine in (([*BASE[1:4], BASE[0]], [edited, *BASE[1:4]]), ([edited, *BASE[1:4]], [*BASE[1:4], BASE[0]])):
        assert merge(content(*BASE[:4]), content(*theirs), content(*mine)) == Merged(content(*BASE[1:4], edited))


def test_a_paragraph_that_both_moved_stands_once() -> None:
    merged = merge(content(*BASE[:4]), content(*BASE[1:4], BASE[0]), content(BASE[1], BASE[0], *BASE[2:4]))
    assert merged == Merged(content(*BASE[1:4], BASE[0]))


def test_what_both_put_in_at_one_place_stands_once_and_the_rest_theirs_first() -> None:
    merged = merge(content(BASE[0]), content(BASE[0], "Same.", "Theirs."), content(BASE[0], "Same.", "Mine."))
    assert merged == Merged(content(BASE[0], "Same.", "Theirs.", "Mine."))


def test_fenced_code_is_one_piece_and_an_open_fence_runs_to_the_end() -> None:
    assert pieces("a\n\n```\nb\n\nc\n```\n\nd") == ["a", "```\nb\n\nc\n```", "d"]
    assert pieces("````\n```\n\nb\n````\nc") == ["````\n```\n\nb\n````\nc"]
    assert pieces("~~~\na\n\n```\n\nb") == ["~~~\na\n\n```\n\nb"]
    assert pieces("`` `a` ``\n\nb") == ["`` `a` ``", "b"]


def test_a_title_that_both_changed_holds_both() -> None:
    merged = merge(content(title="Delay"), content(title="Late reports"), content(title="Reporting late"))
    assert merged.content.title == "Late reports / Reporting late"
    assert merged.conflicts == (Conflict("title", "Late reports", "Reporting late"),)


def test_a_date_that_both_changed_keeps_theirs_and_tells_mine() -> None:
    merged = merge(content(review_by="2025-01-01"), content(review_by="2026-01-01"), content(review_by="2027-01-01"))
    assert merged.content.facts == {"review_by": "2026-01-01"}
    assert merged.conflicts == (Conflict("facts.review_by", "2026-01-01", "2027-01-01"),)


def test_a_fact_that_one_took_out_and_the_other_changed_stays_and_is_told() -> None:
    for theirs, mine in ((content(), content(area="North")), (content(area="North"), content())):
        merged = merge(content(area="South"), theirs, mine)
        assert merged.content.facts == {"area": "North"}
        assert [one.field for one in merged.conflicts] == ["facts.area"]


def test_parts_of_one_entry_changed_by_one_each_are_both_changed() -> None:
    one = {"definition": BASE[0], "region": "London", "register": "slang"}
    merged = merge(
        content(senses=[one]), content(senses=[one | {"region": "Leeds"}]), content(senses=[one | {"caution": "Care."}])
    )
    assert merged == Merged(content(senses=[one | {"region": "Leeds", "caution": "Care."}]))


def test_the_same_part_of_an_entry_changed_by_both_leaves_two_entries() -> None:
    one = {"definition": BASE[0], "region": "London"}
    theirs, mine = one | {"region": "Leeds"}, one | {"region": "Bath"}
    merged = merge(content(senses=[one]), content(senses=[theirs]), content(senses=[mine]))
    assert merged.content.facts == {"senses": [theirs, mine]}
    assert [(told.field, "Leeds" in told.theirs, "Bath" in told.mine) for told in merged.conflicts] == [
        ("facts.senses", True, True)
    ]


def test_a_long_text_among_the_facts_is_merged_by_paragraph() -> None:
    texts = ["\n\n".join(one) for one in (BASE[:2], ["New. " + BASE[0], BASE[1]], [BASE[0], BASE[1] + " More."])]
    merged = merge(*(content(significance=one) for one in texts))
    assert merged == Merged(content(significance=f"New. {BASE[0]}\n\n{BASE[1]} More."))


@given(st.lists(st.sampled_from("abcdef"), max_size=7), st.lists(st.sampled_from("abcdefgh"), max_size=7))
def test_pieces_that_stand_more_than_once_are_merged_as_often_as_they_stand(base: list[str], other: list[str]) -> None:
    def never(_own: str, _theirs: str | None, _mine: str | None) -> list[str]:
        raise AssertionError

    assert merge_pieces(base, other, base, never) == other
    assert merge_pieces(base, base, other, never) == other
