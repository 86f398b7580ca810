"""Serving with gunicorn."""

from __future__ import annotations

import argparse
import ctypes
import errno
import gc
import resource
import socket
from dataclasses import replace
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from .app import create_app
from .config import Config, ConfigError

THREADS = 4
_M_ARENA_MAX = -8
"""Of `mallopt` in the GNU C library."""


def serve(config: Config, told: argparse.Namespace) -> int:
    """Serve until stopped. Raises ConfigError before anything starts if the port is taken or a setting is wrong."""
    run_server(with_told(config, told))
    return 0


def run_server(config: Config) -> None:
    """Serve with this configuration until stopped."""
    require_free_port(config)
    # Refuses here, once and in one line, what every worker would refuse.
    create_app(config).extensions["kb"].store.close()
    print(
        f"Serving on http://{config.host}:{config.port} with {config.workers} workers. Stop with Ctrl+C.",
        flush=True,
    )
    # What a prosecutor pastes is in memory for a moment; a process that dies may not leave its memory in a file.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Before the workers are made: what is not looked through stays shared between them.
    _few_arenas()
    gc.collect()
    settle()
    Server(config).run()


def with_told(config: Config, told: argparse.Namespace) -> Config:
    """The configuration with what the command line says instead. Raises ConfigError outside the bounds."""
    port = config.port if told.port is None else told.port
    workers = config.workers if told.workers is None else told.workers
    if not 1 <= port <= 65535:
        raise ConfigError("--port must be a whole number from 1 to 65535.")
    if not 1 <= workers <= 64:
        raise ConfigError("--workers must be a whole number from 1 to 64.")
    return replace(config, host=told.host or config.host, port=port, workers=workers)


def require_free_port(config: Config) -> None:
    """Raises ConfigError with a clear line where the port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((config.host, config.port))
        except OSError as error:
            why = (
                "is taken by another program"
                if error.errno == errno.EADDRINUSE
                else f"cannot be used ({error.strerror})"
            )
            raise ConfigError(
                f"Port {config.port} on {config.host} {why}. Choose another with --port or KB_PORT."
            ) from error


def _few_arenas() -> None:
    """Let the threads of a worker share two heaps, where the C library has more: a tenth of its memory was holes."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, 2)


def settle(_worker: object = None) -> None:
    """Tell the collector that what is there stays: a long page is a fifth cheaper if it need not be looked through."""
    gc.freeze()


class Server(BaseApplication):
    """Gunicorn told from our configuration, in this process, without files of its own."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "workers": self._config.workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 25,
            "loglevel": "warning",
            # A long question is answered by us, in words; the search bounds what it uses of it.
            "limit_request_line": 0,
            "post_worker_init": settle,
            "max_requests": 200_000,
            "max_requests_jitter": 20_000,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return create_app(self._config)
