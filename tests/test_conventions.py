"""Rules of the house that no single test would miss: sizes, words, places. Each says how to mend a breach."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SELF = Path(__file__).resolve()
TEXT = ("*.py", "*.html", "*.js", "*.scss", "*.md", "*.cfg", "*.toml", ".ci/*", "Makefile")
# About 300 lines are enough for one noun. What may be longer, and why.
LONG = 330
LONG_FILES = {"guidance/migrations/versions/": "a migration is never edited once landed"}


def files(*patterns: str) -> list[Path]:
    """What is in the repository, committed or about to be."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode:
        pytest.skip("not a git checkout")
    return [path for name in told.stdout.splitlines() if (path := ROOT / name).is_file()]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_no_file_of_code_is_much_longer_than_300_lines() -> None:
    long = {named(path): len(lines(path)) for path in files("*.py") if len(lines(path)) > LONG}
    excused = {name for name in long if name.startswith(tuple(LONG_FILES))}
    assert {name: length for name, length in long.items() if name not in excused} == {}, "split them by noun"


def test_no_template_is_longer_than_150_lines() -> None:
    long = {named(path): len(lines(path)) for path in files("templates/**.html") if len(lines(path)) > 150}
    assert long == {}, "make a component of a part of it"


def test_no_template_calls_anything_safe() -> None:
    found = [named(path) for path in files("templates/**.html")
             if re.search(r"\|\s*safe\b|autoescape\s+false|Markup\(", path.read_text(encoding="utf-8"))]  # fmt: skip
    assert found == [], "a view hands over Markup that guidance.markup cleaned; templates call nothing safe"


def met(pattern: str, *patterns: str, flags: int = 0) -> Iterator[str]:
    """Every line that has the pattern, by file and number; this file, which names what it looks for, is left out."""
    wrong = re.compile(pattern, flags)
    for path in files(*patterns):
        if path != SELF:
            yield from (
                f"{named(path)}:{n}: {line.strip()[:80]}" for n, line in enumerate(lines(path), 1) if wrong.search(line)
            )


def test_no_template_has_style_or_script_of_its_own() -> None:
    wrong = r"\sstyle=|\son[a-z]+=[\"']|<style|<script(?![^>]*\bnonce=)|javascript:"
    found = list(met(wrong, "templates/**.html", flags=re.IGNORECASE))
    assert found == [], "the Content-Security-Policy refuses it: put it into kb.scss or kb.js"


def test_nothing_is_left_to_be_done_later() -> None:
    assert list(met(r"\b(TODO|FIXME|XXX|HACK)\b", *TEXT)) == [], "do it, or write an issue"


def test_no_file_names_a_folder_of_somebody_s_machine() -> None:
    found = list(met(r"/(home|Users)/\w+/|/root/|/work/|[A-Z]:\\Users|" + re.escape(str(ROOT)), *TEXT))
    assert found == [], "say it relative to the repository, or by a setting"


def test_no_test_mocks_or_waits() -> None:
    wrong = r"\btime\.sleep\(|\bunittest\.mock\b|\bMagicMock\b|\bmocker\b"
    assert list(met(wrong, "tests/**.py")) == [], "no mocks and no sleeps: a real database, and a clock to set"
