"""What a prosecutor finds: the right paragraph first, and an answer to everything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from guidance.model import Kind
from guidance.published import Library
from indexer import naming, query, search
from indexer.answers import Answer, Question
from indexer.excerpts import Fragment
from indexer.index import Index
from tests.factories import document, edition, make_library

TODAY = date(2026, 1, 1)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

MYTHS = """## Delay in reporting {#m04 .myth ref="M04"}

A late report is common. Victims delay reporting for many reasons, fear among them.

The law: section 74 SOA 2003, and R v Doody [2008] EWCA Crim 2394.

## Said yes before {#m01 .myth ref="M01"}

Consent to one act is not consent to another. See s.41(3)(b) YJCEA and the victim’s account.

## Sexual history

Questions about it need leave under section 41. The reporting of it to the defence is delayed at times.
"""

WORLD = [
    document("myths", [MYTHS], topics=["consent", "evidence"], ref="M"),
    document(
        "r-v-bree",
        kind="authority",
        topics=["consent"],
        editions=[
            edition(
                title="R v Bree",
                body="A drunken consent is still consent, but capacity may evaporate.",
                facts={"type": "case", "citations": ["[2007] EWCA Crim 804"], "names": ["Bree (Benjamin)"]},
            )
        ],
    ),
    document(
        "ghosting",
        kind="term",
        editions=[
            edition(
                title="Ghosting",
                body="Ends contact without a word. Not to be taken for consent or its absence. In reporting, delay.",
                facts={
                    "aliases": [
                        {"text": "ghosted", "type": "variant"},
                        {"text": "👻", "type": "emoji"},
                        {"text": "ghsting", "type": "misspelling"},
                        {"text": "...", "type": "variant"},
                    ],
                    "senses": [{"definition": "To stop replying.", "caution": "It proves nothing."}],
                },
            )
        ],
    ),
    document("old", ["A colourful paragraph on kaleidoscopes.", "A plain paragraph on mirrors."]),
    document("forms", ["He is charging.\n\nShe was charged."]),
    document("apart", ["Umbrella is here and a great many other words come before we see the lighthouse."]),
    document("close", ["A great many other words come first and here we see the umbrella lighthouse again."]),
    document("nested", ["## First storey\n\n### Second storey\n\nText."]),
    document("long", ["\n\n".join(f"Paragraph {number} about disclosure." for number in range(12))]),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Index]:
    folder: Path = tmp_path_factory.mktemp("world")
    _, library = make_library(folder, WORLD)
    index = Index.open(folder / "index")
    assert index.catch_up(library)
    return library, index


@pytest.fixture(scope="module")
def ask(world: tuple[Library, Index]) -> Callable[..., Answer]:
    library, index = world

    def asked(words: str, as_at: date = TODAY, **more: object) -> Answer:
        return index.search(Question(words, as_at, NOW, **more), library)  # type: ignore[arg-type]

    return asked


def slugs(answer: Answer) -> list[str]:
    return [hit.slug for hit in answer.hits]


def marked(excerpt: tuple[Fragment, ...]) -> list[str]:
    return [piece.text for piece in excerpt if piece.marked]


def test_the_paragraph_in_which_the_words_stand_together_is_first(ask: Callable[..., Answer]) -> None:
    answer = ask("delay in reporting")
    assert slugs(answer) == ["myths", "ghosting"]
    hit = answer.hits[0]
    assert hit.headings == ("Delay in reporting",)
    assert marked(hit.excerpt) == ["report", "delay", "reporting"]
    assert "".join(piece.text for piece in hit.excerpt).startswith("A late report is common. Victims delay reporting")
    assert hit.more == 2


def test_a_question_is_answered_as_its_words_are(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("What is it to be ghosted?"))[0] == "ghosting"
    assert slugs(ask("why would a drunken person's consent be in doubt"))[0] == "r-v-bree"


def test_where_nothing_has_all_words_what_has_most_is_shown_and_said(ask: Callable[..., Answer]) -> None:
    answer = ask("drunken consent kaleidoscopes")
    assert slugs(answer) == ["r-v-bree"]
    assert answer.notes == (search.RELAXED,)
    assert ask("drunken AND consent AND kaleidoscopes").total == 0


@pytest.mark.parametrize("typed", ["section 74", "s.74", "s 74", "S74", "sec. 74", "section 74 SOA 2003"])
def test_a_section_is_found_in_every_form(ask: Callable[..., Answer], typed: str) -> None:
    answer = ask(typed)
    assert slugs(answer) == ["myths"]
    assert "section 74" in marked(answer.hits[0].excerpt)


def test_a_subsection_finds_its_own_paragraph_and_an_unknown_one_its_section(ask: Callable[..., Answer]) -> None:
    own = ask("s.41(3)(b)").hits[0]
    assert (own.headings, own.more) == (("Said yes before",), 0)
    assert ask("section 41(9)").hits[0].more == 1


@pytest.mark.parametrize(
    "typed", ["[2007] EWCA Crim 804", "2007 ewca crim 804", "ewca crim 804", "R v Bree", "bree benjamin"]
)
def test_a_case_is_found_by_its_citations_and_names(ask: Callable[..., Answer], typed: str) -> None:
    assert slugs(ask(typed))[0] == "r-v-bree"


@pytest.mark.parametrize("typed", ["M04", "m04", "m4", "ref:m04"])
def test_a_label_finds_what_it_labels(ask: Callable[..., Answer], typed: str) -> None:
    (hit,) = ask(typed).hits
    assert hit.headings == ("Delay in reporting",)


@pytest.mark.parametrize("typed", ["👻", "ghosted", "Ghosting", "ghsting", "..."])
def test_a_term_is_found_by_every_alias_and_first(ask: Callable[..., Answer], typed: str) -> None:
    assert slugs(ask(typed))[0] == "ghosting"


def test_an_alias_that_is_the_whole_question_goes_before_all_else(ask: Callable[..., Answer]) -> None:
    assert ask("ghosting").hits[0].score > naming.WHOLE
    assert ask("ghosting nothing").hits[0].score < naming.WHOLE


def test_a_question_that_names_a_term_shows_its_meaning_first(ask: Callable[..., Answer]) -> None:
    for typed in ("what is ghosting?", "ghosting", "👻"):
        hit = ask(typed).hits[0]
        assert hit.slug == "ghosting"
        assert "To stop replying." in "".join(piece.text for piece in hit.excerpt)


def test_a_phrase_is_exact(ask: Callable[..., Answer]) -> None:
    assert slugs(ask('"victims delay reporting"')) == ["myths"]
    assert ask('"delay reporting victims"').total == 0
    assert ask('"victim delay reporting"').total == 0


def test_a_phrase_does_not_run_from_title_into_text_nor_from_heading_to_heading(ask: Callable[..., Answer]) -> None:
    assert ask('"reporting a late"').total == 0
    assert ask('"bree a drunken"').total == 0
    assert ask('"storey second"').total == 0
    assert ask('"second storey"').total == 1


def test_words_that_stand_together_go_before_the_same_words_apart(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("umbrella lighthouse")) == ["close", "apart"]
    assert slugs(ask("umbrella the lighthouse")) == ["close", "apart"]


def test_leaving_out_an_unknown_subsection_leaves_its_section_in(ask: Callable[..., Answer]) -> None:
    assert "myths" in slugs(ask("victim -s.41(9)"))
    assert ask("leave AND NOT s.41(9)").total == 1
    assert ask("leave AND NOT s.41").total == 0


def test_the_form_that_was_typed_goes_before_others_of_its_stem(ask: Callable[..., Answer]) -> None:
    assert marked(ask("charged").hits[0].excerpt) == ["charged"]
    assert marked(ask("charging").hits[0].excerpt) == ["charging"]
    assert ask("charged").hits[0].more == 1


def test_american_and_british_spellings_find_each_other(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("colorful", date(2020, 6, 1))) == ["old"]
    assert slugs(ask("defense")) == ["myths"]


def test_what_stands_at_the_date_is_found_and_nothing_else(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("kaleidoscopes", date(2020, 12, 31))) == ["old"]
    assert ask("kaleidoscopes", date(2021, 1, 1)).total == 0
    assert ask("kaleidoscopes", date(2019, 12, 31)).total == 0
    hit = ask("kaleidoscopes", date(2020, 12, 31)).hits[0]
    assert (hit.in_force_from, hit.in_force_to) == (date(2020, 1, 1), date(2021, 1, 1))
    assert ask("mirrors").hits[0].in_force_to is None


def test_neighbours_are_folded_into_the_best_paragraph(ask: Callable[..., Answer]) -> None:
    answer = ask("disclosure")
    assert (answer.total, len(answer.hits)) == (1, 1)
    hit = answer.hits[0]
    assert (hit.more, len(hit.others), len(set(hit.others) | {hit.pid})) == (11, 3, 4)
    assert hit.position < min(11, 2)


def test_facets_count_without_their_own_filter(ask: Callable[..., Answer]) -> None:
    answer = ask("consent", kinds=frozenset({Kind.AUTHORITY}))
    assert slugs(answer) == ["r-v-bree"]
    assert answer.facets == {"kind": {"authority": 1, "guidance": 1, "term": 1}, "topic": {"consent": 1}}
    answer = ask("consent", topics=frozenset({"evidence"}))
    assert slugs(answer) == ["myths"]
    assert answer.facets == {"kind": {"guidance": 1}, "topic": {"consent": 2, "evidence": 1}}
    assert ask("consent", kinds=frozenset({Kind.TERM, Kind.AUTHORITY})).total == 2
    assert ask("consent", kinds=frozenset({Kind.SITE})).total == 0


def test_kind_and_topic_may_be_typed(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("kind:authority consent")) == ["r-v-bree"]
    assert slugs(ask("topic:evidence consent")) == ["myths"]


def test_title_means_title(ask: Callable[..., Answer]) -> None:
    assert slugs(ask("title:bree")) == ["r-v-bree"]
    assert ask("title:drunken").total == 0


def test_a_prefix_finds_its_words(ask: Callable[..., Answer]) -> None:
    answer = ask("evapor*")
    assert slugs(answer) == ["r-v-bree"]
    assert marked(answer.hits[0].excerpt) == ["evaporate"]


@pytest.mark.parametrize(
    "typed, meant",
    [
        ("disclosre", "disclosure"),
        ("repotring delay", "reporting delay"),
        ("drunkne consent", "drunken consent"),
        ("kaleidoscop", ""),
        ("evaparete", "evaporate"),
        ("disclosure", ""),
        ("xq", ""),
        ("s.999", ""),
    ],
)
def test_another_spelling_is_suggested_only_for_what_nothing_has(
    ask: Callable[..., Answer], typed: str, meant: str
) -> None:
    assert ask(typed).suggestion == meant


def test_a_word_that_does_not_stand_at_the_date_is_never_suggested(ask: Callable[..., Answer]) -> None:
    assert ask("kaleidoscopse", date(2020, 6, 1)).suggestion == "kaleidoscopes"
    assert ask("kaleidoscopse").suggestion == ""


def test_pages_are_bounded(ask: Callable[..., Answer]) -> None:
    first = ask("consent", per_page=1)
    assert (first.total, first.page, first.pages, len(first.hits)) == (3, 1, 3, 1)
    assert ask("consent", per_page=1, page=99).page == 3
    assert ask("consent", per_page=0, page=-4).page == 1
    assert len(ask("consent", per_page=10**9).hits) == 3


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "\ud800"])
def test_an_empty_question_has_a_friendly_answer(ask: Callable[..., Answer], typed: str) -> None:
    assert ask(typed) == search.nothing(search.NOTHING_TYPED)


@pytest.mark.parametrize("typed", ["***", "!!", '"', "()", "&&&", "-"])
def test_signs_without_a_word_have_one_too(ask: Callable[..., Answer], typed: str) -> None:
    answer = ask(typed)
    assert answer.total == 0
    assert answer.notes
    assert answer.notes[-1] in (search.NO_WORD, search.NOTHING_TYPED)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(alphabet=st.characters(), max_size=400) | st.text(alphabet='delay "()*-:\x00🍆ANDORT', max_size=80)
)
@example(typed="x" * 10_240)
@example(typed="delay " * 2_000)
@example(typed="(" * 5_000)
@example(typed="(a OR " * 900)
@example(typed="* " * 500)
@example(typed="a* b* c* con* del* rep*")
@example(typed='"' * 33)
@example(typed='"' + "delay " * 90 + '"')
@example(typed=" OR ".join(["consent", "delay", "reporting"] * 40))
@example(typed="\u202e\u05d0\u05d1 delay")
@example(typed="[a TO z]")
@example(typed="title:title:title:kind:")
def test_whatever_is_typed_is_answered(ask: Callable[..., Answer], typed: str) -> None:
    answer = ask(typed)
    assert isinstance(answer, Answer)
    assert answer.hits or answer.total == 0
    assert query.MALFORMED not in answer.notes or typed.strip()
    for hit in answer.hits:
        assert all(piece.text for piece in hit.excerpt)
