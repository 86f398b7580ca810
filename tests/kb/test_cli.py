"""The command line as somebody types it: its exit status, and one clear line where it refuses."""

from __future__ import annotations

import json
import socket

import pytest

from guidance import people
from guidance.model import Role
from guidance.store import open_store
from tests.factories import Clock, document
from tests.kb.shell import Ran, Shell, one_line

PASSWORD = "a long enough password"


def test_a_process_does_what_its_arguments_say_and_ends_with_its_status(shell: Shell) -> None:
    assert one_line(shell.process("export")).endswith("Make one with: kb init\n")
    assert shell.process("init") == Ran(0, f"The database is ready: {shell.data}\n", "")
    assert shell.process("load", shell.pack(document(), document("b", format="x"))).returncode == 1
    assert shell.process("load", shell.pack(document())).returncode == 0
    added = shell.process("person", "add", "pat@example.org", "--name", "Pat", told=PASSWORD + "\n")
    assert added == Ran(0, "Added pat@example.org as reader.\n", "")
    assert json.loads(shell.process("export").stdout)["slug"] == "myths"
    assert shell.process("lode").returncode == 2


def test_a_pack_is_loaded_once_found_again_and_exported(ready: Shell) -> None:
    pack = ready.pack(document("a", ["One.", "Two — “quoted” 🍆."]), document("b"))
    assert ready.done("load", pack) == "Loaded pack.jsonl: 2 of 2 documents changed, 3 editions added.\n"
    assert "nothing changed" in ready.done("load", pack)
    target = ready.folder / "out.jsonl.gz"
    assert ready.done("export", str(target)) == f"Wrote 2 documents to {target}.\n"
    assert "nothing changed" in ready.done("load", str(target))
    lines = [json.loads(line) for line in ready.done("export").splitlines()]
    assert [(line["slug"], len(line["editions"])) for line in lines] == [("a", 2), ("b", 1)]
    (only,) = [json.loads(line) for line in ready.done("export", "--as-at", "2020-06-01").splitlines()][:1]
    assert [one["body"] for one in only["editions"]] == ["One."]


def test_the_index_is_told_of_updated_and_made_anew(ready: Shell) -> None:
    ready.done("load", ready.pack(document("a"), document("b")))
    assert "2 paragraphs of 2 documents" in ready.done("index", "status")
    assert "level with the database" in ready.done("index", "update")
    assert "made anew" in ready.done("index", "rebuild")
    assert "0 documents behind" in ready.done("index", "status")


def test_a_check_of_what_was_loaded_finds_nothing_wrong(ready: Shell) -> None:
    ready.done("load", ready.pack(document()))
    told = ready.done("check")
    assert "1  guidance" in told
    assert told.endswith("are as they should be.\n")


def test_a_check_of_a_forged_record_fails_and_says_where(ready: Shell) -> None:
    ready.done("load", ready.pack(document()))
    store = open_store(f"sqlite:///{ready.data / 'kb.sqlite'}", Clock())
    with store.writing() as db:
        db.exec_driver_sql("DROP TRIGGER event_no_update")
        db.exec_driver_sql("UPDATE event SET actor = 'nobody'")
    store.close()
    ran = ready.kb("check")
    assert ran.returncode == 1
    assert "kb: The ledger does not follow from itself at event 1" in ran.stderr


def test_people_are_added_listed_given_roles_and_passwords_and_kept_out(ready: Shell) -> None:
    added = ready.done(
        "person", "add", "Pat@example.org", "--name", "Pat Fox", "--role", "author", told=PASSWORD + "\n"
    )
    assert added == "Added pat@example.org as author.\n"
    assert ready.done("person", "role", "pat@example.org", "publisher") == "pat@example.org is now publisher.\n"
    assert "signed out everywhere" in ready.done(
        "person", "password", "pat@example.org", told="another long password\n"
    )
    assert ready.done("person", "list") == "pat@example.org\tpublisher\tactive\tPat Fox\n"
    store = open_store(f"sqlite:///{ready.data / 'kb.sqlite'}", Clock())
    assert people.sign_in(store, "pat@example.org", PASSWORD, "t" * 43) is None
    signed_in = people.sign_in(store, "pat@example.org", "another long password", "t" * 43)
    assert signed_in is not None
    assert signed_in.role is Role.PUBLISHER
    store.close()
    assert "can no longer sign in" in ready.done("person", "disable", "pat@example.org")
    assert ready.done("person", "list").split("\t")[2] == "disabled"


def test_a_short_password_or_a_wrong_address_adds_nobody(ready: Shell) -> None:
    assert "at least 12 characters" in ready.refused("person", "add", "p@example.org", "--name", "Pat", told="short\n")
    assert "email address" in ready.refused("person", "add", "pat", "--name", "Pat", told=PASSWORD)
    assert "at least 12 characters" in ready.refused("person", "add", "p@example.org", "--name", "Pat", told="")
    assert ready.done("person", "list") == ""


