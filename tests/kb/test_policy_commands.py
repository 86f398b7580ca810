"""`kb policy`: whatever the policy team does on pages can be typed as well, by the same people under the same rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from guidance.model import Edition, Kind, Role
from guidance.published import Library
from guidance.store import open_store
from tests.factories import Clock, a_person, document
from tests.kb.shell import Ran, Shell

BODY = "## One {#one}\n\nThe first paragraph of the chapter.\n\n## Two {#two}\n\nThe second paragraph of the chapter."
REVISED = BODY.replace("second paragraph", "second and revised paragraph")
SUBMITTED = ("--change-note", "Says more of the second.", "--reasons", "It was asked for.")


class Team:
    """People of every role at a terminal, on a machine with two published documents."""

    def __init__(self, shell: Shell) -> None:
        self.shell = shell
        shell.done("init")
        shell.done("load", shell.pack(_published("myths"), _published("consent", "See [myths](guidance:myths#two).")))
        self.clock = Clock()
        self.store = open_store(f"sqlite:///{shell.data / 'kb.sqlite'}", self.clock)
        for role in Role:
            a_person(self.store, role)
        a_person(self.store, Role.AUTHOR, "Second")

    def ran(self, who: str, *arguments: str, told: str = "") -> Ran:
        """A command of the family, typed as somebody."""
        fixed = {"KB_NOW": self.clock.now.isoformat(), "KB_TESTING": "1"}
        return self.shell.kb("policy", *arguments, "--as", f"{who}@example.org", told=told, **fixed)

    def done(self, who: str, *arguments: str, told: str = "") -> str:
        """What a command that must succeed printed."""
        ran = self.ran(who, *arguments, told=told)
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stderr
        return ran.stdout

    def made(self, who: str, *arguments: str, told: str = "") -> str:
        """The number of what a command made."""
        return self.done(who, *arguments, told=told).split()[1]

    def refused(self, who: str, *arguments: str, told: str = "") -> str:
        """The lines in which a command refused."""
        ran = self.ran(who, *arguments, told=told)
        assert (ran.returncode, ran.stdout) == (1, ""), ran
        assert all(re.fullmatch(r"kb: [^\n]+\.", line) for line in ran.stderr.splitlines()), ran.stderr
        return ran.stderr

    def draft(self, slug: str = "myths", body: str = REVISED) -> str:
        """The number of a draft with other words, in its second revision."""
        made = self.made("author", "start", "guidance", slug)
        assert self.made("author", "save", made, "--body", "-", "--based-on", "1", told=body) == "2"
        return made

    def approved(self, slug: str = "myths", body: str = REVISED) -> str:
        """The same, submitted and approved."""
        made = self.draft(slug, body)
        if slug == "myths":
            for line in self.done("author", "impact", made).splitlines()[1:]:
                on = line.split("\t")[2]
                self.done("author", "tick", made, "guidance:consent", "still_right", "--paragraph", on)
        self.done("author", "submit", made, *SUBMITTED)
        self.done("reviewer", "approve", made, "--revision", "2")
        return made

    def edition(self, slug: str = "myths", as_at: date | None = None) -> Edition:
        """What readers have."""
        found = Library(self.store).resolve(Kind.GUIDANCE, slug, as_at or self.clock.now.date(), self.clock.now)
        assert found.edition is not None
        return found.edition


def _published(slug: str, body: str = BODY) -> dict[str, object]:
    told = document(slug, [body])
    told["editions"][0]["facts"] = {"review_by": "2028-01-03"}
    return told


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    made = Team(Shell(tmp_path, monkeypatch))
    yield made
    made.store.close()


# From a draft to an edition


def test_a_document_is_revised_reviewed_and_published(team: Team) -> None:
    made = team.draft()
    assert team.done("reviewer", "list") == f"{made}\tdraft\t2\tguidance:myths\tA title\n"
    shown = team.done("reviewer", "show", made)
    assert "Document: guidance:myths\nBased on: edition 1\nState: draft\nRevision: 2 of 2, saved by Author\n" in shown
    assert shown.endswith(f"\n\n{REVISED}\n")
    assert team.done("reviewer", "show", made, "--revision", "1").endswith(f"\n\n{BODY}\n")
    assert "say of each whether it is still right" in team.refused("author", "submit", made, *SUBMITTED)
    _, dependant = team.done("author", "impact", made).splitlines()
    assert dependant.startswith("guidance:consent\tcites\t")
    assert "not looked at" in dependant
    on = dependant.split("\t")[2]
    team.done("author", "tick", made, "guidance:consent", "still_right", "--paragraph", on)
    assert "not looked at" not in team.done("author", "impact", made)
    assert team.made("author", "submit", made, *SUBMITTED) == "2"
    team.done("reviewer", "return", made, "--note", "Say it shorter.")
    team.done("second", "submit", made, *SUBMITTED, "--revision", "2")
    assert team.done("reviewer", "approve", made, "--revision", "2", "--note", "Good.").startswith(
        "Revision 2 of draft"
    )
    published = team.done("publisher", "publish", made, "--revision", "2", "--commences", "2026-11-28")
    assert published.splitlines() == [
        f"Edition 2 is published from draft {made}; it commences on 2026-11-28.",
        "28 November 2026 is a Saturday.",
    ]
    assert (team.edition().ordinal, team.edition(as_at=date(2026, 11, 28)).ordinal) == (1, 2)
    assert team.done("author", "list") == ""
    assert "State: published\nPublished as: edition 2\n" in team.done("author", "show", made)
    assert "are as they should be" in team.shell.done("check")


def test_a_new_document_has_the_labels_and_facts_that_it_is_given(team: Team, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"senses": [{"definition": "To stop replying."}], "review_by": "2027-05-03"}))
    body = tmp_path / "body.md"
    body.write_bytes(b"\xef\xbb\xbf## How it is misread\r\n\r\nSilence says little.\r\n")
    made = team.made(
        "author", "new", "term", "ghosting", "--title", "Ghosting", "--ref", "G", "--topics", "consent, delay"
    )
    given = ("--title", "Ghosting!", "--summary", "To stop replying", "--body", str(body), "--facts", str(facts))
    team.done("author", "save", made, *given, "--note", "First words", "--based-on", "1")
    team.done("author", "details", made, "--ref", "G1", "--basis", "interim")
    shown = team.done("author", "show", made)
    for line in (
        "Based on: nothing: it is new",
        "Basis: interim",
        "Label: G1",
        "Topics: consent, delay",
        "Title: Ghosting!",
        "Summary: To stop replying",
        'Facts: {"senses": [{"definition": "To stop replying."}], "review_by": "2027-05-03"}',
        "",
        "## How it is misread",
    ):
        assert line in shown.splitlines()
    assert "is the address of another" in team.refused("author", "new", "term", "ghosting", "--title", "Again")


def test_what_is_not_given_stays_as_it_was_in_the_revision_named(team: Team) -> None:
    made = team.made("author", "start", "guidance", "myths", "--edition", "1")
    assert team.made("author", "save", made, "--title", "Another title", "--based-on", "1") == "2"
    shown = team.done("author", "show", made)
    assert "Title: Another title\n" in shown
    assert shown.endswith(f"\n\n{BODY}\n")
    assert team.made("author", "save", made, "--based-on", "2") == "2"


def test_two_people_at_once_lose_no_words(team: Team) -> None:
    made = team.draft()
    mine = BODY.replace("first paragraph", "first and mended paragraph")
    told = team.done("second", "save", made, "--body", "-", "--based-on", "1", told=mine)
    assert told == "Revision 3 is set aside, because somebody had saved meanwhile. Merge the two.\n"
    assert team.made("second", "merge", made, "3", "--based-on", "2") == "4"
    shown = team.done("author", "show", made)
    assert "second and revised" in shown
    assert "first and mended" in shown


def test_what_two_people_changed_differently_is_asked_for(team: Team) -> None:
    made = team.draft()
    mine = BODY.replace("second paragraph", "last paragraph")
    team.done("second", "save", made, "--body", "-", "--based-on", "1", told=mine)
    asked = team.refused("second", "merge", made, "3", "--based-on", "2")
    assert asked == "kb: Both texts changed the same of: body. Give what it shall be.\n"
    team.done("second", "merge", made, "3", "--body", "-", "--based-on", "2", told=mine)
    assert team.done("author", "show", made).endswith(f"\n\n{mine}\n")


def test_a_draft_is_brought_up_to_date_with_an_edition_that_came_meanwhile(team: Team) -> None:
    late = team.made("second", "start", "guidance", "myths")
    team.done("publisher", "publish", team.approved(), "--revision", "2", "--commences", "2026-11-23")
    assert team.made("second", "update", late) == "2"
    assert "Based on: edition 2\n" in team.done("second", "show", late)
    assert "is up to date" in team.refused("second", "update", late)


def test_a_draft_is_given_up_with_a_reason(team: Team) -> None:
    made = team.draft()
    assert "Say why" in team.refused("author", "discard", made, "--reason", " ")
    team.done("author", "discard", made, "--reason", "Not needed.")
    assert team.done("author", "list") == ""
    assert "State: discarded\n" in team.done("author", "show", made)


# Paragraphs, remarks


def test_paragraphs_are_told_and_settled(team: Team) -> None:
    made = team.draft(body=BODY.partition("## Two")[0])
    first, *kept, heading, gone = [line.split("\t") for line in team.done("author", "identity", made).splitlines()]
    assert first == ["Revision 2"]
    assert [(one[0], one[2], one[3]) for one in kept] == [("1", "unchanged", "settled"), ("2", "unchanged", "settled")]
    assert (gone[0], gone[2], gone[4]) == ("-", "withdrawn", "The second paragraph of the chapter.")
    assert "guidance:consent" in team.done("author", "impact", made)
    assert team.made("author", "removed", made, heading[1], "--reason", "Not true any more.") == "3"
    assert team.made("author", "removed", made, gone[1], "--replacement", kept[1][1]) == "4"
    last = team.done("author", "identity", made).splitlines()[-1]
    assert f"replaced by {kept[1][1]}" in last
    team.done("author", "settle", made, "2", "--based-on", "4", "--continues", gone[1])
    assert team.done("author", "identity", made).splitlines()[2].split("\t")[1] == gone[1]
    assert "leaves out no paragraph" in team.refused("author", "removed", made, "nobody", "--reason", "x")


def test_the_class_of_a_change_is_raised_and_never_lowered(team: Team) -> None:
    made = team.draft(body=BODY.replace("The first paragraph", "The first paragraph,"))
    line = next(one for one in team.done("author", "identity", made).splitlines() if "paragraph," in one)
    assert line.split("\t")[2] == "typographic"
    pid = line.split("\t")[1]
    team.done("author", "raise", made, pid, "substantive")
    assert "\tsubstantive (raised)\t" in team.done("author", "identity", made)
    assert "never lowered" in team.refused("author", "raise", made, pid, "renumbered")


def test_remarks_are_made_told_and_resolved(team: Team) -> None:
    made = team.draft()
    pid = team.done("author", "identity", made).splitlines()[1].split("\t")[1]
    first = team.made("reviewer", "comment", made, "Say who\ndecides.", "--revision", "2", "--paragraph", pid)
    second = team.made("reviewer", "comment", made, "Good.", "--revision", "2")
    team.done("author", "resolve-comment", first)
    assert team.done("author", "comments", made).splitlines() == [
        f"{first}\t2\t{pid}\tReviewer\tresolved by Author\tSay who decides.",
        f"{second}\t2\tdraft\tReviewer\topen\tGood.",
    ]
    assert "Write the comment" in team.refused("reviewer", "comment", made, " ", "--revision", "2")
