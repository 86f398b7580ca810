"""Handing mail to a server. Each message is claimed first, so that two processes never send the same one at once.

A message whose Message-ID a server has taken may be sent again, under the same Message-ID, where this process ended
before it could note that: SMTP gives no way to ask.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES
from email.utils import format_datetime
from hashlib import sha256

from guidance import mailing
from guidance.mailing import Mail
from guidance.store import Store

from .config import MailServer

TIMEOUT = 30
"""Seconds for which a server may be silent."""


@dataclass(frozen=True)
class Sent:
    """How many messages a server took, how many not, and why the last of them was refused."""

    taken: int
    refused: int
    reason: str


def send_waiting(store: Store, server: MailServer) -> Sent:
    """Send whatever waits. What a server does not take stays in the outbox, and is tried again later."""
    waiting = mailing.waiting(store)
    done = Sent(0, 0, "")
    if not waiting:
        return done
    try:
        with _connected(server) as connection:
            for mail_id in waiting:
                one = _send(store, connection, server, mail_id)
                done = Sent(done.taken + one.taken, done.refused + one.refused, one.reason or done.reason)
    except (OSError, smtplib.SMTPException) as error:
        return Sent(done.taken, len(waiting) - done.taken, _said(error))
    return done


def _send(store: Store, connection: smtplib.SMTP, server: MailServer, mail_id: int) -> Sent:
    """Send one message, unless another process has it. A broken connection is raised."""
    mail = mailing.claim(store, mail_id)
    if mail is None:
        return Sent(0, 0, "")
    try:
        connection.send_message(message(mail, server), server.sender, [mail.address])
    except smtplib.SMTPServerDisconnected as error:
        mailing.mark_failed(store, mail_id, _said(error))
        raise
    except (smtplib.SMTPException, ValueError) as error:
        mailing.mark_failed(store, mail_id, _said(error))
        return Sent(0, 1, _said(error))
    mailing.mark_sent(store, mail_id)
    return Sent(1, 0, "")


def message(mail: Mail, server: MailServer) -> EmailMessage:
    """The message as it goes out. Its Message-ID hangs on what it tells to whom, however often it is tried."""
    made = EmailMessage(policy=LINES)
    domain = server.sender.rpartition("@")[2]
    made["Message-ID"] = f"<{sha256(mail.key.encode()).hexdigest()[:40]}@{domain}>"
    made["Date"] = format_datetime(mail.made_at)
    made["From"] = server.sender
    made["To"] = mail.address
    made["Subject"] = " ".join(mail.subject.split())
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{server.public_url}/account/following/>"
    made.set_content(mail.body)
    return made


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=trusted)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=trusted)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


_WORDS: Mapping[type[Exception], str] = {
    smtplib.SMTPRecipientsRefused: "it refuses the address of a reader",
    smtplib.SMTPSenderRefused: "it refuses KB_MAIL_FROM",
    smtplib.SMTPDataError: "it refuses the message",
    smtplib.SMTPAuthenticationError: "it refuses KB_SMTP_USER or KB_SMTP_PASSWORD",
    smtplib.SMTPNotSupportedError: "it does not offer what KB_SMTP_SECURITY or the sign-in needs",
    smtplib.SMTPServerDisconnected: "it broke the connection off",
    smtplib.SMTPResponseException: "it refuses to talk",
    smtplib.SMTPException: "it does not speak as a mail server does",
    ssl.SSLCertVerificationError: "its certificate is not trusted",
    ssl.SSLError: "it does not speak TLS as expected: see KB_SMTP_SECURITY",
    TimeoutError: "it did not answer in time",
    OSError: "it cannot be reached",
    ValueError: "the message cannot be written as mail",
}


def _said(error: Exception) -> str:
    """Why, in words, and the server's code. Nothing that the server said, which may name people."""
    words = next(_WORDS[kind] for kind in type(error).__mro__ if kind in _WORDS)
    code = getattr(error, "smtp_code", None)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    return f"{words}, code {code}" if code else words
