"""Legal citations and section numbers in running text, each brought to one form whatever way it is written.

*s.41*, *s 41*, *section 41* and *sec. 41* are `s41`; *s.41(3)(b)* is `s41-3-b`, and also `s41-3` and `s41`.
*[2010] EWCA Crim 1578* is `2010ewcacrim1578`, and also `ewcacrim1578`, for those who leave the year out.
"""

from __future__ import annotations

import re

_COURT = r"(?:EWCA\s*(?:Crim|Civ)|EWHC|EWFC|EWCOP|UKSC|UKHL|UKPC|UKUT|UKFTT|NICA|NICC|NIQB|HCJAC|CSIH|CSOH|ECtHR)"
_SERIES = (
    r"(?:Cr\.?\s*App\.?\s*R\.?(?:\s*\(S\.?\))?|Crim\.?\s*L\.?\s*R\.?|All\s*E\.?R\.?|W\.?L\.?R\.?|E\.?H\.?R\.?R\.?"
    r"|F\.?L\.?R\.?|Q\.?B\.?D?\.?|K\.?B\.?|A\.?C\.?)"
)
NEUTRAL = rf"(?:[\[(]?\b(?P<year>(?:19|20)\d\d)[\])]?\s*)?\b(?P<court>{_COURT})\s*(?P<page>\d{{1,5}})\b"
REPORT = (
    r"(?:[\[(](?P<ryear>(?:18|19|20)\d\d)[\])]\s*(?:(?P<volume>\d{1,3})\s+)?|\b(?P<bare>\d{1,3})\s+)"
    rf"(?P<series>{_SERIES})\s*(?P<rpage>\d{{1,5}})\b"
)
_NUMBER = r"\d{1,4}[A-Za-z]{0,3}\b(?:\s?\(\w{1,4}\)){0,4}"
SECTION = (
    r"\b(?P<unit>sections?|secs?\.?|ss?\.?|articles?|arts?\.|schedules?|sch\.|rules?)\s*"
    rf"(?P<numbers>{_NUMBER}(?:\s*(?:,|&|-|–|\band\b|\bor\b|\bto\b)\s*{_NUMBER}){{0,9}})"
)
"""Patterns to be compiled together, ignoring case; `section_parts` takes a `numbers` group apart."""

_UNITS = {"a": "art", "r": "rule", "sch": "sch"}
_ONE = re.compile(_NUMBER)
_JOINS_RANGE = re.compile(r"^\s*(?:-|–|to)\s*$", re.IGNORECASE)
_LONGEST_RANGE = 20
_NOT_WORD = re.compile(r"[^\w]+")
_WIDER = re.compile(r"^((?:s|art|rule|sch)\d+[a-z]*(?:-\w+)*)-\w+$")


def case_terms(found: re.Match[str]) -> tuple[str, ...]:
    """The terms of a case citation, the most telling first, then its plain words. `found` is a NEUTRAL or REPORT."""
    groups = found.groupdict()
    if groups["court"]:
        year, rest = groups["year"] or "", _plain(groups["court"]) + groups["page"]
    else:
        year = groups["ryear"] or ""
        rest = (groups["volume"] or groups["bare"] or "") + _plain(groups["series"]) + groups["rpage"]
    words = tuple(word.lower() for word in re.findall(r"[^\W_]+", found.group()))
    return tuple(dict.fromkeys((year + rest, rest, *words)))


def section_parts(found: re.Match[str]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where each number of a SECTION stands, and its terms: *ss. 74 and 76* is two; *ss. 74-76* has 75 too."""
    unit = _unit(found["unit"])
    offset, numbers = found.start("numbers"), found["numbers"]
    parts: list[tuple[int, int, tuple[str, ...]]] = []
    before: tuple[int, str] | None = None
    for one in _ONE.finditer(numbers):
        terms = _number_terms(unit, one.group())
        if before and _JOINS_RANGE.match(numbers[before[0] : one.start()]):
            terms += _between(unit, before[1], one.group())
        words = () if parts else (found["unit"].lower().rstrip("."),)
        start = found.start() if not parts else offset + one.start()
        parts.append((start, offset + one.end(), tuple(dict.fromkeys((*terms, *words)))))
        before = (one.end(), one.group())
    return parts


def wider(term: str) -> str:
    """The provision that a subsection stands in: `s41` for `s41-3`; empty for what has none."""
    found = _WIDER.match(term)
    return found[1] if found else ""


def _number_terms(unit: str, number: str) -> tuple[str, ...]:
    main, *subs = re.findall(r"\w+", number.lower())
    chain = [unit + main]
    for sub in subs:
        chain.append(f"{chain[-1]}-{sub}")
    return (*reversed(chain), main, *subs)


def _between(unit: str, first: str, last: str) -> tuple[str, ...]:
    if not (first.isdigit() and last.isdigit() and 1 < int(last) - int(first) <= _LONGEST_RANGE):
        return ()
    return tuple(f"{unit}{number}" for number in range(int(first) + 1, int(last)))


def _unit(typed: str) -> str:
    letters = typed.lower()
    return next((unit for start, unit in sorted(_UNITS.items(), reverse=True) if letters.startswith(start)), "s")


def _plain(words: str) -> str:
    return _NOT_WORD.sub("", words).lower()
