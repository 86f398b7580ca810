"""Every term and site of the starter content goes into a table and comes back the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from guidance import bulk
from guidance.bulk import Entry
from guidance.model import Kind
from kb import bulksheet, sheets
from tests.content.pages import Page


@pytest.mark.parametrize("kind", bulk.KINDS)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_table_loses_nothing(kind: Kind, name: str, current: Sequence[Page]) -> None:
    last = [one for one in current if one.kind is kind]
    told = [Entry(one.document.slug, 1, one.edition.title, one.edition.summary, one.facts) for one in last]
    assert len(told) > 100
    rows = bulksheet.rows(kind, told)
    written = sheets.to_csv(rows) if name.endswith("csv") else sheets.to_xlsx("Table", rows)
    found, issues = bulksheet.entries(kind, sheets.read(name, written))
    assert issues == []
    assert found == told
