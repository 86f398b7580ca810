"""Configuration: `KB_…` environment variables, or a TOML file named by `KB_CONFIG`, checked once and then frozen."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from guidance.store import system_clock

NAMES = frozenset(
    "DATA DATABASE_URL SECRET_KEY HOST PORT WORKERS NOW TESTING TRUSTED_HOSTS DEMO_PASSWORD SECURE_COOKIES".split()
)


class ConfigError(Exception):
    """The configuration cannot be used; says which setting and what it should be."""


@dataclass(frozen=True)
class Config:
    """What the product is told from outside. `secret_key` is empty until somebody serves."""

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
    )


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
