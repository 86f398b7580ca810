"""For whoever watches the service: is it up, and can it answer?"""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from kb.services import services

blueprint = Blueprint("operations", __name__)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process runs."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """The database answers; a database that does not is a 503 by the table of errors."""
    services().library.head()
    return {"status": "ready"}
