"""Answers given before, given again to the same reader without waking the application, while nothing has changed.

Only what `caching.unless_kept` answers is kept: pages that hang on their address, the reader's session, the day and
what is published. A new nonce takes the place of the old one each time.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day
from threading import Lock
from typing import Any

from .dates import LONDON
from .services import Services

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Key = tuple[str, ...]

KEPT_BYTES = 16_000_000
LARGEST = 2_000_000
LONGEST_KEY = 4_000
MAX_AGE = 3_600.0
"""Seconds after which an answer is made anew all the same, far within the life of a session cookie."""

_NONCE = "kb.nonce_of_kept_answer"
_KEPT_STATUS = ("200 ", "304 ")
_PARTS = (
    "wsgi.url_scheme",
    "HTTP_HOST",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "HTTP_COOKIE",
    "HTTP_IF_NONE_MATCH",
)


def may_be_kept(environ: Environ, nonce: str) -> None:
    """Say, while a request is answered, that its answer may be given again with another nonce."""
    environ[_NONCE] = nonce


@dataclass(frozen=True)
class _Answer:
    """An answer cut at its nonce, and how long it holds."""

    status: str
    headers: Headers
    nonce: str
    body: tuple[bytes, ...]
    epoch: int
    until: datetime
    made: float
    size: int


class KeptAnswers:
    """The WSGI application with a memory in front of it.

    On a database that cannot tell its epoch it remembers nothing.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], services: Services) -> None:
        self._app = app
        self._services = services
        self._lock = Lock()
        self._kept: OrderedDict[Key, _Answer] = OrderedDict()
        self._size = 0

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        epoch = self._services.store.epoch() if environ["REQUEST_METHOD"] == "GET" else None
        key = tuple(str(environ.get(part, "")) for part in _PARTS)
        if epoch is None or "HTTP_COOKIE" not in environ or sum(map(len, key)) > LONGEST_KEY:
            return self._app(environ, start_response)
        if found := self._find(key, epoch):
            return _again(found, start_response)
        return self._ask(key, epoch, environ, start_response)

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)

    def _find(self, key: Key, epoch: int) -> _Answer | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            fresh = found.epoch == epoch and time.monotonic() - found.made < MAX_AGE
            if fresh and self._services.config.now() < found.until:
                self._kept.move_to_end(key)
                return found
            self._forget(key)
            return None

    def _ask(self, key: Key, epoch: int, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        said: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, error: Any = None) -> Any:
            said.append((status, headers))
            return start_response(status, headers, error) if error else start_response(status, headers)

        answer = self._app(environ, note)
        nonce = environ.get(_NONCE)
        if not nonce or not said or not said[-1][0].startswith(_KEPT_STATUS) or _sets_cookie(said[-1][1]):
            return answer
        try:
            body = b"".join(answer)
        finally:
            getattr(answer, "close", lambda: None)()
        if len(body) <= LARGEST:
            self._keep(
                key, _Answer(*said[-1], nonce, tuple(body.split(nonce.encode())), epoch, *self._life(), len(body))
            )
        return [body]

    def _life(self) -> tuple[datetime, float]:
        now = self._services.config.now()
        tomorrow = now.astimezone(LONDON).date() + timedelta(days=1)
        midnight = datetime.combine(tomorrow, time_of_day(), LONDON)
        embargo = self._services.memory.next_change(now)
        return (min(midnight, embargo) if embargo else midnight), time.monotonic()

    def _keep(self, key: Key, answer: _Answer) -> None:
        with self._lock:
            if key in self._kept:
                self._forget(key)
            self._kept[key] = answer
            self._size += answer.size
            while self._size > KEPT_BYTES:
                self._forget(next(iter(self._kept)))

    def _forget(self, key: Key) -> None:
        self._size -= self._kept.pop(key).size


def _again(found: _Answer, start_response: Callable[..., Any]) -> Iterable[bytes]:
    nonce = secrets.token_urlsafe(18)
    start_response(found.status, [(name, value.replace(found.nonce, nonce)) for name, value in found.headers])
    return [nonce.encode().join(found.body)]


def _sets_cookie(headers: Headers) -> bool:
    return any(name.lower() == "set-cookie" for name, _ in headers)
