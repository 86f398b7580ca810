"""Drafts as the policy team reads them: where each stands, what it says, paragraph by paragraph. Never public."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from . import internal, markup, records, revisions, tables, texts
from .composing import compose
from .errors import NotFoundError
from .markup import Rendered, SourceBlock
from .model import Basis, Block, Kind, Paragraph, Person
from .numbering import numbers
from .paragraphs import Standing, text_hash
from .permissions import Action, require
from .revisions import MAX_ID, person_of
from .store import Store
from .workflow import Content, Draft, Revision, State

OPEN = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED})
"""The states in which a draft can still change."""

EVER = datetime.max.replace(tzinfo=UTC)
"""As known at this instant everything counts that is recorded, embargoed or not; for the policy team alone."""

_OWN = tables.draft.c
_CREATOR, _SUBMITTER = tables.person.alias("creator"), tables.person.alias("submitter")
_BASE, _EDITION = tables.edition.alias("base"), tables.edition.alias("made")
_ABOUT = ("id", "email", "name", "role", "active")
_DRAFTS = (
    select(
        tables.draft,
        tables.revision.c.title,
        func.coalesce(_BASE.c.ordinal, 0).label("base"),
        _EDITION.c.ordinal.label("edition"),
        *(_CREATOR.c[name].label(f"creator_{name}") for name in _ABOUT),
        *(_SUBMITTER.c[name].label(f"submitter_{name}") for name in _ABOUT),
    )
    .select_from(tables.draft)
    .join(_CREATOR, _CREATOR.c.id == _OWN.created_by)
    .join(tables.revision, (tables.revision.c.draft_id == _OWN.id) & (tables.revision.c.number == _OWN.head))
    .outerjoin(_SUBMITTER, _SUBMITTER.c.id == _OWN.submitted_by)
    .outerjoin(_BASE, _BASE.c.id == _OWN.base_edition_id)
    .outerjoin(_EDITION, _EDITION.c.id == _OWN.edition_id)
)

# Drafts and revisions


def find(db: Connection, draft_id: int) -> Draft:
    """One draft. Raises NotFoundError where there is none."""
    row = db.execute(_DRAFTS.where(_OWN.id == draft_id)).one_or_none() if 0 < draft_id <= MAX_ID else None
    if row is None:
        raise NotFoundError(f"There is no draft {draft_id}.")
    return _draft(row)


def matching(db: Connection, *where: ColumnElement[bool]) -> list[Draft]:
    """The drafts that meet the conditions, the one changed last first."""
    found = db.execute(_DRAFTS.where(*where).order_by(_OWN.changed_at.desc(), _OWN.id.desc()))
    return [_draft(row) for row in found]


def draft(store: Store, person: Person, draft_id: int) -> Draft:
    """`find` for a person."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return find(db, draft_id)


def list_drafts(
    store: Store, person: Person, *, states: Collection[State] = OPEN, kind: Kind | None = None, slug: str = ""
) -> list[Draft]:
    """The drafts in the states (of a kind; of one document, with `slug` too), the one changed last first."""
    require(person, Action.READ_DRAFTS)
    where: list[ColumnElement[bool]] = [_OWN.state.in_(states)]
    where += [_OWN.kind == kind] if kind else []
    where += [_OWN.slug == slug] if slug else []
    with store.reading() as db:
        return matching(db, *where)


