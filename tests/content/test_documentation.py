"""The examples in docs/content.md are right: they could stand in the starter content as they are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from guidance import kinds, packs
from guidance.model import Kind
from tests.content.test_records import NEEDED, TOPICS

TEXT = (Path(__file__).parents[2] / "docs" / "content.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
WHOLE = [one for one in EXAMPLES if one.startswith("format")]
FACTS = {Kind(one.splitlines()[0].removeprefix("# ")): tomllib.loads(one) for one in EXAMPLES if one.startswith("# ")}


def test_a_whole_file_is_shown_and_would_be_read() -> None:
    (example,) = WHOLE
    shown = packs.document("docs/content.md", tomllib.loads(example))
    assert [one.ordinal for one in shown.editions] == [1, 2]


@pytest.mark.parametrize("kind", list(Kind))
def test_the_facts_of_each_kind_are_shown_and_are_right(kind: Kind) -> None:
    assert kinds.check(kind, FACTS[kind]) == []
    assert set(NEEDED[kind].split()) <= FACTS[kind].keys()


def test_every_key_of_a_site_and_every_topic_is_named() -> None:
    missing = [
        name
        for name in (*kinds.SITE_FACTS, *sorted(TOPICS), *kinds.OUTCOMES, *kinds.CONFIDENCE)
        if f"`{name}`" not in TEXT
    ]
    assert not missing, f"Name them in docs/content.md: {missing}"
