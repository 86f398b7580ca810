"""The tables, as SQLAlchemy Core sees them.

What is published is only ever added to; triggers made by the migrations refuse the rest.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime kept as fixed-width text, so that it sorts and compares alike in every database."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Refuse a naive datetime, which would be somebody's guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        """Back to an aware datetime."""
        return None if value is None else datetime.fromisoformat(value)


metadata = MetaData()

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", String(320), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", String(320), nullable=False),
    Column("detail", JSON, nullable=False),
    Column("prev", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
)

document = Table(
    "document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("slug", String(120), nullable=False),
    Column("ref", String(40), nullable=False),
    Column("topics", JSON, nullable=False),
    Column("changed_seq", Integer, ForeignKey("event.seq"), nullable=False, index=True),
    UniqueConstraint("kind", "slug"),
)

edition = Table(
    "edition",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("basis", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("change_note", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("event_seq", Integer, ForeignKey("event.seq"), nullable=False),
    UniqueConstraint("document_id", "ordinal"),
)

paragraph = Table(
    "paragraph",
    metadata,
    Column("pid", String(16), primary_key=True),
    Column("first_edition_id", Integer, ForeignKey("edition.id"), nullable=False),
)

text = Table(
    "text",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("source", Text, nullable=False),
)

rendering = Table(
    "rendering",
    metadata,
    Column("text_hash", String(64), ForeignKey("text.hash"), primary_key=True),
    Column("block", String(20), primary_key=True),
    Column("version", String(20), nullable=False),
    Column("html", Text, nullable=False),
    Column("plain", Text, nullable=False),
)

edition_paragraph = Table(
    "edition_paragraph",
    metadata,
    Column("edition_id", Integer, ForeignKey("edition.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("pid", String(16), ForeignKey("paragraph.pid"), nullable=False),
    Column("text_hash", String(64), ForeignKey("text.hash"), nullable=False),
    Column("block", String(20), nullable=False),
    Column("level", Integer, nullable=False),
    Column("number", String(20), nullable=False),
    Column("anchor", String(80), nullable=False),
    Column("classes", String(200), nullable=False),
    Column("ref", String(40), nullable=False),
    Column("label", String(40), nullable=False),
    UniqueConstraint("edition_id", "pid"),
    Index("edition_paragraph_pid", "pid"),
)
for _name in ("anchor", "ref"):
    # Few paragraphs have either; a link is followed by them.
    _named = edition_paragraph.c[_name] != ""
    Index(f"edition_paragraph_{_name}", edition_paragraph.c[_name], sqlite_where=_named, postgresql_where=_named)

force_period = Table(
    "force_period",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True),
    Column("edition_id", Integer, ForeignKey("edition.id"), nullable=False),
    Column("from_date", Date, nullable=False),
    Column("to_date", Date),
    Column("recorded_at", Instant, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("event_seq", Integer, ForeignKey("event.seq"), nullable=False),
)

reference = Table(
    "reference",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", Integer, ForeignKey("edition.id"), nullable=False, index=True),
    Column("type", String(20), nullable=False),
    Column("pid", String(16), nullable=False),
    Column("to_kind", String(20), nullable=False),
    Column("to_slug", String(120), nullable=False),
    Column("to_anchor", String(80), nullable=False),
    Index("reference_target", "to_kind", "to_slug"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False, index=True),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

APPEND_ONLY = (
    "event",
    "edition",
    "paragraph",
    "text",
    "edition_paragraph",
    "force_period",
    "reference",
)
"""Tables whose rows are never changed or removed; the first migration guards each by trigger."""
