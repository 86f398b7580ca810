"""Pages about the product itself."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kb.services import services

blueprint = Blueprint("about", __name__, url_prefix="/about")


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """What works for whom, and what does not."""
    return render_template("about/accessibility.html", page_title="Accessibility", active="")


@blueprint.get("/privacy")
def privacy() -> ResponseReturnValue:
    """What is kept about a person, and for how long."""
    counted = services().usage.days
    return render_template("about/privacy.html", page_title="Privacy", active="", counted_days=counted)


@blueprint.get("/api")
def api() -> ResponseReturnValue:
    """How programs read the knowledge base."""
    return render_template("about/api.html", page_title="API", active="")
