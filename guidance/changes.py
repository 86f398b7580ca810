"""What class of change each paragraph underwent, by its text; a person may raise it, never lower it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from .markup import clean_source, render
from .model import Block, Paragraph
from .paragraphs import in_order
from .wording import Difference, difference, read
from .workflow import ChangeClass

MINOR = frozenset({ChangeClass.UNCHANGED, ChangeClass.RENUMBERED, ChangeClass.TYPOGRAPHIC})
"""An edition is minor where every paragraph is one of these."""

INTERNAL = "internal"
"""The class of a paragraph that readers do not see."""

_WEIGHTS = {
    ChangeClass.UNCHANGED: 0,
    ChangeClass.RENUMBERED: 1,
    ChangeClass.TYPOGRAPHIC: 2,
    ChangeClass.MOVED: 3,
    ChangeClass.CLARIFICATION: 4,
    ChangeClass.SUBSTANTIVE: 5,
    ChangeClass.NEW: 5,
    ChangeClass.WITHDRAWN: 5,
}
_CLASSES = {
    Difference.NONE: ChangeClass.TYPOGRAPHIC,
    Difference.SMALL: ChangeClass.CLARIFICATION,
    Difference.WEIGHTY: ChangeClass.SUBSTANTIVE,
}


@dataclass(frozen=True)
class ParagraphChange:
    """What became of a paragraph. `computed` from the text; `change_class` is at least that, higher where raised."""

    pid: str
    change_class: ChangeClass
    computed: ChangeClass
    old: Paragraph | None
    new: Paragraph | None


def weight(change_class: ChangeClass) -> int:
    """How heavy a class is: unchanged < renumbered < typographic < moved < clarification < the other three."""
    return _WEIGHTS[change_class]


def raise_to(computed: ChangeClass, raised: ChangeClass) -> ChangeClass:
    """The heavier of the two; `computed` where they weigh the same, so that nothing is lowered or only renamed."""
    return raised if weight(raised) > weight(computed) else computed


def classify(old: str | None, new: str | None, *, moved: bool = False, renumbered: bool = False) -> ChangeClass:
    """The class of a change from one Markdown source to another; None on the side where the paragraph does not stand.

    Raises ValueError where it stands on neither.
    """
    if old is None or new is None:
        return _one_side(old is None, new is None)
    before, after = clean_source(old), clean_source(new)
    if before == after:
        return _placed(ChangeClass.UNCHANGED, moved=moved, renumbered=renumbered)
    pages = (render(Block.PARAGRAPH, before).html, render(Block.PARAGRAPH, after).html)
    return _placed(_CLASSES[difference(*map(read, pages))], moved=moved, renumbered=renumbered)


def changes(
    old: Sequence[Paragraph], new: Sequence[Paragraph], raised: Mapping[str, ChangeClass] | None = None
) -> list[ParagraphChange]:
    """What became of every paragraph of both, in the new reading order; one withdrawn is told where it stood."""
    before = {one.pid: one for one in old}
    after = {one.pid for one in new}
    places = {one.pid: index for index, one in enumerate(old)}
    kept = in_order([(index, places[one.pid]) for index, one in enumerate(new) if one.pid in places])
    found: list[ParagraphChange] = []
    told = 0
    for index, one in enumerate(new):
        if index in kept:
            found += [_change(gone, None, raised) for gone in old[told : places[one.pid]] if gone.pid not in after]
            told = places[one.pid] + 1
        found.append(_change(before.get(one.pid), one, raised, moved=index not in kept))
    return found + [_change(gone, None, raised) for gone in old[told:] if gone.pid not in after]


def is_minor(found: Sequence[ParagraphChange], *, same_title: bool) -> bool:
    """Whether readers need not be told: the title (and summary) stayed, and every paragraph but for its look."""
    return same_title and all(one.change_class in MINOR for one in found)


def _change(
    old: Paragraph | None, new: Paragraph | None, raised: Mapping[str, ChangeClass] | None, *, moved: bool = False
) -> ParagraphChange:
    one = new or old
    if one is None:
        raise ValueError("a change needs a paragraph")
    computed = _computed(old, new, moved=moved)
    return ParagraphChange(one.pid, raise_to(computed, (raised or {}).get(one.pid, computed)), computed, old, new)


def _computed(old: Paragraph | None, new: Paragraph | None, *, moved: bool) -> ChangeClass:
    if old is None or new is None:
        return _one_side(old is None, new is None)
    renumbered = (old.number, old.level, old.ref) != (new.number, new.level, new.ref)
    placed = _placed(_shown(old, new), moved=moved, renumbered=renumbered)
    if old.text_hash == new.text_hash:
        return placed
    words = _CLASSES[difference(read(_page(old)), read(_page(new)))]
    return raise_to(placed, words)


def _shown(old: Paragraph, new: Paragraph) -> ChangeClass:
    """What the same words have become by the form in which readers see them, if they do."""
    left, right = ({name for name in one.classes if not name.startswith("fact-")} for one in (old, new))
    if INTERNAL in left ^ right:
        return ChangeClass.SUBSTANTIVE
    return ChangeClass.CLARIFICATION if left != right or old.block is not new.block else ChangeClass.UNCHANGED


def _page(paragraph: Paragraph) -> str:
    return paragraph.html or escape(paragraph.plain)


def _one_side(no_old: bool, no_new: bool) -> ChangeClass:
    if no_old and no_new:
        raise ValueError("a change needs a paragraph")
    return ChangeClass.NEW if no_old else ChangeClass.WITHDRAWN


def _placed(change_class: ChangeClass, *, moved: bool, renumbered: bool) -> ChangeClass:
    found = raise_to(change_class, ChangeClass.RENUMBERED) if renumbered else change_class
    return raise_to(found, ChangeClass.MOVED) if moved else found
