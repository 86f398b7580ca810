"""Who depends on what a draft changes, and who has looked at them since the words changed last."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from guidance import drafting, drafts, impact
from guidance.errors import NotFoundError, PermissionDeniedError, StateError
from guidance.impact import Dependant, Outcome
from guidance.model import Kind, Person, ReferenceType, Role
from guidance.store import Store
from guidance.workflow import ChangeClass, State
from tests.factories import NOW, Clock, a_content, a_draft, a_person, document, publish
from tests.guidance.recording import last_detail, one_event, refused

MYTH = '## Late reports {#m01 .myth ref="M01"}'
WORDS = "A report may come late for many reasons, and that alone proves nothing."
APART = "{#apart}\nThis paragraph stands apart and others lean on it."
NOTE = "{.internal}\nA note for the team alone, which nobody outside may read."
BODY = "\n\n".join((MYTH, WORDS, "## Phones", APART, NOTE))


@pytest.fixture
def author(store: Store) -> Person:
    return a_person(store)


def leaning(slug: str, body: str, kind: str = "guidance", **parts: Any) -> dict[str, Any]:
    return document(slug, [body], kind=kind, **parts)


@pytest.fixture
def draft_id(store: Store, tmp_path: Path, author: Person) -> int:
    """A draft on a chapter; a case study leans on its myth, a chapter on a paragraph, a term on it as a whole."""
    study = leaning("ending", "A study.", "case_study")
    study["editions"][0]["facts"] = {"fictional": True, "myths": ["M01"]}
    publish(
        store,
        tmp_path,
        [
            document("myths", [BODY], ref="M"),
            study,
            leaning("phones", "First.\n\nSee [there](guidance:myths#apart)."),
            leaning("ghosting", "See [the chapter](guidance:myths).", "term"),
            leaning("stranger", "See [another](guidance:phones)."),
        ],
    )
    return drafting.start(store, author, Kind.GUIDANCE, "myths")


def write(store: Store, author: Person, draft_id: int, old: str, new: str) -> None:
    head = drafts.revision(store, author, draft_id)
    assert old in head.content.body
    drafting.save(store, author, draft_id, head.number, a_content(head.content.body.replace(old, new)))


def found(store: Store, author: Person, draft_id: int) -> dict[str, Dependant]:
    return {one.edition.document.slug: one for one in impact.impact(store, author, draft_id).dependants}


def test_a_draft_that_changes_nothing_touches_nothing(store: Store, author: Person, draft_id: int) -> None:
    assert impact.impact(store, author, draft_id) == impact.Impact((), ())


def test_what_leans_on_a_heading_leans_on_what_stands_under_it(store: Store, author: Person, draft_id: int) -> None:
    write(store, author, draft_id, "proves nothing", "never proves anything")
    told = impact.impact(store, author, draft_id)
    assert [(one.change_class, one.new.plain[:8]) for one in told.touched if one.new] == [
        (ChangeClass.SUBSTANTIVE, "A report")
    ]
    heading = text_pids(store, author, draft_id)[0]
    by_slug = {one.edition.document.slug: one for one in told.dependants}
    assert set(by_slug) == {"ending", "ghosting"}
    assert (by_slug["ending"].pid, by_slug["ending"].type) == (heading, ReferenceType.ILLUSTRATES)
    assert by_slug["ending"].sources == ()
    assert (by_slug["ghosting"].pid, len(by_slug["ghosting"].sources)) == ("", 1)
    assert told.unticked == told.dependants


def text_pids(store: Store, author: Person, draft_id: int) -> list[str]:
    return [one.pid for one in drafts.revision(store, author, draft_id).identity.paragraphs]


def test_what_leans_on_a_paragraph_is_told_with_its_own_paragraph(store: Store, author: Person, draft_id: int) -> None:
    write(store, author, draft_id, "others lean on it", "nobody may lean on it")
    assert set(found(store, author, draft_id)) == {"phones", "ghosting"}
    own = found(store, author, draft_id)["phones"]
    assert own.pid == text_pids(store, author, draft_id)[3]
    assert len(own.sources) == 1


def test_what_leans_on_a_paragraph_that_goes_is_told(store: Store, author: Person, draft_id: int) -> None:
    pid = text_pids(store, author, draft_id)[3]
    write(store, author, draft_id, f"\n\n{APART}", "")
    assert found(store, author, draft_id)["phones"].pid == pid


def test_a_new_title_touches_what_leans_on_the_document(store: Store, author: Person, draft_id: int) -> None:
    drafting.save(store, author, draft_id, 1, a_content(BODY, "Another title"))
    assert set(found(store, author, draft_id)) == {"ghosting"}


@pytest.mark.parametrize("old, new", [("nothing.", "nothing!"), ("nobody outside may", "everybody must")])
def test_form_and_internal_words_touch_nobody(old: str, new: str, store: Store, author: Person, draft_id: int) -> None:
    write(store, author, draft_id, old, new)
    assert impact.impact(store, author, draft_id).dependants == ()


def test_editions_that_ended_do_not_depend_and_scheduled_and_embargoed_ones_do(
    store: Store, tmp_path: Path, author: Person, draft_id: int
) -> None:
    day = (NOW + timedelta(days=30)).date().isoformat()
    was = document("was", ["See [it](guidance:myths#apart).", "Nothing."])
    gone = leaning("gone", "See [it](guidance:myths#apart).", withdrawn={"from": "2021-01-01", "reason": "Old"})
    coming = leaning("coming", "See [it](guidance:myths#apart).")
    coming["editions"][0]["in_force_from"] = day
    hidden = leaning("hidden", "See [it](guidance:myths#apart).")
    hidden["editions"][0] |= {"published_at": f"{day}T09:00:00Z", "in_force_from": day}
    publish(store, tmp_path, [was, gone, coming, hidden])
    write(store, author, draft_id, "others lean on it", "nobody may lean on it")
    assert set(found(store, author, draft_id)) == {"phones", "ghosting", "coming", "hidden"}


def test_a_tick_counts_until_its_target_changes_again(
    store: Store, clock: Clock, author: Person, draft_id: int
) -> None:
    write(store, author, draft_id, "proves nothing", "never proves anything")
    own = found(store, author, draft_id)["ending"]
    clock.now = NOW + timedelta(hours=1)
    with one_event(store, "draft.dependant_ticked"):
        impact.tick(store, author, draft_id, own.edition.document.id, own.pid, Outcome.STILL_RIGHT)
    assert last_detail(store)["pid"] == own.pid
    ticked = found(store, author, draft_id)["ending"].ticked
    assert ticked is not None
    assert (ticked.outcome, ticked.person, ticked.at) == (Outcome.STILL_RIGHT, author, clock.now)
    assert [one.edition.document.slug for one in impact.impact(store, author, draft_id).unticked] == ["ghosting"]
    write(store, author, draft_id, "others lean on it", "nobody may lean on it")
    assert found(store, author, draft_id)["ending"].ticked == ticked
    write(store, author, draft_id, "many reasons", "any reason")
    assert found(store, author, draft_id)["ending"].ticked is None


def test_the_newest_tick_counts(store: Store, author: Person, draft_id: int) -> None:
    write(store, author, draft_id, "proves nothing", "never proves anything")
    own = found(store, author, draft_id)["ghosting"]
    impact.tick(store, author, draft_id, own.edition.document.id, "", Outcome.STILL_RIGHT)
    impact.tick(store, author, draft_id, own.edition.document.id, "", Outcome.TO_MEND, " Say it anew ")
    ticked = found(store, author, draft_id)["ghosting"].ticked
    assert ticked is not None
    assert (ticked.outcome, ticked.note) == (Outcome.TO_MEND, "Say it anew")


def test_what_is_wrong_with_a_tick_is_refused(store: Store, author: Person, draft_id: int) -> None:
    write(store, author, draft_id, "proves nothing", "never proves anything")
    own = found(store, author, draft_id)["ending"]
    document_id = own.edition.document.id
    reader, administrator = a_person(store, Role.READER), a_person(store, Role.ADMINISTRATOR)
    with refused(store, StateError, "what has to be mended"):
        impact.tick(store, author, draft_id, document_id, own.pid, Outcome.TO_MEND, " ")
    with refused(store, StateError, "at most"):
        impact.tick(store, author, draft_id, document_id, own.pid, Outcome.TO_MEND, "x" * 5_001)
    for other_id, pid in ((document_id, ""), (document_id, "nobody"), (999, own.pid)):
        with refused(store, NotFoundError, "does not depend"):
            impact.tick(store, author, draft_id, other_id, pid, Outcome.STILL_RIGHT)
    with refused(store, PermissionDeniedError):
        impact.tick(store, reader, draft_id, document_id, own.pid, Outcome.STILL_RIGHT)
    with refused(store, PermissionDeniedError):
        impact.impact(store, administrator, draft_id)
    drafting.discard(store, author, draft_id, "Not needed")
    with refused(store, StateError, State.DISCARDED):
        impact.tick(store, author, draft_id, document_id, own.pid, Outcome.STILL_RIGHT)


def test_nobody_depends_on_a_new_document(store: Store, author: Person) -> None:
    assert impact.impact(store, author, a_draft(store, author)) == impact.Impact((), ())
