"""What every page of the workspace shares: the door."""

from __future__ import annotations

import re

from flask import Blueprint, request

from guidance.permissions import Action, require
from kb import access


def workspace(name: str, import_name: str, path: str = "") -> Blueprint:
    """A blueprint of the workspace: nobody outside the policy team gets further than its door."""
    blueprint = Blueprint(name, import_name, url_prefix=f"/policy{path}")
    blueprint.before_request(_require_policy_team)
    return blueprint


def _require_policy_team() -> None:
    require(access.signed_in(), Action.READ_DRAFTS)


def revision_named(default: int = 0) -> int:
    """The number of the revision that a form is about, as it was shown; the default where it names none."""
    told = request.form.get("revision", "")
    return int(told) if re.fullmatch(r"[1-9][0-9]{0,8}", told) else default
