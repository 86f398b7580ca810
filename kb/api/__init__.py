"""The read API under /api/v1: JSON, described by its own OpenAPI document."""

from __future__ import annotations

from flask import Blueprint

from . import documents, paragraphs, search, transcript
from .description import describe

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
blueprint.add_url_rule("/search", "search", search.search)
blueprint.add_url_rule("/suggest", "suggest", search.suggest)
blueprint.add_url_rule("/documents", "documents", documents.index)
blueprint.add_url_rule("/documents/<kind>/<slug>", "document", documents.show)
blueprint.add_url_rule("/documents/<kind>/<slug>/editions", "editions", documents.editions)
blueprint.add_url_rule("/documents/<kind>/<slug>/editions/<int:ordinal>", "edition", documents.edition)
blueprint.add_url_rule("/documents/<kind>/<slug>/compare", "compare", documents.compare)
blueprint.add_url_rule("/paragraphs/<pid>", "paragraph", paragraphs.show)
blueprint.add_url_rule("/citations/<path:token>", "citation", paragraphs.citation)
blueprint.add_url_rule("/transcript", "transcript", transcript.explain, methods=["POST"])
blueprint.add_url_rule("/openapi.json", "openapi", describe)
