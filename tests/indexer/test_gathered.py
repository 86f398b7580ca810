"""An edition adds to the index what it changed; its document, in several segments then, is found as if in one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from guidance.published import Library
from indexer import writing
from indexer.answers import Question
from indexer.gathered import Gathered
from indexer.generation import Generation
from indexer.index import Index
from indexer.manifest import DamagedError
from indexer.segments import Cache
from tests.factories import document, publish
from tests.indexer import worlds
from tests.indexer.asking import ask
from tests.indexer.test_brute_force import indexed

PARAGRAPHS = [f"Paragraph {number} is about consent and delay." for number in range(40)]
CHANGED = [*PARAGRAPHS[:39], "Paragraph 39 is about consent and ghosting."]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def grown(library: Library, index: Index, *bodies: list[str]) -> None:
    folder = index.folder.parent
    publish(library.store, folder, [document("large", ["\n\n".join(one) for one in bodies])])
    assert index.catch_up(library)


def test_only_what_an_edition_changed_is_written() -> None:
    with indexed([document("small")]) as (library, index):
        grown(library, index, PARAGRAPHS)
        before = {part.segment.name for part in index._current().parts}
        grown(library, index, PARAGRAPHS, CHANGED)
        (added,) = [one for one, _ in index._current()._stored if one.name not in before]
        # The old text as it was known before and as it is known now, and the new one.
        assert added.size == 3
        assert index.status(library).units == 1 + 40 + 2


def test_a_document_in_several_segments_is_one_document_whatever_is_asked() -> None:
    with indexed([document("small", ["About consent."])]) as (library, index):
        grown(library, index, PARAGRAPHS)
        grown(library, index, PARAGRAPHS, CHANGED)
        assert isinstance(index._current().parts[-1].segment, Gathered)
        found = ask(index, library, "consent")
        assert (found.total, found.facets["kind"]) == (2, {"guidance": 2})
        large = next(one for one in found.hits if one.slug == "large")
        assert large.more == 39
        assert [hit.slug for hit in ask(index, library, "ghosting consent").hits] == ["large"]
        assert ask(index, library, "delay", date(2020, 6, 1)).hits[0].more == 39
        assert ask(index, library, "delay").hits[0].more == 38


def test_a_phrase_is_found_in_documents_that_stand_in_several_segments() -> None:
    first = ["About consent and delay.", "About delay and consent, and of consent.", "Stays."]
    second = ["Of consent and of delay.", "About consent and evidence.", "Stays too."]
    told = {"one": [first, [*first[:2], "Consent of evidence."]], "two": [second, [*second[:2], "Of evidence."]]}
    with indexed([document("small", ["Delay and evidence."])]) as (library, index):
        for count in (1, 2):
            bodies = {slug: ["\n\n".join(one) for one in told[slug][:count]] for slug in told}
            publish(library.store, index.folder.parent, [document(slug, own) for slug, own in bodies.items()])
            assert index.catch_up(library)
        anew = Index.open(index.folder.parent / "anew")
        anew.rebuild(library)
        for phrase in (
            "consent and delay",
            "delay and consent",
            "of consent",
            "consent of",
            "and evidence",
            "of delay",
        ):
            found = ask(index, library, f'"{phrase}"')
            assert found == ask(anew, library, f'"{phrase}"')
            assert found.total


def test_a_generation_that_another_process_has_swept_away_is_told_as_damage() -> None:
    with indexed([document("small")]) as (library, index):
        before = index._current().manifest
        grown(library, index, PARAGRAPHS)
        with pytest.raises(DamagedError, match="is gone"):
            Generation(index.folder, before, Cache())


@settings(max_examples=25, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(
    world=worlds.worlds(), later=st.lists(st.lists(worlds.texts, max_size=3), min_size=2, max_size=5), data=st.data()
)
def test_what_grew_edition_by_edition_answers_like_an_index_made_anew(
    world: list[dict[str, Any]], later: list[list[str]], data: st.DataObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_SEGMENTS", 3)
    with indexed(world) as (library, index):
        told = [{name: value for name, value in one.items() if name != "withdrawn"} for one in world]
        for day, texts in enumerate(later):
            one = data.draw(st.integers(0, len(told) - 1))
            told[one] = _continued(told[one], texts, date(2024, 1, 1) + timedelta(days=day))
            publish(library.store, index.folder.parent, [told[one]])
            assert index.catch_up(library)
        anew = Index.open(index.folder.parent / "anew")
        anew.rebuild(library)
        assert index.status(library).units == anew.status(library).units
        for _ in range(6):
            as_at = data.draw(worlds.days | st.just(date(2024, 6, 1)))
            question = Question(data.draw(worlds.questions), as_at, data.draw(worlds.instants), per_page=100)
            assert index.search(question, library) == anew.search(question, library)


def _continued(one: dict[str, Any], texts: list[str], day: date) -> dict[str, Any]:
    """The document with one more edition: other words at its end, and its first paragraph gone if there are none."""
    last = one["editions"][-1]
    blocks = last["body"].split("\n\n")
    body = "\n\n".join([*blocks, *texts]) if texts else "\n\n".join([*blocks[1:], "And no more."])
    more = {name: value for name, value in last.items() if name != "force"}
    more |= {"ordinal": last["ordinal"] + 1, "body": body, "in_force_from": str(day)}
    more |= {"published_at": f"{day}T09:00:00+00:00", "title": last["title"]}
    return {**one, "editions": [*one["editions"], more]}
