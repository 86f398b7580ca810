"""The beginning of a draft, inside the caller's transaction: its row, its first revision and the event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from . import drafts, ledger, records, revisions, saving, tables
from .contents import fingerprint, tidy
from .errors import NotFoundError
from .model import Basis, Kind, Person
from .paragraphs import Standing
from .revisions import NewRevision
from .workflow import Content, Identity, State


@dataclass(frozen=True)
class NewDraft:
    """What a draft is started with."""

    kind: Kind
    slug: str
    ref: str
    topics: tuple[str, ...]
    content: Content
    document_id: int | None = None
    base_edition_id: int | None = None
    from_edition: int = 0


def on_document(
    db: Connection,
    person: Person,
    now: datetime,
    kind: Kind,
    slug: str,
    *,
    from_edition: int | None = None,
    content: Content | None = None,
) -> int:
    """A draft on a document, with the words of one of its editions (None: the newest), or with other ones; its id.

    Raises NotFoundError where there is no such edition.
    """
    newest = drafts.newest_edition(db, kind, slug)
    if newest is None:
        raise NotFoundError(f"Nothing is published under the name {slug}.")
    source = newest if from_edition is None else _edition(db, newest.document_id, from_edition)
    words = content or tidy(Content(source.title, source.summary, source.body, source.facts))
    base = records.standing(db, newest.id)
    before = base if source.id == newest.id else _own(db, newest.document_id, records.standing(db, source.id))
    labels = newest.ref, tuple(newest.topics)
    new = NewDraft(kind, slug, *labels, words, newest.document_id, newest.id, from_edition or 0)
    return start(db, person, now, new, base, before)


def start(
    db: Connection,
    person: Person,
    now: datetime,
    new: NewDraft,
    base: Sequence[Standing],
    before: Sequence[Standing],
) -> int:
    """A draft aligned with `base`, whose words were those of `before`; its id."""
    values = {
        "kind": new.kind,
        "slug": new.slug,
        "ref": new.ref,
        "topics": list(new.topics),
        "document_id": new.document_id,
        "base_edition_id": new.base_edition_id,
        "basis": Basis.FINAL,
        "state": State.DRAFT,
        "head": 1,
        "change_note": "",
        "reasons": "",
        "created_by": person.id,
        "created_at": now,
        "changed_at": now,
    }
    draft_id: int = db.execute(insert(tables.draft).values(**values).returning(tables.draft.c.id)).scalar_one()
    blocks = drafts.blocks(new.kind, new.content)
    seed = f"{new.kind}:{new.slug}/{draft_id}/1/{now.isoformat()}"
    identity: Identity = saving.fresh_identity(db, base, before, blocks, None, seed)
    revisions.write(db, NewRevision(draft_id, 1, person, now, 0, False, "", new.content, identity))
    detail = {
        "document": f"{new.kind}:{new.slug}",
        "revision": 1,
        "content": fingerprint(new.content),
        "from_edition": new.from_edition,
    }
    ledger.append(db, person, now, "draft.started", f"draft:{draft_id}", detail)
    return draft_id


def _edition(db: Connection, document_id: int, ordinal: int) -> Any:
    own = tables.edition.c
    found = select(tables.edition).where(own.document_id == document_id, own.ordinal == ordinal)
    row = db.execute(found).one_or_none() if 0 < ordinal <= revisions.MAX_ID else None
    if row is None:
        raise NotFoundError(f"There is no edition {ordinal}.")
    return row


def _own(db: Connection, document_id: int, standing: Sequence[Standing]) -> list[Standing]:
    """Without the paragraphs that have stood in another document too: there they may be alive still."""
    place, edition = tables.edition_paragraph.c, tables.edition.c
    elsewhere = set(
        db.scalars(
            select(place.pid)
            .join_from(tables.edition_paragraph, tables.edition, place.edition_id == edition.id)
            .where(place.pid.in_([one.pid for one in standing]), edition.document_id != document_id)
        )
    )
    return [one for one in standing if one.pid not in elsewhere]
