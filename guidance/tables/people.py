"""People and their sign-ins; what each follows and has read; the mail that waits to be sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from .columns import Instant, metadata

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

follow = Table(
    "follow",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    # everything | kind | topic | document | paragraph | search, and which of them: "", "term", "consent",
    # "guidance:myths", a pid, words.
    Column("scope", String(20), nullable=False),
    Column("target", String(160), nullable=False),
    # at_once | daily | weekly
    Column("frequency", String(10), nullable=False),
    Column("since", Instant, nullable=False),
    UniqueConstraint("person_id", "scope", "target"),
)

digest = Table(
    "digest",
    metadata,
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("frequency", String(10), primary_key=True),
    # Everything that became news up to this instant has been put into mail for the person, or did not concern them.
    Column("until", Instant, nullable=False),
)

last_read = Table(
    "last_read",
    metadata,
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("document_id", Integer, ForeignKey("document.id"), primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

mail = Table(
    "mail",
    metadata,
    Column("id", Integer, primary_key=True),
    # What the message is about, for this person: made once, however often somebody tries.
    Column("key", String(200), nullable=False, unique=True),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("address", String(254), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried_at", Instant),
    Column("sent_at", Instant, index=True),
    Column("error", Text, nullable=False),
)
