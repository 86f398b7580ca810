"""Whatever is done to a document, edition after edition: citations hold, and say what an archivist would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance import correcting, drafting, drafts, identifying
from guidance.citation import Token, Verdict, cite
from guidance.errors import NotFoundError
from guidance.identity import Choice
from guidance.model import Kind, Paragraph
from guidance.workflow import Content, Identity
from kb import citing
from tests.factories import Clock
from tests.guidance.copies import Author, Cited, Copy, origins, verdict
from tests.guidance.desk import Desk, desk
from tests.guidance.histories import WITHOUT_SHRINKING

SLUG = "myths"
DAY0 = date(2024, 1, 1)
Deed = tuple[str, int, int]
first_editions = st.lists(st.integers(0, 3), min_size=2, max_size=5).filter(any)
deeds = st.tuples(st.sampled_from(sorted(Author().deeds)), st.integers(0, 60), st.integers(0, 60))


@dataclass
class Thread:
    """A document as it goes on: the copies of the archivist beside what the product has, and who is who in both."""

    desk: Desk
    clock: Clock
    copies: list[Copy] = field(default_factory=list)
    pids: dict[int, str] = field(default_factory=dict)
    issued: dict[Token, tuple[Cited, Paragraph]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return DAY0 + timedelta(days=len(self.copies))

    def publish(self, told: Copy, reverted: int | None = None) -> None:
        """The next edition, in force from the day on which it is published."""
        self.clock.now = datetime.combine(self.today, time(12), UTC)
        draft_id = self._drafted(Content(told.title, "", told.body, {}), reverted)
        if self.copies:
            self._settle(draft_id, told, self.copies[-1 if reverted is None else reverted])
        self._learn(draft_id, told)
        self.desk.approve(draft_id)
        ordinal = self.desk.publish(draft_id, self.today)
        told = replace(told, day=self.today)
        self.copies.append(told)
        assert ordinal == len(self.copies)
        for item, one in zip(told.items, self.desk.paragraphs(ordinal), strict=True):
            assert (one.pid, one.plain) == (self.pids[item.key], item.text)
            cited = Cited(item.key, item.text, ordinal - 1)
            self.issued[cite(one.pid, told.day, one.text_hash)] = cited, one

    def _drafted(self, content: Content, reverted: int | None) -> int:
        store, author = self.desk.store, self.desk.author
        if not self.copies:
            return drafting.start_new(store, author, Kind.GUIDANCE, SLUG, "", [], content)
        source = None if reverted is None else reverted + 1
        draft_id = drafting.start(store, author, Kind.GUIDANCE, SLUG, source)
        drafting.save(store, author, draft_id, 1, content)
        return draft_id

    def _settle(self, draft_id: int, told: Copy, source: Copy) -> None:
        """Say what the deed was, where the product could not know it. What it was sure of, it must have right."""
        store, author, base = self.desk.store, self.desk.author, self.copies[-1]
        came = origins(base, told)
        by_deed = {key for pair in (*came.split, *came.merged) for key in pair}
        choices = []
        for position, (item, one) in enumerate(zip(told.items, self._identity(draft_id).paragraphs, strict=True), 1):
            own = self.pids[item.key] if item.key in (*base.keys, *source.keys) else ""
            right = one.pid == own if own else one.pid not in self.pids.values()
            assert right or one.candidates or item.key in by_deed
            split = [self.pids[old] for new, old in came.split if new == item.key]
            merged = [self.pids[gone] for gone, into in came.merged if into == item.key]
            if not right or one.candidates or split or merged:
                continues = own if item.key in base.keys else ""
                choices.append(Choice(position, continues, "".join(split[:1]), tuple(merged)))
        if choices:
            identifying.settle(store, author, draft_id, self.desk.head(draft_id), choices)
        for gone, other in told.replaced:
            takes = self.pids[gone], self.pids[other]
            identifying.account_for_removed(store, author, draft_id, *takes, "")

    def _learn(self, draft_id: int, told: Copy) -> None:
        for item, one in zip(told.items, self._identity(draft_id).paragraphs, strict=True):
            assert not one.candidates
            if item.key in self.pids:
                assert one.pid == self.pids[item.key]
            else:
                assert one.pid not in self.pids.values()
                self.pids[item.key] = one.pid

    def _identity(self, draft_id: int) -> Identity:
        return drafts.revision(self.desk.store, self.desk.author, draft_id).identity

    def check_citations(self) -> None:
        """Every citation ever issued gives its words, byte for byte, and the verdict that the copies give."""
        for token, (cited, paragraph) in self.issued.items():
            found = citing.looked_up(self.desk.library, str(token), self.clock.now.date())
            assert (found.then.paragraph.plain, found.then.paragraph.html) == (cited.text, paragraph.html)
            assert not found.caution
            said, after = verdict(self.copies, cited)
            assert found.verdict == said, (cited, said)
            assert {one.paragraph.pid for one in found.successors} == {self.pids[key] for key in after}

    def check_past(self) -> None:
        """As at each past day, as known at each past instant, the library has the edition that the copies have."""
        library = self.desk.library
        for known in range(len(self.copies)):
            known_at = datetime.combine(self.copies[known].day, time(12), UTC)
            for day in range(-1, len(self.copies)):
                as_at = DAY0 + timedelta(days=day)
                found = library.resolve(Kind.GUIDANCE, SLUG, as_at, known_at).edition
                assert (found.ordinal if found else 0) == min(day, known) + 1
                if found and known == len(self.copies) - 1:
                    copy = self.copies[found.ordinal - 1]
                    assert found.title == copy.title
                    assert [one.plain for one in library.paragraphs(found)] == [one.text for one in copy.items]
        with pytest.raises(NotFoundError):
            library.resolve(Kind.GUIDANCE, SLUG, DAY0, datetime.combine(DAY0, time(11), UTC))

    def do(self, author: Author, deed: Deed) -> None:
        """The deed, or where it cannot be done something else that can, as an edition."""
        name, first, second = deed
        told = author.deeds[name](self.copies, first, second)
        if told is None:
            self.publish(author.insert(self.copies, first, second))
        else:
            self.publish(told, first % len(self.copies) if name == "revert" else None)

    def withdraw(self) -> None:
        """From the next day on nothing of it is in force."""
        self.clock.now = datetime.combine(self.today, time(12), UTC)
        correcting.withdraw(self.desk.store, self.desk.publisher, Kind.GUIDANCE, SLUG, self.today, "Overtaken.")


@settings(max_examples=50, phases=WITHOUT_SHRINKING)
@given(first_editions, st.lists(deeds, min_size=3, max_size=8))
def test_every_citation_holds_and_says_what_became_of_the_words_whatever_is_done_to_a_document(
    sizes: list[int], done: list[Deed]
) -> None:
    author, clock = Author(), Clock()
    with desk(clock) as at:
        thread = Thread(at, clock)
        thread.publish(author.begin(sizes))
        for deed in done:
            thread.do(author, deed)
            thread.check_citations()
        assert len(set(thread.pids.values())) == len(thread.pids)
        thread.check_past()
        thread.withdraw()
        for token, (cited, paragraph) in thread.issued.items():
            found = citing.looked_up(at.library, str(token), thread.today)
            assert (found.verdict, found.then.paragraph.plain) == (Verdict.WITHDRAWN, cited.text)
            assert found.then.paragraph.html == paragraph.html


@pytest.mark.parametrize(
    "sizes, done, edition, place, said",
    [
        pytest.param([1, 1], [("move", 0, 1)], 1, 0, "renumbered", id="it changed places"),
        pytest.param([0, 1, 0, 1], [("move", 1, 3)], 1, 1, "moved", id="it stands under another heading"),
        pytest.param([0, 1], [("retitle", 0, 1)], 1, 1, "unchanged", id="its heading was worded anew"),
        pytest.param([2, 1], [("split", 0, 0)], 1, 0, "split", id="it was split"),
        pytest.param([2, 1], [("split", 0, 0), ("delete", 0, 0)], 1, 0, "split", id="half of it went"),
        pytest.param([2, 1], [("split", 0, 0), ("delete", 0, 0)], 2, 0, "superseded", id="it was the half that went"),
        pytest.param([2, 1], [("split", 0, 0), ("revert", 0, 0)], 2, 0, "amended", id="its halves are one again"),
        pytest.param(
            [3, 1],
            [("split", 0, 0), ("edit", 0, 0), ("split", 0, 0)],
            2, 0, "amended",
            id="what had been split off was split",
        ),
        pytest.param([1, 1], [("merge", 0, 1)], 1, 0, "merged", id="it was merged"),
        pytest.param([1, 1], [("merge", 0, 1), ("split", 0, 1)], 1, 0, "merged", id="what took it in was split"),
        pytest.param(
            [1, 1, 1],
            [("edit", 0, 0), ("merge", 0, 1), ("revert", 0, 0), ("delete", 0, 0)],
            2, 0, "superseded",
            id="it was merged, then not, then went",
        ),
        pytest.param([1, 1], [("replace", 0, 0)], 1, 0, "superseded", id="another took its place"),
    ],
)  # fmt: skip
def test_what_became_of_a_paragraph(sizes: list[int], done: list[Deed], edition: int, place: int, said: str) -> None:
    author, clock = Author(), Clock()
    with desk(clock) as at:
        thread = Thread(at, clock)
        thread.publish(author.begin(sizes))
        for deed in done:
            thread.do(author, deed)
            thread.check_citations()
        one = thread.copies[edition - 1].items[place]
        assert verdict(thread.copies, Cited(one.key, one.text, edition - 1))[0] == said


ALIKE = """See above.|See below.|It may. Or not.|It may.|Or not.|Ask first what was said, and when.|## Delay|## Delays|
Ask first what was said, and by whom.|Ask what was said, and when.|- one\n- two|- one\n- two\n- three""".split("|")
alike = st.lists(st.sampled_from(ALIKE), min_size=1, max_size=7)


@settings(max_examples=50, phases=WITHOUT_SHRINKING)
@given(st.lists(st.tuples(alike, st.integers(0, 5), st.booleans()), min_size=2, max_size=6))
def test_words_cited_stay_the_words_however_alike_the_paragraphs_are(
    told: list[tuple[list[str], int, bool]],
) -> None:
    clock = Clock()
    issued: dict[Token, Paragraph] = {}
    standing: list[list[str]] = []
    with desk(clock) as at:
        for bodies, source, same in told:
            clock.now += timedelta(days=1)
            edition = _published(at, bodies, source % len(standing) if standing else None, same=same)
            pids = [one.pid for one in at.paragraphs(edition)]
            came = {*(standing[-1] if standing else ()), *(standing[source % len(standing)] if standing else ())}
            assert len(set(pids)) == len(pids)
            assert not set(pids) & ({pid for one in standing for pid in one} - came)
            standing.append(pids)
            issued |= {cite(one.pid, clock.now.date(), one.text_hash): one for one in at.paragraphs(edition)}
            for token, paragraph in issued.items():
                found = citing.looked_up(at.library, str(token), clock.now.date()).then.paragraph
                assert (found.plain, found.html) == (paragraph.plain, paragraph.html)


def _published(at: Desk, bodies: Sequence[str], source: int | None, *, same: bool) -> int:
    """An edition with the paragraphs, begun from an earlier one; what is unsure is called the same, or new."""
    title = f"Title of {at.store.now():%-d %B}"
    content = Content(title, "", "\n\n".join(bodies), {})
    if source is None:
        draft_id = drafting.start_new(at.store, at.author, Kind.GUIDANCE, SLUG, "", [], content)
    else:
        draft_id = drafting.start(at.store, at.author, Kind.GUIDANCE, SLUG, source + 1)
        drafting.save(at.store, at.author, draft_id, 1, content)
    told = drafts.revision(at.store, at.author, draft_id).identity.paragraphs
    taken: set[str] = set()
    choices = []
    for position, one in enumerate(told, 1):
        offered = [maybe.pid for maybe in one.candidates if same and maybe.pid not in taken]
        taken.update(offered[:1])
        choices += [Choice(position, "".join(offered[:1]))] if one.candidates else []
    if choices:
        identifying.settle(at.store, at.author, draft_id, at.head(draft_id), choices)
    at.approve(draft_id)
    return at.publish(draft_id, at.store.now().date())
