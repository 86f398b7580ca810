"""Who may not, and what cannot be: refused from the command line in a line each, with nothing done."""

# ruff: noqa: F811 - a fixture is used by its name

from __future__ import annotations

import re
from pathlib import Path

import pytest

from guidance import people
from guidance.model import OPERATOR
from guidance.store import Store
from tests.kb.shell import Ran, Shell
from tests.kb.test_policy_commands import SUBMITTED, Team, team  # noqa: F401

# Who may, and what is refused


def test_nobody_acts_for_somebody_who_is_not_there_or_kept_out(team: Team) -> None:
    assert team.refused("nobody", "list") == "kb: Nobody has the address nobody@example.org.\n"
    people.disable(team.store, OPERATOR, "author@example.org")
    assert "Author can no longer sign in" in team.refused("author", "start", "guidance", "myths")
    assert team.done("SECOND", "list") == ""


@pytest.mark.parametrize(
    "who, command",
    [
        ("reader", "list"),
        ("reader", "start guidance myths"),
        ("administrator", "new guidance other --title Other"),
        ("reader", "show 1"),
        ("reader", "save 1 --title T --based-on 1"),
        ("reader", "submit 1 --change-note C --reasons R"),
        ("author", "approve 1 --revision 2"),
        ("author", "return 1 --note N"),
        ("reviewer", "publish 1 --revision 2 --commences 2026-12-01"),
        ("reviewer", "emergency 1 --revision 2 --commences 2026-12-01 --why W"),
        ("author", "review-emergency guidance myths 1 --note N"),
        ("reviewer", "correct-dates guidance myths 1 --from 2021-01-04 --reason R"),
        ("reviewer", "withdraw guidance myths --from 2027-01-04 --reason R"),
        ("reviewer", "release create Winter"),
        ("reader", "release list"),
        ("reviewer", "consult open guidance myths --title T --opens 2026-12-01 --closes 2026-12-02"),
    ],
)
def test_a_role_that_may_not_is_refused_and_nothing_is_done(who: str, command: str, team: Team) -> None:
    team.draft()
    before = head(team.store)
    assert re.search("may not|does not review", team.refused(who, *command.split()))
    assert head(team.store) == before


def head(store: Store) -> int:
    with store.reading() as db:
        found: int = db.exec_driver_sql("SELECT max(seq) FROM event").scalar_one()
    return found


def test_nobody_approves_what_they_wrote(team: Team) -> None:
    made = team.made("reviewer", "start", "guidance", "consent")
    team.done("reviewer", "save", made, "--title", "Other", "--based-on", "1")
    team.done("author", "submit", made, *SUBMITTED)
    refused = team.refused("reviewer", "approve", made, "--revision", "2")
    assert refused == "kb: You wrote in this draft, so somebody else must review it.\n"


def test_every_thing_that_is_wrong_has_a_line(team: Team, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text('{"review_by": "soon", "colour": "red"}')
    made = team.made("author", "start", "guidance", "myths")
    given = ("save", made, "--title", " ", "--facts", str(facts), "--based-on", "1")
    refused = team.refused("author", *given).splitlines()
    assert [line.partition(":")[2][:13] for line in refused] == [" Enter a titl", " Review by: m", " Colour: is n"]
    lines = team.refused("author", "submit", made, "--change-note", " ", "--reasons", "").splitlines()
    assert len(lines) >= 2


@pytest.mark.parametrize(
    "name, content, reason",
    [
        ("--facts", b"{", "is not JSON"),
        ("--facts", b"[]", "must hold names and values in braces"),
        ("--facts", b"[" * 100_000, "is not JSON"),
        ("--facts", b"\xff", "is not UTF-8 text"),
        ("--facts", b'{"review_by": NaN}', "Review by: must be a date"),
        ("--body", b"\xff", "is not UTF-8 text"),
        ("--body", b"> " * 5_000 + b"x", "stands inside too many lists or quotations"),
        ("--body", None, "No such file"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_line(
    name: str, content: bytes | None, reason: str, team: Team, tmp_path: Path
) -> None:
    path = tmp_path / "given"
    if content is not None:
        path.write_bytes(content)
    made = team.made("author", "start", "guidance", "myths")
    ran = team.ran("author", "save", made, name, str(path), "--based-on", "1")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert ran.stderr.startswith("kb: ")
    assert reason in ran.stderr
    assert "Revision: 1 of 1" in team.done("author", "show", made)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "list",
        "start guidance --as a@example.org",
        "start chapter myths --as a@example.org",
        "start guidance myths --edition 0 --as a@example.org",
        "show ² --as a@example.org",
        "show 99999999999999999999999 --as a@example.org",
        "save 1 --title T --as a@example.org",
        "publish 1 --revision 1 --as a@example.org",
        "publish 1 --revision 1 --commences soon --as a@example.org",
        "publish 1 --revision 1 --commences 9999-12-31 --as a@example.org",
        "publish 1 --revision 1 --commences 2027-01-01 --visible-from 2027-01-01 --as a@example.org",
        "publish 1 --revision 1 --commences 2027-01-01 --visible-from 0001-01-01T00:00+14:00 --as a@example.org",
        "publish 1 --revision 1 --commences 2027-01-01 --basis draft --as a@example.org",
        "withdraw guidance myths --from 2027-01-01 --reason R --replacement myths --as a@example.org",
        "release --as a@example.org",
        "consult close 1 --as a@example.org",
        "raise 1 pid huge --as a@example.org",
    ],
)
def test_wrong_usage_is_status_2_and_touches_nothing(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(tmp_path, monkeypatch)
    ran = shell.kb("policy", *command.split())
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: kb policy")
    assert not shell.data.exists()


def test_a_process_acts_and_ends_with_its_status(team: Team) -> None:
    address = ("--as", "author@example.org")
    begun = team.shell.process("policy", "start", "guidance", "myths", *address)
    assert begun == Ran(0, "Draft 1 of guidance:myths is begun.\n", "")
    saved = team.shell.process("policy", "save", "1", "--body", "-", "--based-on", "1", *address, told="Don’t — café.")
    assert saved == Ran(0, "Revision 2 holds these words.\n", "")
    assert team.done("author", "show", "1").endswith("\n\nDon’t — café.\n")
    other = team.shell.process("policy", "discard", "1", b"--reason=\xff", *address)
    assert (other.returncode, other.stderr.count("\n")) == (1, 1)
    assert team.shell.process("policy", "show", "7", *address) == Ran(1, "", "kb: There is no draft 7.\n")
    assert team.shell.process("policy", "shew", "7", *address).returncode == 2
