"""The example queries find an ideal answer among the first three documents, in the starter content as it is today.

Queries and ideal answers are those of the fact base, section 8. Run with `-s` to see the table that
docs/example-queries.md shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from guidance.published import Library
from indexer.answers import Question
from indexer.index import Index
from tests.content.pages import TODAY
from tests.factories import NOW

pytestmark = pytest.mark.slow

ENOUGH = 3
"""Documents that a person in a hurry looks at."""
LOOKED_AT = 20
TABLE = Path(__file__).parents[2] / "docs" / "example-queries.md"

IDEALS: dict[str, tuple[str, ...]] = {
    "victim sent nude pics before meeting does it mean consent": ("M16", "case_study:cs02-images-before-first-date"),
    "s.74": ("authority:soa-2003-s74",),
    "section seventy four sexual offences act": ("authority:soa-2003-s74",),
    "tindr unmatch evidence": ("site:tinder",),
    "what is breadcrumbing": ("term:breadcrumbing",),
    "🍆": ("term:aubergine-emoji",),
    "drunk but said yes bree": ("authority:r-v-bree", "M12"),
    "EWCA Crim 1578": ("authority:r-v-miller",),
    "did she fight back": ("M24",),
    "delay two years reporting": ("M34",),
    "steathing": ("term:stealthing",),
    "complainant wont give phone": ("M22", "authority:r-v-bater-james"),
    "can victim challenge NFA decision vrr": ("authority:victims-right-to-review", "authority:r-fnm-v-dpp"),
    "who messages first on bumble": ("site:bumble", "term:first-move"),
    "muzmatch": ("site:muzz",),
    "sextortion offence": ("authority:soa-2003-s66b", "case_study:cs10-threat-after-refusal"),
    "cybersflashing in force date": ("authority:soa-2003-s66a",),
    "man raped by woman": ("M44", "authority:soa-2003-s4", "case_study:cs12-forced-to-penetrate"),
    "case study chemsex": ("case_study:cs05-asleep-after-a-chill-out",),
    "interim guidance when applies": ("guidance:introduction",),
    "changes since last version myths chapter": ("guidance:myths", "guidance:myths-annex-a"),
    "love bombing prosecutor": ("term:love-bombing", "case_study:cs08-love-bombing-and-control"),
    "netflx n chill": ("term:netflix-and-chill",),
    "s41 previous sexual behaviour with defendant": (
        "authority:yjcea-1999-s41",
        "authority:wilson-and-smith-v-r",
        "authority:r-v-evans",
    ),
    "learning disability capacity to consent": ("M48", "authority:soa-2003-s30-33", "authority:local-authority-v-jb"),
    "older victim dating site": ("case_study:cs16-older-widow", "M43"),
    "graped meaning": ("term:grape-emoji",),
    "sex worker condom": ("case_study:cs22-sex-workers-terms", "M46"),
    "honour family pressure withdraw": ("M47", "case_study:cs20-chaperoned-app"),
    "consultation what did respondents say about trauma": ("guidance:consultation-summary-2021",),
}
"""Query: the answers of which one has to be there. A myth is named by its label, whichever document it stands in."""


@dataclass(frozen=True)
class Found:
    """The places (1 is first) of the ideal answers that were found, and what stood first."""

    places: dict[str, int]
    first: str

    @property
    def best(self) -> int:
        """The place of the best of them."""
        return min(self.places.values(), default=LOOKED_AT + 1)


@pytest.fixture(scope="module")
def found(index: Index, library: Library) -> dict[str, Found]:
    """Every query asked."""
    return {words: _ask(words, ideals, index, library) for words, ideals in IDEALS.items()}


def _ask(words: str, ideals: tuple[str, ...], index: Index, library: Library) -> Found:
    hits = index.search(Question(words, TODAY, NOW, per_page=LOOKED_AT), library).hits
    standing = library.standing([pid for hit in hits for pid in (hit.pid, *hit.others)], TODAY)
    places: dict[str, int] = {}
    for place, hit in enumerate(hits, 1):
        # A label counts where its paragraph is shown: as the hit, or folded under it.
        named = [f"{hit.kind}:{hit.slug}", *(standing[pid].label for pid in (hit.pid, *hit.others) if pid in standing)]
        for ideal in ideals:
            if ideal in named:
                places.setdefault(ideal, place)
    return Found(places, f"{hits[0].kind}:{hits[0].slug}" if hits else "nothing")


@pytest.mark.parametrize("words", IDEALS)
def test_an_ideal_answer_is_among_the_first_three(words: str, found: dict[str, Found]) -> None:
    assert found[words].best <= ENOUGH, (
        f"{words!r} found {found[words].places or 'none of the ideal answers'}, and {found[words].first} first. "
        "Look whether the content lacks the words that people use (an alias, a plain sentence), "
        "or the search ranks wrongly."
    )


def test_the_table_in_the_documentation_has_every_query(found: dict[str, Found]) -> None:
    rows = "\n".join(_row(number, words, found[words]) for number, words in enumerate(IDEALS, 1))
    print(f"\n{rows}")
    documented = TABLE.read_text(encoding="utf-8")
    missing = [words for words in IDEALS if f"| {words} |" not in documented]
    assert not missing, f"Add to docs/example-queries.md, from what this test prints: {missing}"


def _row(number: int, words: str, found: Found) -> str:
    told = ", ".join(f"{ideal} ({found.places.get(ideal, 'not in the first 20')})" for ideal in IDEALS[words])
    return f"| {number} | {words} | {told} | {'yes' if found.best <= ENOUGH else 'no'} |"
