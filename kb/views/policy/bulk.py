"""Bulk edit: terms or sites taken away as a table, changed in a spreadsheet, looked over, and made drafts of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from guidance import bulk
from guidance.bulk import Entry, Proposed
from guidance.errors import NotFoundError
from guidance.model import Issue, Kind
from kb import bulksheet, sheets
from kb.access import signed_in
from kb.factforms import FORMS, Field
from kb.links import BY_KIND, link
from kb.services import services
from kb.sheets import BadSheetError

from .workspace import workspace

blueprint = workspace("bulk", __name__, "/bulk")

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SHOWN = 100
"""Entries whose changes the page shows in full."""


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The ways out and in."""
    return _page([])


@blueprint.get("/<kind>.<ending>")
def download(kind: str, ending: str) -> ResponseReturnValue:
    """All entries of a kind as a table, or those that are due for review."""
    only = request.args.get("due") == "1"
    if kind not in set(bulk.KINDS) or ending not in _TYPES:
        raise NotFoundError("There is no such table.")
    rows = bulksheet.rows(Kind(kind), bulk.entries(services().store, signed_in(), Kind(kind), only_due=only))
    content = sheets.to_csv(rows) if ending == "csv" else sheets.to_xlsx(BY_KIND[Kind(kind)].title, rows)
    response = Response(content, content_type=_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}s.{ending}"'
    return response


@blueprint.post("/")
def propose() -> ResponseReturnValue:
    """What a table would change. Nothing is written."""
    kind = request.form.get("kind", "")
    if kind not in set(bulk.KINDS):
        return _page([Issue("kind", "Choose what the table holds")]), 400
    file = request.files.get("file")
    if not file or not file.filename:
        return _page([Issue("file", "Choose the table that you changed")]), 400
    try:
        table = sheets.read(file.filename, file.read())
    except BadSheetError as error:
        return _page([Issue("file", str(error))]), 400
    wanted, issues = bulksheet.entries(Kind(kind), table)
    if not issues and len(wanted) > bulk.MOST:
        issues = [Issue("file", f"Change at most {bulk.MOST} entries at once; the table has {len(wanted)}")]
    if issues:
        return _page(issues), 400
    return _preview(Kind(kind), bulk.propose(services().store, signed_in(), Kind(kind), wanted))


@blueprint.post("/drafts")
def start() -> ResponseReturnValue:
    """Begin the drafts that the preview showed."""
    kind = request.form.get("kind", "")
    if kind not in set(bulk.KINDS):
        return _page([Issue("kind", "Choose what the table holds")]), 400
    try:
        wanted, issues = bulksheet.entries(Kind(kind), sheets.from_csv(request.form.get("rows", "")))
    except BadSheetError as error:
        wanted, issues = [], [Issue("file", str(error))]
    if issues:
        return _page(issues), 400
    store, person = services().store, signed_in()
    proposed = bulk.propose(store, person, Kind(kind), wanted)
    if any(one.issues for one in proposed):
        return _preview(Kind(kind), proposed)
    made = bulk.start_drafts(store, person, Kind(kind), wanted)
    return redirect(link("bulk.index", done=len(made)), code=303)


def _page(issues: Sequence[Issue]) -> str:
    told = request.args.get("done", "")
    return render_template(
        "policy/bulk.html",
        page_title="Edit terms or sites in a spreadsheet",
        active="policy",
        issues=issues,
        kinds=[(kind.value, BY_KIND[kind].title) for kind in bulk.KINDS],
        chosen=request.form.get("kind", ""),
        done=int(told) if re.fullmatch("[0-9]{1,4}", told) else None,
    )


def _preview(kind: Kind, proposed: Sequence[Proposed]) -> str:
    """The changes of a table, with its rows held by the page until they are confirmed."""
    changed = [one for one in proposed if one.changes]
    wanted: list[Entry] = [one.entry for one in changed]
    return render_template(
        "policy/bulk_preview.html",
        page_title="What the table would change",
        active="policy",
        kind=kind,
        section=BY_KIND[kind],
        proposed=[one for one in proposed if one.changes or one.issues],
        issues=[issue for one in proposed for issue in one.issues],
        unchanged=sum(not one.changes and not one.issues for one in proposed),
        changed=len(changed),
        shown=_SHOWN,
        rows=sheets.to_csv(bulksheet.rows(kind, wanted)).decode("utf-8-sig"),
        named=lambda where: _named(kind, where),
    )


def _named(kind: Kind, where: str) -> str:
    """`senses[2].caution` as the form calls it: “Meaning 2: How it may be misread”."""
    found = re.fullmatch(r"(\w+)(?:\[(\d+)\](?:\.(\w+))?)?", where)
    name, number, part = found.groups() if found else (where, None, None)
    form = next((one for one in FORMS[kind] if one.name == name), None)
    if form is None or isinstance(form, Field):
        return form.label if form else name.capitalize()
    label = next((one.label for one in form.fields if one.name == part), "")
    told = f"{form.one.capitalize()} {number}"
    return f"{told}: {label}" if label else told
