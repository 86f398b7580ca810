"""What is published for a later instant is not there: every method of the library answers as if it were not stored."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any

import pytest

from guidance.errors import GuidanceError, NotFoundError, PackError
from guidance.exporting import export_pack
from guidance.model import Kind
from guidance.published import Library
from guidance.store import Store
from tests.factories import Clock, document, edition, publish
from tests.guidance.histories import world

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
FROM = "2026-11-23T12:00:00.000001Z"
SECRET = "Words under embargo."
DAYS = [date(2019, 1, 1), date(2020, 6, 1), date(2026, 11, 23), date(2026, 12, 24), date(2999, 1, 1)]

OPEN_BODY = "## Reporting {#open .myth}\n\nOpen words that anybody may read.\n\n[To come](guidance:myths#hidden)"
HIDDEN_BODY = f'## Reporting {{#hidden .myth ref="M99"}}\n\n{SECRET}\n\nSee [that](guidance:myths#open).'

PIDS = [f"p{number:09}" for number in range(6)]
OPEN = edition(1, OPEN_BODY, pids=PIDS[:3])
PUBLIC = [
    document(editions=[OPEN], ref="M"),
    document("pointing", ["See [myths](guidance:myths#hidden), and [myths](guidance:myths)."]),
]
HIDDEN = edition(2, HIDDEN_BODY, published_at=FROM, title=SECRET, pids=[PIDS[0], *PIDS[4:]]) | {
    "lineage": [{"type": "replaced_by", "pid": PIDS[1], "other": PIDS[4], "reason": SECRET}],
    "raised": {PIDS[0]: "substantive"},
    "emergency": {"reason": SECRET, "at": FROM},
}
TO_COME = {"edition": 1, "title": SECRET, "opens": "2020-05-01", "closes": "2999-01-01", "recorded_at": FROM}
EMBARGOED = [
    PUBLIC[0] | {"editions": [OPEN, HIDDEN], "consultations": [[TO_COME]]},
    PUBLIC[1],
    document("hidden", editions=[edition(1, HIDDEN_BODY, published_at=FROM, title=SECRET)]),
]

Answers = Callable[[Library, Library], Any]


def every(method: str, *arguments: Any) -> Answers:
    """The answers of a method on each day, with the name of the refusal where it refuses."""

    def ask(library: Library, _whole: Library) -> list[Any]:
        return [attempt(getattr(library, method), *arguments, day) for day in DAYS]

    return ask


def attempt(act: Callable[..., Any], *arguments: Any) -> Any:
    try:
        found = act(*arguments)
    except GuidanceError as error:
        return type(error), str(error)
    return found


def hidden_pids(whole: Library) -> list[str]:
    editions = [whole.edition(Kind.GUIDANCE, slug, number, DAYS[0]) for slug, number in (("hidden", 1), ("myths", 2))]
    open_pids = {one.pid for one in whole.paragraphs(whole.edition(Kind.GUIDANCE, "myths", 1, DAYS[0]))}
    return [one.pid for edition in editions for one in whole.paragraphs(edition) if one.pid not in open_pids]


def on_pids(method: str) -> Answers:
    def ask(library: Library, whole: Library) -> list[Any]:
        return [attempt(getattr(library, method), hidden_pids(whole), day) for day in DAYS]

    return ask


def on_each_pid(method: str) -> Answers:
    def ask(library: Library, whole: Library) -> list[Any]:
        return [attempt(getattr(library, method), pid, day) for pid in hidden_pids(whole) for day in DAYS]

    return ask


def on_editions(method: str) -> Answers:
    def ask(library: Library, _whole: Library) -> list[Any]:
        act = getattr(library, method)
        return [act(one) for slug in ("myths", "pointing") for one in library.editions(Kind.GUIDANCE, slug, DAYS[1])]

    return ask


def referring(library: Library, _whole: Library) -> list[Any]:
    found = library.edition(Kind.GUIDANCE, "myths", 1, DAYS[1])
    return [library.referring(found, library.paragraphs(found), day) for day in DAYS]


def on_pairs(method: str) -> Answers:
    """The answers about every two public editions of a document, as far as the library tells of them."""

    def ask(library: Library, _whole: Library) -> list[Any]:
        every = library.editions(Kind.GUIDANCE, "myths", DAYS[1])
        return [getattr(library, method)(one, other) for one in every for other in every]

    return ask


def on_documents(method: str, *more: tuple[Any, ...]) -> Answers:
    def ask(library: Library, _whole: Library) -> list[Any]:
        found = [library.editions(Kind.GUIDANCE, slug, DAYS[1])[0].document for slug in ("myths", "pointing")]
        return [getattr(library, method)(one, *each) for one in found for each in more or [()]]

    return ask


def lineage(library: Library, whole: Library) -> list[Any]:
    own = library.edition(Kind.GUIDANCE, "myths", 1, DAYS[1])
    pids = [*hidden_pids(whole), *(one.pid for one in library.paragraphs(own))]
    return [library.lineage_after(own, pid, day) for pid in pids for day in DAYS]


def current(library: Library, _whole: Library) -> list[Any]:
    return [library.current([1, 2, 3], day) for day in DAYS]


def standing_in(library: Library, whole: Library) -> list[Any]:
    every = [one for slug in ("myths", "pointing") for one in library.editions(Kind.GUIDANCE, slug, DAYS[1])]
    return [library.standing_in(hidden_pids(whole), every)]


def changed(library: Library, _whole: Library) -> tuple[int, ...]:
    return library.changed_since(None)[1]


def units(library: Library, _whole: Library) -> list[Any]:
    return list(library.units([1, 2, 3]))


TARGETS = [(Kind.GUIDANCE, "myths", "hidden"), (Kind.GUIDANCE, "", "M99"), (Kind.GUIDANCE, "hidden", "hidden")]
SHOWING = set(
    """units resolve edition editions current in_force in_force_of commencing places place paragraph_history changes
    comparison consultation consultations emergency lineage_after""".split()
)
"""The methods whose answers hold titles, texts or reasons."""
NOTHING_TO_HIDE = {"head", "cursor", "knows", "embargoes", "words"}
"""What tells how far the ledger is, and when something will come but never what; and texts by their SHA-256, which
only those know who have the text."""
ASKED: dict[str, Answers] = {
    "changed_since": changed,
    "units": units,
    "resolve": every("resolve", Kind.GUIDANCE, "hidden"),
    "edition": every("edition", Kind.GUIDANCE, "myths", 2),
    "editions": every("editions", Kind.GUIDANCE, "myths"),
    "statements": lambda library, _: library.statements(Kind.GUIDANCE, "myths"),
    "paragraphs": on_editions("paragraphs"),
    "references": on_editions("references"),
    "referring": referring,
    "follow": every("follow", TARGETS),
    "in_force": every("in_force", None),
    "in_force_of": every("in_force_of", [(Kind.GUIDANCE, "hidden"), (Kind.GUIDANCE, "myths")]),
    "commencing": lambda library, _: [library.commencing(day, 100) for day in DAYS],
    "recent": lambda library, _: [library.recent(day, 100) for day in DAYS],
    "changes": on_pairs("changes"),
    "comparison": on_pairs("comparison"),
    "consultation": on_documents("consultation", *((day,) for day in DAYS)),
    "consultations": on_documents("consultations"),
    "emergency": on_editions("emergency"),
    "lineage_after": lineage,
    "places": on_pids("places"),
    "standing": on_pids("standing"),
    "current": current,
    "standing_in": standing_in,
    "place": on_each_pid("place"),
    "paragraph_history": on_each_pid("paragraph_history"),
}


@pytest.mark.parametrize("method", ASKED)
def test_an_answer_is_the_same_as_if_nothing_under_embargo_were_stored(method: str) -> None:
    ask = ASKED[method]
    with world(PUBLIC, EMBARGOED, now=NOW + timedelta(days=1)) as (_, after, _):
        shown = repr(ask(after, after))
        with world(PUBLIC, PUBLIC, now=NOW) as (_, without, _), world(PUBLIC, EMBARGOED, now=NOW) as (_, held, _):
            answer = ask(held, after)
            assert answer == ask(without, after)
    assert SECRET not in repr(answer)
    if method in SHOWING:
        assert SECRET in shown, "the question would not reach embargoed text anyway: ask another"


def test_every_method_of_the_library_is_asked() -> None:
    methods = {name for name, _ in getmembers(Library, isfunction) if not name.startswith("_")}
    missing = methods - ASKED.keys() - NOTHING_TO_HIDE
    assert not missing, f"Add to ASKED a question that would reach embargoed text through {sorted(missing)}."


def test_asking_as_known_at_a_later_instant_lifts_no_embargo() -> None:
    with world(EMBARGOED, now=NOW) as (_, library, _):
        found = library.resolve(Kind.GUIDANCE, "myths", DAYS[-1], known_at=NOW + timedelta(days=9))
    assert found.edition is not None
    assert (found.edition.ordinal, found.known_at) == (1, NOW)


def test_an_export_holds_nothing_under_embargo() -> None:
    with world(EMBARGOED, now=NOW) as (store, _, folder):
        export_pack(store, folder / "out.jsonl")
        assert SECRET not in (folder / "out.jsonl").read_text()


def test_an_embargo_ends_by_itself_at_its_instant(store: Store, tmp_path: Path, clock: Clock) -> None:
    clock.now = NOW
    library = publish(store, tmp_path, EMBARGOED)
    clock.now = NOW + timedelta(microseconds=1)
    assert library.resolve(Kind.GUIDANCE, "hidden", DAYS[-1]).edition is not None


def test_no_statement_of_force_lifts_the_embargo_of_its_edition(store: Store, tmp_path: Path) -> None:
    early = {"from": "2020-01-01", "to": None, "recorded_at": "2020-01-01T09:00:00Z", "reason": ""}
    told = document(editions=[edition(1, SECRET, published_at="2030-01-01T09:00:00Z", force=[early])])
    with suppress(PackError):
        publish(store, tmp_path, [told])
    with pytest.raises(NotFoundError):
        Library(store).resolve(Kind.GUIDANCE, "myths", DAYS[2])
