"""A real server for tests: the command as people start it, on a free port, over a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_START = 300
PASSWORD = "a long enough password"


@contextmanager
def served(data: Path, command: str, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The address of `kb serve` or `kb demo` over the folder, and its process; ended at the end."""
    port = free_port()
    told = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    told |= {"KB_DATA": str(data), "KB_PORT": str(port), "KB_WORKERS": "1", "KB_DEMO_PASSWORD": PASSWORD, **settings}
    log = data.parent / f"{command}.log"
    start = [sys.executable, "-c", "from kb.cli import main; main()", command]
    with log.open("wb") as output:
        server = subprocess.Popen(start, env=told, stdout=output, stderr=subprocess.STDOUT, cwd=_root())
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address, server, log)
            yield address, server
        finally:
            server.terminate()
            server.wait(timeout=40)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(LONGEST_START * 10):
        assert server.poll() is None, f"the server ended at once:\n{log.read_text()}"
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            # There is nothing to be told by: a process that listens is known by its answer.
            threading.Event().wait(0.1)
    raise AssertionError(f"the server did not answer within {LONGEST_START} seconds:\n{log.read_text()}")


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _root() -> Path:
    return Path(__file__).resolve().parent.parent.parent
