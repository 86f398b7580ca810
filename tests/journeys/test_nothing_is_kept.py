"""What is pasted into the chat reader and the myth finder, looked for in all that a real server could leave behind."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journeys.serving import PASSWORD, served
from tests.kb import world

CANARY = "quokkacanary"
CHAT = f"[24/06/2021, 21:00:00] Sam: he ghosted me, {CANARY}\n" * 50
READER = "reader@example.org"


class Visitor:
    """Somebody who talks to the server and never writes anything down."""

    def __init__(self, address: str) -> None:
        self.netloc = urlsplit(address).netloc
        self._cookie = ""
        fields = {"csrf_token": self.token("/account/sign-in"), "email": READER, "password": PASSWORD, "next": ""}
        assert self.send("/account/sign-in", urlencode(fields)).status == 303

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self.netloc, timeout=30)
        kinds = {"Content-Type": kind} if kind else {}
        connection.request(method, path, body or None, {"Cookie": self._cookie, "Host": self.netloc, **kinds})
        answer = connection.getresponse()
        self._cookie = (answer.headers.get("Set-Cookie") or self._cookie).partition(";")[0]
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer, text

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found, f"{path} has no form"
        return found[1]

    def send(self, path: str, body: str) -> http.client.HTTPResponse:
        return self.ask("POST", path, body.encode(), "application/x-www-form-urlencoded")[0]

    def paste(self) -> None:
        """The canary by every way in and every way out."""
        token = self.token("/transcript/")
        for wanted in ("", "csv", "docx", "pdf"):
            answer = self.send("/transcript/", urlencode({"csrf_token": token, "text": CHAT, "as": wanted}))
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        sentence = urlencode({"csrf_token": self.token("/myths/find"), "sentence": f"She {CANARY} met him online."})
        assert self.send("/myths/find", sentence).status == 200
        body, kind = upload(token, (CHAT * 200).encode())
        assert self.ask("POST", "/transcript/", body, kind)[0].status == 200

    def half(self) -> socket.socket:
        """A request with the canary that is not sent to its end."""
        where = urlsplit(f"http://{self.netloc}")
        connection = socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=30)
        head = f"POST /transcript/ HTTP/1.1\r\nHost: {self.netloc}\r\nCookie: {self._cookie}\r\n"
        body, kind = upload("none", (CHAT * 100).encode())
        told = f"{head}Content-Type: {kind}\r\nContent-Length: {len(body) + 5_000}\r\n\r\n".encode()
        connection.sendall(told + body)
        return connection


def upload(token: str, content: bytes) -> tuple[bytes, str]:
    """A file by hand: a library would make a temporary file of it."""
    told = f'--part\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    told += f'--part\r\nContent-Disposition: form-data; name="file"; filename="{CANARY}.txt"\r\n\r\n'
    return told.encode() + content + b"\r\n--part--\r\n", "multipart/form-data; boundary=part"


def traces(*folders: Path) -> list[str]:
    """The files under the folders that hold the canary, in their names or as text of any width."""
    words = [CANARY.encode(), CANARY.encode("utf-16-le")]
    return [
        str(file)
        for folder in folders
        for file in folder.rglob("*")
        if CANARY in file.name or (file.is_file() and any(one in file.read_bytes() for one in words))
    ]


def processes(server: subprocess.Popen[bytes]) -> list[int]:
    """The server and its workers."""
    task = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    return [server.pid, *map(int, task.read_text().split())]


@pytest.fixture
def here(built: Path, tmp_path: Path) -> Iterator[tuple[Visitor, subprocess.Popen[bytes], tuple[Path, Path]]]:
    """A visitor, the server, and the folders in which it could leave anything: its data beside its log, its scratch."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    data = world.copy(built, tmp_path / "site")
    with served(data, "serve", KB_SECRET_KEY="of no worth", TMPDIR=str(scratch)) as (address, server):
        yield Visitor(address), server, (data.parent, scratch)


Here = tuple[Visitor, subprocess.Popen[bytes], tuple[Path, Path]]


def test_not_in_files_logs_temporary_folders_or_what_is_known_of_the_process(here: Here) -> None:
    visitor, server, folders = here
    visitor.paste()
    assert traces(*folders, Path("/dev/shm")) == []
    for process in processes(server):
        for name in ("environ", "cmdline", "comm"):
            assert CANARY.encode() not in Path(f"/proc/{process}/{name}").read_bytes()
        limits = Path(f"/proc/{process}/limits").read_text()
        assert re.search(r"Max core file size +0 +0 ", limits), "a process that dies would leave its memory in a file"


def test_not_after_an_error_in_the_middle_of_a_request(here: Here) -> None:
    visitor, _, folders = here
    token = visitor.token("/transcript/")
    (database,) = folders[0].rglob("kb.sqlite")
    for one in database.parent.glob("kb.sqlite*"):
        one.write_bytes(b"no database" * 1_000)
    answer = visitor.send("/transcript/", urlencode({"csrf_token": token, "text": CHAT}))
    assert answer.status >= 500
    assert traces(*folders) == []
    log = (folders[0] / "serve.log").read_text()
    assert "failed: " in log, "the error itself is told"


@pytest.mark.parametrize("whom", [0, 1], ids=["the server", "its worker"])
def test_not_after_a_process_is_killed_while_it_reads(here: Here, whom: int) -> None:
    visitor, server, folders = here
    visitor.paste()
    connection = visitor.half()
    os.kill(processes(server)[whom], signal.SIGABRT if whom else signal.SIGKILL)
    connection.close()
    assert traces(*folders) == []


@pytest.mark.skipif(not shutil.which("strace"), reason="only strace sees what a process writes and removes again")
def test_the_canary_is_written_to_nothing_but_a_socket(built: Path, tmp_path: Path) -> None:
    data, seen = world.copy(built, tmp_path / "site"), tmp_path / "calls"
    with served(data, "serve", KB_SECRET_KEY="of no worth") as (address, server):
        visitor = Visitor(address)
        worker = processes(server)[1]
        calls = "trace=write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,openat,memfd_create"
        watch = ["strace", "-f", "-qq", "-y", "-s", "1000000", "-e", calls, "-o", str(seen), "-p", str(worker)]
        with subprocess.Popen(watch, stderr=subprocess.PIPE, text=True) as strace:
            _until_attached(worker, strace)
            visitor.paste()
            strace.terminate()
    told = [line for line in seen.read_text(errors="replace").splitlines() if CANARY in line]
    assert told, "strace saw nothing: the test would prove nothing"
    assert [line[:200] for line in told if "<socket:" not in line] == []


def _until_attached(process: int, strace: subprocess.Popen[str]) -> None:
    while "TracerPid:\t0" in Path(f"/proc/{process}/status").read_text():
        assert strace.poll() is None, strace.communicate()[1]
