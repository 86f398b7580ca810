"""The peer for pages: the least that Flask can do, served with the product's own gunicorn settings."""

from __future__ import annotations

import sys

from flask import Flask

from kb import serving
from kb.config import Config, load


class Server(serving.Server):
    """The product's server with another application in it, so that the settings can never differ."""

    def load(self) -> Flask:
        app = Flask("hello")
        app.add_url_rule("/", "hello", lambda: "<!DOCTYPE html><title>Hello</title><p>Hello</p>")
        return app


def main(port: str) -> None:
    """Serve until stopped."""
    config: Config = load({"KB_PORT": port})
    Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1])
