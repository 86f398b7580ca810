"""What authors settle about the paragraphs of a draft: who each is, what replaces one that goes, how much it changed.

Each is a revision with the same words, so it is kept who settled what, and an approval falls.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from . import changes, drafts, identity, saving, tables, texts
from .changes import ParagraphChange
from .contents import check_note
from .errors import ConflictError, NotFoundError, StateError
from .identity import Choice
from .model import Person
from .permissions import Action, require
from .saving import Change, Saved
from .store import Store
from .workflow import ChangeClass, Draft, Identity, Lineage, LineageType, Revision

RAISED_TO = (ChangeClass.CLARIFICATION, ChangeClass.SUBSTANTIVE)
"""The classes to which a person may raise a change."""


_NOTES = {
    "settled": "Settled which paragraph is which",
    "removal_accounted_for": "Said what became of a paragraph that is left out",
    "class_raised": "Said how much a change weighs",
}


def settle(store: Store, person: Person, draft_id: int, based_on: int, choices: Sequence[Choice]) -> Saved:
    """Say which paragraph continues which. `based_on` is the revision whose positions the choices name.

    Raises ConflictError where somebody saved another revision since, StateError where the choices contradict.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        if draft.head != based_on:
            raise ConflictError("Somebody has saved the draft since. Look at its paragraphs again, then settle them.")
        head, base = drafts.head(db, draft), drafts.base_standing(db, draft)
        try:
            settled = identity.settle(head.identity, choices, base, saving.seed(db, store.now(), draft))
        except ValueError as error:
            raise StateError(str(error)) from error
        return _record(db, store, person, draft, head, settled, "settled")


def account_for_removed(store: Store, person: Person, draft_id: int, pid: str, replacement: str, reason: str) -> Saved:
    """Say of a paragraph that the draft leaves out what takes its place (a pid), or why nothing does.

    Raises NotFoundError where no paragraph of the base, or none to replace it, has that pid.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        head = drafts.head(db, draft)
        here = {one.pid for one in head.identity.paragraphs}
        if pid not in {one.pid for one in drafts.base_standing(db, draft)} - here:
            raise NotFoundError(f"The draft leaves out no paragraph {pid}.")
        if replacement == pid:
            raise StateError("A paragraph cannot take its own place.")
        if replacement and replacement not in here and not texts.present(db, tables.paragraph, "pid", [replacement]):
            raise NotFoundError(f"There is no paragraph {replacement}.")
        if not replacement and not reason.strip():
            raise StateError("Name the paragraph that takes its place, or say why none does.")
        if issues := check_note(reason):
            raise StateError(f"{issues[0].message}.")
        kept = [one for one in head.identity.lineage if (one.type, one.pid) != (LineageType.REPLACED_BY, pid)]
        said = Lineage(LineageType.REPLACED_BY, pid, replacement, reason.strip())
        told = replace(head.identity, lineage=(*kept, said))
        return _record(db, store, person, draft, head, told, "removal_accounted_for")


def raise_class(store: Store, person: Person, draft_id: int, pid: str, change_class: ChangeClass) -> Saved:
    """Say that a change weighs more than was computed. The computed class takes what was raised back again.

    Raises StateError for a class that is lower than the computed one.
    """
    require(person, Action.DRAFT)
    with store.writing() as db:
        draft = saving.find_open(db, draft_id)
        head = drafts.head(db, draft)
        computed = _computed(db, draft, head, pid)
        if change_class is not computed.computed and (
            change_class not in RAISED_TO or changes.weight(change_class) < changes.weight(computed.computed)
        ):
            raise StateError(f"The change is {computed.computed} by its text; its class can be raised, never lowered.")
        raised = {key: one for key, one in head.identity.raised.items() if key != pid}
        if change_class is not computed.computed:
            raised[pid] = change_class
        told = replace(head.identity, raised=raised)
        return _record(db, store, person, draft, head, told, "class_raised")


def paragraph_changes(db: Connection, draft: Draft, revision: Revision) -> list[ParagraphChange]:
    """What became of each paragraph between the base of a draft and one of its revisions."""
    old, new = drafts.base_paragraphs(db, draft), drafts.paragraphs(db, draft, revision)
    return changes.changes(old, new, revision.identity.raised)


def _computed(db: Connection, draft: Draft, head: Revision, pid: str) -> ParagraphChange:
    for one in paragraph_changes(db, draft, head):
        if one.pid == pid and one.old and one.new:
            return one
    raise NotFoundError(f"No paragraph {pid} stands both in the draft and in the edition that it is based on.")


def _record(
    db: Connection, store: Store, person: Person, draft: Draft, head: Revision, told: Identity, done: str
) -> Saved:
    """The same words with what was settled; where that was so already, nothing."""
    if told == head.identity:
        return Saved(head.number, aside=False)
    change = Change(f"draft.{done}", head.content, told, head.number, _NOTES[done])
    return saving.record(db, person, store.now(), draft, change)
