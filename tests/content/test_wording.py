"""The starter content is put fairly and in British English, and types no count that the product can work out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tests.content.pages import Page, told

CERTAIN = r"\b(?:must be|is clearly|is obviously) (?:lying|guilty|innocent|telling the truth)\b"
BANNED = {
    r"\baccusers?\b": "say complainant",
    r"\balleged (?:rape )?victims?\b": "say complainant",
    r"\brape victims? (?:lie|lies|lied|lying)\b": "leave it out: no line of ours says so of anybody",
    r"\bcr(?:y|ies|ied|ying) rape\b": "describe what was reported, and when",
    r"\bprov(?:e|es|ed|ing) (?:that it was |the )?rape\b": "say what the fact supports; the Full Code Test decides",
    r"\b(?:admits|confesses|(?<!not )confessed|admitted (?:to|that|it|rap\w+|the offence))\b": "say what was said",
    CERTAIN: "say what the evidence is",
    r"\bnon-?consensual sex with\b": "name the offence, or say without consent",
    r"\bchild porn\w*": "say indecent images of children",
    r"\bprostitutes?\b": "say person who sells sex",
    r"\bsuffer(?:s|ed|ing)? from\b": "say has, or lives with",
    r"\bnormal(?:ly)? (?:victim|complainant|reaction)s?\b": "there is no normal one: say common, or say nothing",
}
EXPLICIT = r"\b(?:f[u*]ck|c[u*]nt|c[o*]cks?\b|d[i*]ck|p[u*]ss(?:y|ies)\b|wh[o*]re|sl[u*]t|wank|blow ?job|tits?\b)"
"""Begun, not listed: a short list of what our own prose does without. Aliases are other people's words and are free."""

AMERICAN = (
    r"\b(?:behaviors?|colors?|favors?|favorites?|honors?|labors?|neighbors?|centers?|defense|offenses?|program|gray|"
    r"catalog|dialog|fulfill|skillful|willful|jewelry|gotten|mom|toward|afterward|counseling|counselor|traveling|"
    r"canceled|labeled|modeling|practic(?:ed|ing)|(?:organ|recogn|real|apolog|critic|emphas|summar|"
    r"minim|normal|sympath|victim|stigmat|author|categor|fetish|special)iz\w+|analyz\w+)\b"
)
_SPELLED = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|"
    "sixty|seventy|eighty|ninety)(?:-\\w+)?|a hundred|hundreds|dozens"
)
COUNT = (
    rf"\b(?:\d{{2,}}|{_SPELLED}) (?:\w+ )?"
    r"(?:myths?|misconceptions|terms|sites|apps|case studies|authorities|provisions|practice notes|entries)\b"
)
ALLOWED: Mapping[str, frozenset[str]] = {
    AMERICAN: frozenset({"program"}),  # of a computer
    CERTAIN: frozenset({"must be lying"}),  # the name of M22, which is the mistake and not our view
}
"""What a pattern may find, because it is right there."""


def found(pattern: str, pages: Iterable[Page]) -> list[str]:
    """Where the pattern stands, with the words around it."""
    faults = []
    for page in pages:
        for match in re.finditer(pattern, page.words, re.IGNORECASE):
            if match.group().lower() not in ALLOWED.get(pattern, ()):
                around = page.words[max(0, match.start() - 40) : match.end() + 40].replace("\n", " / ")
                faults.append(f"{page.where}: …{around}…")
    return faults


def test_nothing_is_worded_against_one_side_or_surer_than_it_is(every: list[Page]) -> None:
    faults = [f"{one} ({mend})" for pattern, mend in BANNED.items() for one in found(pattern, every)]
    assert not faults, told(faults, "Reword it as the bracket says: docs/content.md, 'The editorial rules'.")


def test_no_prose_of_ours_is_explicit(every: list[Page]) -> None:
    faults = found(EXPLICIT, every)
    assert not faults, told(faults, "Describe it at the level of the statute. What people type belongs in `aliases`.")


def test_spelling_is_british(every: list[Page]) -> None:
    faults = found(AMERICAN, every)
    assert not faults, told(faults, "Use the British spelling, or add the word to ALLOWED in this file if it is right.")


def test_no_count_of_entries_is_typed_by_hand(every: list[Page]) -> None:
    faults = found(COUNT, every)
    assert not faults, told(
        faults,
        "Leave the number out: it is wrong after the next edition. A source's own count is put as 'N commitments'.",
    )


def test_apostrophes_and_quotation_marks_are_straight(every: list[Page]) -> None:
    faults = found(r"[\u2018\u2019\u201c\u201d]", every)
    assert not faults, told(faults, "Type ' and \" in the file.")


def test_dashes_are_not_used_for_asides(every: list[Page]) -> None:
    faults = found(r"\w(?: -{1,2} | \u2014 |\u2014)\w", every)
    assert not faults, told(faults, "Use a comma, a colon or two sentences.")


def test_the_words_of_after_the_consultation_are_not_put_into_earlier_editions(every: list[Page]) -> None:
    before = [one for one in every if one.kind == "guidance" and one.ends and one.ends.isoformat() <= "2021-05-21"]
    faults = found(r"\bsuspect-centric\b", before)
    assert before
    assert not faults, told(faults, "Until 21 May 2021 the text said offender-centric: an old edition keeps its words.")
