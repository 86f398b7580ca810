"""How each act of the policy team is called, on the thing that is ready for it in the scene."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from guidance import (
    autosaves,
    bulk,
    commenting,
    consulting,
    correcting,
    curating,
    drafting,
    draftreading,
    drafts,
    factchecking,
    following,
    history,
    identifying,
    impact,
    importing,
    managing,
    people,
    planning,
    publishing,
    reconciling,
    releasing,
    reviewing,
    unknown,
    work,
)
from guidance.bulk import Entry
from guidance.following import Frequency, Scope
from guidance.identity import Choice
from guidance.model import Basis, Kind, Person, Role
from guidance.store import Store
from guidance.workflow import ChangeClass
from tests.factories import PASSWORD, document, write_pack
from tests.guidance.scene import KIND, LATER, PLAN, TODAY, Scene, consult, content

ENTRY = Entry("ghosting", 1, "Ghosting, or going quiet", "", {})

Act = Callable[[Store, Person, Scene], Any]
NEXT_WEEK = TODAY + timedelta(days=7)
ACTS: dict[str, Act] = {
    "autosaves.arrive": lambda s, p, it: autosaves.arrive(s, p, it.drafts["open"]),
    "autosaves.drop_kept": lambda s, p, it: autosaves.drop_kept(s, p, it.drafts["open"]),
    "autosaves.keep": lambda s, p, it: autosaves.keep(s, p, it.drafts["open"], 2, content(LATER)),
    "autosaves.kept": lambda s, p, it: autosaves.kept(s, p, it.drafts["open"]),
    "bulk.entries": lambda s, p, it: bulk.entries(s, p, Kind.TERM),
    "bulk.propose": lambda s, p, it: bulk.propose(s, p, Kind.TERM, [ENTRY]),
    "bulk.start_drafts": lambda s, p, it: bulk.start_drafts(s, p, Kind.TERM, [ENTRY]),
    "commenting.comment": lambda s, p, it: commenting.comment(s, p, it.drafts["open"], 2, "", "Another."),
    "commenting.comments": lambda s, p, it: commenting.comments(s, p, it.drafts["open"]),
    "commenting.resolve_comment": lambda s, p, it: commenting.resolve_comment(s, p, it.comment),
    "consulting.change": lambda s, p, it: consulting.change(s, p, it.consultation, "What now?", TODAY, NEXT_WEEK, ""),
    "consulting.conclude": lambda s, p, it: consulting.conclude(s, p, it.closed_consultation, "It stays."),
    "consulting.open_consultation": lambda s, p, it: consult(s, p, "leaning", TODAY, NEXT_WEEK),
    "correcting.check_withdrawal": lambda s, p, it: correcting.check_withdrawal(
        s, p, KIND, "plain", TODAY, "Old", None
    ),
    "correcting.correct_dates": lambda s, p, it: correcting.correct_dates(
        s, p, KIND, "plain", 1, TODAY, None, "Wrong."
    ),
    "correcting.withdraw": lambda s, p, it: correcting.withdraw(s, p, KIND, "plain", TODAY, "Old."),
    "curating.add_synonym": lambda s, p, it: curating.add_synonym(s, p, ["myth", "misconception"]),
    "curating.demote": lambda s, p, it: curating.demote(s, p, it.promoted),
    "curating.promote": lambda s, p, it: curating.promote(s, p, "going quiet", "term:ghosting"),
    "curating.remove_synonym": lambda s, p, it: curating.remove_synonym(s, p, it.synonym),
    "drafting.check_new": lambda s, p, it: drafting.check_new(s, p, KIND, "fresh", "", [], content()),
    "drafting.discard": lambda s, p, it: drafting.discard(s, p, it.drafts["open"], "Not needed."),
    "drafting.save": lambda s, p, it: drafting.save(s, p, it.drafts["open"], 2, content(LATER)),
    "drafting.set_details": lambda s, p, it: drafting.set_details(s, p, it.drafts["open"], "X", [], Basis.INTERIM),
    "drafting.start": lambda s, p, it: drafting.start(s, p, KIND, "plain"),
    "drafting.start_new": lambda s, p, it: drafting.start_new(s, p, KIND, "fresh", "", [], content()),
    "draftreading.headed": lambda s, p, it: draftreading.headed(s, p, it.drafts["open"], "base"),
    "draftreading.opened": lambda s, p, it: draftreading.opened(s, p, it.drafts["open"]),
    "draftreading.previewed": lambda s, p, it: draftreading.previewed(s, p, _draft(s, it, "open"), content()),
    "draftreading.who_is_who": lambda s, p, it: draftreading.who_is_who(s, p, it.drafts["open"]),
    "drafts.draft": lambda s, p, it: drafts.draft(s, p, it.drafts["open"]),
    "drafts.list_drafts": lambda s, p, it: drafts.list_drafts(s, p),
    "drafts.list_revisions": lambda s, p, it: drafts.list_revisions(s, p, it.drafts["open"]),
    "drafts.revision": lambda s, p, it: drafts.revision(s, p, it.drafts["open"]),
    "factchecking.end": lambda s, p, it: factchecking.end(s, p, it.fact_check),
    "factchecking.invite": lambda s, p, it: factchecking.invite(s, p, it.drafts["open"], "An expert", 3),
    "factchecking.list_invitations": lambda s, p, it: factchecking.list_invitations(s, p, it.drafts["open"]),
    "following.follow": lambda s, p, it: following.follow(s, p, Scope.DOCUMENT, "guidance:plain", Frequency.DAILY),
    "following.followed": lambda s, p, it: following.followed(s, p),
    "following.mark_read": lambda s, p, it: following.mark_read(s, p, KIND, "plain", 1),
    "following.set_frequency": lambda s, p, it: following.set_frequency(s, p, it.follows[p.id], Frequency.DAILY),
    "following.unfollow": lambda s, p, it: following.unfollow(s, p, it.follows[p.id]),
    "following.unread": lambda s, p, it: following.unread(s, p, KIND, "plain"),
    "history.full": lambda s, p, it: history.full(s, p, KIND, "open"),
    "identifying.account_for_removed": lambda s, p, it: identifying.account_for_removed(
        s, p, it.drafts["open"], it.pids["third"], "", "Nothing does."
    ),
    "identifying.raise_class": lambda s, p, it: identifying.raise_class(
        s, p, it.drafts["open"], it.pids["first"], ChangeClass.SUBSTANTIVE
    ),
    "identifying.settle": lambda s, p, it: identifying.settle(s, p, it.drafts["open"], 2, [Choice(2, "")]),
    "impact.impact": lambda s, p, it: impact.impact(s, p, it.drafts["leant-on"]),
    "impact.tick": lambda s, p, it: impact.tick(
        s, p, it.drafts["leant-on"], it.dependant, it.leant_on, impact.Outcome.STILL_RIGHT
    ),
    "importing.load_pack": lambda s, p, it: importing.load_pack(s, p, _pack(it)),
    "managing.managed": lambda s, p, it: managing.managed(s, p, KIND, "open"),
    "managing.weigh": lambda s, p, it: managing.weigh(s, p, it.drafts["open"]),
    "people.add_person": lambda s, p, it: people.add_person(s, p, "new@example.org", "New", Role.READER, PASSWORD),
    "people.disable": lambda s, p, it: people.disable(s, p, "reader@example.org"),
    "people.list_people": lambda s, p, it: people.list_people(s, p),
    "people.set_password": lambda s, p, it: people.set_password(s, p, "reader@example.org", PASSWORD + "!"),
    "people.set_role": lambda s, p, it: people.set_role(s, p, "reader@example.org", Role.AUTHOR),
    "planning.check_plan": lambda s, p, it: planning.check_plan(s, p, it.drafts["approved"], PLAN),
    "planning.warnings": lambda s, p, it: planning.warnings(s, p, it.drafts["approved"], PLAN),
    "publishing.publish": lambda s, p, it: publishing.publish(s, p, it.drafts["approved"], 2, PLAN),
    "publishing.publish_in_emergency": lambda s, p, it: publishing.publish_in_emergency(
        s, p, it.drafts["open"], 2, PLAN, "A judgment."
    ),
    "publishing.review_emergency": lambda s, p, it: publishing.review_emergency(s, p, KIND, "emergency", 2, "Right."),
    "publishing.why_not_review_emergency": lambda s, p, it: publishing.why_not_review_emergency(
        s, p, KIND, "emergency", 2
    ),
    "reconciling.bring_up_to_date": lambda s, p, it: reconciling.bring_up_to_date(s, p, it.drafts["behind"]),
    "reconciling.merge_aside": lambda s, p, it: reconciling.merge_aside(s, p, it.drafts["aside"], it.aside),
    "reconciling.resolve": lambda s, p, it: reconciling.resolve(s, p, it.drafts["aside"], 2, it.aside, content(LATER)),
    "releasing.add": lambda s, p, it: releasing.add(s, p, it.release, it.drafts["approved"]),
    "releasing.check_release": lambda s, p, it: releasing.check_release(s, p, it.release, TODAY, None),
    "releasing.create": lambda s, p, it: releasing.create(s, p, "Spring"),
    "releasing.discard": lambda s, p, it: releasing.discard(s, p, it.release),
    "releasing.publish_release": lambda s, p, it: releasing.publish_release(s, p, it.release, TODAY, None),
    "releasing.release": lambda s, p, it: releasing.release(s, p, it.release),
    "releasing.releases": lambda s, p, it: releasing.releases(s, p),
    "releasing.sizes": lambda s, p, it: releasing.sizes(s, p),
    "releasing.take_out": lambda s, p, it: releasing.take_out(s, p, it.release, it.drafts["released"]),
    "reviewing.approve": lambda s, p, it: reviewing.approve(s, p, it.drafts["in-review"], 2, ""),
    "reviewing.check_submission": lambda s, p, it: reviewing.check_submission(s, p, it.drafts["open"], 2, "A", "B"),
    "reviewing.comparison": lambda s, p, it: reviewing.comparison(s, p, it.drafts["open"], "base"),
    "reviewing.decisions": lambda s, p, it: reviewing.decisions(s, p, it.drafts["in-review"]),
    "reviewing.return_": lambda s, p, it: reviewing.return_(s, p, it.drafts["in-review"], "Mend it."),
    "reviewing.submit": lambda s, p, it: reviewing.submit(s, p, it.drafts["open"], 2, "A note.", "The reasons."),
    "reviewing.why_not_review": lambda s, p, it: reviewing.why_not_review(s, p, it.drafts["in-review"]),
    "unknown.report": lambda s, p, it: unknown.report(s, p, "quokka"),
    "unknown.settle": lambda s, p, it: unknown.settle(s, p, it.unknown, unknown.Outcome.NOT_A_TERM),
    "unknown.waiting": lambda s, p, it: unknown.waiting(s, p),
    "work.work": lambda s, p, it: work.work(s, p),
}
"""Each act on the thing that is ready for it."""


def _draft(store: Store, scene: Scene, name: str) -> Any:
    return drafts.draft(store, scene.people["author"], scene.drafts[name])


def _pack(scene: Scene) -> Path:
    return write_pack(scene.folder / "more.jsonl", [document("more", ["More words."])])
