"""What each kind holds beside its body is checked part by part and becomes paragraphs like any others."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import kinds
from guidance.composing import compose
from guidance.markup import render, split
from guidance.model import Kind, ReferenceType
from guidance.store import Store
from tests.factories import document, edition, publish

TERM = {
    "aliases": [{"text": "💔", "type": "emoji", "needs_context": True}],
    "senses": [
        {
            "definition": "Someone dear.",
            "caution": "Also plain friendship.",
            "attested_from": "2014-06",
            "attested_to": "2020",
            "confidence": "checked",
            "sources": ["A dictionary"],
        },
        {"definition": "A\nsecond."},
    ],
    "review_by": "2027-01-01",
}
SITE = {
    "aliases": [{"text": "The site", "valid_from": "2012", "valid_to": "2014-02-28"}],
    "site_facts": [
        {"key": "unmatch", "value": "Takes the thread away."},
        {"key": "operator", "value": "A company", "valid_from": "2012-09-12", "source": "Its page"},
    ],
}
STUDY = {
    "fictional": True,
    "outcome": "charge",
    "myths": ["M01"],
    "terms": ["bae"],
    "sites": ["an-app"],
    "authorities": ["r-v-bree"],
}
AUTHORITY = {
    "type": "case",
    "citations": ["[2007] EWCA Crim 804"],
    "names": ["Bree"],
    "in_force_from": "2007-03-26",
    "significance": "Drunken consent.",
}
NOTE = {
    "type": "action",
    "area": "Everywhere",
    "supports": ["guidance:myths#m01"],
    "measures": [{"what": "Delay", "baseline": "90 days", "after": "60 days"}],
}
RIGHT = {
    Kind.GUIDANCE: {"reviewed": "2026-12-31", "review_by": "2027-01-01"},
    Kind.TERM: TERM,
    Kind.SITE: SITE,
    Kind.CASE_STUDY: STUDY,
    Kind.AUTHORITY: AUTHORITY,
    Kind.PRACTICE_NOTE: NOTE,
}


def said(kind: Kind, facts: dict[str, Any]) -> list[str]:
    return [f"{one.field} {one.message}" for one in kinds.check(kind, facts)]


@pytest.mark.parametrize("kind", Kind)
def test_right_facts_are_right(kind: Kind) -> None:
    assert said(kind, RIGHT[kind]) == []
    assert said(kind, {}) == []


@pytest.mark.parametrize(
    "kind, facts, reason",
    [
        (Kind.TERM, {"sense": []}, "facts.sense is not known here; known are aliases, confidence"),
        (Kind.GUIDANCE, {"senses": []}, "facts.senses is not known here"),
        (Kind.TERM, {"senses": {}}, "facts.senses must be a list of entries"),
        (Kind.TERM, {"senses": ["x"]}, "facts.senses[1] must have named parts"),
        (Kind.TERM, {"senses": [{"definition": "x"}, {}]}, "facts.senses[2].definition is missing"),
        (Kind.TERM, {"senses": [{"definition": " "}]}, "facts.senses[1].definition must be a text that is not empty"),
        (Kind.TERM, {"senses": [{"definition": 1}]}, "facts.senses[1].definition must be a text that is not empty"),
        (Kind.TERM, {"aliases": [{"text": "x", "type": "typo"}]}, "facts.aliases[1].type must be one of variant"),
        (Kind.TERM, {"aliases": [{"text": "x"}]}, "facts.aliases[1].type is missing"),
        (
            Kind.SITE,
            {"site_facts": [{"key": "colour", "value": "x"}]},
            "facts.site_facts[1].key must be one of operator",
        ),
        (Kind.SITE, {"aliases": [{"text": "x", "valid_from": "June 2014"}]}, "must be a year, month or day"),
        (Kind.SITE, {"aliases": [{"text": "x", "valid_from": "2014-13"}]}, "facts.aliases[1].valid_from"),
        (Kind.SITE, {"aliases": [{"text": "x", "valid_from": "2014-02-30"}]}, "facts.aliases[1].valid_from"),
        (Kind.SITE, {"aliases": [{"text": "x", "valid_from": "٢٠١٤"}]}, "facts.aliases[1].valid_from"),
        (Kind.TERM, {"senses": [{"definition": "x", "attested_from": "2014-00"}]}, "facts.senses[1].attested_from"),
        (Kind.TERM, {"review_by": "2027"}, "facts.review_by must be a date such as 2020-11-01"),
        (Kind.TERM, {"review_by": 2027}, "facts.review_by must be a date"),
        (Kind.SITE, {"reviewed": "last week"}, "facts.reviewed must be a date such as 2020-11-01"),
        (
            Kind.SITE,
            {"reviewed": "2027-01-02", "review_by": "2027-01-01"},
            "facts.reviewed must be a day before the next review, which is due by 2027-01-01",
        ),
        (Kind.TERM, {"reviewed": "2027-01-01", "review_by": "2027-01-01"}, "facts.reviewed must be a day before"),
        (Kind.CASE_STUDY, {"fictional": "yes"}, "facts.fictional must be true or false"),
        (Kind.CASE_STUDY, {"outcome": "guilty"}, "facts.outcome must be one of charge"),
        (Kind.CASE_STUDY, {"myths": "M01"}, "facts.myths must be a list of texts"),
        (Kind.CASE_STUDY, {"myths": [""]}, "facts.myths must be a list of texts"),
        (Kind.AUTHORITY, {"type": "statute"}, "facts.type must be one of provision, case"),
        (Kind.PRACTICE_NOTE, {"measures": [{"baseline": "x"}]}, "facts.measures[1].what is missing"),
        (Kind.PRACTICE_NOTE, {"supports": ["myths"]}, "facts.supports"),
        (Kind.TERM, {"confidence": ["checked"]}, "facts.confidence must be one of checked"),
    ],
)
def test_wrong_facts_are_told_with_their_path_and_what_they_should_be(
    kind: Kind, facts: dict[str, Any], reason: str
) -> None:
    assert reason in "\n".join(said(kind, facts))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(["2014", "checked"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from("text type definition caution attested_from key value what baseline valid_to".split()),
        st.sampled_from(["variant", "operator", "2014-13", "2014", "{.x}", "# y", "\n\n- z\n", "`", "*a"]) | JSON,
        max_size=4,
    ),
    max_size=3,
)


@given(st.sampled_from(list(Kind)), st.data())
def test_whatever_facts_hold_they_are_refused_or_can_be_made_into_paragraphs(kind: Kind, data: st.DataObject) -> None:
    facts = data.draw(st.dictionaries(st.sampled_from([*kinds.SHAPES[kind], "other"]), JSON | ROWS, max_size=3))
    if not kinds.check(kind, facts):
        for block in split(compose(kind, facts, "A body.")):
            render(block.block, block.source)
        kinds.aliases(kind, facts)
        kinds.targets(kind, facts)


def paragraphs(kind: Kind, facts: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    blocks = split(compose(kind, facts, "A body."))
    return [(render(one.block, one.source).plain, one.classes) for one in blocks]


def test_the_senses_of_a_term_are_paragraphs_that_lead_back_to_their_entries() -> None:
    assert paragraphs(Kind.TERM, TERM) == [
        ("Meanings", ()),
        ("Someone dear. Used from June 2014 to 2020. Take care: Also plain friendship.", ("fact-1",)),
        ("A second.", ("fact-2",)),
        ("A body.", ()),
    ]


def test_the_facts_of_a_site_stand_in_the_order_in_which_sites_are_compared() -> None:
    heading, operator, unmatch, body = paragraphs(Kind.SITE, SITE)
    assert (heading[0], body[0]) == ("What is known", "A body.")
    assert operator[0].startswith("Operator: A company")
    assert operator[0].endswith("12 September 2012.")
    assert unmatch == ("What unmatching does: Takes the thread away.", ("fact-1",))
    assert operator[1] == ("fact-2",)


def test_what_a_case_decided_and_what_was_measured_are_paragraphs() -> None:
    assert paragraphs(Kind.AUTHORITY, AUTHORITY)[:2] == [("Significance", ()), ("Drunken consent.", ())]
    assert paragraphs(Kind.PRACTICE_NOTE, NOTE)[1] == ("Delay: Before: 90 days. After: 60 days.", ("fact-1",))
    assert paragraphs(Kind.CASE_STUDY, STUDY) == [("A body.", ())]


def test_what_is_typed_into_facts_stays_one_paragraph() -> None:
    facts = {"senses": [{"definition": "# One\n\n- two\n\n{#three}", "caution": "x\n\ny"}]}
    (_, one, _) = split(compose(Kind.TERM, facts, "A body."))
    assert one.classes == ("fact-1",)


def test_the_facts_say_how_it_is_written_and_where_it_points() -> None:
    assert kinds.aliases(Kind.TERM, TERM) == ("💔",)
    assert kinds.aliases(Kind.AUTHORITY, AUTHORITY) == ("[2007] EWCA Crim 804", "Bree")
    assert kinds.targets(Kind.CASE_STUDY, STUDY) == [
        (ReferenceType.ILLUSTRATES, Kind.GUIDANCE, "", "M01"),
        (ReferenceType.ILLUSTRATES, Kind.TERM, "bae", ""),
        (ReferenceType.ILLUSTRATES, Kind.SITE, "an-app", ""),
        (ReferenceType.CITES, Kind.AUTHORITY, "r-v-bree", ""),
    ]
    assert kinds.targets(Kind.PRACTICE_NOTE, NOTE) == [(ReferenceType.DEPENDS_ON, Kind.GUIDANCE, "myths", "m01")]


@pytest.mark.parametrize(
    "first, second, contradict",
    [
        ({}, {}, True),
        ({"valid_to": "2019"}, {"valid_from": "2019"}, False),
        ({"valid_to": "2019"}, {"valid_from": "2018"}, True),
        ({"valid_from": "2020"}, {"valid_from": "2012", "valid_to": "2020"}, False),
        ({"valid_from": "2014", "valid_to": "2016"}, {"valid_from": "2015-06"}, True),
    ],
)
def test_two_values_of_a_fact_at_one_time_contradict_each_other(
    first: dict[str, str], second: dict[str, str], contradict: bool
) -> None:
    rows = [{"key": "operator", "value": "A", **first}, {"key": "operator", "value": "B", **second}]
    assert bool(kinds.overlaps({"site_facts": rows})) is contradict
    several = [row | {"key": "images"} for row in rows]
    assert kinds.overlaps({"site_facts": several}) == []


def test_every_kind_has_a_shape_and_a_name() -> None:
    assert set(kinds.SHAPES) == set(Kind) == set(kinds.LABELS)


def test_a_sense_that_is_edited_keeps_its_pid_and_its_history(store: Store, tmp_path: Path) -> None:
    later = {**TERM, "senses": [{**TERM["senses"][0], "definition": "Someone held dear."}]}
    told = document("bae", kind="term", editions=[edition(1, "", facts=TERM), edition(2, "", facts=later)])
    library = publish(store, tmp_path, [told])
    first, second = (library.edition(Kind.TERM, "bae", number, date(2026, 1, 1)) for number in (1, 2))
    assert library.paragraphs(first)[1].pid == library.paragraphs(second)[1].pid
