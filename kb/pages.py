"""What a reading page shows, worked out from the library: banner, numbered paragraphs, contents, what it bears on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from markupsafe import Markup

from guidance import history
from guidance.citation import cite
from guidance.markup import assemble, link_targets
from guidance.model import Basis, Block, Edition, Force, Kind, Paragraph
from guidance.published import Emergency, Library, Resolution

from .classes import tally
from .dates import LONDON, Reading, civil
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
    force_reason: str = ""
    emergency: Emergency | None = None


@dataclass(frozen=True)
class Entry:
    """A line of a contents list."""

    number: str
    title: str
    anchor: str
    level: int


@dataclass(frozen=True)
class SinceInterim:
    """What became of the interim text in the final one: how many paragraphs of each class, and where to see each."""

    url: str
    classes: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Page:
    """One edition ready to be shown."""

    edition: Edition
    banner: Banner
    paragraphs: tuple[Shown, ...]
    contents: tuple[Entry, ...]
    related: Mapping[str, Sequence[Related]] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    since_interim: SinceInterim | None = None

    @property
    def map_url(self) -> str:
        """Where the document stands in the middle of a map of what bears on what."""
        return link("mapping.show", at=f"{self.edition.document.kind}:{self.edition.document.slug}")

    @property
    def last_reviewed(self) -> date:
        """The day that the edition names. Where it names none, the one in London on which it was published: what nobody
        has read again is as old as that."""
        if told := self.edition.facts.get("reviewed"):
            return date.fromisoformat(told)
        return self.edition.published_at.astimezone(LONDON).date()


def make(library: Library, edition: Edition, reading: Reading, banner: Banner, accessed: date) -> Page:
    """The page of an edition. `accessed` is the day printed in full citations."""
    found = library.paragraphs(edition)
    address = addresses(library, found, reading)
    paragraphs = tuple(shown(edition, found, cited_as_at(edition, reading.as_at), accessed, address))
    return Page(
        edition,
        _with_circumstances(library, edition, reading, banner),
        paragraphs,
        tuple(_contents(paragraphs, found)),
        related(library, edition, found, reading),
        tuple(sources(edition, found)),
        _since_interim(library, edition, reading),
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
        replaced_by_url=_replacement_url(edition.replacement),
        current_url=current_url,
        compare_url=compare_url,
        withdrawn_reason=edition.force_reason if edition.force is Force.WITHDRAWN else "",
        force_reason=edition.force_reason,
    )


def _with_circumstances(library: Library, edition: Edition, reading: Reading, banner: Banner) -> Banner:
    """The banner with what else was, or is, so of the edition: a consultation, an emergency."""
    consultation = library.consultation(edition.document, reading.as_at, reading.known_at)
    concerned = consultation and (edition.force is Force.IN_FORCE or consultation.edition == edition.ordinal)
    return replace(
        banner,
        consultation_until=consultation.closes if consultation and concerned else None,
        emergency=library.emergency(edition, reading.known_at),
    )


def settled(library: Library, edition: Edition, reading: Reading) -> Edition | None:
    """The interim edition that a final one settles, if it does; corrections in between are no matter."""
    document = edition.document
    if edition.basis is not Basis.FINAL or edition.ordinal == 1:
        return None
    every = library.editions(document.kind, document.slug, reading.as_at, reading.known_at)
    before = [one for one in every if one.ordinal < edition.ordinal and one.basis is not Basis.CORRECTION]
    return before[0] if before and before[0].basis is Basis.INTERIM else None


def _since_interim(library: Library, edition: Edition, reading: Reading) -> SinceInterim | None:
    interim = settled(library, edition, reading)
    if interim is None:
        return None
    section = BY_KIND[edition.document.kind].name
    url = link(f"{section}.compare", slug=edition.document.slug, old=interim.ordinal, new=edition.ordinal)
    return SinceInterim(url, tally(library.changes(edition, interim)))


def _replacement_url(replacement: str) -> str:
    kind, _, slug = replacement.partition(":")
    return document_link(Kind(kind), slug) if slug else ""


def replacements(library: Library, entries: Iterable[history.Entry], reading: Reading) -> dict[str, str]:
    """The titles of what is to be used instead of what was withdrawn, by `kind:slug`."""
    named = [one.replacement.partition(":") for one in entries if one.replacement]
    found = library.in_force_of([(Kind(kind), slug) for kind, _, slug in named], reading.as_at, reading.known_at)
    return {f"{one.document.kind}:{one.document.slug}": one.title for one in found}


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
        replaced_by_url=_replacement_url(resolution.replacement),
        withdrawn_reason=resolution.withdrawn_reason,
    )


def _contents(paragraphs: Sequence[Shown], found: Sequence[Paragraph]) -> Iterable[Entry]:
    for one, plain in zip(paragraphs, found, strict=True):
        if one.block is Block.HEADING and one.level <= 3:
            yield Entry(one.number, plain.plain, one.anchor, one.level)
