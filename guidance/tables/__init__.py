"""The tables, as SQLAlchemy Core sees them. What is published is only ever added to."""

from __future__ import annotations

from .columns import Instant, metadata
from .people import digest, follow, last_read, mail, person, sign_in
from .policy import comment, decision, draft, editing, fact_check, release, revision, tick, unknown_term
from .published import (
    consultation,
    document,
    edition,
    edition_paragraph,
    emergency,
    event,
    force_period,
    internal_paragraph,
    lineage,
    newest_event,
    paragraph,
    raised_class,
    reference,
    rendering,
    text,
)

__all__ = [
    "APPEND_ONLY",
    "Instant",
    "comment",
    "consultation",
    "decision",
    "digest",
    "document",
    "draft",
    "editing",
    "edition",
    "edition_paragraph",
    "emergency",
    "event",
    "fact_check",
    "follow",
    "force_period",
    "internal_paragraph",
    "last_read",
    "lineage",
    "mail",
    "metadata",
    "newest_event",
    "paragraph",
    "person",
    "raised_class",
    "reference",
    "release",
    "rendering",
    "revision",
    "sign_in",
    "text",
    "tick",
    "unknown_term",
]

APPEND_ONLY = (
    "event",
    "edition",
    "paragraph",
    "text",
    "edition_paragraph",
    "force_period",
    "reference",
    "internal_paragraph",
    "lineage",
    "raised_class",
    "consultation",
    "revision",
    "decision",
    "tick",
)
"""Tables whose rows are never changed or removed; the migrations guard each by trigger."""
