"""What an author writes: made uniform, and checked with sentences for a person. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from . import kinds
from .markup import MAX_BODY, clean_source
from .model import Issue, Kind
from .records import MAX_REF, blocks_of
from .workflow import Content

MAX_TITLE, MAX_SUMMARY, MAX_SLUG, MAX_TOPICS, MAX_NOTE = 300, 2_000, 120, 20, 5_000

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ROW = re.compile(r"facts\.(\w+)\[(\d+)\](?:\.(\w+))?|facts\.(\w+)")
_ROWS = {
    "aliases": "other name",
    "senses": "meaning",
    "site_facts": "fact",
    "measures": "measure",
}


def tidy(content: Content) -> Content:
    """The same words with uniform line ends, Unicode form and edges: a form sent back as it was changes nothing."""
    return Content(
        " ".join(clean_source(content.title).split()),
        clean_source(content.summary).strip(),
        clean_source(content.body).strip("\n"),
        {name: _tidy(value) for name, value in content.facts.items()},
    )


def fingerprint(content: Content) -> str:
    """The hash of the words, which says in the record what was saved without saying the words."""
    told = [content.title, content.summary, content.body, content.facts]
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(b"kb-content/1\n" + canonical.encode()).hexdigest()


def check_content(kind: Kind, content: Content) -> list[Issue]:
    """What keeps the words from being saved, with the field of each; empty where nothing does."""
    issues: list[Issue] = []
    title, summary = content.title.strip(), content.summary.strip()
    if not title:
        issues.append(Issue("title", "Enter a title"))
    if len(title) > MAX_TITLE:
        issues.append(Issue("title", f"The title can have at most {MAX_TITLE} characters; it has {len(title)}"))
    if len(summary) > MAX_SUMMARY:
        issues.append(Issue("summary", f"The summary can have at most {MAX_SUMMARY:,} characters"))
    wrong_facts = [Issue(one.field, _sentence(one)) for one in kinds.check(kind, content.facts)]
    return issues + wrong_facts + _check_text(kind, content, with_facts=not wrong_facts)


def check_labels(ref: str, topics: tuple[str, ...]) -> list[Issue]:
    """What is wrong with the label of a document and its topics."""
    issues: list[Issue] = []
    if len(ref) > MAX_REF or ref != " ".join(clean_source(ref).split()):
        issues.append(Issue("ref", f"A label is one line of at most {MAX_REF} characters"))
    if wrong := [one for one in topics if not _NAME.fullmatch(one) or len(one) > MAX_SLUG]:
        issues.append(Issue("topics", f"“{wrong[0][:40]}” is no topic: use small letters, digits and hyphens"))
    if len(topics) > MAX_TOPICS or len(set(topics)) < len(topics):
        issues.append(Issue("topics", f"Give each topic once, and at most {MAX_TOPICS}"))
    return issues


def check_slug(slug: str) -> list[Issue]:
    """What is wrong with the last part of an address, apart from its being taken."""
    if not _NAME.fullmatch(slug):
        told = "Use small letters and digits, with single hyphens between words, such as digital-evidence"
        return [Issue("slug", told)]
    if len(slug) > MAX_SLUG:
        return [Issue("slug", f"An address can have at most {MAX_SLUG} characters here")]
    return []


def check_note(note: str) -> list[Issue]:
    """What is wrong with a note or a reason."""
    return [Issue("note", f"A note can have at most {MAX_NOTE:,} characters")] if len(note) > MAX_NOTE else []


def _check_text(kind: Kind, content: Content, *, with_facts: bool) -> list[Issue]:
    """The body alone first, so that a line that is named is one of the lines that the author sees."""
    wholes: list[tuple[Kind, Mapping[str, Any]]] = [(Kind.GUIDANCE, {})]
    if with_facts and content.facts and kind is not Kind.GUIDANCE:
        wholes.append((kind, content.facts))
    for one, facts in wholes:
        try:
            blocks_of(one, facts, content.body)
        except ValueError as error:
            told = str(error)
            return [Issue("body" if not facts else "facts", told[:1].upper() + told[1:])]
    if sum(map(len, _words(content.facts))) > MAX_BODY:
        return [Issue("facts", f"The entries are longer than {MAX_BODY:,} characters together")]
    return []


def _sentence(issue: Issue) -> str:
    """'facts.senses[2].definition' 'is missing' as people say it: 'Meaning 2, definition: is missing'."""
    found = _ROW.fullmatch(issue.field)
    if found is None:
        return f"The entries: {issue.message}"
    table, number, part, single = found.groups()
    if single:
        return f"{_plain(single)}: {issue.message}"
    told = f"{_plain(_ROWS.get(table, table))} {number}"
    return f"{told}, {part.replace('_', ' ')}: {issue.message}" if part else f"{told}: {issue.message}"


def _plain(name: str) -> str:
    said = name.replace("_", " ")
    return said[:1].upper() + said[1:]


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return clean_source(value).strip()
    if isinstance(value, Mapping):
        return {name: _tidy(one) for name, one in value.items()}
    return [_tidy(one) for one in value] if isinstance(value, list | tuple) else value


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [word for one in value.values() for word in _words(one)]
    return [word for one in value for word in _words(one)] if isinstance(value, list | tuple) else []
