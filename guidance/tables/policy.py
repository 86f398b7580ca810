"""The policy team's work: drafts and their revisions, comments, decisions, ticks, fact checks, releases.

Nothing here is public. The read model does not know these tables, so nothing of a draft can leak through it.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from .columns import Instant, metadata

release = Table(
    "release",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("commences", Date),
    Column("visible_from", Instant),
    # open | published | discarded
    Column("state", String(20), nullable=False),
    Column("created_by", Integer, ForeignKey("person.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("published_at", Instant),
)

draft = Table(
    "draft",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("slug", String(120), nullable=False),
    Column("ref", String(40), nullable=False),
    Column("topics", JSON, nullable=False),
    # Both empty for a new document. The base is the edition that the paragraphs are aligned with and compared to.
    Column("document_id", Integer, ForeignKey("document.id"), index=True),
    Column("base_edition_id", Integer, ForeignKey("edition.id")),
    Column("basis", String(20), nullable=False),
    # draft | in_review | approved | published | discarded
    Column("state", String(20), nullable=False, index=True),
    # The newest revision that counts; one set aside in a conflict does not.
    Column("head", Integer, nullable=False),
    Column("change_note", Text, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("submitted_by", Integer, ForeignKey("person.id")),
    Column("submitted_revision", Integer),
    Column("submitted_at", Instant),
    Column("release_id", Integer, ForeignKey("release.id"), index=True),
    Column("edition_id", Integer, ForeignKey("edition.id")),
    Column("created_by", Integer, ForeignKey("person.id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("draft_id", Integer, ForeignKey("draft.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("author_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("note", Text, nullable=False),
    # The revision that the author had before them; 0 for the first.
    Column("based_on", Integer, nullable=False),
    # Kept because somebody else saved first; its words wait to be merged.
    Column("aside", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("facts", JSON, nullable=False),
    # Which paragraph is which, what is settled of it, and raised classes: see `identity`.
    Column("identity", JSON, nullable=False),
)

editing = Table(
    "editing",
    metadata,
    Column("draft_id", Integer, ForeignKey("draft.id"), primary_key=True),
    Column("person_id", Integer, ForeignKey("person.id"), primary_key=True),
    Column("since", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    # What the browser kept by itself: not a revision, gone with the next save.
    Column("kept", JSON),
    Column("kept_from", Integer),
    Column("kept_at", Instant),
)

comment = Table(
    "comment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey("draft.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    # Empty: about the draft as a whole.
    Column("pid", String(16), nullable=False),
    # One of the two: a person, or somebody outside with a fact-check link.
    Column("person_id", Integer, ForeignKey("person.id")),
    Column("fact_check_id", Integer, ForeignKey("fact_check.id")),
    Column("at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Column("resolved_by", Integer, ForeignKey("person.id")),
    Column("resolved_at", Instant),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey("draft.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    # submitted | approved | returned
    Column("outcome", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
)

tick = Table(
    "tick",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey("draft.id"), nullable=False),
    # What depends (a document) on what is changed (a paragraph, or with no pid the document), in which words.
    Column("dependant_id", Integer, ForeignKey("document.id"), nullable=False),
    Column("pid", String(16), nullable=False),
    Column("text_hash", String(64), nullable=False),
    # still_right | to_mend
    Column("outcome", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Index("tick_draft", "draft_id", "dependant_id", "pid"),
)

fact_check = Table(
    "fact_check",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft_id", Integer, ForeignKey("draft.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("made_by", Integer, ForeignKey("person.id"), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    # Of the link, which opens once; and of the visit that it opened.
    Column("link_hash", String(64), nullable=False, unique=True),
    Column("visit_hash", String(64), nullable=False),
    Column("opened_at", Instant),
    Column("answered_at", Instant),
    Column("answer", Text, nullable=False),
    Column("ended_at", Instant),
)

unknown_term = Table(
    "unknown_term",
    metadata,
    # A number is never given twice: the ledger names what was dealt with by it.
    Column("id", Integer, primary_key=True),
    Column("token", Text, nullable=False),
    Column("folded", Text, nullable=False, unique=True),
    Column("times", Integer, nullable=False),
    Column("first_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

# What the policy team keeps for search. The ledger says what stood here before.
synonym = Table(
    "synonym",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("expressions", JSON, nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

promoted_answer = Table(
    "promoted_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("words", Text, nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("slug", String(120), nullable=False),
    Column("anchor", String(120), nullable=False),
    Column("person_id", Integer, ForeignKey("person.id"), nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_autoincrement=True,
)
