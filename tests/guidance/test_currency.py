"""How soon an entry is due: by how fast what it says grows old, and never against what somebody said."""

from __future__ import annotations

from typing import Any

import pytest

from guidance.currency import with_review_by
from guidance.model import Kind

SLANG: dict[str, Any] = {"senses": [{"definition": "A.", "register": "slang"}]}
FORMAL: dict[str, Any] = {"senses": [{"definition": "A.", "register": "formal"}]}
BOTH: dict[str, Any] = {"senses": [*SLANG["senses"], *FORMAL["senses"]]}


@pytest.mark.parametrize(
    "kind, facts, last, due",
    [
        (Kind.TERM, SLANG, "2026-11-27", "2027-05-27"),
        (Kind.TERM, BOTH, "2026-11-27", "2027-05-27"),
        (Kind.TERM, {}, "2026-11-27", "2027-05-27"),
        (Kind.TERM, FORMAL, "2026-11-27", "2028-11-27"),
        (Kind.SITE, {}, "2026-11-30", "2027-02-28"),
        (Kind.SITE, {}, "2027-11-30", "2028-02-29"),
        (Kind.AUTHORITY, {}, "2026-12-31", "2028-12-31"),
    ],
)
def test_it_is_counted_from_the_last_review(kind: Kind, facts: dict[str, Any], last: str, due: str) -> None:
    assert with_review_by(kind, {**facts, "reviewed": last})["review_by"] == due


def test_what_somebody_said_stays_and_nothing_is_made_up() -> None:
    told = {"reviewed": "2026-11-27", "review_by": "2030-01-01"}
    assert with_review_by(Kind.SITE, told) == told
    assert with_review_by(Kind.SITE, {}) == {}
    assert with_review_by(Kind.GUIDANCE, {"reviewed": "2026-11-27"}) == {"reviewed": "2026-11-27"}
