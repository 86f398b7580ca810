"""What the lexicon finds in running text: whole names, the longest, however they are written; and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.lexicon import SITE, How, Lexicon, Name

GHOST, MATCH, SNAP, FLASH = ("term", "ghosting"), ("term", "match"), ("site", "snapchat"), ("term", "aubergine")
NAMES = (
    Name("Ghosting", GHOST),
    Name("ghosted", GHOST, "variant"),
    Name("ghost", GHOST, "variant", needs_context=True),
    Name("left on read", ("term", "read"), "variant"),
    Name("on read", ("term", "read"), "variant"),
    Name("hook up", ("term", "hook-up"), "variant"),
    Name("love-bombing", ("term", "love-bombing")),
    Name("S&M", ("term", "bdsm"), "abbreviation"),
    Name("Netflix and chill", ("term", "chill")),
    Name("cool", ("term", "cool"), "variant"),
    Name("Snap", SNAP, SITE),
    Name("Once", ("site", "once"), SITE, needs_context=True),
    Name("OF", ("term", "spicy"), "abbreviation", needs_context=True),
    Name("parTy", ("term", "tina"), "algospeak", needs_context=True),
    Name("r@pe", ("term", "sa"), "algospeak"),
    Name("won't post me", ("term", "stashing"), "variant"),
    Name("\U0001f346", FLASH, "emoji"),
    Name("\u2764\ufe0f", ("term", "heart"), "emoji"),
    Name("\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468", ("term", "couple"), "emoji"),
)
LEXICON = Lexicon(NAMES)
WIDE = "\uff47\uff48\uff4f\uff53\uff54\uff45\uff44"
COUPLE = "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f468"


def found(text: str) -> list[tuple[str, str, str]]:
    """What was written, what it names and how it was found."""
    told = LEXICON.find(text)
    assert all(0 <= one.start < one.end <= len(text) for one in told)
    return [(text[one.start : one.end], one.names[0].key[1], one.how.value) for one in told]


@pytest.mark.parametrize(
    "text, written, slug, how",
    [
        ("he GHOSTED me", "GHOSTED", "ghosting", How.WRITTEN),
        ("stop ghostinggggg me", "ghostinggggg", "ghosting", How.STRETCHED),
        ("coooool then", "coooool", "cool", How.STRETCHED),
        (WIDE, WIDE, "ghosting", How.WRITTEN),
        ("left on read again", "left on read", "read", How.WRITTEN),
        ("a hookup", "hookup", "hook-up", How.JOINED),
        ("a hook-up", "hook-up", "hook-up", How.WRITTEN),
        ("love bombing", "love bombing", "love-bombing", How.WRITTEN),
        ("lovebombing", "lovebombing", "love-bombing", How.JOINED),
        ("netflix & chill?", "netflix & chill", "chill", How.WRITTEN),
        ("into s&m", "s&m", "bdsm", How.WRITTEN),
        ("on Snap now", "Snap", "snapchat", How.WRITTEN),
        ("he won\u2019t post me", "won\u2019t post me", "stashing", How.WRITTEN),
        ("the word r@pe", "r@pe", "sa", How.WRITTEN),
        ("\U0001f346\U0001f3fd tonight", "\U0001f346\U0001f3fd", "aubergine", How.WRITTEN),
        ("love \u2764", "\u2764", "heart", How.WRITTEN),
        (COUPLE, COUPLE, "couple", How.WRITTEN),
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_written(text: str, written: str, slug: str, how: How) -> None:
    assert found(text) == [(written, slug, how.value)]


@pytest.mark.parametrize(
    "text",
    [
        "snapped",
        "a snapshot",
        "ghostly",
        "left. on. Read that",
        "overhooked up",
        "reading on",
        "",
        "\u200d",
        "...",
        "'''",
    ],
)
def test_nothing_is_found_inside_a_word_or_across_the_end_of_a_sentence(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text, count", [("a page of it", 0), ("her OF page", 1), ("a party", 0), ("parTy on", 1)])
def test_what_only_capitals_tell_from_a_common_word_needs_them(text: str, count: int) -> None:
    assert len(found(text)) == count


def test_a_site_that_is_an_everyday_word_needs_its_capital() -> None:
    assert found("once upon a time") == []
    assert found("on Once together") == [("Once", "once", "written")]


def test_what_several_documents_share_names_all_of_them() -> None:
    shared = Lexicon([Name("Rose", ("term", "rose")), Name("rose", ("term", "flower"), "variant")])
    (one,) = shared.find("a rose")
    assert {name.key[1] for name in one.names} == {"rose", "flower"}


@given(
    st.text(
        alphabet=st.sampled_from("ghostinge onreadSnapr@p&-'\u2019 .\n\U0001f346\u2764\ufe0f\u200d\u0130\u00df"),
        max_size=60,
    )
)
def test_matches_are_in_order_never_overlap_and_end_where_words_end(text: str) -> None:
    end = 0
    for one in LEXICON.find(text):
        assert end <= one.start < one.end
        inside = text[one.start].isalnum() and one.start > 0 and text[one.start - 1].isalnum()
        assert not inside
        end = one.end
