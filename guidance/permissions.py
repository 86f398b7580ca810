"""Who may do what, as one table. Acts enforce it; templates may only ask it, to hide a button."""

from __future__ import annotations

from enum import StrEnum

from .errors import PermissionDeniedError
from .model import Person, Role


class Action(StrEnum):
    """What can be permitted."""

    READ = "read"
    LOAD_PACK = "load_pack"
    MANAGE_PEOPLE = "manage_people"


EVERYBODY = frozenset(Role)
ALLOWED: dict[Action, frozenset[Role]] = {
    Action.READ: EVERYBODY,
    Action.LOAD_PACK: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
}


def may(person: Person, action: Action) -> bool:
    """Whether the person may; a disabled person may nothing."""
    return person.active and person.role in ALLOWED[action]


def require(person: Person, action: Action) -> None:
    """Refuse with `PermissionDeniedError` unless the person may."""
    if not may(person, action):
        raise PermissionDeniedError(
            f"{person.name} has the role {person.role}, which may not {action.replace('_', ' ')}."
        )
