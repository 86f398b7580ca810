"""Whether a search that somebody follows finds something new: a paragraph that an edition brought or changed."""

from __future__ import annotations

from guidance import calendar
from guidance.changes import weight
from guidance.following import Finds
from guidance.news import NewsItem, NewsKind
from guidance.workflow import ChangeClass
from indexer.answers import Question
from indexer.index import Index

from .config import Config

LOOKED_AT = 50
"""Documents, best first, among which what is new must be: whoever is told should find it."""


def finder(config: Config) -> Finds:
    """Looks as at the day on which something became so, in an index that has caught up."""
    index = Index.open(config.index_folder)
    known: dict[tuple[str, str], frozenset[str]] = {}

    def found(words: str, item: NewsItem) -> frozenset[str]:
        day = calendar.today(item.became)
        if (words, str(day)) not in known:
            places = index.places(Question(words, day, config.now(), per_page=LOOKED_AT))
            known[words, str(day)] = frozenset(pid for one in places for pid in (one.pid, *one.others))
        return known[words, str(day)]

    def finds(words: str, item: NewsItem) -> bool:
        if item.what is not NewsKind.COMMENCED:
            return False
        least = weight(ChangeClass.CLARIFICATION)
        new = {one.pid for one in item.changes if item.before is None or weight(one.change_class) >= least}
        return not new.isdisjoint(found(words, item))

    return finds
