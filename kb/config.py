"""Configuration: `KB_…` environment variables, or a TOML file named by `KB_CONFIG`, checked once and then frozen."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from guidance.store import system_clock

NAMES = frozenset(
    """DATA DATABASE_URL SECRET_KEY HOST PORT WORKERS NOW TESTING TRUSTED_HOSTS DEMO_PASSWORD SECURE_COOKIES
    SEARCH_LOG_DAYS PUBLIC_URL SMTP_HOST SMTP_PORT SMTP_SECURITY SMTP_USER SMTP_PASSWORD MAIL_FROM""".split()
)
SECURITIES = {"starttls": 587, "tls": 465, "none": 25}
"""How the connection to a mail server is secured, and the port that is usual for it."""


class ConfigError(Exception):
    """The configuration cannot be used; says which setting and what it should be."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in, as whom, and the address under which readers of it reach the site."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str
    public_url: str


@dataclass(frozen=True)
class Config:
    """What the product is told from outside. `secret_key` is empty until somebody serves.

    `search_log_days`: for how long it is kept which words were searched for how often; 0: not at all.
    """

    data: Path
    database_url: str | URL
    secret_key: str
    host: str
    port: int
    workers: int
    trusted_hosts: tuple[str, ...]
    demo_password: str
    secure_cookies: bool
    now: Callable[[], datetime]
    mail_server: MailServer | None = None
    search_log_days: int = 0

    @property
    def index_folder(self) -> Path:
        """Where this machine keeps its index."""
        return self.data / "index"


def load(environ: Mapping[str, str] | None = None) -> Config:
    """The configuration from the environment, which wins, and the file. Raises ConfigError."""
    told = _told(os.environ if environ is None else environ)
    data = Path(told.get("DATA", "data")).absolute()
    now = system_clock
    if told.get("NOW"):
        if told.get("TESTING", "").lower() not in {"1", "true"}:
            raise ConfigError("KB_NOW sets a fixed clock and only works together with KB_TESTING=1.")
        fixed = _instant(told["NOW"])

        def now() -> datetime:
            return fixed

    return Config(
        data=data,
        database_url=_database(told.get("DATABASE_URL", ""), data),
        secret_key=told.get("SECRET_KEY", ""),
        host=told.get("HOST", "127.0.0.1"),
        port=_number(told, "PORT", 5000, 1, 65535),
        workers=_number(told, "WORKERS", 2, 1, 64),
        trusted_hosts=tuple(told.get("TRUSTED_HOSTS", "").replace(",", " ").split()),
        demo_password=told.get("DEMO_PASSWORD", ""),
        secure_cookies=_switch(told, "SECURE_COOKIES"),
        now=now,
        mail_server=_mail_server(told),
        search_log_days=_number(told, "SEARCH_LOG_DAYS", 0, 0, 366),
    )


def _mail_server(told: Mapping[str, str]) -> MailServer | None:
    if not told.get("SMTP_HOST"):
        if lonely := sorted(name for name in told if name.startswith("SMTP_")):
            raise ConfigError(f"KB_{lonely[0]} is set, but KB_SMTP_HOST, the name of the mail server, is not.")
        return None
    security = told.get("SMTP_SECURITY", "starttls").lower()
    if security not in SECURITIES:
        raise ConfigError(f"KB_SMTP_SECURITY must be one of {', '.join(SECURITIES)}.")
    sender = told.get("MAIL_FROM", "")
    if not re.fullmatch(r"[^@\s<>\",;:()]+@[^@\s<>\",;:()]+", sender):
        raise ConfigError("KB_MAIL_FROM must be the address that mail comes from, such as guidance@example.org.")
    user, password = told.get("SMTP_USER", ""), told.get("SMTP_PASSWORD", "")
    if bool(user) != bool(password):
        raise ConfigError("KB_SMTP_USER and KB_SMTP_PASSWORD belong together: set both or neither.")
    if user and security == "none":
        raise ConfigError("KB_SMTP_USER would send a password in the clear: set KB_SMTP_SECURITY to starttls or tls.")
    port = _number(told, "SMTP_PORT", SECURITIES[security], 1, 65535)
    return MailServer(told["SMTP_HOST"], port, security, user, password, sender, _public_url(told))


def _public_url(told: Mapping[str, str]) -> str:
    """The address of the site, which ends in no stroke."""
    url = told.get("PUBLIC_URL", "")
    if not re.fullmatch(r"https?://[\w.\-\[\]:]+(/[\w.\-~/]*)?", url, re.ASCII):
        raise ConfigError("KB_PUBLIC_URL must be the address of the site, such as https://guidance.example, for mail.")
    return url.rstrip("/")


def _told(environ: Mapping[str, str]) -> dict[str, str]:
    told: dict[str, str] = {}
    if path := environ.get("KB_CONFIG"):
        try:
            file = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"KB_CONFIG names {path}, which cannot be read: {error}") from error
        for name, value in file.items():
            bare = name.removeprefix("KB_").upper()
            if bare not in NAMES:
                raise ConfigError(f"{path}: there is no setting {name}.")
            told[bare] = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    for name in NAMES:
        if environ.get(f"KB_{name}"):
            told[name] = environ[f"KB_{name}"]
    return told


def _database(told: str, data: Path) -> URL:
    if not told:
        return URL.create("sqlite", database=str(data / "kb.sqlite"))
    try:
        url = make_url(told)
    except ArgumentError as error:
        raise ConfigError("KB_DATABASE_URL is no database address, such as postgresql+psycopg://host/name.") from error
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigError("KB_DATABASE_URL must begin with sqlite: or postgresql+psycopg:.")
    return url


def _switch(told: Mapping[str, str], name: str) -> bool:
    value = told.get(name, "0").lower()
    if value not in {"0", "1", "false", "true", "no", "yes", "off", "on"}:
        raise ConfigError(f"KB_{name} must be 1 or 0.")
    return value in {"1", "true", "yes", "on"}


def _number(told: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    try:
        value = int(told.get(name, default))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise ConfigError(f"KB_{name} must be a whole number from {low} to {high}.")
    return value


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise ConfigError("KB_NOW must be an instant such as 2021-02-01T12:00:00Z.") from error
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
