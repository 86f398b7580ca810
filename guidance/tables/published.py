"""What is published and the record of it. Only ever added to; triggers made by the migrations refuse the rest."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from .columns import Instant, metadata

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

newest_event = Table(
    "newest_event",
    metadata,
    # One row, changed with every event: so an event taken from the end of the chain is missed.
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
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
    Index("edition_paragraph_text", "text_hash"),
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
    # Of a withdrawal: what to use instead, such as guidance:consent.
    Column("replacement", String(160)),
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

internal_paragraph = Table(
    "internal_paragraph",
    metadata,
    Column("edition_id", Integer, ForeignKey("edition.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("pid", String(16), ForeignKey("paragraph.pid"), nullable=False),
    Column("text_hash", String(64), ForeignKey("text.hash"), nullable=False),
    Column("block", String(20), nullable=False),
    Column("level", Integer, nullable=False),
    Column("anchor", String(80), nullable=False),
    Column("classes", String(200), nullable=False),
    Column("ref", String(40), nullable=False),
    UniqueConstraint("edition_id", "pid"),
)

lineage = Table(
    "lineage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("edition_id", Integer, ForeignKey("edition.id"), nullable=False, index=True),
    Column("type", String(20), nullable=False),
    Column("pid", String(16), nullable=False, index=True),
    # Empty: of a paragraph that is gone, nothing took its place.
    Column("other_pid", String(16), nullable=False, index=True),
    Column("reason", Text, nullable=False),
)

raised_class = Table(
    "raised_class",
    metadata,
    Column("edition_id", Integer, ForeignKey("edition.id"), primary_key=True),
    Column("pid", String(16), primary_key=True),
    Column("change_class", String(20), nullable=False),
)

consultation = Table(
    "consultation",
    metadata,
    Column("id", Integer, primary_key=True),
    # The statements with one thread are about one consultation; the latest counts.
    Column("thread", Integer, nullable=False, index=True),
    Column("document_id", Integer, ForeignKey("document.id"), nullable=False, index=True),
    Column("edition_id", Integer, ForeignKey("edition.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("event_seq", Integer, ForeignKey("event.seq"), nullable=False),
)

emergency = Table(
    "emergency",
    metadata,
    Column("edition_id", Integer, ForeignKey("edition.id"), primary_key=True),
    # Empty where the edition came in a pack, which names nobody.
    Column("person_id", Integer, ForeignKey("person.id")),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("reviewed_by", Integer, ForeignKey("person.id")),
    Column("reviewed_at", Instant),
    Column("review_note", Text, nullable=False),
)
