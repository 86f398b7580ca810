"""What the policy team keeps for search: checked in words, on record, and gone when it is taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from guidance import curating, tables
from guidance.curating import check_answer, check_synonym
from guidance.errors import NotFoundError, StateError
from guidance.model import Kind, Role
from guidance.store import Store
from tests.factories import a_person, document, publish


def test_synonyms_are_kept_once_each_and_tidied(store: Store) -> None:
    author = a_person(store, Role.AUTHOR)
    made = curating.add_synonym(store, author, [" Myth ", "", "rape  myth", "myth"])
    (kept,) = curating.kept(store).synonyms
    assert (kept.id, kept.expressions, kept.by) == (made, ("myth", "rape myth"), "Author")
    curating.remove_synonym(store, author, made)
    assert curating.kept(store).synonyms == ()
    with pytest.raises(NotFoundError):
        curating.remove_synonym(store, author, made)


@pytest.mark.parametrize(
    "expressions, said",
    [
        ([], "from 2 to 12"),
        (["one", "ONE "], "from 2 to 12"),
        ([str(n) for n in range(13)], "from 2 to 12"),
        (["a", "!?"], "Write a word"),
        (["a", "x" * 81], "longer than 80"),
    ],
)
def test_what_is_wrong_with_synonyms_is_told(expressions: list[str], said: str, store: Store) -> None:
    assert said in check_synonym(expressions)[0].message
    with pytest.raises(StateError, match=said):
        curating.add_synonym(store, a_person(store, Role.AUTHOR), expressions)


def test_an_answer_takes_the_place_of_the_one_before(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [document("consent"), document("myths")])
    author = a_person(store, Role.AUTHOR)
    curating.promote(store, author, "What is  Consent", "guidance:myths#m01")
    made = curating.promote(store, author, "what is consent", "guidance:consent")
    (kept,) = curating.kept(store).promoted
    assert (kept.id, kept.words, kept.kind, kept.slug, kept.anchor) == (
        made,
        "what is consent",
        Kind.GUIDANCE,
        "consent",
        "",
    )
    curating.demote(store, author, made)
    assert curating.kept(store).promoted == ()
    with pytest.raises(NotFoundError):
        curating.demote(store, author, made)


def test_an_answer_has_words_and_leads_to_something_published(store: Store) -> None:
    assert [one.field for one in check_answer("", "nonsense")] == ["words", "target"]
    with pytest.raises(NotFoundError, match="Nothing is published as guidance:nowhere"):
        curating.promote(store, a_person(store, Role.AUTHOR), "words", "guidance:nowhere")


def test_every_change_is_on_record_with_its_words(store: Store) -> None:
    author = a_person(store, Role.AUTHOR)
    curating.remove_synonym(store, author, curating.add_synonym(store, author, ["a", "b"]))
    own = tables.event.c
    with store.reading() as db:
        told = db.execute(select(own.action, own.detail).where(own.subject == "synonym:1").order_by(own.seq)).all()
    assert [tuple(one) for one in told] == [
        ("search.synonym_added", {"expressions": ["a", "b"]}),
        ("search.synonym_removed", {"expressions": ["a", "b"]}),
    ]
