"""How hard a text is to read, as the years of schooling it asks for. Add five for a reading age in Britain.

The formula is that of Kincaid, Fishburne, Rogers and Chissom, "Derivation of new readability formulas for Navy enlisted
personnel", Research Branch Report 8-75 (1975): 0.39 words per sentence + 11.8 syllables per word - 15.59. Syllables are
counted by groups of vowels, without a silent ending, which is right for nine English words in ten; good enough here, as
one syllable moves a summary of twelve words by a single year.
"""

from __future__ import annotations

import re

from tests.content.pages import sentences

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<=[^aeiouyl])e$|(?<=[^aeiouytd])ed$|(?<=[aeiouy]l)es$|(?<=[^aeiouysxzcghl])es$")


def grade(text: str) -> float:
    """Years of schooling that a text of one or more sentences asks for; 0 for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences(text)) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """How many syllables a word is spoken with; a number counts one for each digit but the century's."""
    letters = word.lower().replace("'", "")
    if any(letter.isdigit() for letter in letters):
        return max(1, len(letters) - 1)
    return max(1, len(_VOWELS.findall(_SILENT.sub("", letters))))
