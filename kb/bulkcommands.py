"""`kb policy bulk`: terms or sites as a table, out and in."""

from __future__ import annotations

import argparse
from pathlib import Path

from guidance import bulk
from guidance.errors import StateError
from guidance.model import Kind

from . import bulksheet, sheets
from .commands import refused
from .config import Config
from .policyarguments import Commands, acting, command, family


def register(acts: Commands) -> None:
    """The commands about bulk edit."""
    own = family(acts, "bulk", "many terms or sites at once, as a table")
    export_ = _table(command(own, "export", export, "write the table to change in a spreadsheet"))
    export_.add_argument("--due", action="store_true", help="only what is due for review by today")
    start_ = _table(command(own, "start", start, "begin a draft of each entry that the table changes"))
    start_.add_argument("--look", action="store_true", help="only say what would change")


def _table(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("kind", type=Kind, choices=list(bulk.KINDS), metavar="KIND", help=", ".join(bulk.KINDS))
    parser.add_argument("file", type=Path, metavar="FILE", help="ends in .csv or .xlsx")
    return parser


def export(config: Config, told: argparse.Namespace) -> int:
    """Write the table."""
    store, person = acting(config, told)
    found = bulk.entries(store, person, told.kind, only_due=told.due)
    rows = bulksheet.rows(told.kind, found)
    as_workbook = told.file.suffix.lower() == ".xlsx"
    told.file.write_bytes(sheets.to_xlsx(told.kind, rows) if as_workbook else sheets.to_csv(rows))
    print(f"Wrote {len(found)} entries to {told.file}.")
    return 0


def start(config: Config, told: argparse.Namespace) -> int:
    """Begin the drafts, or say of each value what it is and would be."""
    store, person = acting(config, told)
    try:
        wanted, issues = bulksheet.entries(told.kind, sheets.read(told.file.name, told.file.read_bytes()))
    except sheets.BadSheetError as error:
        raise StateError(f"{error}.") from error
    if status := refused(issues):
        return status
    proposed = bulk.propose(store, person, told.kind, wanted)
    if status := refused([issue for one in proposed for issue in one.issues]):
        return status
    if told.look:
        for one in proposed:
            for change in one.changes:
                line = one.entry.slug, change.where, change.old, change.new
                print("\t".join(" ".join(part.split()) for part in line))
        return 0
    made = bulk.start_drafts(store, person, told.kind, wanted)
    print(f"{len(made)} drafts are begun: {', '.join(map(str, made)) or 'nothing changed'}.")
    return 0
