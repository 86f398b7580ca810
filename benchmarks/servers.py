"""Servers in processes of their own, started, waited for, looked at from outside and always stopped again."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from .stores import EMAIL, MEGABYTE, PASSWORD, Filled

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60
"""Seconds in which a server must answer first, and a request be answered."""
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class ServerError(Exception):
    """A server did not do what it should; says which and what."""


@dataclass(frozen=True)
class Server:
    """A running server: its name, the process that it began with and its port."""

    name: str
    pid: int
    port: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        """Status, headers and text of one answer, over a connection of its own."""
        return self._ask("GET", path, "", headers or {})

    def sign_in(self) -> dict[str, str]:
        """The headers of a reader who has signed in and opened a first page, as a browser would then send them."""
        _, answered, page = self.get("/account/sign-in")
        found = _TOKEN.search(page)
        if not found:
            raise ServerError(f"{self.name} has no form for signing in")
        form = urlencode({"csrf_token": found[1], "email": EMAIL, "password": PASSWORD})
        headers = {"Cookie": _cookie(answered), "Content-Type": "application/x-www-form-urlencoded"}
        status, answered, _ = self._ask("POST", "/account/sign-in", form, headers)
        if status != http.client.SEE_OTHER:
            raise ServerError(f"{self.name} did not let the reader in: {status}")
        signed_in = {"Cookie": _cookie(answered)}
        # The first page puts the token of its forms into the session; without that every page would.
        status, answered, _ = self.get("/", signed_in)
        if status != http.client.OK:
            raise ServerError(f"{self.name} answered {status} to a reader who had signed in")
        return {"Cookie": _cookie(answered)} if answered["Set-Cookie"] else signed_in

    def memory(self) -> list[tuple[float, float]]:
        """For each worker its resident memory, and its share of what several hold together, in megabytes.

        Empty where the system does not tell.
        """
        try:
            return [(_megabytes(worker, "Rss"), _megabytes(worker, "Pss")) for worker in self._workers()]
        except OSError:
            return []

    def processor(self) -> float:
        """Seconds of processor that all workers used so far, those that were replaced included; 0 where unknown."""
        try:
            mine = sum(_ticks(str(self.pid))[2:])
            return (mine + sum(sum(_ticks(worker)[:2]) for worker in self._workers())) / os.sysconf("SC_CLK_TCK")
        except OSError:
            return 0

    def _workers(self) -> list[str]:
        return Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()

    def _ask(
        self, method: str, path: str, body: str, headers: Mapping[str, str]
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body or None, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


@contextmanager
def product(filled: Filled) -> Iterator[Server]:
    """The product as `kb serve` serves it."""
    environ = {
        "KB_DATA": str(filled.config.data),
        "KB_SECRET_KEY": filled.config.secret_key,
        "KB_WORKERS": str(filled.config.workers),
    }
    serve = "import sys; from kb.cli import main; main(['serve', '--port', sys.argv[1]])"
    with running(filled.name, ["-c", serve], environ) as server:
        yield server


@contextmanager
def hello() -> Iterator[Server]:
    """The peer."""
    with running("hello", ["-m", "benchmarks.hello"], {}) as server:
        yield server


@contextmanager
def running(
    name: str, command: list[str], environ: Mapping[str, str], python: str = sys.executable
) -> Iterator[Server]:
    """A server whose command takes its port last, waited for, and stopped at the end. Raises ServerError."""
    port = _free_port()
    process = subprocess.Popen(
        [python, *command, str(port)],
        cwd=ROOT,
        env={**{key: value for key, value in os.environ.items() if not key.startswith("KB_")}, **environ},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        server = Server(name, process.pid, port)
        _wait_for(server, process)
        yield server
    finally:
        _stop(process)


def _wait_for(server: Server, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            server.get("/")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise ServerError(f"{server.name} did not start")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server and its workers; those that do not stop when asked are killed."""
    try:
        process.terminate()
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _cookie(answered: http.client.HTTPMessage) -> str:
    told = answered.get_all("Set-Cookie") or []
    return "; ".join(one.partition(";")[0] for one in told)


def _megabytes(pid: str, name: str) -> float:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024 / MEGABYTE
    return 0.0


def _ticks(pid: str) -> tuple[int, int, int, int]:
    """Clock ticks of a process in user and system mode, then those of its children that have ended."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    user, system, ended_user, ended_system = (int(word) for word in told[11:15])
    return user, system, ended_user, ended_system
