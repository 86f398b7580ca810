"""The slow and obvious way to the answers: reads every unit, every time. What the index says is held against it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from whoosh.util.numeric import byte_to_length, length_to_byte

from guidance.published import Library, Unit
from indexer import analysis
from indexer.matching import DAMPING, OTHER_FORM, WEIGHTS
from indexer.nodes import And, Label, Node, Not, Or, Phrase, Prefix, Query, Word

Texts = dict[str, tuple[str, ...]]


def texts(unit: Unit) -> Texts:
    """The texts of a unit by field."""
    return {
        "title": (unit.title,),
        "heading": unit.headings,
        "ref": unit.refs,
        "alias": unit.aliases,
        "body": (unit.text,),
    }


def everything(library: Library) -> list[Unit]:
    """All units there are."""
    return list(library.units(library.changed_since(None)[1]))


def stands(unit: Unit, as_at: date, known_at: datetime) -> bool:
    """Whether the unit is in force on the day, as known at the instant."""
    return (
        unit.in_force_from <= as_at
        and (unit.in_force_to is None or as_at < unit.in_force_to)
        and unit.recorded_from <= known_at
        and (unit.recorded_to is None or known_at < unit.recorded_to)
    )


def matches(node: Node, unit: Unit) -> bool:
    """Whether a unit matches a node of a query."""
    match node:
        case Not():
            found = not matches(node.part, unit)
        case And():
            found = all(matches(part, unit) for part in node.parts)
        case Or():
            found = any(matches(part, unit) for part in node.parts)
        case Label():
            labels = [unit.kind] if node.field == "kind" else unit.topics
            found = analysis.key(node.value) in [analysis.key(label) for label in labels]
        case Word():
            found = any(_meets(node, term) for slot in _slots(unit, node.field) for term in slot)
        case Prefix():
            found = any(term.startswith(node.letters) for slot in _slots(unit, node.field) for term in slot)
        case Phrase():
            fields = [node.field] if node.field else list(WEIGHTS)
            found = any(_runs(node.terms, analysis.terms(text)) for field in fields for text in texts(unit)[field])
    return found


def _slots(unit: Unit, field: str) -> Iterable[tuple[str, ...]]:
    for name, found in texts(unit).items():
        if not field or name == field:
            for text in found:
                yield from analysis.terms(text)


def _meets(word: Word, term: str) -> bool:
    if word.field == "ref":
        return term == word.terms[0]
    return analysis.stem(term) == analysis.stem(word.terms[0])


def _runs(phrase: tuple[str, ...], slots: list[tuple[str, ...]]) -> bool:
    starts = range(len(slots) - len(phrase) + 1)
    return any(all(term in slots[start + at] for at, term in enumerate(phrase)) for start in starts)


def answers(query: Query, units: Iterable[Unit]) -> list[Unit]:
    """Of units that stand, those that a query finds (leaving aside whole titles and labels)."""
    units = list(units)
    query = replace(query, required=tuple(_widened(node, units) for node in query.required))
    allowed = [unit for unit in units if not any(matches(node, unit) for node in query.excluded)]
    needed = list(dict.fromkeys(_placeless(node) for node in query.required))
    found = [unit for unit in allowed if all(matches(node, unit) for node in needed)] if needed else []
    if not query.lenient or not needed:
        return found
    if found:
        few = len({unit.document_id for unit in found}) < 5
        return _with_more(found, needed, allowed, units) if few else found
    return _most(needed, allowed, units)


def _with_more(found: list[Unit], needed: list[Node], allowed: list[Unit], standing: list[Unit]) -> list[Unit]:
    """What has two fifths of the plain words' rarity, or half of them where its document has all; and all else."""
    words = [node for node in needed if isinstance(node, Word) and not node.field and not node.quoted]
    fixed = [node for node in needed if node not in words]
    if len(words) < 2:
        return found

    def rarity(word: Word) -> float:
        return _rarity(sum(matches(word, other) for other in standing), len(standing))

    more = []
    for unit in allowed:
        own = [other for other in allowed if other.document_id == unit.document_id]
        own_words = [word for word in words if matches(word, unit)]
        whole = all(any(matches(word, other) for other in own) for word in words)
        nearly = len(own_words) >= 2 and sum(map(rarity, own_words)) >= sum(map(rarity, words)) * 2 / 5 - 1e-6
        enough = nearly or (whole and len(own_words) >= len(words) / 2)
        if enough and all(matches(node, unit) for node in fixed):
            more.append(unit)
    return found + [unit for unit in more if unit not in found]


def _most(needed: list[Node], allowed: list[Unit], standing: list[Unit]) -> list[Unit]:
    """What has half of the most rarity that anything has, if that is at least 0.3 of all that is asked for."""
    words = [node for node in needed if not isinstance(node, Label)]
    labels = [node for node in needed if isinstance(node, Label)]
    weights = {word: _weight(word, standing) for word in words}
    covered = [
        (sum(weights[word] for word in words if matches(word, unit)), unit)
        for unit in allowed
        if all(matches(label, unit) for label in labels)
    ]
    most = max((told for told, _ in covered), default=0.0)
    if most < 0.3 * sum(weights.values()) or most <= 0:
        return []
    return [unit for told, unit in covered if told >= most / 2 - 1e-6]


def _weight(node: Node, standing: list[Unit]) -> float:
    """The rarity of a word or prefix, or of all words of a phrase that are no stop words."""
    if isinstance(node, Phrase):
        words = [Word((term,), node.field) for term in node.terms if not analysis.is_stop_word((term,))]
        return sum(_weight(word, standing) for word in words)
    return _rarity(sum(matches(node, other) for other in standing), len(standing))


def _widened(node: Node, units: list[Unit]) -> Node:
    """A subsection that nothing has is read as its section."""
    if isinstance(node, And | Or):
        return type(node)(tuple(_widened(part, units) for part in node.parts))
    if isinstance(node, Word):
        ways = [replace(node, terms=(term,)) for term in node.terms]
        return next((way for way in ways if any(matches(way, unit) for unit in units)), ways[-1])
    return node


def _placeless(node: Node) -> Node:
    return replace(node, place=0, start=0, end=0) if isinstance(node, Word) else node


def _rarity(having: int, standing: int) -> float:
    return math.log(1 + (standing - having + 0.5) / (having + 0.5))


def score(term: str, unit: Unit, standing: list[Unit]) -> float:
    """BM25F of one word, from its definition."""
    having = sum(matches(Word((term,)), other) for other in standing)
    rarity = _rarity(having, len(standing))
    total = 0.0
    for field, weight in WEIGHTS.items():
        slots = [slot for text in texts(unit)[field] for slot in analysis.terms(text)]
        # Whoosh keeps a length in one byte.
        length = byte_to_length(length_to_byte(sum(len(slot) for slot in slots)))
        flat = [found for slot in slots for found in slot if analysis.stem(found) == analysis.stem(term)]
        count = sum(1.0 if found == term else OTHER_FORM for found in flat)
        total += weight.boost * count / (1 - weight.slope + weight.slope * length / weight.average)
    return rarity * total * (DAMPING + 1) / (total + DAMPING)
