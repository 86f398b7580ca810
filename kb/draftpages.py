"""Drafts as pages show them: as they would be published, with nothing yet to be cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from guidance.markup import assemble
from guidance.model import Block, Paragraph

from .links import document_link
from .pages import Shown


@dataclass(frozen=True)
class Drafted:
    """A paragraph of a draft: as it would be shown, and whether it would stay within the policy team."""

    shown: Shown
    internal: bool


def drafted(found: Sequence[Paragraph]) -> list[Drafted]:
    """The paragraphs in their order. Heading levels begin below a page's own heading."""
    return list(_drafted(found))


def _drafted(found: Sequence[Paragraph]) -> Iterable[Drafted]:
    top = min((one.level for one in found if one.block is Block.HEADING), default=2)
    for one in found:
        place = f"draft-{one.position}"
        shown = Shown(
            one.pid,
            one.number,
            min(6, one.level - top + 2) if one.level else 0,
            one.block,
            Markup(assemble(one.html, document_link)),  # noqa: S704 - cleaned by guidance.markup
            place,
            one.ref,
            "",
            "",
            f"#{place}",
        )
        yield Drafted(shown, "internal" in one.classes)
