"""An export loses nothing that is published: from it an equal store is made, pids and force statements included."""

from __future__ import annotations

import gzip
import json
import re
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import guidance
from guidance import exporting, ledger
from guidance.importing import load_pack
from guidance.model import OPERATOR, Edition, Paragraph
from guidance.published import Library
from guidance.store import Store
from tests.factories import document, edition, make_store, publish, write_pack
from tests.guidance import histories
from tests.guidance.histories import SENTENCES, WITHOUT_SHRINKING, world

ROOT = Path(__file__).parents[2]
STARTER = Path(guidance.__file__).parent / "starter"
SERVICE_MANUAL = ROOT.parent / "shared" / "data" / "service-manual.jsonl.gz"


def exported(store: Store, as_at: date | None = None) -> str:
    """An export, apart from how far the store's own ledger was."""
    out = StringIO()
    exporting.write_pack(store, out, as_at)
    return LEDGER.sub("", out.getvalue())


LEDGER = re.compile(r', "ledger": \{"seq": \d+, "hash": "[0-9a-f]{64}"\}(?=\}$)', re.MULTILINE)


def test_each_line_of_an_export_says_how_far_the_ledger_was(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    publish(store, tmp_path, [document("one"), document("two")])
    exporting.export_pack(store, tmp_path / "export.jsonl")
    with store.reading() as db:
        head = ledger.head(db)
    told = [json.loads(line)["ledger"] for line in (tmp_path / "export.jsonl").read_text().splitlines()]
    assert told == [{"seq": head.seq, "hash": head.hash}] * 2
    load_pack(store, OPERATOR, tmp_path / "export.jsonl")
    with store.reading() as db:
        assert ledger.head(db) == head


def told_by(library: Library) -> list[tuple[Any, ...]]:
    """Everything that a reader can learn about every edition, without the numbers that a database gives."""

    def words(one: Edition) -> tuple[Any, ...]:
        return one.document.kind, one.document.slug, one.ordinal, one.content_hash, one.in_force_from, one.in_force_to

    found: list[tuple[Any, ...]] = []
    for kind, slug in sorted({(one.kind, one.slug) for one in library.units(library.changed_since(None)[1])}):
        found.append(tuple(library.statements(kind, slug)))
        for one in library.editions(kind, slug, date(2020, 1, 20)):
            paragraphs: list[Paragraph] = library.paragraphs(one)
            found.append((words(one), paragraphs, library.references(one)))
    return found


def again(store: Store, folder: Path) -> Store:
    """Another database, made from an export."""
    folder.mkdir()
    exporting.export_pack(store, folder / "export.jsonl.gz")
    other = make_store(folder)
    load_pack(other, OPERATOR, folder / "export.jsonl.gz")
    return other


def refuse_loss(pack: list[dict[str, Any]]) -> None:
    with world(pack) as (store, library, folder):
        other = again(store, folder / "again")
        assert exported(other) == exported(store)
        assert told_by(Library(other)) == told_by(library)
        other.close()


@settings(max_examples=30, phases=WITHOUT_SHRINKING)
@given(histories.packs())
def test_a_store_made_from_an_export_tells_the_same_and_exports_the_same_bytes(pack: list[dict[str, Any]]) -> None:
    refuse_loss(pack)


ONLY = {"from": "2020-01-01", "to": None, "recorded_at": "2020-01-01T09:00:00Z", "reason": ""}


@pytest.mark.parametrize(
    "parts",
    [{"to": "2020-06-01"}, {"reason": "A trial."}, {"from": "2020-02-01"}, {"recorded_at": "2020-01-02T09:00:00Z"}],
    ids=lambda parts: next(iter(parts)),
)
def test_a_single_statement_of_force_goes_round_without_loss(parts: dict[str, str]) -> None:
    refuse_loss([document(editions=[edition(force=[ONLY | parts])])])


@settings(max_examples=20, phases=WITHOUT_SHRINKING)
@given(histories.packs())
def test_loading_what_a_store_exported_into_that_store_changes_nothing(pack: list[dict[str, Any]]) -> None:
    with world(pack, now=datetime(2021, 1, 1, tzinfo=UTC)) as (store, library, folder):
        head = library.head()
        exporting.export_pack(store, folder / "export.jsonl")
        load_pack(store, OPERATOR, folder / "export.jsonl")
        assert library.head() == head


def test_loading_an_export_does_not_withdraw_an_edition_that_was_embargoed_when_it_was_made() -> None:
    trial = [ONLY, ONLY | {"to": "2020-01-20", "recorded_at": "2020-01-10T09:00:00Z"}]
    to_come = edition(2, published_at="2020-02-11T09:00:00Z", in_force_from="2020-01-15")
    with world([document(editions=[edition(force=trial), to_come])]) as (store, library, folder):
        head = library.head()
        exporting.export_pack(store, folder / "export.jsonl")
        load_pack(store, OPERATOR, folder / "export.jsonl")
        assert library.head() == head


@settings(max_examples=20, phases=WITHOUT_SHRINKING)
@given(histories.packs())
def test_the_pack_that_made_a_store_fits_the_store_made_from_its_export(pack: list[dict[str, Any]]) -> None:
    with world(pack, now=datetime(2021, 1, 1, tzinfo=UTC)) as (store, _, folder):
        other = again(store, folder / "again")
        assert load_pack(other, OPERATOR, folder / "0.jsonl").editions == 0
        other.close()


def round_trip(pack: Path, folder: Path) -> int:
    store = make_store(folder)
    load_pack(store, OPERATOR, pack)
    other = again(store, folder / "again")
    first = exported(store)
    assert exported(other) == first
    store.close()
    other.close()
    return first.count("\n")


@pytest.mark.slow
def test_the_starter_content_goes_round_without_loss(tmp_path: Path) -> None:
    assert round_trip(STARTER, tmp_path) == len(list(STARTER.rglob("*.toml")))


@pytest.mark.slow
@pytest.mark.skipif(not SERVICE_MANUAL.is_file(), reason=f"{SERVICE_MANUAL} is not on this machine")
def test_real_guidance_goes_round_without_loss(tmp_path: Path) -> None:
    with gzip.open(SERVICE_MANUAL, "rt", encoding="utf-8") as lines:
        pack = [json.loads(line) for line in lines]
    slugs = [one["slug"] for one in pack]
    chosen = set(slugs[::12]) | {slug for slug in slugs if slugs.count(slug) > 1}
    some = write_pack(tmp_path / "some.jsonl", (one for one in pack if one["slug"] in chosen))
    assert round_trip(some, tmp_path) == len(chosen)


def test_an_export_as_at_a_date_holds_what_was_in_force_then(store: Store, tmp_path: Path) -> None:
    gone = document("gone", withdrawn={"from": "2020-06-01", "reason": "Closed."})
    publish(store, tmp_path, [document("a", SENTENCES[:3]), gone, document("new", editions=[edition(3)])])
    lines = [json.loads(line) for line in exported(store, date(2021, 6, 1)).splitlines()]
    assert [(line["slug"], [one["ordinal"] for one in line["editions"]]) for line in lines] == [("a", [2])]
    assert lines[0]["editions"][0]["body"] == SENTENCES[1]


def test_an_export_keeps_the_withdrawal_and_its_reason(store: Store, tmp_path: Path) -> None:
    publish(
        store, tmp_path, [document(ref="M", topics=["consent"], withdrawn={"from": "2020-06-01", "reason": "Closed."})]
    )
    line = json.loads(exported(store))
    assert line["withdrawn"] == {"from": "2020-06-01", "reason": "Closed."}
    assert (line["format"], line["ref"], line["topics"]) == ("kb-pack/1", "M", ["consent"])


def test_an_export_appears_whole_under_its_name_or_not_at_all(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [document()])
    target = tmp_path / "out.jsonl.gz"
    target.write_bytes(b"what was there before")
    store.close()
    (tmp_path / "kb.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Exception, match="not a database"):
        exporting.export_pack(store, target)
    assert target.read_bytes() == b"what was there before"
    assert not list(tmp_path.glob(".out*"))


def test_a_name_that_ends_in_gz_is_compressed_with_the_same_lines(store: Store, tmp_path: Path) -> None:
    publish(store, tmp_path, [document(bodies=["Words — with “signs” and 🍆."])])
    assert exporting.export_pack(store, tmp_path / "a.jsonl") == 1
    assert exporting.export_pack(store, tmp_path / "a.jsonl.gz") == 1
    assert gzip.decompress((tmp_path / "a.jsonl.gz").read_bytes()) == (tmp_path / "a.jsonl").read_bytes()
