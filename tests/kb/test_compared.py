"""A comparison of two editions is made once, for they never change; and only for whoever was given both."""

from __future__ import annotations

from guidance.compare import redline
from guidance.model import Edition, Kind
from kb import services
from kb.services import Services
from kb.shelves import Shelf
from tests.factories import document
from tests.kb.world import NOW, World

OLD = "The first paragraph.\n\nThe second one must be read."
NEW = "The first paragraph.\n\nThe second one should be read.\n\nA third."


def parts(world: World) -> Services:
    found: Services = world.app.extensions["kb"]
    return found


def editions(world: World, slug: str) -> list[Edition]:
    return [world.library.edition(Kind.GUIDANCE, slug, ordinal, NOW.date()) for ordinal in (1, 2)]


def test_a_comparison_is_that_of_the_editions_and_made_once(own: World) -> None:
    own.publish(document("compared", [OLD, NEW]))
    before, after = editions(own, "compared")
    rows, changes = parts(own).compared(before, after)
    assert list(rows) == redline(own.library.paragraphs(before), own.library.paragraphs(after))
    assert list(changes) == own.library.changes(after, before)
    own.publish(document("another", [NEW, OLD]))
    assert parts(own).compared(*editions(own, "compared"))[0] is rows


def test_each_pair_has_its_own_comparison_and_so_has_each_direction(own: World) -> None:
    own.publish(document("compared", [OLD, NEW]), document("another", [NEW, OLD]))
    before, after = editions(own, "compared")
    forth, back = parts(own).compared(before, after)[0], parts(own).compared(after, before)[0]
    assert [one.change for one in forth] == ["same", "edited", "added"]
    assert [one.change for one in back] == ["same", "edited", "removed"]
    assert parts(own).compared(*editions(own, "another"))[0] not in (forth, back)


def test_what_is_kept_is_bounded_and_the_longest_unused_goes_first() -> None:
    shelf, made = Shelf(8), []

    def get(key: str, size: int = 2) -> str:
        return shelf.get(key, lambda: made.append(key) or key, lambda _: size)  # type: ignore[func-returns-value]

    for key in ("a", "b", "c", "d", "a", "e", "a", "b"):
        assert get(key) == key
    assert made == ["a", "b", "c", "d", "e", "b"]
    assert [get("large", 3) for _ in range(2)] == ["large", "large"]
    assert made[-2:] == ["large", "large"]
    assert services.COMPARED // 4 >= 300
