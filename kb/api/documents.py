"""Documents and editions, as at any date."""

from __future__ import annotations

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from guidance.compare import counts
from guidance.errors import NotFoundError
from guidance.model import Kind
from kb.links import page_date
from kb.services import services

from . import shapes


def index() -> ResponseReturnValue:
    """What is in force as at the date: `?kind=&topic=&as_at=&known_at=`."""
    reading = page_date()
    kind = kind_of(request.args["kind"]) if request.args.get("kind") else None
    found = services().library.in_force(kind, reading.as_at, reading.known_at, request.args.get("topic", ""))
    return jsonify(as_at=shapes.day(reading.as_at), total=len(found), documents=[shapes.edition(one) for one in found])


def show(kind: str, slug: str) -> ResponseReturnValue:
    """The edition in force with its text, or why there is none."""
    library, reading, wanted = services().library, page_date(), kind_of(kind)
    found = library.resolve(wanted, slug, reading.as_at, reading.known_at)
    if found.edition is None:
        return jsonify(shapes.absent(found, wanted, slug))
    told = shapes.whole(found.edition, library.paragraphs(found.edition), reading.as_at)
    return jsonify({"as_at": shapes.day(reading.as_at)} | told)


def editions(kind: str, slug: str) -> ResponseReturnValue:
    """All editions, newest first."""
    reading = page_date()
    found = services().library.editions(kind_of(kind), slug, reading.as_at, reading.known_at)
    return jsonify(total=len(found), editions=[shapes.edition(one) for one in found])


def edition(kind: str, slug: str, ordinal: int) -> ResponseReturnValue:
    """One edition with its text."""
    library, reading = services().library, page_date()
    found = library.edition(kind_of(kind), slug, ordinal, reading.as_at, reading.known_at)
    told = shapes.whole(found, library.paragraphs(found), found.in_force_from or reading.as_at)
    return jsonify({"as_at": shapes.day(reading.as_at)} | told)


def compare(kind: str, slug: str) -> ResponseReturnValue:
    """What changed between two editions: `?from=1&to=2`."""
    library, reading, wanted = services().library, page_date(), kind_of(kind)
    old, new = (ordinal_of(request.args.get(name, ""), name) for name in ("from", "to"))
    before, after = (library.edition(wanted, slug, one, reading.as_at, reading.known_at) for one in (old, new))
    rows, _ = services().compared(before, after)
    return jsonify(
        {
            "from": shapes.edition(before),
            "to": shapes.edition(after),
            "counts": counts(rows),
            "changes": [shapes.change(row) for row in rows],
        }
    )


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises NotFoundError."""
    if name not in set(Kind):
        raise NotFoundError(f"There is no kind {name[:40]}. The kinds are {', '.join(Kind)}.")
    return Kind(name)


def ordinal_of(told: str, name: str) -> int:
    """An edition's number in a query. Raises NotFoundError."""
    if not told.isdecimal() or len(told) > len("1000000"):
        raise NotFoundError(f"“{name}” must be the number of an edition.")
    return int(told)
