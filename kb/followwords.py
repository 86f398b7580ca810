"""What people read for a follow: what is followed and how often mail is sent."""

from __future__ import annotations

from collections.abc import Mapping

from guidance.following import Frequency, Scope
from guidance.kinds import LABELS
from guidance.model import Kind

FREQUENCIES: Mapping[Frequency, str] = {
    Frequency.AT_ONCE: "At once",
    Frequency.DAILY: "Once a day, at 07:00",
    Frequency.WEEKLY: "Once a week, on Monday at 07:00",
}


def named(scope: Scope, target: str) -> str:
    """What is followed, where it is no document or paragraph whose title is known."""
    if scope is Scope.EVERYTHING:
        return "Everything"
    if scope is Scope.KIND:
        several = LABELS[Kind(target)][1]
        return f"All {several[:1].lower()}{several[1:]}"
    if scope is Scope.TOPIC:
        return f"Everything on {target.replace('-', ' ')}"
    if scope is Scope.SEARCH:
        return f"The search “{target}”"
    return target
