"""Each name that people type leads to one place in the starter content, or is marked as needing its surroundings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from guidance.model import Kind
from tests.content.pages import Page, told

EVERYDAY_ALIASES: Mapping[str, str] = {
    "site:snapchat: Snap": "what its users call it",
    "site:muzz: muzmatch": "no word at all: its own spelling has no capital",
    "site:salams: Minder": "a former name, with its years",
}
"""Aliases of sites that are everyday words and stay, each with its reason: a site's alias cannot ask for context."""

SHARED_NAMES: Mapping[str, str] = {
    "r v b": "initials collide: the citation tells them apart",
    "r v c": "initials collide: the citation tells them apart",
}
"""Names that two authorities share in life."""


def folded(words: str) -> str:
    """Words as they are compared: case and spaces apart."""
    return " ".join(words.casefold().split())


def claims(page: Page) -> Iterator[tuple[str, bool]]:
    """The names of a term or site, each with whether it needs its surroundings to be that."""
    titled = folded(page.edition.title)
    own = {folded(one["text"]): bool(one.get("needs_context")) for one in page.facts.get("aliases", ())}
    yield titled, own.get(titled, False)
    yield from ((name, context) for name, context in own.items() if name != titled)


def test_a_name_has_at_most_one_place_that_it_means_by_itself(current: list[Page]) -> None:
    owners = defaultdict(list)
    for page in current:
        if page.kind in {Kind.TERM, Kind.SITE}:
            for name, needs_context in claims(page):
                owners[name].append((page.name, needs_context))
    faults = [
        f"{name!r}: {', '.join(place for place, _ in places)}"
        for name, places in sorted(owners.items())
        if sum(not needs_context for _, needs_context in places) > 1
    ]
    assert not faults, told(faults, "Keep the alias where it belongs; drop it from the others, or set needs_context.")


def test_no_alias_is_the_whole_title_of_another_document(current: list[Page]) -> None:
    titled = {folded(page.edition.title): page.name for page in current}
    faults = []
    for page in current:
        for alias in page.facts.get("aliases", ()):
            other = titled.get(folded(alias["text"]), page.name)
            if other != page.name:
                faults.append(f"{page.where}: {alias['text']!r} is the title of {other}")
    assert not faults, told(faults, "Drop the alias and link to the other document where it helps.")


def test_no_alias_stands_twice_in_one_document(current: list[Page]) -> None:
    faults = []
    for page in current:
        names = [folded(one["text"]) for one in page.facts.get("aliases", ())]
        faults += [f"{page.where}: {name!r}" for name in sorted({name for name in names if names.count(name) > 1})]
    assert not faults, told(faults, "Delete the second one: case makes no other alias of it.")


def test_no_alias_of_a_site_is_an_everyday_phrase(current: list[Page]) -> None:
    prose = {page.name: " ".join(page.paragraphs) for page in current}
    whole = "\n".join(prose.values())
    faults = []
    for page in current:
        if page.kind is not Kind.SITE:
            continue
        for alias in page.facts.get("aliases", ()):
            typed = re.compile(rf"(?<![\w']){re.escape(alias['text'].lower())}(?![\w'])")
            elsewhere = len(typed.findall(whole)) - len(typed.findall(prose[page.name]))
            known = folded(alias["text"]) == folded(page.edition.title)
            if elsewhere and not known and f"{page.name}: {alias['text']}" not in EVERYDAY_ALIASES:
                faults.append(f"{page.where}: {alias['text']!r} stands in lower case in other entries")
    assert not faults, told(faults, "Drop it, or write it so that it can only be the site ('Pure app').")


def test_a_site_named_by_an_everyday_word_has_an_alias_that_is_none(current: list[Page]) -> None:
    whole = "\n".join(paragraph for page in current for paragraph in page.paragraphs)
    faults = []
    for page in current:
        title = page.edition.title
        if page.kind is not Kind.SITE or " " in title or not re.search(rf"(?<![\w']){title.lower()}(?![\w'])", whole):
            continue
        if not any(re.search(r"[\s.]", one["text"]) for one in page.facts.get("aliases", ())):
            faults.append(f"{page.where}: {title}")
    assert not faults, told(faults, "Add the name as people make it plain: 'Thursday app', 'her.app'.")


def test_no_citation_or_name_belongs_to_two_authorities(current: list[Page]) -> None:
    owners = defaultdict(set)
    for page in current:
        if page.kind is Kind.AUTHORITY:
            for name in (*page.facts["citations"], *page.facts["names"], page.edition.title):
                owners[folded(name)].add(page.name)
    faults = [
        f"{name!r}: {', '.join(sorted(places))}"
        for name, places in sorted(owners.items())
        if len(places) > 1 and name not in SHARED_NAMES
    ]
    assert not faults, told(faults, "A citation is the key: it belongs to one authority.")


def test_no_two_documents_of_a_kind_share_a_title(current: list[Page]) -> None:
    owners = defaultdict(list)
    for page in current:
        owners[page.kind, folded(page.edition.title)].append(page.where)
    faults = [", ".join(places) for places in owners.values() if len(places) > 1]
    assert not faults, told(faults, "Say in the title what tells them apart.")


def test_a_former_name_of_a_site_says_when_it_was_used(current: list[Page]) -> None:
    faults = []
    for page in current:
        for alias in page.facts.get("aliases", ()) if page.kind is Kind.SITE else ():
            begins, ends = alias.get("valid_from", ""), alias.get("valid_to", "9999")
            if begins > ends:
                faults.append(f"{page.where}: {alias['text']!r} ends {ends}, before it begins {begins}")
    assert not faults, told(faults, "Put valid_from before valid_to.")
