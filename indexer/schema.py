"""The Whoosh schema: which fields a unit has in the index, why, and how their postings are packed.

Postings hold the positions of a term as plain 16-bit numbers, so that numpy reads a whole block at once (see
`codec`). Bodies are not stored: they are in the database.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from whoosh import columns, fields, formats

from guidance.published import Unit

from . import analysis

FORMAT = 5
"""Raise this whenever schema, analysis or packing change: every index of another format is rebuilt."""

TEXT_FIELDS = ("title", "heading", "ref", "alias", "body")
"""The fields in which words are looked for."""

GAP = 64
"""Positions between two headings (or labels, or aliases), so that no phrase runs from one into the next."""

MOST_POSITIONS = 2**16
"""Slots of a field that are indexed: a position fits 16 bits. A paragraph has a hundred or two."""

NO_END = 2**62
"""Stands for the end of a span that has none, in days and in microseconds."""
NO_DAY = 2**30

PID_BYTES = 16
"""Room for a pid."""

SHORT = 3_000
"""Characters up to which the postings of texts are kept for the next units."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Positions(formats.Format):
    """A posting's value: its positions, rising, as unsigned 16-bit numbers in the machine's order."""

    def decode_positions(self, value: bytes) -> list[int]:
        """The positions, for Whoosh's own matchers."""
        return list(array("H", value))

    def decode_frequency(self, value: bytes) -> int:
        """How many positions there are."""
        return len(value) // 2

    def decode_weight(self, value: bytes) -> float:
        """The frequency."""
        return float(len(value) // 2)


class Words(fields.FieldType):
    """Texts, every slot of which can be found: exact terms with their positions. Stems are in `vocabulary`."""

    def __init__(self) -> None:
        super().__init__(format=Positions(), analyzer=None, scorable=True)

    def index(self, value: Sequence[str], **_options: Any) -> Sequence[tuple[bytes, int, float, bytes]]:
        """(term, frequency, weight, positions) for each distinct term of the texts."""
        texts = tuple(value)
        # The paragraphs of a document share title and headings, and a text has a unit for each span that it stood in.
        return _postings_kept(texts) if sum(map(len, texts)) < SHORT else _postings(texts)


def _postings(texts: tuple[str, ...]) -> list[tuple[bytes, int, float, bytes]]:
    found: dict[str, list[int]] = {}
    first = 0
    for text in texts:
        slots = analysis.terms(text)[: max(MOST_POSITIONS - first, 0)]
        for position, terms in enumerate(slots, first):
            for term in terms:
                if term in found:
                    found[term].append(position)
                else:
                    found[term] = [position]
        first += len(slots) + GAP
    return [
        (term.encode(), len(positions), float(len(positions)), array("H", positions).tobytes())
        for term, positions in found.items()
    ]


_postings_kept = lru_cache(maxsize=256)(_postings)


class Labels(fields.FieldType):
    """Whole values, each one term, with a weight: (value, weight) pairs."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None, scorable=False)

    def index(self, value: Sequence[tuple[str, float]], **_options: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """(value, 1, weight, nothing) for each value; of equal values the greatest weight."""
        best: dict[str, float] = {}
        for label, weight in value:
            best[label] = max(weight, best.get(label, 0.0))
        for label, weight in best.items():
            yield label.encode(), 1, weight, b""


def _column(code: str) -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn(code))


def schema() -> fields.Schema:
    """The fields of a unit."""
    return fields.Schema(
        # What people type words for, most telling first.
        title=Words(),
        heading=Words(),
        ref=Words(),
        alias=Words(),
        body=Words(),
        # The keys of title, labels, aliases and nearest heading: a question that is one of them goes first.
        whole=Labels(),
        # Facets.
        kind=Labels(),
        topic=Labels(),
        # Identity and spans, read as arrays. `document` also says what to delete.
        document=_column("q"),
        position=_column("i"),
        force_from=_column("i"),
        force_to=_column("i"),
        recorded_from=_column("q"),
        recorded_to=_column("q"),
        pid=fields.COLUMN(columns.FixedBytesColumn(PID_BYTES)),
        # By which a unit that is there already is known, so that it need not be written again.
        mark=_column("q"),
        # What a hit shows: (kind, slug, title, headings, text hash).
        shown=fields.STORED(),
    )


def row(unit: Unit) -> dict[str, Any]:
    """A unit as the fields of the schema."""
    return {
        "title": (unit.title,),
        "heading": unit.headings,
        "ref": unit.refs,
        "alias": unit.aliases,
        "body": (unit.text,),
        "whole": whole_keys(unit),
        "kind": ((str(unit.kind), 1.0),),
        "topic": [(topic, 1.0) for topic in unit.topics],
        "document": unit.document_id,
        "position": unit.position,
        "force_from": unit.in_force_from.toordinal(),
        "force_to": NO_DAY if unit.in_force_to is None else unit.in_force_to.toordinal(),
        "recorded_from": microseconds(unit.recorded_from),
        "recorded_to": NO_END if unit.recorded_to is None else microseconds(unit.recorded_to),
        "pid": unit.pid.encode().ljust(PID_BYTES, b"\0"),
        "mark": mark(unit),
        "shown": (str(unit.kind), unit.slug, unit.title, unit.headings, unit.text_hash),
    }


def mark(unit: Unit) -> int:
    """A number of 64 bits that stands for all that is indexed of a unit; its text is in it by its hash."""
    told = repr([value for name, value in vars(unit).items() if name != "text"]).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(told, digest_size=8).digest(), "big", signed=True)


WHOLE_WEIGHTS = {"title": 3.0, "ref": 4.0, "alias": 3.0, "heading": 1.0}
"""How much it counts that the whole question is the title, a label, an alias, or the nearest heading."""


def whole_keys(unit: Unit) -> list[tuple[str, float]]:
    """The keys that name this unit as a whole, with their weights."""
    named = [("title", unit.title), *(("alias", alias) for alias in unit.aliases)]
    named += [("heading", heading) for heading in unit.headings[-1:]]
    found = [(_key(text), WHOLE_WEIGHTS[field]) for field, text in named]
    for ref in unit.refs:
        found += [(_key(ref), WHOLE_WEIGHTS["ref"]), (analysis.loose_key(ref), WHOLE_WEIGHTS["ref"])]
    return [(key, weight) for key, weight in found if key]


_key = lru_cache(maxsize=256)(analysis.key)


def microseconds(instant: datetime) -> int:
    """An instant as microseconds since 1970."""
    passed = instant - _EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
