"""Tables as files: every cell comes back as it was, none runs, and what is no table is refused in words."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from kb import sheets
from kb.sheets import BadSheetError

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=20) | st.sampled_from(
    ["=1+1", "'=1", "''+2", "@x", "-5", "a\nb", " =x", "2014", "“a”; b", "🍆", "a,b"]
)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_rows_come_back_as_they_were_and_no_cell_begins_a_formula(rows: list[list[str]]) -> None:
    rows = [["One", "Two", "Three"], *rows]
    kept = [_to_the_last_word(row) for row in rows if any(cell.strip() for cell in row)]
    told = sheets.to_csv(rows)
    assert sheets.read("a.csv", told) == kept
    seen = [cell for row in csv.reader(io.StringIO(told.decode("utf-8-sig"), newline="")) for cell in row]
    assert not [one for one in seen if one.lstrip(" ").startswith(("=", "+", "-", "@"))]
    book = sheets.to_xlsx("Terms", rows)
    assert sheets.read("a.XLSX", book) == kept
    assert "f" not in {cell.data_type for row in load_workbook(io.BytesIO(book)).active for cell in row}


def _to_the_last_word(row: list[str]) -> list[str]:
    return row if row[-1].strip() else _to_the_last_word(row[:-1])


def test_a_guarded_cell_begins_with_an_apostrophe() -> None:
    assert [sheets.guarded(one) for one in ("=1", " +1", "'@a", "a=1", "")] == ["'=1", "' +1", "''@a", "a=1", ""]


def test_dates_and_numbers_of_a_spreadsheet_are_read_as_people_write_them() -> None:
    book = Workbook()
    book.active.append([datetime.fromisoformat("2019-05-01"), date(2019, 5, 2), 2014, 3.5, 7.0, True, None, "x"])
    told = io.BytesIO()
    book.save(told)
    assert sheets.read("a.xlsx", told.getvalue()) == [["2019-05-01", "2019-05-02", "2014", "3.5", "7", "True", "", "x"]]


def test_a_formula_is_not_worked_out() -> None:
    book = Workbook()
    book.active.append(["=1+1", "x"])
    told = io.BytesIO()
    book.save(told)
    assert sheets.read("a.xlsx", told.getvalue()) == [["", "x"]]


def _zipped(**files: bytes) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return told.getvalue()


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("a.pdf", b"x", "ends in .csv or .xlsx"),
        ("a.xlsx", b"not a zip", "cannot be opened"),
        ("a.xlsx", _zipped(a=b"x"), "cannot be opened"),
        ("a.xlsx", _zipped(a=b"0" * 30_000_000), "too large"),
        ("a.xlsx", _zipped(**{f"f{n}": b"" for n in range(300)}), "too large"),
        ("a.xlsx", _zipped(**{"a.xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}), "Save it again"),
        ("a.csv", b'a,"b', "cannot be read"),
        ("a.csv", b"a\n" * 20_001, "too large"),
        ("a.csv", b",".join([b"a"] * 61), "too large"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_do(name: str, content: bytes, said: str) -> None:
    with pytest.raises(BadSheetError, match=said):
        sheets.read(name, content)
