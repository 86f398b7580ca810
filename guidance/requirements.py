"""What a draft must meet before it goes to whoever reviews it. What is wanting is an `Issue` for its author."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import Connection, func, select, tuple_

from . import calendar, drafts, identity, impact, kinds, markup, pointers, tables, texts
from .contents import tidy
from .impact import Dependant
from .markup import SourceBlock
from .model import Block, Issue, Kind
from .pointers import Target
from .workflow import Content, Draft, LineageType, Revision

NEED_REVIEW_BY = frozenset(Kind) - {Kind.GUIDANCE}
"""Kinds that say by when somebody must look at them again."""

_SHOWN = 60


def before_submission(db: Connection, draft: Draft, revision: Revision, now: datetime) -> list[Issue]:
    """Everything that keeps the newest revision from being submitted; empty where nothing does."""
    blocks = drafts.blocks(draft.kind, revision.content)
    dependants = impact.of_revision(db, draft, revision, now).dependants
    return [
        *_check_base(db, draft, revision),
        *_check_identity(revision),
        *_check_removed(db, draft, revision, dependants),
        *_check_links(db, draft, revision, blocks),
        *_check_headings(blocks),
        *_check_review_by(draft, revision, calendar.today(now)),
        *_check_dependants(dependants),
    ]


def dangling(db: Connection, draft: Draft, revision: Revision, beside: Collection[Draft]) -> list[Target]:
    """The links that lead nowhere: to nothing published or about to be, nor to a draft in `beside`.

    A link in a paragraph that readers see may not lead to one that they do not. A name counts that a paragraph had
    earlier, as long as the paragraph itself still stands somewhere.
    """
    own = drafts.blocks(draft.kind, revision.content)
    wanted = _targets(draft, revision, own)
    open_to_all = _names(draft, own)
    for other in beside:
        open_to_all |= _names(other, drafts.blocks(other.kind, drafts.head(db, other).content))
    wanted -= open_to_all
    own_document = draft.kind, draft.slug
    mine = {one.pid for block, one in zip(own, revision.identity.paragraphs, strict=True) if not block.internal}
    there = _documents(db, wanted)
    whole = {target for target in wanted if not target[2] and target[:2] in there}
    named = pointers.pids(db, wanted, drafts.EVER)
    standing = _standing(db, {pid for _, pid in named}, own_document) | mine
    return sorted(wanted - whole - {target for target, pid in named if pid in standing})


def _check_base(db: Connection, draft: Draft, revision: Revision) -> list[Issue]:
    issues = [
        Issue("aside", f"Revision {number} was set aside when two people saved at once: merge it first")
        for number in drafts.asides(db, draft)
    ]
    if drafts.is_behind(db, draft):
        issues.append(Issue("base", "A newer edition has been published since: bring the draft up to date first"))
    elif _says_nothing_new(db, draft, revision):
        issues.append(Issue("body", "The draft says what the newest edition says, so there is nothing to review"))
    return issues


def _says_nothing_new(db: Connection, draft: Draft, revision: Revision) -> bool:
    newest = drafts.newest_edition(db, draft.kind, draft.slug)
    if newest is None:
        return False
    theirs = tidy(Content(newest.title, newest.summary, newest.body, newest.facts))
    labels = (draft.basis, draft.ref, draft.topics) == (newest.basis, newest.ref, tuple(newest.topics))
    told = revision.identity.lineage or revision.identity.raised
    return revision.content == theirs and labels and not told


def _check_identity(revision: Revision) -> list[Issue]:
    unsure = [index for index, one in enumerate(revision.identity.paragraphs, 1) if one.candidates]
    if not unsure:
        return []
    places = ", ".join(map(str, unsure))
    which = f"Paragraph {places} of the text is" if len(unsure) == 1 else f"Paragraphs {places} of the text are"
    return [Issue("identity", f"{which} not settled: say whether each is new, or which earlier one it continues")]


def _check_removed(db: Connection, draft: Draft, revision: Revision, dependants: Iterable[Dependant]) -> list[Issue]:
    gone = {one.pid for one in identity.removed(drafts.base_standing(db, draft), revision.identity)}
    if not gone:
        return []
    told = revision.identity.lineage
    gone -= {one.pid for one in told if one.type is LineageType.REPLACED_BY and (one.other or one.reason)}
    gone -= {one.other for one in told if one.type is LineageType.MERGED_FROM}
    gone &= {one.pid for one in dependants}
    return [
        Issue("removed", f"{_called(one.number, one.plain)} is taken out, but others depend on it: name what takes its "
              "place, or give a reason")
        for one in drafts.base_paragraphs(db, draft)
        if one.pid in gone
    ]  # fmt: skip


def _check_links(db: Connection, draft: Draft, revision: Revision, blocks: Sequence[SourceBlock]) -> list[Issue]:
    own = tables.draft.c
    linked = {(kind, slug) for kind, slug, _ in _targets(draft, revision, blocks)}
    others = drafts.matching(db, own.state.in_(drafts.OPEN), own.id != draft.id)
    # A label has no slug: any draft of the kind may bear it.
    beside = [one for one in others if not linked.isdisjoint({(one.kind, one.slug), (one.kind, "")})]
    return [
        Issue("links", f"The link to {_written(target)} leads nowhere: mend it or take it out")
        for target in dangling(db, draft, revision, beside)
    ]


def _check_headings(blocks: Iterable[SourceBlock]) -> list[Issue]:
    headings = [block for block in blocks if block.block is Block.HEADING and not block.internal]
    return [
        Issue("body", f"The heading “{_short(lower.source)}” skips a level under “{_short(upper.source)}”: give it "
              f"{'#' * (upper.level + 1)}")
        for upper, lower in pairwise(headings)
        if lower.level > upper.level + 1
    ]  # fmt: skip


def _check_review_by(draft: Draft, revision: Revision, today: date) -> list[Issue]:
    due = revision.content.facts.get("review_by")
    if due is None:
        wanting = draft.kind in NEED_REVIEW_BY
        return [Issue("facts.review_by", "Say by when somebody must look at this again")] if wanting else []
    passed = date.fromisoformat(due) <= today
    return [Issue("facts.review_by", "The day by which this must be looked at again has passed")] if passed else []


def _check_dependants(dependants: Iterable[Dependant]) -> list[Issue]:
    waiting = sum(1 for one in dependants if one.ticked is None)
    if not waiting:
        return []
    told = "1 other depends" if waiting == 1 else f"{waiting} others depend"
    return [Issue("impact", f"{told} on what this changes: say of each whether it is still right")]


def _targets(draft: Draft, revision: Revision, blocks: Sequence[SourceBlock]) -> set[Target]:
    """What readers could follow: the links of paragraphs that they see, and of the facts."""
    linked = {
        (link.kind, link.slug, link.anchor)
        for block in blocks
        if not block.internal
        for link in markup.links(block.block, block.source)
    }
    return linked | {
        (kind, slug, anchor) for _, kind, slug, anchor in kinds.targets(draft.kind, revision.content.facts)
    }


def _names(draft: Draft, blocks: Iterable[SourceBlock]) -> set[Target]:
    """What links may call a draft and the paragraphs in it that readers will see."""
    found: set[Target] = {(draft.kind, draft.slug, "")}
    for block in blocks:
        if not block.internal:
            found |= {(draft.kind, draft.slug, block.anchor)} | ({(draft.kind, "", block.ref)} if block.ref else set())
    return found


def _documents(db: Connection, wanted: Iterable[Target]) -> set[tuple[Kind, str]]:
    own = tables.document.c
    found: set[tuple[Kind, str]] = set()
    for chunk in texts.chunks({slug for _, slug, _ in wanted}):
        found |= {
            (Kind(row.kind), row.slug) for row in db.execute(select(own.kind, own.slug).where(own.slug.in_(chunk)))
        }
    return found


def _standing(db: Connection, pids: Iterable[str], without: tuple[Kind, str]) -> set[str]:
    """Which of the paragraphs stand in the newest edition of a document, leaving out the one `without`."""
    place, edition, document = tables.edition_paragraph.c, tables.edition.c, tables.document.c
    newest = select(edition.document_id, func.max(edition.ordinal)).group_by(edition.document_id)
    found: set[str] = set()
    for chunk in texts.chunks(pids):
        found |= set(
            db.scalars(
                select(place.pid)
                .join_from(tables.edition_paragraph, tables.edition, place.edition_id == edition.id)
                .join(tables.document, edition.document_id == document.id)
                .where(
                    place.pid.in_(chunk),
                    tuple_(edition.document_id, edition.ordinal).in_(newest),
                    tuple_(document.kind, document.slug) != without,
                )
            )
        )
    return found


def _written(target: Target) -> str:
    kind, slug, anchor = target
    if not slug:
        return anchor
    return f"{kind}:{slug}#{anchor}" if anchor else f"{kind}:{slug}"


def _called(number: str, plain: str) -> str:
    return f"Paragraph {number}" if number else f"“{_short(plain)}”"


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
