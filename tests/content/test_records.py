"""Every record of the starter content says what it is, how sure it is, where it comes from and when to look again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

import pytest

from guidance.currency import with_review_by
from guidance.model import Basis, Kind
from guidance.packs import PackDocument
from tests.content.allowed import NO_COMMENCEMENT, NO_OPERATOR, REAL_DAYS, UNDATED
from tests.content.pages import STARTER, TODAY, Page, told

LEAST = {Kind.TERM: 257, Kind.SITE: 111, Kind.CASE_STUDY: 32, Kind.AUTHORITY: 99, Kind.GUIDANCE: 8}
"""The rows of the fact base that the content was written from: how many there must be at least."""
LEAST_MYTHS = 48
NEEDED = {
    Kind.GUIDANCE: "confidence sources review_by",
    Kind.TERM: "confidence sources review_by aliases senses",
    Kind.SITE: "review_by site_facts",
    Kind.CASE_STUDY: "review_by fictional outcome victim_group myths authorities",
    Kind.AUTHORITY: "confidence sources review_by type citations names significance",
    Kind.PRACTICE_NOTE: "confidence sources review_by type area status supports",
}
NEEDED_IN_A_SENSE = frozenset("definition caution register category confidence sources".split())
NEEDED_OF_A_SITE = frozenset("operator launched status audience evidence".split())
TOPICS = frozenset(
    "consent capacity deception intoxication delay demeanour digital-and-online-dating images relationship "
    "resistance-and-injury memory-and-trauma sexual-history third-party-material disclosure particular-groups "
    "perpetrator special-measures victim-rights charging trial-directions".split()
)


@pytest.mark.parametrize("kind", LEAST)
def test_nothing_of_the_fact_base_is_missing(kind: Kind, current: list[Page]) -> None:
    assert sum(one.kind is kind for one in current) >= LEAST[kind], f"Documents of kind {kind} were lost: see git log."


def test_annex_a_has_every_myth_once(current: list[Page]) -> None:
    annex = next(one for one in current if one.document.slug == "myths-annex-a")
    labels = [block.ref for block in annex.blocks if "myth" in block.classes]
    assert labels == [f"M{number:02}" for number in range(1, len(labels) + 1)]
    assert len(labels) >= LEAST_MYTHS, f"{annex.where}: a myth was lost."


def test_every_edition_says_what_its_kind_must_say(every: list[Page]) -> None:
    faults = [f"{page.where}: {fault}" for page in every for fault in _missing(page)]
    assert not faults, told(faults, "Add it under [editions.facts]: docs/content.md shows each kind.")


def _missing(page: Page) -> Iterator[str]:
    facts, slug = page.facts, page.document.slug
    yield from (f"{name} is missing" for name in NEEDED[page.kind].split() if not facts.get(name))
    yield from (f"{name} is empty" for name in ("summary", "change_note") if not getattr(page.edition, name).strip())
    for sense in facts.get("senses", ()):
        known = sense.keys() | ({"attested_from"} if slug in UNDATED else set())
        yield from (f"a sense lacks {name}" for name in sorted((NEEDED_IN_A_SENSE | {"attested_from"}) - known))
    if page.kind is Kind.SITE:
        keys = {one["key"] for one in facts["site_facts"]} | ({"operator"} if slug in NO_OPERATOR else set())
        yield from (f"no fact says {name}" for name in sorted(NEEDED_OF_A_SITE - keys))
        if not keys & {"first_message", "discovery"}:
            yield "no fact says first_message or discovery"
        rows = [one for one in facts["site_facts"] if not (one.get("confidence") and one.get("source"))]
        yield from (f"the fact {one['key']} lacks confidence or source" for one in rows)
    if (
        page.is_last
        and facts.get("type") == "provision"
        and not (facts.get("in_force_from") or slug in NO_COMMENCEMENT)
    ):
        yield "in_force_from is missing (or add the slug to NO_COMMENCEMENT in tests/content/allowed.py)"
    if page.kind is Kind.CASE_STUDY and facts.get("fictional") is not True:
        yield "fictional = true is missing"
    for row in facts.get("measures", ()):
        yield from (
            f"a measure lacks {name}" for name in ("baseline", "after", "period", "source") if not row.get(name)
        )


def test_an_allowance_that_is_not_needed_any_more_is_taken_away(current: list[Page]) -> None:
    undated = {
        one.document.slug for one in current for sense in one.facts.get("senses", ()) if not sense.get("attested_from")
    }
    without_day = {
        one.document.slug
        for one in current
        if one.facts.get("type") == "provision" and not one.facts.get("in_force_from")
    }
    operated = {
        one.document.slug for one in current for fact in one.facts.get("site_facts", ()) if fact["key"] == "operator"
    }
    assert undated == UNDATED, "Make UNDATED in tests/content/allowed.py what it now is."
    assert without_day == NO_COMMENCEMENT, "Make NO_COMMENCEMENT in tests/content/allowed.py what it now is."
    assert not operated & NO_OPERATOR, "Make NO_OPERATOR in tests/content/allowed.py what it now is."


def test_a_review_is_due_after_the_edition_and_not_before_today(every: list[Page]) -> None:
    faults = []
    for page in every:
        due = date.fromisoformat(page.facts.get("review_by", "9999-12-31"))
        if due <= page.begins or (page.is_last and due <= TODAY):
            faults.append(f"{page.where}: review_by {due}")
    assert not faults, told(faults, "Set review_by to a day after the edition commences; in the last edition, to come.")


def test_a_current_entry_says_when_it_was_last_reviewed(current: list[Page]) -> None:
    faults = [page.where for page in current if "review_by" in page.facts and "reviewed" not in page.facts]
    assert not faults, told(faults, "Add reviewed: the day on which somebody last read the whole entry.")


def test_a_review_is_on_a_working_day_after_publication_and_before_the_next(every: list[Page]) -> None:
    faults = []
    for page in every:
        if "reviewed" not in page.facts:
            continue
        last, due = date.fromisoformat(page.facts["reviewed"]), date.fromisoformat(page.facts["review_by"])
        if not page.edition.published_at.date() <= last <= min(TODAY, due) or last == due or last.weekday() > 4:
            faults.append(f"{page.where}: reviewed {last:%A %d %B %Y}, review_by {due}")
    assert not faults, told(faults, "Set reviewed to a weekday from publication to today; review_by comes after it.")


def test_topics_are_from_the_list(documents: list[PackDocument]) -> None:
    faults = [
        f"{one.where}: {sorted(set(one.topics) - TOPICS) or 'none'}"
        for one in documents
        if not one.topics or set(one.topics) - TOPICS
    ]
    assert not faults, told(faults, f"Use topics from: {', '.join(sorted(TOPICS))}.")


def test_a_file_is_named_like_its_document(documents: list[PackDocument]) -> None:
    faults = [one.where for one in documents if not one.where.endswith(f"/{one.slug}.toml")]
    assert not faults, told(faults, "Name the file <slug>.toml.")


def test_no_body_file_is_left_without_an_edition() -> None:
    named = "\n".join(path.read_text(encoding="utf-8") for path in STARTER.rglob("*.toml"))
    faults = [
        str(path.relative_to(STARTER))
        for path in STARTER.rglob("*.md")
        if f"{path.parent.name}/{path.name}" not in named
    ]
    assert not faults, told(faults, "Name it as a body_file, or delete it.")


def test_editions_stand_in_the_order_of_their_days(documents: list[PackDocument]) -> None:
    faults = []
    for one in documents:
        if [edition.ordinal for edition in one.editions] != list(range(1, len(one.editions) + 1)):
            faults.append(f"{one.where}: the ordinals are not 1, 2, 3, …")
        for earlier, later in pairwise(one.editions):
            if later.published_at <= earlier.published_at or later.in_force_from <= earlier.in_force_from:
                faults.append(f"{one.where}: edition {later.ordinal} is not later than edition {earlier.ordinal}")
    assert not faults, told(faults, "Give each edition a later published_at and in_force_from than the one before.")


def test_publication_is_on_a_working_day_and_no_later_than_commencement(every: list[Page]) -> None:
    weekend: Mapping[date, str] = {date(2020, 11, 1): "the Sunday on which the interim guidance began to apply"}
    faults = [
        f"{page.where}: published {page.edition.published_at:%A %d %B %Y}, in force {page.begins:%A %d %B %Y}"
        for page in every
        if page.edition.published_at.weekday() > 4
        or page.edition.published_at.date() > page.begins
        or (page.begins.weekday() > 4 and page.begins not in weekend)
    ]
    assert not faults, told(faults, "Choose a weekday; publish on or before the day on which it commences.")


def test_no_edition_comes_after_today(every: list[Page]) -> None:
    faults = [page.where for page in every if page.begins > TODAY]
    assert not faults, told(faults, "The starter content holds what is known today.")


def test_a_day_of_guidance_is_a_known_event_or_marked_illustrative(every: list[Page]) -> None:
    faults = [
        f"{page.where}: {page.begins}"
        for page in every
        if page.kind is Kind.GUIDANCE
        and page.begins not in REAL_DAYS
        and "illustrative" not in page.edition.change_note
    ]
    assert not faults, told(
        faults, "Say in the change note that the day is illustrative, or add it with its event to REAL_DAYS."
    )


def test_only_what_was_out_for_consultation_is_interim(every: list[Page]) -> None:
    faults = [
        page.where
        for page in every
        if page.edition.basis is Basis.INTERIM and not (page.kind is Kind.GUIDANCE and page.begins == date(2020, 11, 1))
    ]
    assert not faults, told(faults, 'Only the chapters of 1 November 2020 were interim: use basis = "final".')


def test_an_entry_is_due_no_later_than_what_it_says_allows(current: list[Page]) -> None:
    """A site that is closed, a term that has settled and a page under consultation may say otherwise; few do."""
    late = [
        page.where
        for page in current
        if page.kind is Kind.SITE
        and "reviewed" in page.facts
        and page.facts["review_by"] > with_review_by(page.kind, {"reviewed": page.facts["reviewed"]})["review_by"]
        and not any("losed" in one["value"] for one in page.facts["site_facts"] if one["key"] == "status")
    ]
    assert late == [], "a site in use is looked at again after three months"
