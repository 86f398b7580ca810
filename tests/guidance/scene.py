"""A policy team in the middle of its work, with one thing ready for each act; and how each act is called there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from guidance import (
    commenting,
    consulting,
    curating,
    drafting,
    draftreading,
    factchecking,
    following,
    identifying,
    impact,
    publishing,
    releasing,
    reviewing,
    unknown,
)
from guidance.following import Frequency, Scope
from guidance.model import Basis, Kind, Person, Role
from guidance.planning import Plan
from guidance.store import Store
from guidance.workflow import ChangeClass, Content
from tests import factories
from tests.factories import NOW, a_person, document, make_store

TODAY = NOW.date()
KIND = Kind.GUIDANCE
PLAN = Plan(TODAY, Basis.FINAL)
BODY = """\
## Consent {#consent}

The first paragraph stays as it is in every edition of it.

The second paragraph must be read with care by everybody.

The third paragraph goes away when somebody edits the text.
"""
EDITED = """\
## Consent {#consent}

The first paragraph stays as it is in every edition of it.

The second paragraph must be read with great care by everybody.

Quite other words came, and nobody knows from where they are.
"""
LATER = EDITED + "\nOne more paragraph.\n"
WITH_A_NOTE = EDITED + "\n{.internal}\nA note of the policy team.\n"
SLUGS = "open leant-on in-review approved released aside behind emergency".split()


@dataclass(frozen=True)
class Scene:
    """Where everything is. `drafts` are by the name of their document, `pids` are of `open`, by their words.

    `follows`: by the id of a person the one thing that each of them follows.
    """

    folder: Path
    people: Mapping[str, Person]
    drafts: Mapping[str, int]
    pids: Mapping[str, str]
    comment: int
    fact_check: int
    release: int
    consultation: int
    closed_consultation: int
    dependant: int
    leant_on: str
    aside: int
    follows: Mapping[int, int]
    unknown: int
    synonym: int
    promoted: int


def content(body: str = EDITED) -> Content:
    return Content("A title", "", body, {})


def build(folder: Path) -> Scene:
    """The scene, in a database in the folder. Of every table that is appended to, it has a row."""
    store = make_store(folder, factories.Clock(NOW))
    leaning = document("leaning", ["See [consent](guidance:leant-on#consent)."])
    slugs = (*SLUGS, "plain", "settled")
    factories.publish(
        store, folder, [*(document(slug, [BODY]) for slug in slugs), leaning, document("ghosting", kind="term")]
    )
    staff = _staff(store)
    writer, third = staff["wrote"], staff["third"]
    made = _drafts(store, staff)
    aside = drafting.save(store, staff["author"], made["aside"], 1, content(BODY + "\nMine.\n"))
    assert aside.aside
    dependant, leant_on = _depending(store, writer, made["leant-on"])
    found = Scene(
        folder=folder,
        people=staff,
        drafts=made,
        pids=_pids(store, writer, made["open"]),
        comment=commenting.comment(store, writer, made["open"], 2, "", "A remark."),
        fact_check=_invited(store, writer, made["open"]),
        release=_release(store, third, made["released"]),
        consultation=consult(store, third, "plain", TODAY, TODAY + timedelta(days=30)),
        closed_consultation=consult(store, third, "open", TODAY - timedelta(days=30), TODAY - timedelta(days=1)),
        dependant=dependant,
        leant_on=leant_on,
        aside=aside.number,
        follows={one.id: _follow(store, one) for one in staff.values()},
        unknown=_unknown(store, writer),
        synonym=curating.add_synonym(store, writer, ["victim", "complainant"]),
        promoted=curating.promote(store, writer, "ghosted", "term:ghosting"),
    )
    store.close()
    return found


def _staff(store: Store) -> dict[str, Person]:
    staff = {role.value: a_person(store, role) for role in Role}
    return staff | {name: a_person(store, Role.PUBLISHER, name) for name in ("wrote", "submitted", "third")}


def _drafts(store: Store, staff: Mapping[str, Person]) -> dict[str, int]:
    """A draft of each document, as far as its name says, by that name."""
    made = {slug: drafting.start(store, staff["wrote"], KIND, slug) for slug in SLUGS}
    for slug in SLUGS:
        drafting.save(store, staff["wrote"], made[slug], 1, content())
    for slug in ("in-review", "approved", "released", "emergency"):
        reviewing.submit(store, staff["submitted"], made[slug], 2, "A note.", "The reasons.")
    for slug in ("approved", "released"):
        reviewing.approve(store, staff["third"], made[slug], 2, "")
    publishing.publish_in_emergency(store, staff["third"], made["emergency"], 2, PLAN, "A judgment.")
    _overtake(store, staff)
    _settle(store, staff)
    return made


def _overtake(store: Store, staff: Mapping[str, Person]) -> None:
    """Another draft of the document `behind` is published before the one that is there."""
    other = drafting.start(store, staff["third"], KIND, "behind")
    _publish(store, staff, other, drafting.save(store, staff["third"], other, 1, content(LATER)).number)


def _settle(store: Store, staff: Mapping[str, Person]) -> None:
    """An edition is published with a note for the team, and with all that can be settled of its paragraphs."""
    author = staff["author"]
    made = drafting.start(store, author, KIND, "settled")
    drafting.save(store, author, made, 1, content(WITH_A_NOTE))
    pids = _pids(store, author, made)
    identifying.account_for_removed(store, author, made, pids["third"], "", "Nothing does.")
    settled = identifying.raise_class(store, author, made, pids["first"], ChangeClass.SUBSTANTIVE)
    _publish(store, staff, made, settled.number)


def _publish(store: Store, staff: Mapping[str, Person], draft_id: int, number: int) -> None:
    reviewing.submit(store, staff["third"], draft_id, number, "A note.", "The reasons.")
    reviewing.approve(store, staff["reviewer"], draft_id, number, "")
    publishing.publish(store, staff["third"], draft_id, number, PLAN)


def _depending(store: Store, person: Person, draft_id: int) -> tuple[int, str]:
    """The document that leans on a paragraph of the draft, said to be right still, and the pid of that."""
    ((dependant, pid),) = [
        (one.edition.document.id, one.pid) for one in impact.impact(store, person, draft_id).dependants if one.pid
    ]
    impact.tick(store, person, draft_id, dependant, pid, impact.Outcome.STILL_RIGHT)
    return dependant, pid


def _release(store: Store, person: Person, draft_id: int) -> int:
    made = releasing.create(store, person, "Autumn")
    releasing.add(store, person, made, draft_id)
    return made


def _follow(store: Store, person: Person) -> int:
    following.follow(store, person, Scope.EVERYTHING, "", Frequency.WEEKLY)
    return following.followed(store, person).follows[0].id


def _unknown(store: Store, person: Person) -> int:
    unknown.report(store, person, "wombat")
    return unknown.waiting(store, person)[0].id


def _pids(store: Store, person: Person, draft_id: int) -> dict[str, str]:
    """By their first word the paragraphs of a draft, and those of its base that it leaves out."""
    told = draftreading.who_is_who(store, person, draft_id)
    every = (*told.opened.paragraphs, *told.removed)
    return {one.plain.removeprefix("The ").split()[0]: one.pid for one in every}


def _invited(store: Store, person: Person, draft_id: int) -> int:
    factchecking.invite(store, person, draft_id, "An expert", 5)
    return factchecking.list_invitations(store, person, draft_id)[0].id


def consult(store: Store, person: Person, slug: str, opens: date, closes: date) -> int:
    return consulting.open_consultation(store, person, KIND, slug, "What do you think?", opens, closes, "")
