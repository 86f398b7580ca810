"""Who may do what, as a literal table: whoever changes a permission changes it here too."""

from __future__ import annotations

import pytest

from guidance.errors import PermissionDeniedError
from guidance.model import OPERATOR, Person, Role
from guidance.permissions import ALLOWED, Action, may, require

ROLES = ["reader", "author", "reviewer", "publisher", "administrator"]
TABLE = {
    "read": "yes yes yes yes yes",
    "follow": "yes yes yes yes yes",
    "report_unknown_term": "yes yes yes yes yes",
    "read_drafts": "no yes yes yes no",
    "draft": "no yes yes yes no",
    "comment": "no yes yes yes no",
    "invite_fact_check": "no yes yes yes no",
    "review": "no no yes yes no",
    "publish": "no no no yes no",
    "withdraw": "no no no yes no",
    "curate_search": "no yes yes yes no",
    "consult": "no no no yes no",
    "load_pack": "no no no no yes",
    "manage_people": "no no no no yes",
}
CASES = [
    (action, role, word == "yes")
    for action, row in TABLE.items()
    for role, word in zip(ROLES, row.split(), strict=True)
]


@pytest.mark.parametrize("action, role, allowed", CASES)
def test_a_role_may_do_what_the_table_says(action: str, role: str, allowed: bool) -> None:
    person = Person(1, "pat@example.org", "Pat", Role(role))
    assert may(person, Action(action)) is allowed
    if allowed:
        require(person, Action(action))
    else:
        with pytest.raises(PermissionDeniedError, match=f"Pat has the role {role}, which may not"):
            require(person, Action(action))


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_somebody_disabled_may_do_nothing(action: Action, role: Role) -> None:
    assert not may(Person(1, "pat@example.org", "Pat", role, active=False), action)


@pytest.mark.parametrize("action", Action)
def test_the_operator_may_do_what_an_administrator_may_and_writes_no_guidance(action: Action) -> None:
    assert may(OPERATOR, action) is may(Person(1, "ade@example.org", "Ade", Role.ADMINISTRATOR), action)


def test_the_table_names_every_action_and_every_role() -> None:
    assert set(TABLE) == {str(action) for action in Action} == {str(action) for action in ALLOWED}, (
        "Add a row to TABLE for each new action: one yes or no for each role."
    )
    assert [str(role) for role in Role] == ROLES
