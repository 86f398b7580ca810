"""Mail to followers through a real mail server: once each, also after a crash, and never a small change."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from guidance import following
from guidance.errors import StateError
from guidance.following import Frequency, Scope
from guidance.model import Role
from guidance.store import open_store
from tests.factories import Clock, a_person, document
from tests.guidance.desk import Desk
from tests.guidance.test_news import BODY, MINOR, SUBSTANTIVE
from tests.journeys.post_office import PostOffice, post_office
from tests.kb.shell import Shell

START = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
RUN = "from kb.cli import main; main()"


class Site:
    """A database with a chapter, its team, a reader who follows it, and a mail server."""

    def __init__(self, shell: Shell, post: PostOffice) -> None:
        self.shell, self.post, self.clock = shell, post, Clock(START)
        self.done("init", **self.settings)
        self.done("load", shell.pack(document("myths", [BODY])), **self.settings)
        self.store = open_store(f"sqlite:///{shell.data / 'kb.sqlite'}", self.clock)
        self.reader = a_person(self.store, Role.READER)
        staff = (a_person(self.store, role) for role in (Role.AUTHOR, Role.REVIEWER, Role.PUBLISHER))
        self.desk = Desk(self.store, *staff)

    @property
    def settings(self) -> dict[str, str]:
        now = {"KB_NOW": self.clock.now.isoformat(), "KB_TESTING": "1"}
        return {**now, **self.post.settings, "KB_PUBLIC_URL": "https://guidance.example"}

    def follow(self, frequency: Frequency, scope: Scope = Scope.DOCUMENT, target: str = "guidance:myths") -> None:
        following.follow(self.store, self.reader, scope, target, frequency)

    def run(self) -> str:
        return self.done("run-due", **self.settings)

    def done(self, *words: str, **settings: str) -> str:
        """What a command that must succeed prints."""
        ran = self.shell.kb(*words, **settings)
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout


@pytest.fixture
def site(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    with post_office() as post:
        made = Site(Shell(tmp_path, monkeypatch), post)
        yield made
        made.store.close()


def test_a_change_of_substance_is_sent_once_however_often_it_is_run(site: Site) -> None:
    site.follow(Frequency.AT_ONCE)
    site.clock.now += timedelta(hours=1)
    site.desk.published(SUBSTANTIVE, "myths", site.clock.now.date())
    site.clock.now += timedelta(minutes=1)
    assert site.run() == "1 message made, 1 sent, 0 waiting.\n"
    assert site.run() == "0 messages made, 0 sent, 0 waiting.\n"
    (mail,) = site.post.received
    assert mail["To"] == "reader@example.org"
    assert mail["From"] == "guidance@example.org"
    assert mail["Subject"] == "A title: edition 2 is in force"
    assert mail["Auto-Submitted"] == "auto-generated"
    body = mail.get_content()
    for words in (
        "Paragraph 1.2: substantive.",
        "https://guidance.example/guidance/myths/editions/2",
        "https://guidance.example/guidance/myths/compare/1/2",
        "https://guidance.example/account/following/",
        "You follow: this page",
    ):
        assert words in body


def test_a_small_change_makes_no_mail(site: Site) -> None:
    site.follow(Frequency.AT_ONCE, Scope.EVERYTHING, "")
    site.clock.now += timedelta(hours=1)
    site.desk.published(MINOR, "myths", site.clock.now.date())
    site.clock.now += timedelta(hours=1)
    assert site.run() == "0 messages made, 0 sent, 0 waiting.\n"
    assert site.post.received == []


@pytest.mark.parametrize(
    "frequency, too_early, due",
    [
        (Frequency.DAILY, "2026-11-24T06:59:59Z", "2026-11-24T07:00:00Z"),
        (Frequency.WEEKLY, "2026-11-30T06:59:59Z", "2026-11-30T07:00:00Z"),
    ],
)
def test_a_digest_waits_for_its_hour_and_holds_all_that_came_before(
    frequency: Frequency, too_early: str, due: str, site: Site
) -> None:
    site.follow(frequency)
    for hours, body in ((1, SUBSTANTIVE), (2, BODY)):
        site.clock.now = START + timedelta(hours=hours)
        site.desk.published(body, "myths", site.clock.now.date())
    site.clock.now = datetime.fromisoformat(too_early)
    site.run()
    assert site.post.received == []
    site.clock.now = datetime.fromisoformat(due)
    site.run()
    (mail,) = site.post.received
    assert mail["Subject"].startswith("2 changes in the guidance")
    assert "edition 2 is in force" in mail.get_content()
    assert "edition 3 is in force" in mail.get_content()


def test_an_edition_is_mailed_from_midnight_in_london_across_the_change_to_summer_time(site: Site) -> None:
    site.follow(Frequency.AT_ONCE)
    site.desk.published(SUBSTANTIVE, "myths", date(2027, 3, 29))
    site.clock.now = datetime(2027, 3, 28, 22, 59, 59, tzinfo=UTC)
    site.run()
    assert site.post.received == []
    site.clock.now += timedelta(seconds=1)
    site.run()
    assert len(site.post.received) == 1


def test_a_process_killed_while_the_server_takes_a_message_loses_nothing(site: Site) -> None:
    """The server has taken it and the process never hears so: it comes again, and can be told by its Message-ID."""
    site.follow(Frequency.AT_ONCE)
    site.clock.now += timedelta(hours=1)
    site.desk.published(SUBSTANTIVE, "myths", site.clock.now.date())
    site.clock.now += timedelta(minutes=1)
    told = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    told |= {"KB_DATA": str(site.shell.data), **site.settings}
    process = subprocess.Popen([sys.executable, "-c", RUN, "run-due"], env=told)
    site.post.on_data = lambda: os.kill(process.pid, signal.SIGKILL)
    assert process.wait(timeout=60) == -signal.SIGKILL
    site.post.on_data = None
    (first,) = site.post.received
    assert site.run() == "0 messages made, 0 sent, 1 waiting.\n", "it was claimed a moment ago: let it rest"
    site.clock.now += timedelta(minutes=6)
    site.run()
    again = site.post.received[1]
    assert again["Message-ID"] == first["Message-ID"]
    assert again.get_content() == first.get_content()
    assert site.run() == "0 messages made, 0 sent, 0 waiting.\n"


def test_what_a_server_refuses_waits_and_is_tried_again(site: Site) -> None:
    site.follow(Frequency.AT_ONCE)
    site.clock.now += timedelta(hours=1)
    site.desk.published(SUBSTANTIVE, "myths", site.clock.now.date())
    site.clock.now += timedelta(minutes=1)
    site.post.answer = "451 Try again later"
    ran = site.shell.kb("run-due", **site.settings)
    assert ran.returncode == 1
    assert "the mail server did not take 1 of them" in ran.stderr
    assert ran.stdout == "1 message made, 0 sent, 1 waiting.\n"
    site.post.answer = "250 OK"
    site.clock.now += timedelta(minutes=6)
    assert site.run() == "0 messages made, 1 sent, 0 waiting.\n"


def test_a_server_that_is_not_there_is_said_in_a_line_and_nothing_is_lost(site: Site) -> None:
    site.follow(Frequency.AT_ONCE)
    site.clock.now += timedelta(hours=1)
    site.desk.published(SUBSTANTIVE, "myths", site.clock.now.date())
    site.clock.now += timedelta(minutes=1)
    ran = site.shell.kb("run-due", **{**site.settings, "KB_SMTP_PORT": "1"})
    assert ran.returncode == 1
    assert ran.stderr.count("\n") == 1
    assert site.run() == "0 messages made, 1 sent, 0 waiting.\n"


def test_without_a_mail_server_the_command_says_so(site: Site) -> None:
    told = {name: value for name, value in site.settings.items() if "SMTP" not in name}
    assert "No mail server is set (KB_SMTP_HOST)" in site.done("run-due", **told)


def test_who_may_no_longer_sign_in_gets_no_mail(site: Site) -> None:
    site.follow(Frequency.AT_ONCE)
    site.clock.now += timedelta(hours=1)
    site.desk.published(SUBSTANTIVE, "myths", site.clock.now.date())
    site.shell.done("person", "disable", "reader@example.org")
    site.clock.now += timedelta(minutes=1)
    site.run()
    assert site.post.received == []


def test_following_is_done_from_the_command_line_too(site: Site) -> None:
    as_reader = ("--as", "reader@example.org")
    site.shell.done("follow", "add", "document", "guidance:myths", "--mail", "weekly", *as_reader)
    listed = site.shell.done("follow", "list", *as_reader)
    number = listed.partition("\t")[0]
    assert listed == f"{number}\tdocument\tguidance:myths\tweekly\n"
    site.shell.done("follow", "change", number, "--mail", "at_once", *as_reader)
    assert "at_once" in site.shell.done("follow", "list", *as_reader)
    site.shell.done("follow", "read", "guidance", "myths", "1", *as_reader)
    with site.store.reading() as db:
        assert db.execute(text("SELECT ordinal FROM last_read")).scalar() == 1
    site.shell.done("follow", "stop", number, *as_reader)
    assert site.shell.done("follow", "list", *as_reader) == ""
    ran = site.shell.kb("follow", "add", "topic", "nothing", *as_reader)
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)


def test_a_search_that_is_followed_is_told_of_what_it_finds_and_of_nothing_else(site: Site) -> None:
    site.follow(Frequency.AT_ONCE, Scope.SEARCH, "quokka memory")
    site.follow(Frequency.AT_ONCE, Scope.SEARCH, "platypus")
    site.clock.now += timedelta(hours=1)
    other = site.desk.approved("Nothing of interest is said.", "other")
    site.desk.publish(other, site.clock.now.date())
    assert "0 messages made" in site.run()
    site.clock.now += timedelta(hours=1)
    made = site.desk.approved("A quokka has a long memory.", "quokkas")
    site.desk.publish(made, site.clock.now.date())
    assert "1 message made" in site.run()
    (letter,) = site.post.received
    assert "the search “quokka memory”" in letter.get_content()
    assert "platypus" not in letter.get_content()
    assert "0 messages made" in site.run()


@pytest.mark.parametrize("words", ["", "   ", "x" * 151])
def test_a_search_that_is_followed_has_words_within_a_bound(words: str, site: Site) -> None:
    with pytest.raises(StateError, match="from 1 to 150"):
        site.follow(Frequency.AT_ONCE, Scope.SEARCH, words)
