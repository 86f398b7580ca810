"""Whatever is typed is understood, or read as plain words; never an error."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indexer import query
from indexer.nodes import And, Label, Node, Not, Or, Phrase, Prefix, Query, Word


def plain(node: Node) -> object:
    """A node without where it stood."""
    match node:
        case Word():
            return f"{node.field}:{node.terms[0]}" if node.field else node.terms[0]
        case Phrase():
            return (node.field, *node.terms) if node.field else node.terms
        case Not():
            return {"not": plain(node.part)}
        case And() | Or():
            return [type(node).__name__.lower(), *map(plain, node.parts)]
        case _:
            return node


def required(typed: str) -> list[object]:
    return [plain(node) for node in query.parse(typed).required]


def test_stop_words_are_not_required() -> None:
    assert required("What is the law on delay in reporting?") == ["law", "delay", "reporting"]


def test_stop_words_alone_are_looked_for() -> None:
    assert required("to be or to do") == ["to", "be", "or", "to", "do"]


def test_a_phrase_keeps_its_stop_words_and_a_single_quoted_word_is_a_word() -> None:
    assert required('"delay in reporting" "consent"') == [("delay", "in", "reporting"), "consent"]


def test_curly_quotation_marks_are_quotation_marks() -> None:
    assert required("“delay in reporting”") == [("delay", "in", "reporting")]


def test_a_minus_before_a_word_or_phrase_leaves_it_out() -> None:
    found = query.parse('consent -child -"sexual history" cross-dressing -')
    assert [plain(node) for node in found.required] == ["consent", "cross", "dressing"]
    assert [plain(node) for node in found.excluded] == ["child", ("sexual", "history")]


def test_a_case_name_with_dashes_leaves_nothing_out() -> None:
    assert query.parse("R -v- Bree").excluded == ()
    assert query.parse("R -v- Bree").keys == query.parse("R v Bree").keys == ("r v bree", "rvbree", "bree")


def test_operators_bind_as_they_should() -> None:
    assert required("a1 b1 OR c1 AND NOT d1") == [["or", ["and", "a1", "b1"], ["and", "c1", {"not": "d1"}]]]
    assert required("a1 AND (b1 OR c1)") == [["and", "a1", ["or", "b1", "c1"]]]


def test_a_query_with_operators_is_taken_at_its_word() -> None:
    assert not query.parse("a1 OR b1").lenient
    assert query.parse("a1 or b1").lenient


def test_fields_are_understood() -> None:
    assert required('title:consent ref:M01 title:"sexual history"') == [
        "title:consent",
        "ref:m01",
        ("title", "sexual", "history"),
    ]
    assert query.parse("kind:case-studies topic:consent").required == (
        Label("kind", "case_study"),
        Label("topic", "consent"),
    )


def test_a_colon_that_names_no_field_is_nothing() -> None:
    assert required("note: consent") == ["note", "consent"]


def test_brackets_of_a_citation_are_no_groups() -> None:
    assert required("s.41(3) YJCEA [2013] EWHC 945 (Admin)") == ["s41-3", "yjcea", "2013ewhc945", "admin"]
    assert required("s.41(3) AND consent") == [["and", "s41-3", "consent"]]


def test_a_prefix_needs_three_letters() -> None:
    assert query.parse("ghost*").required == (Prefix("ghost"),)
    found = query.parse("gh* consent")
    assert required("gh* consent") == ["gh", "consent"]
    assert found.notes == (query.SHORT_PREFIX,)


@pytest.mark.parametrize(
    "typed",
    [
        'delay "in reporting',
        "a1 AND",
        "OR a1",
        "(a1 AND b1",
        "a1 AND b1)",
        "a1 AND AND b1",
        "kind:nonsense a1",
        "NOT a1",
        "((((( a1 AND b1 )))))",
        "a1 AND ()",
    ],
)
def test_what_is_malformed_is_read_as_plain_words_with_a_note(typed: str) -> None:
    found = query.parse(typed)
    assert found.notes == (query.MALFORMED,)
    assert found.required
    assert all(isinstance(node, Word) for node in found.required)


def test_only_words_to_leave_out_are_looked_for() -> None:
    assert required("-child") == ["child"]
    assert query.parse("-child").notes == (query.ONLY_NOT,)


def test_four_brackets_deep_is_deep_enough() -> None:
    assert query.parse("((((a1 AND b1))))").notes == ()


def test_bounds_are_kept_and_told() -> None:
    assert query.parse("wörd " * 1_000).notes == (query.TOO_LONG, query.TOO_MANY)
    many = query.parse(" ".join(f"w{n}x" for n in range(40)))
    assert len(many.required) == query.MAX_WORDS
    assert many.notes == (query.TOO_MANY,)
    both = query.parse(" OR ".join(f"w{n}x" for n in range(40)))
    assert len(both.required) <= query.MAX_WORDS
    assert query.TOO_MANY in both.notes


def size(node: Node) -> tuple[int, int]:
    """Words in a node, and how deep it is."""
    if isinstance(node, Not):
        words, depth = size(node.part)
        return words, depth
    if isinstance(node, And | Or):
        parts = [size(part) for part in node.parts]
        return sum(words for words, _ in parts), 1 + max(depth for _, depth in parts)
    return len(node.terms) if isinstance(node, Phrase) else 1, 1


def within_bounds(found: Query) -> bool:
    sizes = [size(node) for node in (*found.required, *found.excluded)]
    return (
        len(found.text) <= query.MAX_CHARACTERS
        and sum(words for words, _ in sizes) <= query.MAX_WORDS
        and all(depth <= 2 * query.MAX_DEPTH + 3 for _, depth in sizes)
    )


PIECES = [
    "a1",
    "delay",
    '"',
    "(",
    ")",
    " AND ",
    " OR ",
    " NOT ",
    "-",
    "*",
    "title:",
    "kind:",
    "topic:",
    " ",
    "\x00",
    "🍆",
]
PIECES += ["s.41(3)", "[2010] EWCA Crim 1578", "abc*", "\ud800", "\u202e", "ss. 1, 2 and 3", "''", "a" * 80, "\\", "%"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example("(" * 5_000)
@example("a1 AND (" * 300)
@example("NOT " * 400 + "a1")
@example("*" * 1_000)
@example("-" * 1_000)
@example('"' * 999)
@example("ss. " + "1-20, " * 200)
@example("w " * 31 + "ss. 1, 2, 3 and 4")
@example("\u05de\u05d9\u05dc\u05d4 \u202e \u4e00\u8bcd \u200e\u200f")
def test_any_combination_of_signs_is_understood_within_bounds(typed: str) -> None:
    assert within_bounds(query.parse(typed))


@given(st.text(alphabet=st.characters(), max_size=2_000))
def test_any_text_at_all_is_understood_within_bounds(typed: str) -> None:
    assert within_bounds(query.parse(typed))
