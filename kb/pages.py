"""What a reading page shows, worked out from the library: banner, numbered paragraphs, contents, what it bears on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from guidance.citation import cite
from guidance.markup import assemble, link_targets
from guidance.model import Block, Edition, Force, Kind, Paragraph
from guidance.published import Library, Resolution

from .dates import Reading, civil
from .links import BY_KIND, Address, citation_link, document_link, fragment, link
from .related import Related, Source, anchor_of, related, sources


@dataclass(frozen=True)
class Shown:
    """A paragraph as a page shows it."""

    pid: str
    number: str
    level: int
    block: Block
    html: Markup
    anchor: str
    ref: str
    citation_short: str
    citation_full: str
    permalink: str


@dataclass(frozen=True)
class Banner:
    """What a reader must know before the first word; see templates/components/banner.html."""

    state: str
    basis: str
    title: str
    ordinal: int
    in_force_from: date | None
    in_force_to: date | None
    first_in_force: date | None = None
    replaced_by_url: str = ""
    current_url: str = ""
    compare_url: str = ""
    consultation_until: date | None = None
    withdrawn_reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A line of a contents list."""

    number: str
    title: str
    anchor: str
    level: int


@dataclass(frozen=True)
class Page:
    """One edition ready to be shown."""

    edition: Edition
    banner: Banner
    paragraphs: tuple[Shown, ...]
    contents: tuple[Entry, ...]
    related: Mapping[str, Sequence[Related]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()


def make(library: Library, edition: Edition, reading: Reading, banner: Banner, accessed: date) -> Page:
    """The page of an edition. `accessed` is the day printed in full citations."""
    found = library.paragraphs(edition)
    address = addresses(library, found, reading)
    paragraphs = tuple(shown(edition, found, cited_as_at(edition, reading.as_at), accessed, address))
    return Page(
        edition,
        banner,
        paragraphs,
        tuple(_contents(paragraphs, found)),
        related(library, edition, found, reading),
        tuple(sources(edition, found)),
    )


def cited_as_at(edition: Edition, as_at: date) -> date:
    """The date that a citation of this edition names: the date read, if the edition was in force then."""
    if edition.force is Force.IN_FORCE or edition.in_force_from is None:
        return as_at
    return edition.in_force_from


def addresses(library: Library, found: Sequence[Paragraph], reading: Reading) -> Address:
    """Where internal links lead: to the paragraph named, wherever it stands as at the date."""
    targets = {target for one in found for target in link_targets(one.html) if target[2]}
    standing = library.follow(targets, reading.as_at, reading.known_at) if targets else {}

    def address(kind: Kind, slug: str, anchor: str) -> str:
        here = standing.get((kind, slug, anchor))
        if here is None:
            return document_link(kind, slug, anchor)
        return document_link(here.edition.document.kind, here.edition.document.slug, fragment(here.anchor, here.pid))

    return address


def shown(
    edition: Edition, found: Sequence[Paragraph], as_at: date, accessed: date, address: Address
) -> Iterable[Shown]:
    """The paragraphs with their addresses and citations; heading levels begin below the page's own heading."""
    top = min((one.level for one in found if one.block is Block.HEADING), default=2)
    for one in found:
        token = cite(one.pid, as_at, one.text_hash)
        where = f"paragraph {one.number}" if one.number else "paragraph"
        basis = " (interim)" if edition.basis == "interim" else ""
        full = (
            f"{edition.title}, edition {edition.ordinal}{basis}, {where}, as at {civil(as_at)}. "
            f"{token}. {citation_link(token, external=True)} (accessed {civil(accessed)})"
        )
        yield Shown(
            one.pid,
            one.number,
            min(6, one.level - top + 2) if one.level else 0,
            one.block,
            Markup(assemble(one.html, address)),  # noqa: S704 - cleaned by guidance.markup when it was published
            anchor_of(one),
            one.ref,
            str(token),
            full,
            link("paragraphs.show", pid=one.pid),
        )


def banner_for(edition: Edition, today: date, replaced_by: Edition | None = None) -> Banner:
    """The banner of an edition shown as what was in force, or as one edition of several."""
    document = edition.document
    current_url = compare_url = ""
    now_in_force = edition.in_force_from is not None and edition.in_force_from <= today
    ended = edition.in_force_to is not None and edition.in_force_to <= today
    if ended or not now_in_force:
        current_url = document_link(document.kind, document.slug, as_at=None, known_at=None)
    if replaced_by is not None:
        compare_url = link(
            f"{BY_KIND[document.kind].name}.compare",
            slug=document.slug,
            old=edition.ordinal,
            new=replaced_by.ordinal,
        )
    return Banner(
        edition.force,
        edition.basis,
        edition.title,
        edition.ordinal,
        edition.in_force_from,
        edition.in_force_to,
        current_url=current_url,
        compare_url=compare_url,
    )


def absent(resolution: Resolution, title: str) -> Banner:
    """The banner where nothing was in force as at the date."""
    last = resolution.ended
    return Banner(
        "withdrawn" if last else "not_yet",
        "",
        title,
        last.edition if last else 0,
        last.from_date if last else None,
        last.to_date if last else None,
        first_in_force=resolution.first_in_force,
        withdrawn_reason=resolution.withdrawn_reason,
    )


def _contents(paragraphs: Sequence[Shown], found: Sequence[Paragraph]) -> Iterable[Entry]:
    for one, plain in zip(paragraphs, found, strict=True):
        if one.block is Block.HEADING and one.level <= 3:
            yield Entry(one.number, plain.plain, one.anchor, one.level)
