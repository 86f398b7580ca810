"""Words that ask for a kind of document, or for what changed in one, are told from words to look for."""

from __future__ import annotations

import pytest

from guidance.model import Kind
from indexer import query
from indexer.nodes import Node, Phrase, Word


def words(nodes: tuple[Node, ...]) -> str:
    return " ".join(" ".join(node.terms) for node in nodes if isinstance(node, Word | Phrase))


@pytest.mark.parametrize(
    "typed, required, asking, kind, surely",
    [
        ("case study chemsex", "chemsex", "", Kind.CASE_STUDY, True),
        ("chemsex case studies", "chemsex", "", Kind.CASE_STUDY, True),
        ("practice notes on honour", "honour", "", Kind.PRACTICE_NOTE, True),
        ("case law on disclosure", "disclosure", "", Kind.AUTHORITY, True),
        ("guidance on disclosure", "disclosure", "guidance", Kind.GUIDANCE, False),
        ("ghosting term", "ghosting", "term", Kind.TERM, False),
        ("site bumble", "bumble", "site", Kind.SITE, False),
    ],
)
def test_the_name_of_a_kind_is_a_preference(typed: str, required: str, asking: str, kind: Kind, surely: bool) -> None:
    found = query.parse(typed)
    assert (words(found.required), words(found.asking)) == (required, asking)
    assert (found.kinds, found.surely, found.changes) == ((kind,), surely, False)


@pytest.mark.parametrize("typed", ["case study", "guidance", "the sites"])
def test_where_no_other_word_is_left_the_name_of_a_kind_is_looked_for(typed: str) -> None:
    found = query.parse(typed)
    assert found.required
    assert (found.kinds, found.asking, found.rest) == ((), (), "")


@pytest.mark.parametrize("typed", ['"case study" chemsex', 'case "study" chemsex', "case AND study AND chemsex"])
def test_what_is_quoted_or_joined_is_taken_at_its_word(typed: str) -> None:
    assert query.parse(typed).kinds == ()


@pytest.mark.parametrize(
    "typed, required",
    [
        ("changes since last version myths chapter", "myths"),
        ("what has changed in the consent guidance", "consent"),
        ("what's changed in M47", "m47"),
        ("previous version section 74", "s74"),
        ("history of the myths chapter", "myths"),
        ("myths chapter history", "myths"),
        ("amendments to the annex on myths", "annex myths"),
    ],
)
def test_a_question_may_ask_what_changed(typed: str, required: str) -> None:
    found = query.parse(typed)
    assert found.changes
    assert words(found.required) == required


@pytest.mark.parametrize(
    "typed",
    ["sexual history", "sexual history guidance", "history of abuse", "victim changed her account", "what's new"],
)
def test_a_history_or_a_change_of_something_else_is_looked_for(typed: str) -> None:
    assert not query.parse(typed).changes


def test_a_question_is_known_by_its_key_without_what_asks_for_a_kind() -> None:
    found = query.parse("case study: Chemsex party")
    assert found.rest == "chemsex party"
    assert "case study chemsex party" in found.keys