def test_nobody_and_somebody_twice_are_refused(ready: Shell) -> None:
    assert "Nobody has the address x@example.org" in ready.refused("person", "role", "x@example.org", "author")
    ready.done("person", "add", "p@example.org", "--name", "Pat", told=PASSWORD)
    assert "is there already" in ready.refused("person", "add", "p@example.org", "--name", "Pat", told=PASSWORD)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["lode"],
        ["load"],
        ["index"],
        ["person"],
        ["person", "add", "p@example.org"],
        ["person", "role", "p@example.org", "king"],
        ["export", "--as-at", "soon"],
        ["serve", "--port", "x"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_status_2_with_the_usage(arguments: list[str], shell: Shell) -> None:
    ran = shell.kb(*arguments)
    assert ran.returncode == 2
    assert ran.stderr.startswith("usage: kb")
    assert not shell.data.exists()


@pytest.mark.parametrize(
    "command",
    ["load pack.jsonl", "export", "person list", "index status", "index update", "index rebuild", "check", "serve"],
)
def test_without_a_database_every_command_names_the_one_that_makes_it(command: str, shell: Shell) -> None:
    told = shell.refused(*command.split(), KB_SECRET_KEY="x" * 40, KB_PORT=str(free_port()))
    assert told == f"kb: There is no database at {shell.data / 'kb.sqlite'}. Make one with: kb init\n"
    assert not (shell.data / "kb.sqlite").exists()


def test_to_init_again_loses_nothing(ready: Shell) -> None:
    ready.done("load", ready.pack(document()))
    before = ready.done("export")
    assert ready.done("init") == f"The database is ready: {ready.data}\n"
    assert ready.done("export") == before


@pytest.mark.parametrize("command", ["init", "export", "check"])
def test_a_file_that_is_no_database_is_refused_in_one_line(command: str, shell: Shell) -> None:
    shell.data.mkdir()
    (shell.data / "kb.sqlite").write_bytes(b"no database " * 500)
    assert "database" in shell.refused(command)


@pytest.mark.parametrize("version", ["0000_older", "9999_newer"])
def test_a_database_of_another_version_is_refused_or_brought_up_but_never_a_traceback(
    version: str, ready: Shell
) -> None:
    store = open_store(f"sqlite:///{ready.data / 'kb.sqlite'}", Clock())
    with store.writing() as db:
        db.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    store.close()
    assert "schema version" in ready.refused("export")
    ready.refused("init")


def test_a_bad_pack_is_refused_with_its_line_and_nothing_is_loaded(ready: Shell) -> None:
    told = ready.refused("load", ready.pack(document("a"), document("b"), document("c", format="x")))
    assert told == 'kb: pack.jsonl, line 3: "format" must be "kb-pack/1"\n'
    assert ready.done("export") == ""
    assert "there is no such file or folder" in ready.refused("load", "nowhere.jsonl")


def test_a_pack_or_an_address_in_other_bytes_is_refused_in_one_line(ready: Shell) -> None:
    one_line(ready.process("load", b"\xff.jsonl"))
    one_line(ready.process("person", "role", b"\xff@example.org", "author"))


def test_an_export_is_utf_8_whatever_the_terminal_speaks(ready: Shell) -> None:
    ready.done("load", ready.pack(document(bodies=["Don’t — café."])))
    ran = ready.process("export", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["editions"][0]["body"] == "Don’t — café."


def test_an_export_that_cannot_be_written_is_refused(ready: Shell) -> None:
    assert "No such file or directory" in ready.refused("export", str(ready.folder / "none" / "out.jsonl"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_a_taken_port_is_told_in_one_line(ready: Shell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        for command in ("serve", "demo"):
            told = ready.refused(command, "--port", str(port), KB_SECRET_KEY="x" * 40)
            assert told.startswith(
                f"kb: Port {port} on 127.0.0.1 is taken by another program. Choose another with --port"
            )


def test_serving_needs_a_secret_key(ready: Shell) -> None:
    assert "KB_SECRET_KEY is not set" in ready.refused("serve", "--port", str(free_port()))


@pytest.mark.parametrize(
    "environ, reason",
    [
        ({"KB_NOW": "2021-02-01T12:00:00Z"}, "only works together with KB_TESTING=1"),
        ({"KB_PORT": "x"}, "KB_PORT must be a whole number"),
        ({"KB_CONFIG": "/nowhere.toml"}, "KB_CONFIG names /nowhere.toml, which cannot be read"),
        ({"KB_DATABASE_URL": "nonsense"}, "KB_DATABASE_URL"),
        ({"KB_DATABASE_URL": "oracle://x"}, "KB_DATABASE_URL"),
    ],
    ids=lambda value: next(iter(value.values())) if isinstance(value, dict) else "",
)
def test_a_setting_that_cannot_be_used_is_named_in_one_line(environ: dict[str, str], reason: str, shell: Shell) -> None:
    assert reason in shell.refused("export", **environ)


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_port_given_by_hand_has_the_same_bounds(port: str, ready: Shell) -> None:
    assert "KB_SECRET_KEY" not in ready.refused("serve", "--port", port)


def test_a_data_folder_that_is_a_file_is_refused(shell: Shell) -> None:
    shell.data.write_text("")
    assert "exists" in shell.refused("init")


def test_the_fixed_clock_holds_for_every_command(ready: Shell) -> None:
    ready.done("load", ready.pack(document("a", ["One.", "Two."])))
    ran = ready.kb("export", KB_NOW="2020-06-01T12:00:00Z", KB_TESTING="1")
    assert [one["body"] for one in json.loads(ran.stdout)["editions"]] == ["One."]
