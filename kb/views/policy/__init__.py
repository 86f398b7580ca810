"""The policy team's workspace. One module for each thing that they manage; each brings a blueprint under /policy."""

from __future__ import annotations

from flask import Blueprint

from . import (
    bulk,
    consulting,
    correcting,
    dashboard,
    drafting,
    editing,
    identifying,
    impacts,
    invitations,
    linking,
    managing,
    previews,
    publishing,
    releasing,
    reviewing,
    searches,
    searchwords,
    unknown,
)

MODULES = (
    bulk,
    consulting,
    correcting,
    dashboard,
    drafting,
    editing,
    identifying,
    impacts,
    invitations,
    linking,
    managing,
    previews,
    publishing,
    releasing,
    reviewing,
    searches,
    searchwords,
    unknown,
)


def blueprints() -> list[Blueprint]:
    """All of them."""
    return [module.blueprint for module in MODULES]
