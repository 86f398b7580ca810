"""The product's own search over the starter content, as a list of documents with the names of what is shown of each."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cached_property

from guidance.curating import Kept, Synonym
from guidance.model import Kind
from guidance.published import Library
from guidance.rows import headings_over
from indexer.answers import Question
from indexer.index import Index
from kb import searchwords
from kb.demo import SYNONYMS
from tests.relevance.judging import DEPTH, Judged, Shown

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Names:
    """The names of paragraphs of guidance in any edition: labels and anchors, theirs and of what they stand under."""

    def __init__(self, library: Library) -> None:
        found: defaultdict[str, set[str]] = defaultdict(set)
        self.document_of: dict[str, str] = {}
        for current in library.in_force(Kind.GUIDANCE, TODAY):
            slug = current.document.slug
            for edition in library.editions(Kind.GUIDANCE, slug, TODAY):
                for paragraph, over in headings_over(library.paragraphs(edition)):
                    for one in (paragraph, *over):
                        names = {one.ref, f"guidance:{slug}#{one.anchor}" if one.anchor else ""} - {""}
                        found[paragraph.pid] |= names
                        self.document_of |= dict.fromkeys(names, f"guidance:{slug}")
        self._found: Mapping[str, set[str]] = found

    def of(self, pid: str) -> set[str]:
        """Of one paragraph; none where it has none."""
        return self._found.get(pid, set())


class Ours:
    """The product's search with the glossary's and the demonstration's synonyms."""

    def __init__(self, library: Library, index: Index, names: Names) -> None:
        self.library, self.index, self.names = library, index, names

    @cached_property
    def _words(self) -> searchwords.SearchWords:
        same = tomllib.loads(SYNONYMS.read_text("utf-8"))["same"]
        synonyms = tuple(Synonym(number, tuple(one), "", NOW) for number, one in enumerate(same, 1))
        return searchwords.made(Kept(synonyms, ()), self.library, TODAY)

    def answers(self, judged: Judged) -> list[Shown]:
        """The first ten documents."""
        thesaurus = self._words.thesaurus
        question = Question(judged.query, judged.as_at or TODAY, NOW, per_page=DEPTH, thesaurus=thesaurus)
        return [
            (document, frozenset({document}.union(*map(self.names.of, (hit.pid, *hit.others)))))
            for hit in self.index.search(question, self.library).hits
            for document in [f"{hit.kind}:{hit.slug}"]
        ]
