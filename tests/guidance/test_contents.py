"""What an author may write, and the sentences that say what cannot be saved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.contents import MAX_SUMMARY, MAX_TITLE, check_content, fingerprint, tidy
from guidance.markup import MAX_BODY, split
from guidance.model import Kind
from guidance.workflow import Content
from tests.factories import a_content


def told(kind: Kind, content: Content) -> list[tuple[str, str]]:
    return [(one.field, one.message) for one in check_content(kind, content)]


def test_what_can_be_published_can_be_saved() -> None:
    assert told(Kind.GUIDANCE, a_content("## One {#one}\n\nWords.", summary="Short.", review_by="2027-01-01")) == []
    senses = [{"definition": "Being left without an answer.", "attested_from": "2014"}]
    assert told(Kind.TERM, a_content("", aliases=[{"text": "ghosted", "type": "variant"}], senses=senses)) == []


@pytest.mark.parametrize(
    "content, field, message",
    [
        (a_content(title=" "), "title", "Enter a title"),
        (a_content(title="x" * (MAX_TITLE + 1)), "title", "The title can have at most 300 characters; it has 301"),
        (a_content(summary="x" * (MAX_SUMMARY + 1)), "summary", "The summary can have at most 2,000 characters"),
        (a_content("x" * (MAX_BODY + 1)), "body", "The text is longer than 2,000,000 characters; split it into "
         "several documents"),
        (a_content("One.\n\n{#a}\nTwo.\n\n{#a}\nThree."), "body", "The anchor #a names two paragraphs; every anchor "
         "must be its own"),
        (a_content('One.\n\n## Two {ref="' + "x" * 41 + '"}'), "body", "The attributes of the paragraph on line 3 are "
         "too long"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_field(content: Content, field: str, message: str) -> None:
    assert told(Kind.GUIDANCE, content) == [(field, message)]


@pytest.mark.parametrize(
    "kind, facts, field, message",
    [
        (Kind.TERM, {"senses": [{"definition": "One."}, {}]}, "facts.senses[2].definition",
         "Meaning 2, definition: is missing"),
        (Kind.SITE, {"site_facts": [{"key": "launched", "value": "2012", "valid_from": "soon"}]},
         "facts.site_facts[1].valid_from",
         "Fact 1, valid from: must be a year, month or day such as 2014, 2014-06 or 2014-06-30"),
        (Kind.GUIDANCE, {"review_by": "tomorrow"}, "facts.review_by",
         "Review by: must be a date such as 2020-11-01"),
        (Kind.TERM, {"aliases": ["ghosted"]}, "facts.aliases[1]", "Other name 1: must have named parts"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_entry_is_said_as_people_call_it(
    kind: Kind, facts: dict[str, object], field: str, message: str
) -> None:
    assert told(kind, a_content(**facts)) == [(field, message)]


def test_a_line_is_counted_in_the_text_that_the_author_sees() -> None:
    facts = {"senses": [{"definition": "One."}, {"definition": "Two."}]}
    found = told(Kind.TERM, a_content('Words.\n\n## Two {ref="' + "x" * 41 + '"}', **facts))
    assert found == [("body", "The attributes of the paragraph on line 3 are too long")]


@given(st.text(max_size=200), st.text(max_size=80))
def test_nothing_that_is_typed_breaks_it(body: str, title: str) -> None:
    content = a_content(body, title, body, review_by=title)
    check_content(Kind.GUIDANCE, content)
    assert tidy(tidy(content)) == tidy(content)
    check_content(Kind.GUIDANCE, tidy(content))


@given(st.text(max_size=200))
def test_tidying_leaves_every_paragraph_as_it_was(body: str) -> None:
    assert [one.source for one in split(tidy(a_content(body)).body)] == [one.source for one in split(body)]


def test_the_fingerprint_is_of_everything_that_is_written() -> None:
    every = [
        a_content(),
        a_content("Other."),
        a_content(title="Other"),
        a_content(summary="Other"),
        a_content(review_by="2027-01-01"),
    ]
    assert len({fingerprint(one) for one in every}) == len(every)
    assert fingerprint(a_content()) == fingerprint(a_content())
