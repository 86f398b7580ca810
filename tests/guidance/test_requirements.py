"""What a draft must meet before it is submitted; the act refuses what the check names, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guidance import drafting, drafts, identifying, impact, ledger, reviewing
from guidance.errors import StateError
from guidance.identity import Choice
from guidance.model import Basis, Issue, Kind, Person, Role
from guidance.store import Store
from guidance.workflow import Content, State
from tests.factories import a_person, document, edition, publish

BODY = """## Consent {#consent}

Opening words that stay as they are for good.

{#freedom}
Freedom and capacity are looked at in turn, and each must be shown by the evidence.

## Myths {#m01 ref="M01"}

A myth is answered with what is known about it from research."""
FACTS = {"review_by": "2027-11-01"}


@pytest.fixture
def author(store: Store, tmp_path: Path) -> Person:
    study = edition(1, "See [freedom](guidance:myths#freedom).", facts={**FACTS, "myths": ["M01"]})
    folder = tmp_path / "world"
    folder.mkdir()
    publish(store, folder, [document(bodies=[BODY]), document("study", kind="case_study", editions=[study])])
    return a_person(store, Role.AUTHOR)


def new(store: Store, author: Person, body: str, kind: Kind = Kind.GUIDANCE, **facts: Any) -> int:
    return drafting.start_new(store, author, kind, "fresh", "", [], Content("Fresh", "", body, facts))


def revised(store: Store, author: Person, body: str, slug: str = "myths") -> int:
    made = drafting.start(store, author, Kind.GUIDANCE, slug)
    save(store, author, made, body)
    return made


def save(store: Store, author: Person, draft_id: int, body: str, facts: Mapping[str, Any] | None = None) -> None:
    head = drafts.draft(store, author, draft_id).head
    drafting.save(store, author, draft_id, head, Content("A title", "", body, facts or {}))


def found(store: Store, author: Person, draft_id: int, note: str = "A note.", reasons: str = "Reasons.") -> list[Issue]:
    """What the check says, after the act was seen to say the same: it refuses for that, or it goes through."""
    head = drafts.draft(store, author, draft_id).head
    issues = reviewing.check_submission(store, author, draft_id, head, note, reasons)
    with store.reading() as db:
        before = ledger.head(db).seq
    if issues:
        with pytest.raises(StateError) as refused:
            reviewing.submit(store, author, draft_id, head, note, reasons)
        assert str(refused.value) == " ".join(f"{issue.message}." for issue in issues)
    else:
        reviewing.submit(store, author, draft_id, head, note, reasons)
    with store.reading() as db:
        assert ledger.head(db).seq == before + (not issues)
    state = drafts.draft(store, author, draft_id).state
    assert state is (State.DRAFT if issues else State.IN_REVIEW)
    return issues


def fields(store: Store, author: Person, draft_id: int, note: str = "A note.", reasons: str = "Reasons.") -> list[str]:
    return [issue.field for issue in found(store, author, draft_id, note, reasons)]


def test_a_draft_that_wants_nothing_goes_through(store: Store, author: Person) -> None:
    assert found(store, author, new(store, author, "## One\n\nWords.")) == []


@pytest.mark.parametrize(
    "note, reasons, wanted",
    [("", "Reasons.", ["change_note"]), ("A note.", " \n", ["reasons"]), (" ", "", ["change_note", "reasons"]),
     ("x" * 2_001, "x" * 5_001, ["change_note", "reasons"]), ("x" * 2_000, "x" * 5_000, [])],
)  # fmt: skip
def test_it_needs_a_note_for_readers_and_reasons_for_the_record(
    note: str, reasons: str, wanted: list[str], store: Store, author: Person
) -> None:
    assert fields(store, author, new(store, author, "Words."), note, reasons) == wanted


# Which paragraph is which


def test_a_paragraph_that_may_be_another_has_to_be_settled_first(store: Store, author: Person) -> None:
    unsure = BODY.replace(
        "Opening words that stay as they are for good.", "Words at the opening that may stay, or go, for a long while."
    )
    made = revised(store, author, unsure)
    head = drafts.revision(store, author, made)
    (place,) = [index for index, one in enumerate(head.identity.paragraphs, 1) if one.candidates]
    assert Issue(
        "identity",
        f"Paragraph {place} of the text is not settled: say whether each is new, or which earlier one it continues",
    ) in found(store, author, made)
    identifying.settle(store, author, made, head.number, [Choice(place, "")])
    assert "identity" not in fields(store, author, made)


def test_a_removed_paragraph_that_is_cited_needs_a_successor_or_a_reason(store: Store, author: Person) -> None:
    for replaced in ("pid", "reason"):
        made = revised(store, author, BODY.replace("{#freedom}\nFreedom and", "").split(" capacity are")[0]
                       + "\n\n## Myths {#m01 ref=\"M01\"}\n\nA myth is answered with what is known about it from "
                       "research.")  # fmt: skip
        gone = freedom(store, author, made)
        (told,) = [one for one in found(store, author, made) if one.field == "removed"]
        assert told.message.startswith("Paragraph 1.2 is taken out, but others depend on it")
        own = drafts.revision(store, author, made).identity.paragraphs[0].pid
        successor, reason = (own, "") if replaced == "pid" else ("", "It said the same as the first paragraph.")
        identifying.account_for_removed(store, author, made, gone, successor, reason)
        assert "removed" not in fields(store, author, made)


def freedom(store: Store, author: Person, draft_id: int) -> str:
    with store.reading() as db:
        draft = drafts.find(db, draft_id)
        return next(one.pid for one in drafts.base_standing(db, draft) if one.anchor == "freedom")


def test_a_removed_paragraph_that_nobody_cites_needs_nothing(store: Store, author: Person) -> None:
    made = revised(store, author, BODY.replace("Opening words that stay as they are for good.\n\n", ""))
    assert "removed" not in fields(store, author, made)


# Who depends on it


def test_every_dependant_is_looked_at_first_and_again_when_its_target_changes(store: Store, author: Person) -> None:
    made = revised(store, author, BODY.replace("each must be", "each should be"))
    tick_all(store, author, made)
    save(store, author, made, BODY.replace("each must be", "each may be"))
    assert fields(store, author, made) == ["impact"]
    tick_all(store, author, made)
    assert found(store, author, made) == []


def tick_all(store: Store, author: Person, draft_id: int) -> None:
    for one in impact.impact(store, author, draft_id).unticked:
        impact.tick(store, author, draft_id, one.edition.document.id, one.pid, impact.Outcome.STILL_RIGHT)


def test_it_says_how_many_wait_to_be_looked_at(store: Store, author: Person) -> None:
    made = revised(store, author, BODY.replace("each must be", "each should be").replace("is answered", "must be met"))
    waiting = len(impact.impact(store, author, made).unticked)
    assert waiting > 1
    (told,) = found(store, author, made)
    assert told.message.startswith(f"{waiting} others depend on what this changes")


# Links


@pytest.mark.parametrize(
    "link, there",
    [
        ("guidance:myths", True),
        ("guidance:myths#freedom", True),
        ("guidance:myths#m01", True),
        ("case_study:study", True),
        ("guidance:fresh", True),
        ("guidance:fresh#own", True),
        ("guidance:fresh#hidden", False),
        ("guidance:fresh#other", False),
        ("guidance:myths#gone", False),
        ("guidance:study", False),
        ("term:myths", False),
        ("authority:nowhere", False),
    ],
)
def test_a_link_leads_somewhere(link: str, there: bool, store: Store, author: Person) -> None:
    body = f"{{#own}}\nSee [this]({link}).\n\n{{#hidden .internal}}\nFor the team."
    issues = found(store, author, new(store, author, body))
    assert issues == ([] if there else [Issue("links", f"The link to {link} leads nowhere: mend it or take it out")])


def test_what_readers_do_not_see_may_link_anywhere(store: Store, author: Person) -> None:
    assert found(store, author, new(store, author, "Words.\n\n{.internal}\nSee [this](guidance:nowhere).")) == []


@pytest.mark.parametrize("facts, links", [({"myths": ["M01"]}, 0), ({"myths": ["M99"]}, 1), ({"terms": ["lol"]}, 1)])
def test_the_facts_lead_somewhere_too(facts: dict[str, Any], links: int, store: Store, author: Person) -> None:
    made = new(store, author, "Words.", Kind.CASE_STUDY, **FACTS, **facts)
    assert fields(store, author, made) == ["links"] * links


@pytest.mark.parametrize("link", ["guidance:soon", "guidance:soon#here"])
def test_a_link_may_lead_to_a_draft_but_not_to_one_that_is_given_up(link: str, store: Store, author: Person) -> None:
    content = Content("Soon", "", "{#here}\nWords.", {})
    soon = drafting.start_new(store, author, Kind.GUIDANCE, "soon", "", [], content)
    made = new(store, author, f"See [this]({link}).")
    with store.reading() as db:
        draft = drafts.find(db, made)
        told = reviewing.requirements.dangling(db, draft, drafts.head(db, draft), [])
    assert [target[1] for target in told] == ["soon"]
    drafting.discard(store, author, soon, "No longer needed")
    assert fields(store, author, made) == ["links"]
    drafting.start_new(store, author, Kind.GUIDANCE, "soon", "", [], content)
    assert found(store, author, made) == []


def test_a_name_that_a_paragraph_had_earlier_counts_while_the_paragraph_stands(
    store: Store, author: Person, tmp_path: Path
) -> None:
    long = "The very same long words of a paragraph that is known by two names in turn."
    publish(store, tmp_path, [
        document("named", [f"{{#old}}\n{long}", f"{{#later}}\n{long}"]),
        document("gone", [f"{{#old}}\nAnother. {long[::-1]}", "Entirely different."]),
    ])  # fmt: skip
    made = new(store, author, "See [one](guidance:named#old) and [two](guidance:gone#old).")
    assert [one.message.split()[3] for one in found(store, author, made)] == ["guidance:gone#old"]


def test_a_draft_does_not_link_to_a_paragraph_that_it_takes_out_itself(store: Store, author: Person) -> None:
    made = revised(store, author, BODY.replace("{#freedom}\n", "See [it](#freedom). ").split("## Myths")[0]
                   + "See [there](guidance:myths#m01).")  # fmt: skip
    told = [one.message for one in found(store, author, made) if one.field == "links"]
    assert told == ["The link to guidance:myths#m01 leads nowhere: mend it or take it out"]


# The text


@pytest.mark.parametrize(
    "body, jumps",
    [
        ("## One\n\n### Two\n\n## Three", 0),
        ("#### One\n\n## Two\n\n### Three", 0),
        ("## One\n\n#### Two", 1),
        ("## One\n\nWords.\n\n#### Two\n\n###### Three", 2),
        ("## One\n\n##### Hidden {.internal}\n\n#### Two", 1),
        ("## One\n\n#### Hidden {.internal}\n\n### Two", 0),
    ],
)
def test_no_heading_skips_a_level(body: str, jumps: int, store: Store, author: Person) -> None:
    issues = found(store, author, new(store, author, body))
    assert [issue.field for issue in issues] == ["body"] * jumps
    assert all("skips a level under" in issue.message for issue in issues)


def test_a_draft_that_says_what_is_published_is_not_submitted(store: Store, author: Person) -> None:
    made = drafting.start(store, author, Kind.GUIDANCE, "myths")
    (told,) = found(store, author, made)
    assert told.message == "The draft says what the newest edition says, so there is nothing to review"
    drafting.set_details(store, author, made, "", [], Basis.INTERIM)
    assert found(store, author, made) == []


@pytest.mark.parametrize(
    "kind, facts, wanted",
    [
        (Kind.GUIDANCE, {}, []),
        (Kind.GUIDANCE, {"review_by": "2026-11-23"}, ["facts.review_by"]),
        (Kind.TERM, {}, ["facts.review_by"]),
        (Kind.TERM, {"review_by": "2026-11-24"}, []),
        (Kind.TERM, {"review_by": "2026-11-22"}, ["facts.review_by"]),
        (Kind.SITE, {}, ["facts.review_by"]),
        (Kind.CASE_STUDY, {}, ["facts.review_by"]),
        (Kind.AUTHORITY, {}, ["facts.review_by"]),
        (Kind.PRACTICE_NOTE, {}, ["facts.review_by"]),
    ],
)
def test_entries_say_by_when_they_are_due_for_review(
    kind: Kind, facts: dict[str, Any], wanted: list[str], store: Store, author: Person
) -> None:
    assert fields(store, author, new(store, author, "Words.", kind, **facts)) == wanted


# Others who write


def test_what_was_set_aside_is_merged_first(store: Store, author: Person) -> None:
    made = new(store, author, "Words.")
    save(store, author, made, "Other words.")
    saved = drafting.save(store, author, made, 1, Content("A title", "", "Third words.", {}))
    assert saved.aside
    (told,) = found(store, author, made)
    assert told == Issue(
        "aside", f"Revision {saved.number} was set aside when two people saved at once: merge it first"
    )


def test_a_draft_that_a_newer_edition_has_overtaken_is_brought_up_to_date_first(
    store: Store, author: Person, tmp_path: Path
) -> None:
    publish(store, tmp_path, [document("two", ["First."])])
    made = revised(store, author, "Second.", "two")
    publish(store, tmp_path, [document("two", ["First.", "By somebody else."])])
    assert "base" in fields(store, author, made)
