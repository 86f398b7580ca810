"""What only a real server shows: gunicorn in front of the application, over a socket."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.journeys.serving import served
from tests.kb import world

POLICY = "default-src 'none'; script-src 'nonce-"


@pytest.fixture(scope="module")
def address(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = world.copy(built, tmp_path_factory.mktemp("served"))
    with served(folder, "serve", KB_SECRET_KEY="of no worth") as (found, _):
        yield found


def ask(address: str, path: str, method: str = "GET", body: bytes | None = None) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    connection.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"} if body else {})
    answer = connection.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return answer


def test_every_answer_of_the_server_is_the_application_s(address: str) -> None:
    for path, status in (("/account/sign-in", 200), ("/", 303), ("/nowhere", 404), ("/static/kb.css", 200)):
        answer = ask(address, path)
        assert answer.status == status
        assert answer.headers["Content-Security-Policy"].startswith(POLICY)
        assert "gunicorn" in answer.headers.get("Server", "gunicorn")


@pytest.mark.parametrize("words", ["delay " * 1_700, "🍆" * 2_500], ids=["ten kilobytes", "ten kilobytes of emoji"])
def test_ten_kilobytes_of_words_are_answered_by_a_page(address: str, words: str) -> None:
    answer = ask(address, f"/search?q={quote(words)}")
    assert answer.headers.get("Content-Security-Policy", "").startswith(POLICY), (
        f"gunicorn answered {answer.status} by itself: its limit_request_line of 4,094 is too low for a long question"
    )


def test_a_form_that_is_too_large_is_refused_by_a_page(address: str) -> None:
    answer = ask(address, "/account/sign-in", "POST", b"email=" + b"x" * 2_000_000)
    assert answer.status == 413
    assert "Too much was sent" in answer.text  # type: ignore[attr-defined]


@pytest.mark.parametrize("request_line", [b"\x00\x01\x02\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"])
def test_what_is_no_request_leaves_the_server_standing(address: str, request_line: bytes) -> None:
    where = urlsplit(address)
    with socket.create_connection((str(where.hostname), int(where.port or 0)), timeout=30) as connection:
        connection.sendall(request_line)
        connection.shutdown(socket.SHUT_WR)
        connection.recv(4_096)
    assert ask(address, "/healthz").status == 200


def test_a_server_that_is_told_to_stop_ends_in_peace(built: Path, tmp_path: Path) -> None:
    with served(world.copy(built, tmp_path), "serve", KB_SECRET_KEY="of no worth") as (found, server):
        assert ask(found, "/healthz").status == 200
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=40) == 0


def test_a_server_does_not_start_without_a_secret_key(built: Path, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="KB_SECRET_KEY is not set"):
        start_without_key(world.copy(built, tmp_path))


def start_without_key(folder: Path) -> subprocess.Popen[bytes]:
    with served(folder, "serve") as (_, server):
        return server
