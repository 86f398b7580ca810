"""A real mail server for tests, on a free port, that keeps what it is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.journeys.serving import free_port


@dataclass
class PostOffice:
    """What was received, oldest first, and the settings with which the product finds the server."""

    settings: dict[str, str] = field(default_factory=dict)
    received: list[EmailMessage] = field(default_factory=list)
    answer: str = "250 OK"
    on_data: Callable[[], None] | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a message, or refuse it. `on_data` happens before the sender is answered."""
        if self.answer.startswith("250"):
            self.received.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        if self.on_data:
            self.on_data()
        return self.answer


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """The server, for as long as it is needed."""
    found, port = PostOffice(), free_port()
    controller = Controller(found, hostname="127.0.0.1", port=port)
    controller.start()
    found.settings = {
        "KB_SMTP_HOST": "127.0.0.1",
        "KB_SMTP_PORT": str(port),
        "KB_SMTP_SECURITY": "none",
        "KB_MAIL_FROM": "guidance@example.org",
    }
    try:
        yield found
    finally:
        controller.stop()
