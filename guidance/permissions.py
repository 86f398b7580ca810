"""Who may do what, as one table. Acts enforce it; templates may only ask it, to hide a button."""

from __future__ import annotations

from enum import StrEnum

from .errors import PermissionDeniedError
from .model import Person, Role


class Action(StrEnum):
    """What can be permitted."""

    READ = "read"
    FOLLOW = "follow"
    REPORT_UNKNOWN_TERM = "report_unknown_term"
    READ_DRAFTS = "read_drafts"
    DRAFT = "draft"
    COMMENT = "comment"
    INVITE_FACT_CHECK = "invite_fact_check"
    REVIEW = "review"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    CURATE_SEARCH = "curate_search"
    CONSULT = "consult"
    LOAD_PACK = "load_pack"
    MANAGE_PEOPLE = "manage_people"


EVERYBODY = frozenset(Role)
POLICY_TEAM = frozenset({Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER})
ALLOWED: dict[Action, frozenset[Role]] = {
    Action.READ: EVERYBODY,
    Action.FOLLOW: EVERYBODY,
    Action.REPORT_UNKNOWN_TERM: EVERYBODY,
    Action.READ_DRAFTS: POLICY_TEAM,
    Action.DRAFT: POLICY_TEAM,
    Action.COMMENT: POLICY_TEAM,
    Action.INVITE_FACT_CHECK: POLICY_TEAM,
    Action.REVIEW: frozenset({Role.REVIEWER, Role.PUBLISHER}),
    Action.PUBLISH: frozenset({Role.PUBLISHER}),
    Action.WITHDRAW: frozenset({Role.PUBLISHER}),
    Action.CURATE_SEARCH: POLICY_TEAM,
    Action.CONSULT: frozenset({Role.PUBLISHER}),
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
