"""Citation tokens are written and read alike, and what is none is refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.citation import cite, parse, successors
from guidance.errors import NotFoundError
from guidance.paragraphs import new_pid, text_hash
from guidance.workflow import Lineage, LineageType


@given(st.text().map(new_pid), st.dates(date(1800, 1, 1)), st.text().map(text_hash))
def test_a_token_is_read_as_it_was_written(pid: str, as_at: date, address: str) -> None:
    token = cite(pid, as_at, address)
    assert parse(str(token)) == token
    assert parse(token.path) == token
    assert parse(f"  {token} ") == token


@given(st.text())
def test_what_is_no_citation_is_refused_with_a_sentence(told: str) -> None:
    with pytest.raises(NotFoundError, match="KB:"):
        parse(told)


def test_a_date_that_does_not_exist_is_refused() -> None:
    with pytest.raises(NotFoundError, match="2021-02-30"):
        parse("KB:b4k2m9x7qd@2021-02-30~3fa9c1")


SPLIT, MERGED, REPLACED = LineageType.SPLIT_FROM, LineageType.MERGED_FROM, LineageType.REPLACED_BY


def test_the_first_step_says_how_but_to_replace_anything_on_the_way_is_to_replace() -> None:
    told = [
        [Lineage(SPLIT, "half", "whole")],
        [Lineage(MERGED, "other", "half"), Lineage(REPLACED, "half", "")],
        [Lineage(REPLACED, "other", "new")],
    ]
    assert successors("whole", told) == {"half": SPLIT, "other": SPLIT, "new": REPLACED}
    assert successors("half", told) == {"other": MERGED, "new": REPLACED}
    assert successors("new", told) == {}


def test_what_was_split_from_a_paragraph_before_it_took_in_another_did_not_come_of_that_other() -> None:
    told = [[Lineage(SPLIT, "part", "host")], [Lineage(MERGED, "host", "guest")]]
    assert successors("guest", told) == {"host": MERGED}
    assert successors("guest", [[*told[0], *told[1]]]) == {"host": MERGED}
    assert successors("guest", told[::-1]) == {"host": MERGED, "part": MERGED}
