"""What people mean: slips of spelling, a kind of document, what changed, and words that stand apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from guidance.published import Library
from indexer import search
from indexer.answers import Answer, Question
from indexer.index import Index
from tests.factories import document, edition, make_library
from tests.indexer.asking import NOW, TODAY, slugs

FORMER = {"title": "Rape myths and stereotypes"}
PRESENT = {"title": "Tackling misconceptions"}
HONOUR = "Some families speak of honour. Others have put pressure on a complainant."

WORLD = [
    document(
        "myths",
        editions=[
            edition(1, "About assumptions, in a chapter.", **FORMER),
            edition(2, "About assumptions.", **PRESENT),
        ],
    ),
    document("map", ["Changes since the last version: the chapter on myths moved. Myths, myths, myths."]),
    document(
        "chemsex", kind="term", editions=[edition(1, "Chemsex is drugs and sex. See case study CS05.", title="Chemsex")]
    ),
    document("party", ["He wrote that the party was for chemsex."], kind="case_study", ref="CS05"),
    document("kissing", kind="term", editions=[edition(1, "A kiss.", title="Grindr kisses", facts={"aliases": []})]),
    document(
        "flashing", ["Cyberflashing is an offence.\n\nIt came into force on a date in January."], kind="authority"
    ),
    document("honour", [f"{HONOUR} She may withdraw."], kind="practice_note"),
    document("apart", ["A family may put pressure on her.\n\nOf honour it is said to be hers to withdraw."]),
    document("most", ["Honour is spoken of where the family wants her to withdraw."]),
    document("one", ["Pressure of work."]),
    document("lies", ["A false name was given.\n\nOther allegations were made, and here are more words."]),
    document("truth", ["Allegations are words.\n\nOther things are true."]),
    document("whole", ["That false allegations are common is a myth."]),
    document("gone", ["Dragonflies were here.", "They went."]),
    *(
        document(slug, kind="term", editions=[edition(1, f"{title} it is.", title=title, facts={"aliases": [alias]})])
        for slug, title in (("shadow", "Shadowban"), ("baby", "Sugar baby"))
        for alias in [{"text": "SB", "type": "abbreviation"}]
    ),
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

    def asked(words: str, as_at: date = TODAY, *, exact: bool = False) -> Answer:
        return index.search(Question(words, as_at, NOW, exact=exact), library)

    return asked


def found(answer: Answer) -> list[str]:
    return [hit.slug for hit in answer.hits]


def test_a_word_that_nothing_has_is_looked_for_in_a_spelling_that_something_has(ask: Callable[..., Answer]) -> None:
    answer = ask("cybersflashing offence")
    assert found(answer) == ["flashing"]
    assert (answer.suggestion, answer.respelt, answer.notes) == ("cyberflashing offence", True, ())


@pytest.mark.parametrize(
    "typed", ['"cybersflashing" offence', "cybersflashing AND offence", "title:cybersflashing offence"]
)
def test_what_is_quoted_joined_or_in_a_field_is_never_respelt(ask: Callable[..., Answer], typed: str) -> None:
    answer = ask(typed)
    assert not answer.respelt
    assert "cyberflashing" in answer.suggestion


def test_who_wants_exactly_what_was_typed_gets_it(ask: Callable[..., Answer]) -> None:
    answer = ask("cybersflashing", exact=True)
    assert (answer.total, answer.suggestion, answer.respelt) == (0, "cyberflashing", False)


@pytest.mark.parametrize("typed, meant, taken", [("drgs", "drugs", False), ("fmily", "family", True)])
def test_a_short_word_is_only_asked_about(ask: Callable[..., Answer], typed: str, meant: str, taken: bool) -> None:
    answer = ask(typed)
    assert (answer.suggestion, answer.respelt, bool(answer.hits)) == (meant, taken, taken)


def test_a_word_that_occurs_is_looked_for_as_it_is(ask: Callable[..., Answer]) -> None:
    answer = ask("kisses")
    assert (found(answer), answer.suggestion, answer.respelt) == (["kissing"], "", False)


def test_a_word_is_respelt_only_like_one_that_stands_at_the_date(ask: Callable[..., Answer]) -> None:
    assert ask("dragomflies", date(2020, 6, 1)).respelt
    assert not ask("dragomflies").respelt


def test_a_kind_that_is_named_goes_first_and_its_name_need_not_be_there(ask: Callable[..., Answer]) -> None:
    assert found(ask("case study chemsex")) == ["party", "chemsex"]
    assert found(ask("chemsex"))[0] == "chemsex"
    assert found(ask("term chemsex"))[0] == "chemsex"


def test_what_is_named_without_the_kind_is_named_only_if_it_is_of_the_kind(ask: Callable[..., Answer]) -> None:
    assert ask("term chemsex").hits[0].score > 1_000
    assert all(hit.score < 1_000 for hit in ask("case study chemsex").hits)


@pytest.mark.parametrize(
    "typed", ["changes since last version myths chapter", "what changed in the stereotypes chapter"]
)
def test_who_asks_what_changed_gets_the_document_that_was_once_titled_so(
    ask: Callable[..., Answer], typed: str
) -> None:
    answer = ask(typed)
    assert found(answer)[0] == "myths"
    assert [hit.history for hit in answer.hits] == [True] + [False] * (len(answer.hits) - 1)


def test_a_title_that_was_not_yet_given_at_the_date_is_unknown(ask: Callable[..., Answer]) -> None:
    assert ask("what changed in the misconceptions chapter").hits[0].history
    assert not any(hit.history for hit in ask("what changed in the misconceptions chapter", date(2020, 6, 1)).hits)


def test_without_such_a_request_no_history_is_offered(ask: Callable[..., Answer]) -> None:
    assert not any(hit.history for hit in ask("myths chapter").hits)


def test_where_few_have_all_words_what_has_most_or_has_them_apart_follows(ask: Callable[..., Answer]) -> None:
    answer = ask("honour family pressure withdraw")
    assert found(answer)[0] == "honour"
    assert set(found(answer)) == {"honour", "apart", "most"}
    assert answer.notes == (search.WIDENED,)


def test_a_document_that_has_the_words_in_two_paragraphs_follows_one_that_has_them_in_one(
    ask: Callable[..., Answer],
) -> None:
    answer = ask("false allegations")
    assert found(answer) == ["whole", "lies"]
    assert answer.hits[1].more == 1


def test_what_is_quoted_is_never_given_up(ask: Callable[..., Answer]) -> None:
    assert found(ask('"false" allegations')) == ["whole"]
    assert found(ask("false AND allegations")) == ["whole"]


def test_with_many_that_have_all_words_nothing_else_is_shown(tmp_path: Path) -> None:
    many = [document(f"d{number}", ["A false allegation."]) for number in range(5)]
    _, library = make_library(tmp_path, [*many, document("lies", ["A false name.\n\nAn allegation."])])
    index = Index.open(tmp_path / "index")
    index.catch_up(library)
    assert "lies" not in slugs(index, library, "false allegation")


def test_a_name_within_a_question_brings_what_bears_it(ask: Callable[..., Answer]) -> None:
    answer = ask("chemsex allegations honour")
    assert "chemsex" in found(answer)
    assert found(ask("chemsex withdraw"))[0] == "chemsex"
    assert "chemsex" not in found(ask('"chemsex withdraw"'))


def test_what_shares_next_to_nothing_with_a_question_is_no_answer(ask: Callable[..., Answer]) -> None:
    answer = ask("marsupial wombat numbat quoll work", exact=True)
    assert (answer.total, answer.hits) == (0, ())


@pytest.mark.parametrize("typed", ["wont withdraw", "won't withdraw", "doesnt withdraw"])
def test_a_contraction_need_not_be_there(typed: str, ask: Callable[..., Answer]) -> None:
    assert "honour" in found(ask(typed))


def test_a_short_form_of_several_things_says_so_and_the_other_words_decide(ask: Callable[..., Answer]) -> None:
    said = "“SB” can mean Shadowban or Sugar baby. What fits the other words stands first."
    assert said in ask("sb").notes
    answer = ask("SB sugar")
    assert said in answer.notes
    assert found(answer)[0] == "baby"
    assert not any("can mean" in note for note in ask("chemsex").notes)


def test_what_only_earlier_text_had_is_said_with_the_last_day_on_which_it_had(ask: Callable[..., Answer]) -> None:
    answer = ask("dragonflies", exact=True)
    assert (answer.total, answer.earlier) == (0, date(2020, 12, 31))
    assert ask("dragonflies", answer.earlier).total == 1
    assert ask("zzzzqq", exact=True).earlier is None
    assert ask("honour").earlier is None
