"""What bears on what: one myth or document in the middle, and what it names or is named by around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance import kinds
from guidance.errors import NotFoundError
from guidance.model import Edition, Kind
from guidance.published import Library

from . import sections
from .dates import Reading
from .links import document_link, link

MYTHS = "Myths"
MOST = 9
"""Things of one group that the picture shows; the list beside it has them all."""
LEFT, RIGHT = (MYTHS, "Guidance", "Authorities"), ("Case studies", "Dating terms", "Dating sites", "Practice notes")
"""The side on which each group stands, from the top."""
ROW, GAP, WIDTH, NODE = 34, 26, 1_000, 300
"""Heights and widths of the picture, in its own units."""


@dataclass(frozen=True)
class Thing:
    """Something on the map: where it is read, and where it is the middle of a map of its own."""

    title: str
    group: str
    url: str
    map_url: str


@dataclass(frozen=True)
class Node:
    """A thing in its place in the picture; `line` leads from it to the middle."""

    thing: Thing
    x: int
    y: int
    line: str


@dataclass(frozen=True)
class Map:
    """The middle, everything round it by group, and the picture."""

    middle: Thing
    groups: Mapping[str, Sequence[Thing]]
    nodes: Sequence[Node]
    headings: Sequence[tuple[str, int, int, int]]
    height: int


def map_of(library: Library, name: str, reading: Reading) -> Map:
    """The map round a myth (`M15`) or a document (`term:ghosting`). Raises NotFoundError."""
    if sections.is_myth(name):
        middle, found = _of_myth(library, f"M{int(name[1:]):02}", reading)
    else:
        middle, found = _of_document(library, name, reading)
    groups: dict[str, list[Thing]] = {}
    for one in sorted(set(found) - {middle}, key=lambda one: one.title.casefold()):
        groups.setdefault(one.group, []).append(one)
    ordered = {group: groups[group] for group in (*LEFT, *RIGHT) if group in groups}
    return Map(middle, ordered, *_picture(ordered))


def _of_myth(library: Library, label: str, reading: Reading) -> tuple[Thing, Iterable[Thing]]:
    target = (Kind.GUIDANCE, "", label)
    standing = library.follow([target], reading.as_at, reading.known_at).get(target)
    if standing is None:
        raise NotFoundError(f"No myth {label} was in force on {reading.label}.")
    edition = standing.edition
    paragraphs = library.paragraphs(edition)
    own = next(((head, under) for head, under in sections.myths(paragraphs) if head.ref == label), None)
    if own is None:
        raise NotFoundError(f"{label} is no section with a heading of its own on {reading.label}.")
    section = [own[0], *own[1]]
    pids = {one.pid for one in section}
    targets = {(one.kind, one.slug, one.anchor) for one in library.references(edition) if one.pid in pids}
    naming = [
        one for one, _, pid in library.referring(edition, section, reading.as_at, reading.known_at) if pid in pids
    ]
    middle = _myth(label, own[0].plain, edition, own[0].anchor)
    return middle, [*_named(library, targets, reading), *map(_document, naming)]


def _of_document(library: Library, name: str, reading: Reading) -> tuple[Thing, Iterable[Thing]]:
    kind, _, slug = name.partition(":")
    wanted = [(Kind(kind), slug)] if kind in set(Kind) else []
    editions = library.in_force_of(wanted, reading.as_at, reading.known_at)
    if not editions:
        raise NotFoundError("There is nothing of that name to draw a map of. Choose a myth, a term or a site.")
    (edition,) = editions
    targets = {(one.kind, one.slug, one.anchor) for one in library.references(edition)}
    naming = library.referring(edition, library.paragraphs(edition), reading.as_at, reading.known_at)
    found = [
        thing for one in {one.id: one for one, _, _ in naming}.values() for thing in _naming(library, one, edition)
    ]
    return _document(edition), [*_named(library, targets, reading), *found]


def _naming(library: Library, naming: Edition, named: Edition) -> Iterable[Thing]:
    """What in one edition names another: the myths in whose sections it does so, or else the document."""
    if naming.document.kind is not Kind.GUIDANCE:
        return [_document(naming)]
    document = named.document
    pids = {one.pid for one in library.references(naming) if (one.kind, one.slug) == (document.kind, document.slug)}
    every = sections.myths(library.paragraphs(naming))
    heads = [head for head, under in every if head.pid in pids or any(one.pid in pids for one in under)]
    return [_myth(one.ref, one.plain, naming, one.anchor) for one in heads] or [_document(naming)]


def _named(library: Library, targets: Iterable[tuple[Kind, str, str]], reading: Reading) -> Iterable[Thing]:
    """What the targets name, as at the date: myths by their labels, the rest as documents."""
    told = set(targets)
    standing = library.follow(told, reading.as_at, reading.known_at)
    places = library.places([one.pid for one in standing.values()], reading.as_at, reading.known_at)
    documents = set()
    for target in told:
        here = standing.get(target)
        if here and sections.is_myth(here.label):
            yield _myth(here.label, places[here.pid].paragraph.plain, here.edition, here.anchor)
        elif here:
            documents.add((here.edition.document.kind, here.edition.document.slug))
        elif target[1]:
            documents.add(target[:2])
    yield from map(_document, library.in_force_of(documents, reading.as_at, reading.known_at))


def _myth(label: str, title: str, edition: Edition, anchor: str) -> Thing:
    where = document_link(Kind.GUIDANCE, edition.document.slug, anchor)
    return Thing(f"{label}: {title}", MYTHS, where, link("mapping.show", at=label))


def _document(edition: Edition) -> Thing:
    document = edition.document
    name = f"{document.kind.value}:{document.slug}"
    title = f"{document.ref}: {edition.title}" if document.ref else edition.title
    where = document_link(document.kind, document.slug)
    return Thing(title, kinds.LABELS[document.kind][1], where, link("mapping.show", at=name))


def _picture(groups: dict[str, list[Thing]]) -> tuple[list[Node], list[tuple[str, int, int, int]], int]:
    """Two columns with the middle between them: the same things always stand in the same places."""
    sides = [[group for group in side if group in groups] for side in (LEFT, RIGHT)]
    heights = [sum(GAP + ROW * (min(len(groups[one]), MOST) + 1) for one in side) for side in sides]
    height = max(*heights, 4 * ROW)
    nodes: list[Node] = []
    headings: list[tuple[str, int, int, int]] = []
    for side, own, tall in zip((0, 1), sides, heights, strict=True):
        x, y = (0 if side == 0 else WIDTH - NODE), (height - tall) // 2 + ROW
        for group in own:
            headings.append((group, x, y, max(0, len(groups[group]) - MOST)))
            for thing in groups[group][:MOST]:
                y += ROW
                start, end = (NODE, WIDTH // 2 - 110) if side == 0 else (WIDTH - NODE, WIDTH // 2 + 110)
                half = (start + end) // 2
                line = f"M{start} {y - 5}C{half} {y - 5} {half} {height // 2} {end} {height // 2}"
                nodes.append(Node(thing, x, y, line))
            y += GAP + ROW
    return nodes, headings, height
