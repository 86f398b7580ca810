"""`kb run-due`: makes the mail that is due and sends what waits. To be run every few minutes, as often as one likes."""

from __future__ import annotations

import argparse
import sys

from guidance import mailing
from guidance.published import Library
from guidance.store import open_store
from indexer.index import Index

from .alerts import finder
from .config import Config
from .letters import writer
from .sending import send_waiting


def run_due(config: Config, _told: argparse.Namespace) -> int:
    """Make and send mail. Exit status 1 where a server is set and did not take everything; nothing is lost.

    Without one no mail is made either: the first run with one tells all that came since, in one message for each.
    """
    store = open_store(config.database_url, config.now)
    server = config.mail_server
    if server is None:
        waiting = mailing.outbox(store).waiting
        print(f"No mail server is set (KB_SMTP_HOST). What is due stays due; {_messages(waiting)} waiting.")
        return 0
    library = Library(store)
    if not Index.open(config.index_folder).catch_up(library):
        print("kb: the search index is being written; mail is made at the next run.", file=sys.stderr)
        return 1
    made = mailing.make_due(store, writer(server.public_url), finder(config))
    sent = send_waiting(store, server)
    left = mailing.outbox(store)
    given_up = f" {_messages(left.given_up)} given up." if left.given_up else ""
    print(f"{_messages(made)} made, {sent.taken} sent, {left.waiting} waiting.{given_up}")
    if sent.refused:
        print(f"kb: the mail server did not take {sent.refused} of them ({sent.reason}).", file=sys.stderr)
        return 1
    return 0


def _messages(number: int) -> str:
    return f"{number} message" + ("" if number == 1 else "s")
