"""Publishing, dates, releases and consultations from the command line."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

from datetime import UTC, date, datetime

from guidance.model import Force, Kind
from guidance.published import Library
from tests.kb.test_policy_commands import Team, team  # noqa: F401

# Publishing


def test_an_embargo_ends_when_the_clocks_of_london_say(team: Team) -> None:
    made = team.approved()
    plan = ("--revision", "2", "--commences", "2027-04-01")
    assert "at a time to come" in team.refused(
        "publisher", "publish", made, *plan, "--visible-from", "2026-11-23T11:59"
    )
    team.done("publisher", "publish", made, *plan, "--visible-from", "2027-04-01T09:30")
    for minute, ordinal in ((29, 1), (30, 2)):
        team.clock.now = datetime(2027, 4, 1, 8, minute, tzinfo=UTC)
        assert team.edition().ordinal == ordinal


def test_an_earlier_day_needs_a_reason(team: Team) -> None:
    made = team.approved()
    plan = ("publish", made, "--revision", "2", "--commences", "2026-11-01")
    assert "Say for readers why" in team.refused("publisher", *plan)
    team.done("publisher", *plan, "--reason", "It was announced then.")
    assert team.edition(as_at=date(2026, 11, 1)).ordinal == 2


def test_an_emergency_is_published_without_approval_and_reviewed_by_somebody_else(team: Team) -> None:
    made = team.draft()
    plan = ("emergency", made, "--revision", "2", "--commences", "2026-11-23", "--why")
    assert "Say for readers why it cannot wait" in team.refused("publisher", *plan, " ")
    told = team.done("publisher", *plan, "The law changes tonight.")
    assert told.endswith("It waits to be reviewed by somebody else.\n")
    assert team.edition().ordinal == 2
    review = ("review-emergency", "guidance", "myths", "2", "--note", "Right.")
    assert "somebody else must review it" in team.refused("publisher", *review)
    assert team.made("reviewer", *review) == "2"
    assert "has reviewed it already" in team.refused("reviewer", *review)


def test_dates_are_corrected_and_a_document_is_withdrawn(team: Team) -> None:
    dates = ("correct-dates", "guidance", "myths", "1", "--from", "2020-02-03")
    assert team.made("publisher", *dates, "--reason", "It began in February.") == "1"
    assert Library(team.store).resolve(Kind.GUIDANCE, "myths", date(2020, 2, 2), team.clock.now).edition is None
    ended = ("withdraw", "guidance", "myths", "--from", "2027-01-04", "--reason", "See consent.", "--replacement")
    assert team.refused("publisher", *ended, "guidance:nowhere") == "kb: No document is published under that name.\n"
    team.done("publisher", *ended, "guidance:consent")
    told = Library(team.store).resolve(Kind.GUIDANCE, "myths", date(2027, 1, 4), team.clock.now)
    assert (told.edition, told.withdrawn_reason, told.replacement) == (None, "See consent.", "guidance:consent")
    assert team.edition().force is Force.IN_FORCE


def test_a_release_is_filled_and_published_together(team: Team) -> None:
    made = [team.approved(), team.approved("consent", "Other words, which cite nothing.")]
    spare = team.made("author", "new", "guidance", "spare", "--title", "Spare")
    release = team.made("publisher", "release", "create", "Winter release")
    for one in (*made, spare):
        team.done("publisher", "release", "add", release, one)
    refused = team.refused("publisher", "release", "publish", release, "--commences", "2026-12-01")
    assert refused == "kb: “Spare” is not approved.\n"
    team.done("publisher", "release", "take-out", release, spare)
    assert team.done("publisher", "release", "list") == f"{release}\topen\tnot decided\t1,2\tWinter release\n"
    told = team.done("publisher", "release", "publish", release, "--commences", "2026-12-01")
    assert sorted(told.splitlines()) == [
        "Edition 2 of guidance:consent is published.",
        "Edition 2 of guidance:myths is published.",
    ]
    assert team.edition("consent", date(2026, 12, 1)).ordinal == 2
    other = team.made("publisher", "release", "create", "Spring release")
    team.done("publisher", "release", "discard", other)
    assert [line.split("\t")[1:3] for line in team.done("publisher", "release", "list").splitlines()] == [
        ["discarded", "not decided"],
        ["published", "2026-12-01"],
    ]


def test_a_consultation_is_announced_extended_and_concluded(team: Team) -> None:
    told = ("--title", "On myths", "--opens", "2026-11-23", "--closes")
    made = team.made("publisher", "consult", "open", "guidance", "myths", *told, "2026-12-01", "--note", "Write to us.")
    team.done("publisher", "consult", "change", made, *told, "2026-12-15")
    found = Library(team.store).consultation(team.edition().document, date(2026, 12, 10), team.clock.now)
    assert found is not None
    assert found.closes == date(2026, 12, 15)
    ended = ("consult", "conclude", made, "--outcome", "Two points were taken.")
    assert "still open" in team.refused("publisher", *ended)
    team.clock.now = datetime(2026, 12, 16, 9, tzinfo=UTC)
    assert team.made("publisher", *ended) == made
    assert "closes before it opens" in team.refused(
        "publisher", "consult", "open", "guidance", "myths", *told, "2026-11-01"
    )