def list_revisions(store: Store, person: Person, draft_id: int) -> list[Revision]:
    """Every revision of a draft, newest first, those set aside too."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        return revisions.of(db, find(db, draft_id).id)


def revision(store: Store, person: Person, draft_id: int, number: int | None = None) -> Revision:
    """One revision; None: the newest that counts. Raises NotFoundError where there is none of that number."""
    require(person, Action.READ_DRAFTS)
    with store.reading() as db:
        found = find(db, draft_id)
        return revisions.find(db, draft_id, found.head if number is None else number)


def head(db: Connection, draft: Draft) -> Revision:
    """The newest revision that counts."""
    return revisions.find(db, draft.id, draft.head)


def authors(db: Connection, draft: Draft) -> set[int]:
    """Everybody who saved a revision of the draft, set aside or not."""
    return revisions.authors(db, draft.id)


def asides(db: Connection, draft: Draft) -> list[int]:
    """The numbers of the revisions set aside that wait to be merged."""
    return revisions.waiting(db, draft.id)


# What a draft is based on


def base_edition(db: Connection, draft: Draft) -> int | None:
    """The id of the edition that it is aligned with and compared to; None for a new document."""
    return db.scalar(select(_OWN.base_edition_id).where(_OWN.id == draft.id))


def newest_edition(db: Connection, kind: Kind, slug: str) -> Row[Any] | None:
    """The newest edition of a document, embargoed or not, as its row; None where nothing was ever published there."""
    own, document = tables.edition.c, tables.document.c
    return db.execute(
        select(tables.edition, document.ref, document.topics)
        .join_from(tables.edition, tables.document, own.document_id == document.id)
        .where(document.kind == kind, document.slug == slug)
        .order_by(own.ordinal.desc())
        .limit(1)
    ).one_or_none()


def is_behind(db: Connection, draft: Draft) -> bool:
    """Whether another edition was published after the one that the draft is based on."""
    newest = newest_edition(db, draft.kind, draft.slug)
    return newest is not None and int(newest.ordinal) != draft.base


def base_standing(db: Connection, draft: Draft) -> list[Standing]:
    """The paragraphs of the base edition, internal ones too, as a revision is aligned with them."""
    edition_id = base_edition(db, draft)
    return [] if edition_id is None else records.standing(db, edition_id)


def base_paragraphs(db: Connection, draft: Draft) -> list[Paragraph]:
    """The paragraphs of the base edition in the order of its text, internal ones too."""
    edition_id = base_edition(db, draft)
    found = [] if edition_id is None else internal.all_paragraphs(db, edition_id)
    # As published a public paragraph is placed among its like.
    return [replace(one, position=position) for position, one in enumerate(found, 1)]


# What a revision says


def blocks(kind: Kind, content: Content) -> list[SourceBlock]:
    """The paragraphs that the content would be published as, internal ones too."""
    return list(_split(compose(kind, content.facts, content.body)))


def standing(draft: Draft, revision: Revision) -> list[Standing]:
    """The paragraphs of a revision, as the next one is aligned with them."""
    pairs = zip(blocks(draft.kind, revision.content), revision.identity.paragraphs, strict=True)
    return [Standing(one.pid, block.block, block.anchor, block.source) for block, one in pairs]


def paragraphs(db: Connection, draft: Draft, revision: Revision) -> list[Paragraph]:
    """A revision as it would be published; internal paragraphs too, which have the class `internal` and no number."""
    return laid_out(db, blocks(draft.kind, revision.content), [one.pid for one in revision.identity.paragraphs])


def preview(db: Connection, draft: Draft, content: Content) -> list[Paragraph]:
    """Content that is not saved as it would be published; its paragraphs have no pid. Check the content before."""
    found = blocks(draft.kind, content)
    return laid_out(db, found, [""] * len(found))


def laid_out(db: Connection, found: Sequence[SourceBlock], pids: Sequence[str]) -> list[Paragraph]:
    """Blocks rendered and numbered. What is published already is not rendered again."""
    hashes = [text_hash(block.source) for block in found]
    made = _published_renderings(db, hashes)
    told = zip(found, pids, hashes, numbers(found), strict=True)
    result: list[Paragraph] = []
    for position, (block, pid, address, number) in enumerate(told, 1):
        html, plain = made.get((address, block.block)) or _rendered(block.block, block.source)
        anchor, classes, ref = block.anchor, block.classes, block.ref
        result.append(
            Paragraph(pid, position, block.block, block.level, number, anchor, classes, ref, address, plain, html)
        )
    return result


def _published_renderings(db: Connection, hashes: Sequence[str]) -> Mapping[tuple[str, Block], tuple[str, str]]:
    own = tables.rendering.c
    found: dict[tuple[str, Block], tuple[str, str]] = {}
    for chunk in texts.chunks(set(hashes)):
        rows = db.execute(
            select(own.text_hash, own.block, own.html, own.plain).where(
                own.text_hash.in_(chunk), own.version == markup.RENDERING_VERSION
            )
        )
        found |= {(row.text_hash, Block(row.block)): (row.html, row.plain) for row in rows}
    return found


@lru_cache(maxsize=16)
def _split(source: str) -> tuple[SourceBlock, ...]:
    # A save, the page after it and the next save all ask for the same text.
    return tuple(markup.split(source))


@lru_cache(maxsize=4096)
def _rendered(block: Block, source: str) -> tuple[str, str]:
    # The words of a draft may not stand in the tables of what is public, so they are kept rendered in memory alone.
    made: Rendered = markup.render(block, source)
    return made.html, made.plain


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        kind=Kind(row.kind),
        slug=row.slug,
        ref=row.ref,
        topics=tuple(row.topics),
        base=row.base,
        basis=Basis(row.basis),
        state=State(row.state),
        head=row.head,
        title=row.title,
        change_note=row.change_note,
        reasons=row.reasons,
        created_by=person_of(row, "creator"),
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_by=None if row.submitted_by is None else person_of(row, "submitter"),
        submitted_revision=row.submitted_revision,
        submitted_at=row.submitted_at,
        release_id=row.release_id,
        edition=row.edition,
    )
