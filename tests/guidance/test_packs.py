"""Packs are read whole, or refused with the place and the reason, whatever is in them."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance import packs
from guidance.errors import PackError
from tests.factories import document, edition, write_pack


def refusal(path: Path) -> str:
    with pytest.raises(PackError) as refused:
        packs.read(path)
    return str(refused.value)


def with_edition(**parts: Any) -> dict[str, Any]:
    return document(editions=[edition(**parts)])


def without(key: str) -> dict[str, Any]:
    made = edition()
    del made[key]
    return document(editions=[made])


FORCE = {"from": "2020-01-01", "to": None, "recorded_at": "2020-01-01T09:00:00Z", "reason": ""}
SENSE = {"definition": "A meaning.", "attested_from": "2014"}
WRONG: dict[str, tuple[Any, str]] = {
    "a list": ([], "must be an object with named parts"),
    "another format": (document(format="kb-pack/2"), '"format" must be "kb-pack/1"'),
    "an unknown part": (document(tpoics=[]), '"tpoics" is not a part of a document'),
    "an unknown kind": (document(kind="myth"), '"kind" must be one of guidance, case_study'),
    "a slug with capitals": (document("Myths"), '"slug" must be lower-case words'),
    "a slug that climbs": (document("../x"), '"slug" must be lower-case words'),
    "a slug too long": (document("a" * 121), "at most 120 characters"),
    "topics that are no list": (document(topics="consent"), '"topics" must be a list of names'),
    "no editions": (document(editions=[]), '"editions" must be a list with at least one edition'),
    "an edition that is a text": (document(editions=["x"]), "edition 1: an edition must be an object"),
    "editions out of order": (document(editions=[edition(2), edition(1)]), "in the order of their ordinals, each once"),
    "an edition twice": (document(editions=[edition(1), edition(1)]), "in the order of their ordinals, each once"),
    "an unknown part of an edition": (with_edition(titel=""), '"titel" is not a part of a edition'),
    "an ordinal of nought": (with_edition(ordinal=0, published_at="2020-01-01T09:00:00Z"), "whole number from 1"),
    "a true ordinal": (with_edition(ordinal=True), '"ordinal" must be a whole number from 1'),
    "an unknown basis": (with_edition(basis="draft"), '"basis" must be one of interim, final, correction'),
    "no title": (without("title"), '"title" must be a text that is not empty'),
    "an empty title": (with_edition(title=" "), '"title" must be a text that is not empty'),
    "a title that is a number": (with_edition(title=1), '"title" must be a text'),
    "no date": (without("in_force_from"), '"in_force_from" must be a date such as 2020-11-01'),
    "a day that does not exist": (with_edition(in_force_from="2021-02-30"), '"in_force_from" must be a date'),
    "no instant": (without("published_at"), '"published_at" must be an instant'),
    "an instant without a zone": (with_edition(published_at="2020-01-01T09:00:00"), '"published_at" needs a time zone'),
    "an instant before all time": (with_edition(published_at="0001-01-01T00:00:00+05:00"), '"published_at" must be'),
    "an instant of another age": (with_edition(published_at="0202-01-01T09:00:00Z"), '"published_at" must be'),
    "half a surrogate pair": (with_edition(body="a\ud800b"), '"body" holds characters that are not text'),
    "a NUL": (with_edition(title="a\0b"), '"title" holds characters that are not text'),
    "a NUL in the facts": (with_edition(facts={"sources": ["a\0b"]}), '"facts" holds characters that are not text'),
    "facts in a list": (with_edition(facts=[]), '"facts" must have named parts'),
    "unknown facts": (with_edition(facts={"senses": []}), "facts.senses is not known here; known are confidence"),
    "pids of another shape": (with_edition(pids=["p"]), '"pids" must be a list of paragraph ids'),
    "continues nothing": (with_edition(continues=["myths"]), '"continues" must list editions of other documents'),
    "continues a paragraph": (with_edition(continues=["guidance:myths#m01"]), '"continues" must list editions'),
    "force that is a number": (with_edition(force=5), '"force" must be a list of statements'),
    "force without an instant": (with_edition(force=[{"from": "2020-01-01"}]), '"recorded_at" must be an instant'),
    "force with an unknown part": (with_edition(force=[{**FORCE, "until": "2021-01-01"}]), '"until" is not a part'),
    "a withdrawal that is a date": (document(withdrawn="2021-01-01"), '"withdrawn" must have "from" and "reason"'),
    "a withdrawal without a date": (document(withdrawn={"reason": "x"}), '"from" must be a date'),
    "a withdrawal with an unknown part": (
        document(withdrawn={"from": "2021-01-01", "resaon": "x"}),
        '"resaon" is not a part',
    ),
    "a body in another file": (with_edition(body_file="myths.md"), '"body_file"'),
    "a label too long for its column": (document(ref="M" * 41), '"ref"'),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_bad_line_is_refused_with_its_number_and_the_reason(name: str, tmp_path: Path) -> None:
    wrong, reason = WRONG[name]
    lines = [json.dumps(one) for one in (document("first"), document("second"), wrong)]
    path = tmp_path / "pack.jsonl"
    path.write_text("\n".join(lines))
    told = refusal(path)
    assert told.startswith("pack.jsonl, line 3")
    assert reason in told


NOT_JSON = {
    b"{": "is not JSON",
    b"\xff\xfe": "is not UTF-8 text",
    b"[" * 100_000: "is not JSON",
    b'{"ordinal": ' + b"1" * 5_000 + b"}": "is not JSON",
    b"\xef\xbb\xbf{}": "is not JSON",
}


@pytest.mark.parametrize("line", NOT_JSON, ids=["half", "bytes", "deep", "a huge number", "a byte order mark"])
def test_a_line_that_is_not_json_is_refused_with_its_number(line: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.jsonl"
    path.write_bytes(json.dumps(document("first")).encode() + b"\n\n" + line + b"\n")
    told = refusal(path)
    assert told.startswith("pack.jsonl, line 3")
    assert NOT_JSON[line] in told


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from("format kind slug editions withdrawn topics force facts".split()), inner)
        ),
        max_leaves=8,
    )
)
def test_anything_else_that_json_can_say_is_refused_and_nothing_breaks(raw: Any) -> None:
    with pytest.raises(PackError, match="line 1"):
        packs.document("line 1", raw)


PARTS = [*document(), *edition(), "ref", "withdrawn", "pids", "force", "continues", "body_file"]


@given(
    st.sampled_from(PARTS),
    st.none() | st.integers() | st.text(max_size=5) | st.just([]) | st.just([1]) | st.just({}) | st.just({"a": 1}),
)
def test_any_part_may_hold_anything_and_nothing_breaks(part: str, value: Any) -> None:
    raw = document(editions=[edition() | ({part: value} if part in edition() else {})])
    if part not in edition():
        target = (
            raw if part in {"format", "kind", "slug", "topics", "editions", "ref", "withdrawn"} else raw["editions"][0]
        )
        target[part] = value
    with suppress(PackError):
        assert packs.document("line 1", raw).slug


def test_an_address_that_stands_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    told = refusal(write_pack(tmp_path / "pack.jsonl", [document(), document("other"), document()]))
    assert told.startswith("pack.jsonl, line 3: guidance:myths stands twice in this pack (first in pack.jsonl, line 1)")


def test_an_address_used_again_after_a_withdrawal_is_one_document_whose_editions_are_numbered_on(
    tmp_path: Path,
) -> None:
    first = document(bodies=["One.", "Two."], withdrawn={"from": "2021-06-01", "reason": "Closed."})
    again = document(editions=[edition(1, "Three.", published_at="2022-01-01T09:00:00Z", in_force_from="2022-01-01")])
    (found,) = packs.read(write_pack(tmp_path / "pack.jsonl", [first, again]))
    assert [one.ordinal for one in found.editions] == [1, 2, 3]
    assert [str(one.to_date) for one in found.editions[1].force] == ["None", "2021-06-01"]
    assert found.withdrawn_from is None


def test_a_truncated_gzip_file_is_refused_after_the_last_whole_line(tmp_path: Path) -> None:
    whole = gzip.compress(
        "".join(json.dumps(document(f"d{n}", [f"{n * 7919} words"])) + "\n" for n in range(500)).encode()
    )
    path = tmp_path / "pack.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    told = refusal(path)
    assert told.startswith("pack.jsonl.gz, after line ")
    assert "cannot be read on" in told


def test_a_file_that_is_no_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pack.jsonl.gz"
    path.write_text("{}")
    assert "cannot be read on: Not a gzipped file" in refusal(path)


def test_a_pack_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.jsonl").endswith("none.jsonl: there is no such file or folder")


def test_an_empty_line_is_skipped_but_counted(tmp_path: Path) -> None:
    path = tmp_path / "pack.jsonl"
    path.write_text("\n\n" + json.dumps(document()) + "\n\n")
    assert [one.where for one in packs.read(path)] == ["pack.jsonl, line 3"]
