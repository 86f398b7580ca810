"""People sign in, get roles, are kept out; each change is one event and counts at once."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from guidance import ledger, passwords, people, tables
from guidance.errors import ConflictError, NotFoundError, PermissionDeniedError
from guidance.model import OPERATOR, Person, Role
from guidance.store import Store

EMAIL, PASSWORD = "pat@example.org", "a long enough password"
TOKEN, OTHER = "t" * 43, "u" * 43


def add(store: Store, email: str = EMAIL, role: Role = Role.READER) -> Person:
    return people.add_person(store, OPERATOR, email, "Pat", role, PASSWORD)


def seq(store: Store) -> int:
    with store.reading() as db:
        return ledger.head(db).seq


def visitor(store: Store, token: str = TOKEN) -> Person | None:
    return people.visit(store, token).person


def test_the_right_password_signs_in_and_the_token_is_then_that_person(store: Store) -> None:
    person = add(store)
    assert people.sign_in(store, EMAIL, PASSWORD, TOKEN) == person
    assert visitor(store) == person
    assert visitor(store, OTHER) is None


@pytest.mark.parametrize("email", ["PAT@Example.ORG", " pat@example.org "])
def test_an_address_is_the_same_in_any_case_and_with_spaces_around(email: str, store: Store) -> None:
    add(store, " Pat@example.org")
    assert people.sign_in(store, email, PASSWORD, TOKEN) is not None


@pytest.mark.parametrize(
    "email, password",
    [
        (EMAIL, "a wrong password"),
        (EMAIL, ""),
        (EMAIL, PASSWORD + " "),
        ("x@example.org", PASSWORD),
        (EMAIL, "x" * 9_999),
    ],
)
def test_anything_else_does_not(email: str, password: str, store: Store) -> None:
    add(store)
    assert people.sign_in(store, email, password, TOKEN) is None
    assert visitor(store) is None


def test_a_wrong_password_and_an_unknown_address_take_the_same_work(store: Store) -> None:
    assert not passwords.verify(None, "a password that nobody has")
    assert not passwords.verify("not a hash", PASSWORD)


def test_somebody_disabled_is_out_at_once_and_cannot_come_in(store: Store) -> None:
    add(store)
    people.sign_in(store, EMAIL, PASSWORD, TOKEN)
    people.disable(store, OPERATOR, EMAIL)
    assert visitor(store) is None
    assert people.sign_in(store, EMAIL, PASSWORD, OTHER) is None
    assert [person.active for person in people.list_people(store, OPERATOR)] == [False]


def test_signing_out_ends_that_sign_in_and_no_other(store: Store) -> None:
    add(store)
    for token in (TOKEN, OTHER):
        people.sign_in(store, EMAIL, PASSWORD, token)
    people.sign_out(store, TOKEN)
    assert visitor(store) is None
    assert visitor(store, OTHER) is not None


def test_another_role_counts_at_once_for_who_is_signed_in(store: Store) -> None:
    add(store)
    people.sign_in(store, EMAIL, PASSWORD, TOKEN)
    people.set_role(store, OPERATOR, EMAIL, Role.PUBLISHER)
    person = visitor(store)
    assert person is not None
    assert person.role is Role.PUBLISHER


def test_another_password_ends_every_sign_in_and_the_old_one_is_dead(store: Store) -> None:
    add(store)
    people.sign_in(store, EMAIL, PASSWORD, TOKEN)
    people.set_password(store, OPERATOR, EMAIL, "another long password")
    assert visitor(store) is None
    assert people.sign_in(store, EMAIL, PASSWORD, TOKEN) is None
    assert people.sign_in(store, EMAIL, "another long password", OTHER) is not None


def test_every_change_is_one_event_that_holds_no_secret(store: Store) -> None:
    add(store)
    people.set_role(store, OPERATOR, EMAIL, Role.AUTHOR)
    people.set_password(store, OPERATOR, EMAIL, "another long password")
    people.disable(store, OPERATOR, EMAIL)
    with store.reading() as db:
        rows = db.execute(select(tables.event).order_by(tables.event.c.seq)).all()
        assert ledger.first_broken(db) is None
    assert [row.action for row in rows] == ["person.added", "person.role_set", "person.password_set", "person.disabled"]
    assert rows[1].detail == {"role": "author"}
    assert "password" not in repr([row.detail for row in rows])


def test_neither_the_password_nor_the_token_is_stored(store: Store) -> None:
    add(store)
    people.sign_in(store, EMAIL, PASSWORD, TOKEN)
    with store.reading() as db:
        kept = repr([db.execute(select(table)).all() for table in (tables.person, tables.sign_in, tables.event)])
    assert PASSWORD not in kept
    assert TOKEN not in kept
    assert "$argon2id$" in kept


def test_an_address_is_taken_once(store: Store) -> None:
    add(store)
    with pytest.raises(ConflictError, match=r"Somebody with the address pat@example\.org is there already"):
        add(store, "PAT@example.org")
    assert seq(store) == 1


@pytest.mark.parametrize("act", [people.disable, lambda *told: people.set_role(*told, Role.AUTHOR)])
def test_nobody_of_that_address_is_refused_and_nothing_written(act: object, store: Store) -> None:
    with pytest.raises(NotFoundError, match=r"Nobody has the address x@example\.org"):
        act(store, OPERATOR, "x@example.org")  # type: ignore[operator]
    assert seq(store) == 0


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_manages_people(role: Role, store: Store) -> None:
    person = add(store, role=role)
    acts = [
        lambda: people.add_person(store, person, "new@example.org", "New", Role.READER, PASSWORD),
        lambda: people.set_role(store, person, EMAIL, Role.ADMINISTRATOR),
        lambda: people.disable(store, person, EMAIL),
        lambda: people.set_password(store, person, EMAIL, PASSWORD),
        lambda: people.list_people(store, person),
    ]
    for act in acts:
        with pytest.raises(PermissionDeniedError):
            act()
    assert people.list_people(store, OPERATOR) == [person]
    assert seq(store) == 1


@pytest.mark.parametrize(
    "email, name, password, fields",
    [
        (EMAIL, "Pat", PASSWORD, []),
        ("pat", "Pat", PASSWORD, ["email"]),
        ("pat@example", "Pat", PASSWORD, ["email"]),
        ("a b@example.org", "Pat", PASSWORD, ["email"]),
        ("p" * 250 + "@x.org", "Pat", PASSWORD, ["email"]),
        (EMAIL, " ", PASSWORD, ["name"]),
        (EMAIL, "P" * 201, PASSWORD, ["name"]),
        (EMAIL, "Pat", "x" * 11, ["password"]),
        (EMAIL, "Pat", "x" * 12, []),
        (EMAIL, "Pat", "x" * 1_025, ["password"]),
        ("", "", "", ["email", "name", "password"]),
    ],
)
def test_particulars_are_checked_field_by_field(email: str, name: str, password: str, fields: list[str]) -> None:
    assert [issue.field for issue in people.check_new_person(email, name, password)] == fields


def test_a_visit_tells_how_far_the_ledger_is(store: Store) -> None:
    assert people.visit(store, None).head.seq == 0
    add(store)
    assert people.visit(store, "unknown") == people.Visit(None, people.visit(store, None).head)
    assert people.visit(store, None).head.seq == 1
