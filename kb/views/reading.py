"""Reading one kind of document: the list, what is in force, one edition, the history, a comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from guidance import history as recorded
from guidance.compare import counts
from guidance.errors import NotFoundError
from guidance.model import Edition, Force
from kb import asking, classes, pages
from kb.caching import Content, content, frame, unless_kept
from kb.links import SECTIONS, Section, document_link, link, page_date
from kb.lists import list_page
from kb.personal import of_document
from kb.services import services
from kb.times import today


def blueprints() -> list[Blueprint]:
    """One blueprint for each kind; they differ in their address and their lists."""
    return [_blueprint(section) for section in SECTIONS]


def _blueprint(section: Section) -> Blueprint:
    blueprint = Blueprint(section.name, __name__, url_prefix=section.path)
    rules: list[tuple[str, str, Callable[..., ResponseReturnValue]]] = [
        ("/", "index", index),
        ("/<slug>", "show", show),
        ("/<slug>/editions/<int:ordinal>", "edition", edition),
        ("/<slug>/history", "history", history),
        ("/<slug>/said", "said", said),
        ("/<slug>/compare/<int:old>/<int:new>", "compare", compare),
        ("/<slug>/compare", "choose", choose),
    ]
    for rule, endpoint, view in rules:
        blueprint.add_url_rule(rule, endpoint, view, defaults={"section": section})
    return blueprint


def index(section: Section) -> ResponseReturnValue:
    """All documents of the kind that are in force."""
    topic = request.args.get("topic", "")
    return unless_kept(lambda: list_page(section, topic))


def show(section: Section, slug: str) -> ResponseReturnValue:
    """The edition in force as at the date, or why there is none."""
    return unless_kept(lambda: _show(section, slug))


def _show(section: Section, slug: str) -> Content:
    library, reading = services().library, page_date()
    resolution = library.resolve(section.kind, slug, reading.as_at, reading.known_at)
    found = resolution.edition
    if found is None:
        editions = library.editions(section.kind, slug, reading.as_at, reading.known_at)
        banner = pages.absent(resolution, editions[0].title)
        title = editions[0].title
        pids = [one.pid for one in library.paragraphs(editions[-1])]
        standing = library.standing(pids, reading.as_at, reading.known_at)
        elsewhere = {one.edition.id: one.edition for one in standing.values()}
        return content(
            "reading/absent.html", title, section.name, _crumbs(section), subject=of_document(section.kind, slug),
            section=section, banner=banner, editions=editions,
            elsewhere=list(elsewhere.values()),
        )  # fmt: skip
    return _document(section, found, pages.banner_for(found, today(), _next(section, found)))


def _next(section: Section, found: Edition) -> Edition | None:
    """The edition that followed, if it was known as at the page's instant."""
    reading = page_date()
    known = services().library.editions(section.kind, found.document.slug, reading.as_at, reading.known_at)
    later = [one for one in known if one.ordinal > found.ordinal]
    return later[-1] if later else None


def edition(section: Section, slug: str, ordinal: int) -> ResponseReturnValue:
    """One edition for ever, whatever is in force."""
    return unless_kept(lambda: _edition(section, slug, ordinal))


def _edition(section: Section, slug: str, ordinal: int) -> Content:
    library, reading = services().library, page_date()
    found = library.edition(section.kind, slug, ordinal, reading.as_at, reading.known_at)
    banner = pages.banner_for(found, today(), _next(section, found))
    if found.force is not Force.IN_FORCE and not banner.current_url:
        banner = replace(banner, current_url=document_link(section.kind, slug))
    return _document(section, found, banner)


def _document(section: Section, found: Edition, banner: pages.Banner) -> Content:
    library, reading = services().library, page_date()
    page = pages.make(library, found, reading, banner, today())
    editions = library.editions(section.kind, found.document.slug, reading.as_at, reading.known_at)
    return content(
        f"reading/{section.name}.html",
        found.title,
        section.name,
        _crumbs(section),
        subject=of_document(section.kind, found.document.slug, found),
        section=section,
        page=page,
        edition=found,
        facts=found.facts,
        editions=editions,
    )


def history(section: Section, slug: str) -> ResponseReturnValue:
    """The story of a document: its editions, and every statement of force."""
    return unless_kept(lambda: _history(section, slug))


def _history(section: Section, slug: str) -> Content:
    library, reading = services().library, page_date()
    editions = library.editions(section.kind, slug, reading.as_at, reading.known_at)
    title = editions[0].title
    entries = recorded.public(services().store, section.kind, slug, reading.known_at)
    return content(
        "reading/history.html",
        f"History of {title}",
        section.name,
        _crumbs_to(section, slug, title),
        section=section,
        editions=editions,
        consultations=library.consultations(editions[0].document, reading.known_at),
        entries=entries,
        replacements=pages.replacements(library, entries, reading),
        boxes=asking.boxes(reading),
        slug=slug,
    )


def said(section: Section, slug: str) -> ResponseReturnValue:
    """What it said on a date, as known on another: from the boxes of a form to an address that says so."""
    reading = page_date()
    editions = services().library.editions(section.kind, slug, reading.as_at, reading.known_at)
    asked = asking.asked(request.args, today())
    if asked.is_answered:
        return redirect(link(f"{section.name}.show", slug=slug, as_at=asked.as_at, known_at=asked.known_at), code=303)
    title = editions[0].title
    page = content(
        "reading/ask.html",
        f"What did {title} say?",
        section.name,
        _crumbs_to(section, slug, title),
        section=section,
        slug=slug,
        boxes=asked.boxes or asking.boxes(reading),
        issues=asked.issues,
    )
    return frame(page), 400 if asked.issues else 200


def choose(section: Section, slug: str) -> ResponseReturnValue:
    """The two editions picked in the form of a comparison, as an address of their own."""
    try:
        old, new = int(request.args.get("old", "")), int(request.args.get("new", ""))
    except ValueError:
        raise NotFoundError("Choose two editions to compare.") from None
    return redirect(link(f"{section.name}.compare", slug=slug, old=old, new=new), code=303)


def compare(section: Section, slug: str, old: int, new: int) -> ResponseReturnValue:
    """What changed between any two editions."""
    return unless_kept(lambda: _compare(section, slug, old, new))


def _compare(section: Section, slug: str, old: int, new: int) -> Content:
    library, reading = services().library, page_date()
    before, after = (
        library.edition(section.kind, slug, ordinal, reading.as_at, reading.known_at) for ordinal in (old, new)
    )
    rows, changes = services().compared(before, after)
    settled = pages.settled(library, after, reading)
    from_interim = settled is not None and settled.ordinal == old
    told = "What changed from the interim text" if from_interim else f"Compare editions {old} and {new}"
    return content(
        "reading/compare.html",
        f"{told} of {after.title}",
        section.name,
        _crumbs_to(section, slug, after.title),
        section=section,
        before=before,
        after=after,
        classed=classes.classed(rows, changes),
        counts=counts(rows),
        weights=classes.weights(changes),
        editions=library.editions(section.kind, slug, reading.as_at, reading.known_at),
        slug=slug,
    )


def _crumbs(section: Section) -> list[tuple[str, str | None]]:
    return [("Home", link("home.index")), (section.title, link(f"{section.name}.index"))]


def _crumbs_to(section: Section, slug: str, title: str) -> list[tuple[str, str | None]]:
    return [*_crumbs(section), (title, document_link(section.kind, slug))]
