"""What belongs to a block travels with it: attributes, footnotes, link definitions, alignment."""

from __future__ import annotations

import pytest

from guidance.markup import MAX_BLOCKS, MAX_BODY, SourceBlock, clean_source, links, render, split
from guidance.model import Block, Kind


def html(one: SourceBlock) -> str:
    return render(one.block, one.source).html


def plain(one: SourceBlock) -> str:
    return render(one.block, one.source).plain


def test_each_form_of_block_is_told_apart() -> None:
    body = (
        "# Heading\n\nWords.\n\n- one\n- two\n\n1. one\n\n| a |\n|---|\n| b |\n\n> quoted\n\nterm\n: meaning\n\n"
        "```\ncode\n```\n\n***\n\nSetext\n---\n"
    )
    assert [(str(one.block), one.level) for one in split(body)] == [
        ("heading", 1),
        ("paragraph", 0),
        ("list", 0),
        ("list", 0),
        ("table", 0),
        ("quote", 0),
        ("definitions", 0),
        ("code", 0),
        ("heading", 2),
    ]


def test_attributes_name_a_heading_and_are_not_part_of_its_words() -> None:
    (one,) = split('## Said yes before {#m01 .myth .stereotype ref="M01"}')
    assert (one.source, one.anchor, one.classes, one.ref) == ("Said yes before", "m01", ("myth", "stereotype"), "M01")


@pytest.mark.parametrize(
    "block", ["Words here.", "- a list", "> a quote", "| a |\n|---|\n| b |", "```\ncode\n```", "# H"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_line_of_attributes_names_the_block_after_it(block: str, gap: str) -> None:
    (one,) = split("{#here .fact-1}" + gap + block)
    assert (one.anchor, one.classes) == ("here", ("fact-1",))
    assert "{" not in one.source


def test_attributes_name_one_block_only() -> None:
    assert [one.anchor for one in split("{#here}\nFirst.\n\nSecond.")] == ["here", ""]


def test_the_line_of_a_block_is_told() -> None:
    assert [one.line for one in split("# One\n\nWords\ngo on.\n\n- a list")] == [1, 3, 6]


def test_a_wrapped_paragraph_is_one_line_but_keeps_a_break_that_was_asked_for() -> None:
    (one,) = split("First\n  second \\\nthird.")
    assert one.source == "First second \\\nthird."
    assert "<br" in html(one)
    assert plain(one) == "First second third."


def test_a_footnote_travels_with_each_paragraph_that_has_it_and_with_no_other() -> None:
    first, second, third = split("One.[^a]\n\nTwo.\n\nThree.[^a][^b]\n\n[^a]: The note.\n[^b]: Another.")
    assert plain(first) == "One. The note."
    assert plain(second) == "Two."
    assert plain(third) == "Three. The note. Another."
    assert html(third).count("<li>") == 2
    assert '<sup class="kb-note-ref">2</sup>' in html(third)


def test_a_footnote_of_several_paragraphs_travels_whole() -> None:
    first, second = split("One.[^a]\n\n[^a]: The note.\n\n    More of it.\n\nTwo.")
    assert plain(first) == "One. The note. More of it."
    assert plain(second) == "Two."


def test_a_reference_link_carries_its_definition() -> None:
    one, other = split(
        "See [Bree][b], [b] and [Bree case][].\n\nNothing.\n\n[b]: authority:r-v-bree\n[bree case]: term:x"
    )
    assert [(link.kind, link.slug) for link in render(one.block, one.source).links] == [
        (Kind.AUTHORITY, "r-v-bree"),
        (Kind.AUTHORITY, "r-v-bree"),
        (Kind.TERM, "x"),
    ]
    assert plain(one) == "See Bree, b and Bree case."
    assert other.source == "Nothing."


def test_a_footnote_carries_the_definitions_that_it_leans_on_itself() -> None:
    (one,) = split("One.[^a]\n\n[^a]: See [Bree][b].[^c]\n[^c]: A note to a note.\n\n[b]: authority:r-v-bree")
    assert [link.slug for link in render(one.block, one.source).links] == ["r-v-bree"]
    assert plain(one) == "One. See Bree. A note to a note."


def test_a_definition_whose_title_holds_quotation_marks_is_still_a_definition() -> None:
    (one,) = split("See [Bree][b].\n\n[b]: https://a.example 'the \"leading\" case'")
    assert plain(one) == "See Bree."


def test_code_that_is_not_closed_takes_in_no_definition() -> None:
    (one,) = split("[a]: https://a.example\n\n```\nuse [a]")
    assert plain(one) == "use [a]"


def test_a_column_keeps_its_alignment_as_a_class() -> None:
    (one,) = split("| a | b | c |\n|:--|--:|:-:|\n| 1 | 2 | 3 |")
    for name in ("kb-left", "kb-right", "kb-centre"):
        assert html(one).count(f'class="{name}"') == 2
    assert "style" not in html(one)


def test_a_picture_is_told_by_its_words() -> None:
    (one,) = split("See ![a map & a key](https://a.example/map.png).")
    assert html(one) == "<p>See a map &amp; a key.</p>\n"


def test_the_links_of_a_block_are_the_same_without_its_html() -> None:
    for source in ("[x](term:bae) and [y](guidance:myths#m01)", "none", "a term: b", "`[x](term:bae)`"):
        assert links(Block.PARAGRAPH, source) == render(Block.PARAGRAPH, source).links


def test_line_ends_forms_of_letters_and_control_characters_are_made_uniform() -> None:
    assert clean_source("a\r\nb\rc\x00\x1e\x7fd e\u0301 \ud800\t") == "a\nb\ncd é ?\t"


def test_a_body_beyond_the_bounds_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="longer than 2,000,000 characters"):
        split("x" * (MAX_BODY + 1))
    with pytest.raises(ValueError, match="more than 5,000 paragraphs"):
        split("x\n\n" * (MAX_BLOCKS + 1))
    assert len(split("x\n\n" * MAX_BLOCKS)) == MAX_BLOCKS
