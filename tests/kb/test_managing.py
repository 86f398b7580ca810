"""What is said later of published documents, through the pages: dates, withdrawals, consultations, late reviews."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from guidance.model import Basis
from guidance.planning import Plan
from guidance.publishing import publish_in_emergency
from tests.kb.client import Answer
from tests.kb.test_history import drafted, who
from tests.kb.world import AUTHOR, PUBLISHER, REVIEWER, World

MYTHS = "/policy/documents/guidance/myths"


def boxes(prefix: str, day: date | None) -> dict[str, str]:
    told = (str(day.day), str(day.month), str(day.year)) if day else ("", "", "")
    return {f"{prefix}-{name}": value for name, value in zip(("day", "month", "year"), told, strict=True)}


def problems(answer: Answer) -> str:
    return answer.page.root.with_class("govuk-error-summary")[0].text


def test_a_document_has_one_page_with_its_editions_drafts_and_story(own: World) -> None:
    author = own.signed_in(AUTHOR)
    page = author.get(f"{MYTHS}/").page
    assert page.h1 == "Myths and stereotypes"
    for words in ("Nobody is working on it.", "Edition 3", "Edition 1", "What was recorded, and when"):
        assert words in page.text
    begun = author.send("/policy/drafts", {"kind": "guidance", "slug": "myths", "edition": "2"}, form=f"{MYTHS}/")
    assert "Asha Author" in author.get(f"{MYTHS}/").page.text
    assert "while it is consulted on" in author.get(begun.location).page.text


@pytest.mark.parametrize("address", ["guidance/nothing", "nothing/myths", "guidance/%00", f"guidance/{'x' * 3000}"])
def test_a_document_that_is_not_there_is_not_found(address: str, own: World) -> None:
    own.signed_in(AUTHOR).get(f"/policy/documents/{address}/", 404)


def test_authors_are_offered_nothing_that_they_may_not_do(own: World) -> None:
    author, publisher = own.signed_in(AUTHOR), own.signed_in(PUBLISHER)
    for words in ("Withdraw the document", "Announce a consultation", "Correct its dates"):
        assert words in publisher.get(f"{MYTHS}/").page.text
        assert words not in author.get(f"{MYTHS}/").page.text
    told = {**boxes("from", date(2021, 6, 1)), **boxes("to", None), "reason": "A slip."}
    author.send(f"{MYTHS}/editions/3/dates", told, 403)
    author.send(f"{MYTHS}/withdraw", told, 403)
    consultation = {"title": "T", "note": "", **boxes("opens", date(2026, 12, 1)), **boxes("closes", date(2027, 1, 1))}
    author.send(f"{MYTHS}/consultations/new", consultation, 403)


def test_a_wrong_date_is_corrected_and_both_answers_are_kept(own: World) -> None:
    publisher, reader = own.signed_in(PUBLISHER), own.signed_in()
    told = {**boxes("from", date(2021, 6, 1)), **boxes("to", None), "reason": ""}
    answer = publisher.send(f"{MYTHS}/editions/3/dates", told, 400)
    assert "Say for readers what was wrong" in problems(answer)
    assert answer.page.root.only("input", name="from-month")["value"] == "6"
    done = publisher.send(f"{MYTHS}/editions/3/dates", {**told, "reason": "The date was a slip."})
    assert "The dates are corrected" in publisher.get(done.location).page.text
    own.clock.now += timedelta(days=1)
    interim, final = "while it is consulted on", "after consultation"
    assert interim in reader.get("/guidance/myths?as_at=2021-05-25").page.text
    assert final in reader.get("/guidance/myths?as_at=2021-05-25&known_at=2026-11-22").page.text
    publisher.send(f"{MYTHS}/editions/3/dates", {**told, "reason": "Again."}, 409)


def test_a_document_is_withdrawn_with_a_reason_and_what_to_use_instead(own: World) -> None:
    publisher = own.signed_in(PUBLISHER)
    told = {**boxes("from", date(2026, 12, 1)), "reason": "It has gone.", "replacement": "guidance:nothing"}
    assert "No document is published" in problems(publisher.send(f"{MYTHS}/withdraw", told, 400))
    told["replacement"] = "guidance:evidence"
    done = publisher.send(f"{MYTHS}/withdraw", told)
    assert "The withdrawal is recorded" in publisher.get(done.location).page.text
    own.clock.now += timedelta(days=30)
    assert "It has gone." in own.signed_in().get("/guidance/myths").page.text


def test_a_consultation_is_announced_extended_and_concluded(own: World) -> None:
    publisher, reader = own.signed_in(PUBLISHER), own.signed_in()
    told = {"title": "", "note": "Write to us.", **boxes("opens", date(2026, 11, 23)), **boxes("closes", None)}
    answer = publisher.send(f"{MYTHS}/consultations/new", told, 400)
    assert {"Enter the last day", "Enter a title of at most 300 characters"} <= set(lines(answer))
    assert "Write to us." in answer.html
    told |= {"title": "The chapter", **boxes("closes", date(2026, 12, 1))}
    publisher.send(f"{MYTHS}/consultations/new", told)
    assert "Open for consultation until 1 December 2026" in reader.get("/guidance/myths").page.text
    ways = [one["href"] for one in publisher.get(f"{MYTHS}/").page.root.every("a")]
    address = next(one for one in ways if "/consultations/" in one and not one.endswith("/new"))
    assert publisher.get(address).page.root.only("input", name="closes-day")["value"] == "1"
    publisher.send(address, {**told, **boxes("closes", date(2026, 12, 15))})
    assert "until 15 December 2026" in reader.get("/guidance/myths").page.text
    publisher.send(f"{address}/outcome", {"outcome": "Two points were taken."}, 409)
    own.clock.now += timedelta(days=40)
    assert "Say for readers" in problems(publisher.send(f"{address}/outcome", {"outcome": " "}, 400))
    publisher.send(f"{address}/outcome", {"outcome": "Two points were taken."})
    assert "Two points were taken." in reader.get("/guidance/myths/history").page.text
    publisher.get(f"{MYTHS}/consultations/999", 404)


def lines(answer: Answer) -> list[str]:
    return [one.text for one in answer.page.root.with_class("govuk-error-summary__list")[0].every("li")]


def test_an_emergency_is_reviewed_by_somebody_who_had_no_part_in_it(own: World) -> None:
    draft_id = drafted(own, "## Delay in reporting {#delay}\n\nDelay is common and proves nothing at all by itself.\n")
    publisher, reviewer = own.signed_in(PUBLISHER), own.signed_in(REVIEWER)
    publish_in_emergency(
        own.store, who(own, PUBLISHER), draft_id, 2, Plan(date(2026, 11, 23), Basis.FINAL), "A judgment."
    )
    assert "not yet reviewed" in reviewer.get("/policy/").page.text
    address = f"{MYTHS}/editions/4/review"
    assert "You cannot review it" in publisher.get(address).page.text
    publisher.send(address, {"note": "It is fine."}, 403, form=f"{MYTHS}/")
    assert "Say what you found" in problems(reviewer.send(address, {"note": ""}, 400))
    reviewer.send(address, {"note": "It is right."})
    assert "It is right." in reviewer.get(f"{MYTHS}/").page.text
    assert "It is reviewed already" in reviewer.get(address).page.text
    reviewer.get(f"{MYTHS}/editions/1/review", 404)


HOSTILE = ["\x00", "9" * 400, "<script>", "%00", "☃" * 5000, "-1", "٣"]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_never_makes_a_stack_trace(words: str, own: World) -> None:
    publisher = own.signed_in(PUBLISHER)
    token = publisher.csrf_token(f"{MYTHS}/")
    names = "title note reason outcome replacement edition kind slug".split()
    days = [f"{prefix}-{name}" for prefix in ("from", "to", "opens", "closes") for name in ("day", "month", "year")]
    for path in ("editions/3/dates", "withdraw", "editions/3/review", "consultations/new", "consultations/1/outcome"):
        for fields in ({}, dict.fromkeys([*names, *days], words)):
            answer = publisher.ask("POST", f"{MYTHS}/{path}", None, data={**fields, "csrf_token": token})
            assert answer.status < 500, f"{path} with {words[:10]!r}"
