"""Facts go through the forms and come back as they were, for every document of the starter content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import guidance
from guidance import packs
from guidance.kinds import SHAPES, check
from guidance.model import Kind
from kb.factforms import FORMS, MOST_ROWS, Field, Rows, Widget, name_of, read, rows_shown, shown, with_row_changed

STARTER = Path(guidance.__file__).parent / "starter"


def filled_in(kind: Kind, facts: Mapping[str, Any]) -> dict[str, str]:
    """What a browser sends for the form that shows the facts."""
    sent: dict[str, str] = {}
    for one in FORMS[kind]:
        if isinstance(one, Field):
            sent |= _sent(one, name_of(one.name), facts)
            continue
        for index, row in enumerate(rows_shown(one, facts), 1):
            for field in one.fields:
                sent |= _sent(field, name_of(one.name, index, field.name), row)
    return sent


def _sent(field: Field, name: str, values: Mapping[str, Any]) -> dict[str, str]:
    value = shown(field, values)
    if field.widget is Widget.FLAG:
        return {name: "yes"} if value else {}
    return {name: str(value).replace("\n", "\r\n")}


def test_the_facts_of_every_document_of_the_starter_content_survive_their_form() -> None:
    for document in packs.read(STARTER):
        for edition in document.editions:
            kind = document.kind
            assert read(kind, filled_in(kind, edition.facts)) == edition.facts, document.where


@pytest.mark.parametrize("kind", Kind)
def test_a_form_asks_for_every_fact_that_a_kind_may_have_and_for_no_other(kind: Kind) -> None:
    asked = {one.name: {part.name for part in one.fields} if isinstance(one, Rows) else set() for one in FORMS[kind]}
    assert asked == {name: set(shape.parts) for name, shape in SHAPES[kind].items()}


@pytest.mark.parametrize("kind", Kind)
def test_an_empty_form_is_no_facts_at_all(kind: Kind) -> None:
    assert read(kind, filled_in(kind, {})) == {}
    assert check(kind, {}) == []


FACTS = {"senses": [{"definition": "One"}, {"definition": "Two"}, {"definition": "Three"}]}


def test_adding_a_row_keeps_all_that_was_typed() -> None:
    told = with_row_changed(Kind.TERM, {**filled_in(Kind.TERM, FACTS), name_of("senses", "add"): "Add"})
    assert told == {"senses": [*FACTS["senses"], {}]}


def test_removing_a_row_takes_that_one_and_no_other() -> None:
    form = filled_in(Kind.TERM, {"senses": [{"definition": str(n)} for n in range(1, 13)]})
    told = with_row_changed(Kind.TERM, {**form, name_of("senses", 1, "remove"): "Remove"})
    assert told == {"senses": [{"definition": str(n)} for n in range(2, 13)]}


def test_saving_changes_no_rows() -> None:
    assert with_row_changed(Kind.TERM, filled_in(Kind.TERM, FACTS)) is None


@pytest.mark.parametrize("number", ["-1", "0", "x", "²", "99999999999999999999", ""])
def test_a_row_number_that_no_form_has_is_harmless(number: str) -> None:
    read(Kind.TERM, {f"facts.senses.{number}.definition": "words"})
    with_row_changed(Kind.TERM, {f"facts.senses.{number}.remove": ""})


def test_a_form_takes_rows_up_to_its_limit() -> None:
    form = {name_of("aliases", n, "text"): str(n) for n in range(1, MOST_ROWS + 50)}
    assert len(read(Kind.TERM, form)["aliases"]) == MOST_ROWS
