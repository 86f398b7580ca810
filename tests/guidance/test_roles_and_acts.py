"""Who may do what, asked of every act itself: what is allowed is done with one event, what is not leaves no trace."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import select

import guidance
from guidance import ledger, tables
from guidance.errors import PermissionDeniedError
from guidance.model import Person
from guidance.store import Store, open_store
from tests.factories import Clock
from tests.guidance import scene
from tests.guidance.acting import ACTS
from tests.guidance.histories import IN_MEMORY
from tests.guidance.recording import everything, refused
from tests.guidance.scene import Scene

WHO = ("reader", "author", "reviewer", "publisher", "administrator", "wrote", "submitted", "disabled")
# A line for every act: who may, then the events that it writes. `wrote` and `submitted` are publishers who wrote the
# draft or submitted it, `disabled` somebody who may by their role. `reads` changes nothing at all; `own` keeps what
# is the person's own convenience and no part of the record.
MATRIX = """
                                      reader author reviewer publisher administrator wrote submitted disabled
autosaves.arrive                      no     yes    yes      yes       no            yes   yes       no  own
autosaves.drop_kept                   no     yes    yes      yes       no            yes   yes       no  own
autosaves.keep                        no     yes    yes      yes       no            yes   yes       no  own
autosaves.kept                        no     yes    yes      yes       no            yes   yes       no  reads
bulk.entries                          no     yes    yes      yes       no            yes   yes       no  reads
bulk.propose                          no     yes    yes      yes       no            yes   yes       no  reads
bulk.start_drafts                     no     yes    yes      yes       no            yes   yes       no  draft.started
commenting.comment                    no     yes    yes      yes       no            yes   yes       no  draft.commented
commenting.comments                   no     yes    yes      yes       no            yes   yes       no  reads
commenting.resolve_comment            no     yes    yes      yes       no            yes   yes       no  draft.comment_resolved
consulting.change                     no     no     no       yes       no            yes   yes       no  consultation.changed
consulting.conclude                   no     no     no       yes       no            yes   yes       no  consultation.concluded
consulting.open_consultation          no     no     no       yes       no            yes   yes       no  consultation.opened
correcting.check_withdrawal           no     yes    yes      yes       no            yes   yes       no  reads
correcting.correct_dates              no     no     no       yes       no            yes   yes       no  dates.corrected
correcting.withdraw                   no     no     no       yes       no            yes   yes       no  document.withdrawn
curating.add_synonym                  no     yes    yes      yes       no            yes   yes       no  search.synonym_added
curating.demote                       no     yes    yes      yes       no            yes   yes       no  search.answer_demoted
curating.promote                      no     yes    yes      yes       no            yes   yes       no  search.answer_promoted
curating.remove_synonym               no     yes    yes      yes       no            yes   yes       no  search.synonym_removed
drafting.check_new                    no     yes    yes      yes       no            yes   yes       no  reads
drafting.discard                      no     yes    yes      yes       no            yes   yes       no  draft.discarded
drafting.save                         no     yes    yes      yes       no            yes   yes       no  draft.saved
drafting.set_details                  no     yes    yes      yes       no            yes   yes       no  draft.details_set
drafting.start                        no     yes    yes      yes       no            yes   yes       no  draft.started
drafting.start_new                    no     yes    yes      yes       no            yes   yes       no  draft.started
draftreading.headed                   no     yes    yes      yes       no            yes   yes       no  reads
draftreading.opened                   no     yes    yes      yes       no            yes   yes       no  reads
draftreading.previewed                no     yes    yes      yes       no            yes   yes       no  reads
draftreading.who_is_who               no     yes    yes      yes       no            yes   yes       no  reads
drafts.draft                          no     yes    yes      yes       no            yes   yes       no  reads
drafts.list_drafts                    no     yes    yes      yes       no            yes   yes       no  reads
drafts.list_revisions                 no     yes    yes      yes       no            yes   yes       no  reads
drafts.revision                       no     yes    yes      yes       no            yes   yes       no  reads
factchecking.end                      no     yes    yes      yes       no            yes   yes       no  draft.fact_check_ended
factchecking.invite                   no     yes    yes      yes       no            yes   yes       no  draft.fact_check_invited
factchecking.list_invitations         no     yes    yes      yes       no            yes   yes       no  reads
following.follow                      yes    yes    yes      yes       yes           yes   yes       no  own
following.followed                    yes    yes    yes      yes       yes           yes   yes       no  reads
following.mark_read                   yes    yes    yes      yes       yes           yes   yes       no  own
following.set_frequency               yes    yes    yes      yes       yes           yes   yes       no  own
following.unfollow                    yes    yes    yes      yes       yes           yes   yes       no  own
following.unread                      yes    yes    yes      yes       yes           yes   yes       no  reads
history.full                          no     yes    yes      yes       no            yes   yes       no  reads
identifying.account_for_removed       no     yes    yes      yes       no            yes   yes       no  draft.removal_accounted_for
identifying.raise_class               no     yes    yes      yes       no            yes   yes       no  draft.class_raised
identifying.settle                    no     yes    yes      yes       no            yes   yes       no  draft.settled
impact.impact                         no     yes    yes      yes       no            yes   yes       no  reads
impact.tick                           no     yes    yes      yes       no            yes   yes       no  draft.dependant_ticked
importing.load_pack                   no     no     no       no        yes           no    no        no  document.loaded
managing.managed                      no     yes    yes      yes       no            yes   yes       no  reads
managing.weigh                        no     yes    yes      yes       no            yes   yes       no  reads
people.add_person                     no     no     no       no        yes           no    no        no  person.added
people.disable                        no     no     no       no        yes           no    no        no  person.disabled
people.list_people                    no     no     no       no        yes           no    no        no  reads
people.set_password                   no     no     no       no        yes           no    no        no  person.password_set
people.set_role                       no     no     no       no        yes           no    no        no  person.role_set
planning.check_plan                   no     yes    yes      yes       no            yes   yes       no  reads
planning.warnings                     no     yes    yes      yes       no            yes   yes       no  reads
publishing.publish                    no     no     no       yes       no            yes   yes       no  edition.published
publishing.publish_in_emergency       no     no     no       yes       no            yes   yes       no  edition.published
publishing.review_emergency           no     no     yes      yes       no            no    no        no  emergency.reviewed
publishing.why_not_review_emergency   no     yes    yes      yes       no            yes   yes       no  reads
reconciling.bring_up_to_date          no     yes    yes      yes       no            yes   yes       no  draft.brought_up_to_date
reconciling.merge_aside               no     yes    yes      yes       no            yes   yes       no  reads
reconciling.resolve                   no     yes    yes      yes       no            yes   yes       no  draft.merged
releasing.add                         no     no     no       yes       no            yes   yes       no  release.draft_added
releasing.check_release               no     yes    yes      yes       no            yes   yes       no  reads
releasing.create                      no     no     no       yes       no            yes   yes       no  release.created
releasing.discard                     no     no     no       yes       no            yes   yes       no  release.discarded
releasing.publish_release             no     no     no       yes       no            yes   yes       no  edition.published release.published
releasing.release                     no     yes    yes      yes       no            yes   yes       no  reads
releasing.releases                    no     yes    yes      yes       no            yes   yes       no  reads
releasing.sizes                       no     yes    yes      yes       no            yes   yes       no  reads
releasing.take_out                    no     no     no       yes       no            yes   yes       no  release.draft_taken_out
reviewing.approve                     no     no     yes      yes       no            no    no        no  draft.approved
reviewing.check_submission            no     yes    yes      yes       no            yes   yes       no  reads
reviewing.comparison                  no     yes    yes      yes       no            yes   yes       no  reads
reviewing.decisions                   no     yes    yes      yes       no            yes   yes       no  reads
reviewing.return_                     no     no     yes      yes       no            no    no        no  draft.returned
reviewing.submit                      no     yes    yes      yes       no            yes   yes       no  draft.submitted
reviewing.why_not_review              no     yes    yes      yes       no            yes   yes       no  reads
unknown.report                        yes    yes    yes      yes       yes           yes   yes       no  unknown_term.reported
unknown.settle                        no     yes    yes      yes       no            yes   yes       no  unknown_term.settled
unknown.waiting                       no     yes    yes      yes       no            yes   yes       no  reads
work.work                             no     yes    yes      yes       no            yes   yes       no  reads
"""  # noqa: E501


@dataclass(frozen=True)
class Row:
    """One line of the matrix."""

    act: str
    allowed: tuple[str, ...]
    refused: tuple[str, ...]
    events: tuple[str, ...]


def rows() -> Iterator[Row]:
    head, *lines = MATRIX.strip().splitlines()
    assert tuple(head.split()) == WHO
    for line in lines:
        act, *told = line.split()
        answers = dict(zip(WHO, told, strict=False))
        assert set(answers.values()) <= {"yes", "no"}, line
        allowed = tuple(who for who in WHO if answers[who] == "yes")
        yield Row(act, allowed, tuple(who for who in WHO if who not in allowed), tuple(told[len(WHO) :]))


ROWS = {row.act: row for row in rows()}


class Stage:
    """One scene, set up as it was before each act."""

    def __init__(self, folder: Path) -> None:
        self.scene = scene.build(folder)
        self._file = folder / "kb.sqlite"
        self._as_it_was = self._file.read_bytes()
        self.store = open_store(f"sqlite:///{self._file}", Clock(scene.NOW))

    def reset(self) -> tuple[Scene, Store]:
        """The scene, and its store as if nothing had been done."""
        self.store.close()
        for one in self._file.parent.glob("kb.sqlite*"):
            one.unlink()
        self._file.write_bytes(self._as_it_was)
        return self.scene, self.store


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with TemporaryDirectory(dir=IN_MEMORY) as folder:
        made = Stage(Path(folder))
        yield made
        made.store.close()


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_done_for_whom_it_may_be_and_leaves_the_events_of_its_line(name: str, stage: Stage) -> None:
    row = ROWS[name]
    for who in row.allowed:
        found, store = stage.reset()
        before, seq = everything(store), head(store)
        ACTS[name](store, person(found, who, row), found)
        events = [] if row.events in {("reads",), ("own",)} else list(row.events)
        assert actions_after(store, seq) == events, f"{who}: {name}"
        assert row.events != ("reads",) or everything(store) == before, f"{name} reads, and wrote for {who}"


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_refused_to_everybody_else_and_nothing_is_written(name: str, stage: Stage) -> None:
    row = ROWS[name]
    found, store = stage.reset()
    for who in row.refused:
        with refused(store, PermissionDeniedError):
            ACTS[name](store, person(found, who, row), found)


def test_every_act_of_the_product_has_a_line_and_is_asked() -> None:
    found = {f"{module}.{name}" for module, name, parameters in functions() if parameters[:2] == ["store", "person"]}
    assert found - ROWS.keys() == set(), "a new act: give it a line in MATRIX and a call in tests/guidance/acting.py"
    assert ROWS.keys() - found == set(), "an act is gone: strike its line"
    assert ACTS.keys() == ROWS.keys(), "every line needs its call in tests/guidance/acting.py, and no other"


# These open the store and ask nobody who they are: each says why.
ASK_NOBODY = {
    "checking": "for the operator's command line, which has the database",
    "curating.kept": "what search uses for everybody, and nothing of a draft",
    "exporting": "for the operator's command line",
    "mailing": "for the operator's command line, which sends what the outbox holds",
    "store": "for the operator's command line",
    "factchecking.open_link": "whoever holds the link",
    "factchecking.visit": "whoever opened the link",
    "factchecking.answer": "whoever opened the link",
    "history.public": "what is published, and nothing else",
    "news.newest": "what is published and in force by now, and nothing else",
    "people.sign_in": "whoever knows the password",
    "people.sign_out": "whoever holds the token",
    "people.visit": "whoever holds the token",
}


def test_whatever_else_opens_the_store_is_known() -> None:
    found = {(module, f"{module}.{name}") for module, name, told in functions() if told[0] == "store" != told[-1:]}
    others = {name for module, name in found if module not in ASK_NOBODY and name not in ASK_NOBODY}
    assert others - ROWS.keys() == set(), (
        "it opens the store for anybody: let it take a person and ask `require`, or say in ASK_NOBODY why it need not"
    )


def functions() -> Iterator[tuple[str, str, list[str]]]:
    """Every public function of guidance that takes anything: its module, its name and its parameters."""
    for module in pkgutil.iter_modules(guidance.__path__):
        if not module.ispkg:
            found = import_module(f"guidance.{module.name}")
            for name, function in getmembers(found, isfunction):
                parameters = list(signature(function).parameters)
                if parameters and function.__module__ == found.__name__ and not name.startswith("_"):
                    yield module.name, name, parameters


def person(found: Scene, who: str, row: Row) -> Person:
    """Somebody of that column."""
    if who != "disabled":
        return found.people[who]
    return replace(found.people[row.allowed[0]], active=False)


def head(store: Store) -> int:
    with store.reading() as db:
        return ledger.head(db).seq


def actions_after(store: Store, seq: int) -> list[str]:
    own = tables.event.c
    with store.reading() as db:
        return list(db.scalars(select(own.action).where(own.seq > seq).order_by(own.seq)))
