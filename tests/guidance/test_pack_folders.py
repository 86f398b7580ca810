"""Folders of TOML: packs as people write them by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from guidance import packs
from guidance.errors import PackError

TOML = """
format = "kb-pack/1"
kind = "guidance"
slug = "myths"
topics = ["consent"]

[[editions]]
ordinal = 1
basis = "final"
title = "Myths"
published_at = 2020-10-19T09:00:00Z
in_force_from = 2020-11-01
"""


def folder_of(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_toml", ".toml").replace("_md", ".md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def refusal(path: Path) -> str:
    with pytest.raises(PackError) as refused:
        packs.read(path)
    return str(refused.value)


def test_a_folder_is_read_with_its_folders_and_the_dates_of_toml(tmp_path: Path) -> None:
    folder_of(
        tmp_path, guidance__myths_toml=TOML, terms__bae_toml=TOML.replace("guidance", "term").replace("myths", "bae")
    )
    found = packs.read(tmp_path)
    assert [(one.where, one.slug) for one in found] == [("guidance/myths.toml", "myths"), ("terms/bae.toml", "bae")]
    assert str(found[0].editions[0].in_force_from) == "2020-11-01"
    assert found[0].editions[0].published_at.isoformat() == "2020-10-19T09:00:00+00:00"


def test_a_body_may_stand_in_a_file_beside(tmp_path: Path) -> None:
    folder_of(tmp_path, guidance__myths_toml=TOML + 'body_file = "texts/one.md"', guidance__texts__one_md="The words.")
    assert packs.read(tmp_path)[0].editions[0].body == "The words."


@pytest.mark.parametrize("name", ["../secret.md", "/etc/hostname", "texts/../../secret.md", "link.md"])
def test_a_body_outside_its_folder_is_refused(name: str, tmp_path: Path) -> None:
    folder_of(tmp_path, secret_md="Secret.", guidance__myths_toml=TOML + f'body_file = "{name}"')
    (tmp_path / "guidance" / "texts").mkdir()
    (tmp_path / "guidance" / "link.md").symlink_to(tmp_path / "secret.md")
    assert refusal(tmp_path) == f'guidance/myths.toml: "body_file" must stay beside the file that names it: {name}'


@pytest.mark.parametrize("name", ["missing.md", ".", "", "a\\u0000b"])
def test_a_body_that_cannot_be_read_is_refused(name: str, tmp_path: Path) -> None:
    folder_of(tmp_path, myths_toml=TOML + f'body_file = "{name}"')
    assert refusal(tmp_path).startswith('myths.toml: "body_file"')


WRONG = {
    "= nothing": "is not TOML",
    "x = " + "1" * 5_000: "is not TOML",
    "x = " + "[" * 5_000: "is not TOML",
    "editions = 5": '"format" must be "kb-pack/1"',
    TOML + "facts.review_by = 2027-01-01": "facts.review_by must be a date such as 2020-11-01",
    TOML.replace("09:00:00Z", "09:00:00"): '"published_at" needs a time zone',
}


@pytest.mark.parametrize("text", WRONG, ids=["nonsense", "a huge number", "deep", "editions", "a date", "an instant"])
def test_a_bad_file_is_refused_with_its_name_and_the_reason(text: str, tmp_path: Path) -> None:
    folder_of(tmp_path, terms__bae_toml=text)
    told = refusal(tmp_path)
    assert told.startswith("terms/bae.toml")
    assert WRONG[text] in told


def test_a_folder_without_any_document_is_refused(tmp_path: Path) -> None:
    assert "no document" in refusal(tmp_path)
