"""Markdown to blocks, and each block to safe HTML and plain words. The only module that knows Bleach and nh3.

Nothing after this module edits a string of HTML. Links to other documents are the one thing that a page must still
decide (they carry the date being read), so the stored HTML is cut at each such address: see `LINK_CUT`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

import bleach
import nh3
from markdown_it.token import Token

from .markdown import MARKDOWN, OUTLINE, plain, require_shallow
from .model import Block, Kind, ReferenceType

RENDERING_VERSION = "2"
"""Raised whenever what this module makes of the same Markdown changes; stored renderings are then made again."""

LINK_CUT = "\x1e"
"""Stands on both sides of `kind:slug#anchor` where a stored HTML names another document. No source can contain it."""

INTERNAL = "internal"
"""The class of a paragraph that is for the policy team alone. Under a heading that has it, everything has it."""

MAX_BODY = 2_000_000
MAX_BLOCKS = 5_000

_TAGS = frozenset(
    "p br em strong code pre ul ol li blockquote table thead tbody tr th td dl dt dd sup div a s hr".split()
)
_ATTRIBUTES: dict[str, list[str]] = {
    "a": ["href"],
    "ol": ["start", "class"],
    "td": ["class"],
    "th": ["class"],
    "div": ["class"],
    "sup": ["class"],
}
_PROTOCOLS = frozenset({"http", "https", "mailto", "kb"})
_INTERNAL = re.compile(rf"({'|'.join(Kind)}):([a-z0-9][a-z0-9-]*)(?:#([A-Za-z0-9_-]+))?")
_MAY_LINK = re.compile(rf"\b({'|'.join(Kind)}):")
_INTERNAL_HREF = re.compile(r'(<a href=")kb:([a-z_]+:[a-z0-9-]+(?:#[A-Za-z0-9_-]+)?)(?=")')
_ONE = r'(?:#[A-Za-z][\w-]*|\.[A-Za-z][\w-]*|[a-z]+="[^"]*")'
_ATTRIBUTE_TAIL = re.compile(rf"\s*\{{:?\s*({_ONE}(?:\s*{_ONE})*)\s*\}}\s*$")
_ATTRIBUTE_LINE = re.compile(rf"^\s{{0,3}}\{{:?\s*({_ONE}(?:\s*{_ONE})*)\s*\}}\s*$")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)\s*$")
_ATTRIBUTE = re.compile(r'#([A-Za-z][\w-]*)|\.([A-Za-z][\w-]*)|([a-z]+)="([^"]*)"')
_CONTROL = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}
_ALIGNED = {"text-align:left": "kb-left", "text-align:right": "kb-right", "text-align:center": "kb-centre"}
_BLOCKS = {
    "heading_open": Block.HEADING,
    "paragraph_open": Block.PARAGRAPH,
    "bullet_list_open": Block.LIST,
    "ordered_list_open": Block.LIST,
    "table_open": Block.TABLE,
    "blockquote_open": Block.QUOTE,
    "dl_open": Block.DEFINITIONS,
    "fence": Block.CODE,
    "code_block": Block.CODE,
}


@dataclass(frozen=True)
class Link:
    """A link from a block to another document."""

    type: ReferenceType | None
    kind: Kind
    slug: str
    anchor: str


@dataclass(frozen=True)
class SourceBlock:
    """One top-level block of Markdown: its words, free of attributes, with the footnotes that it uses."""

    block: Block
    level: int
    source: str
    anchor: str
    classes: tuple[str, ...]
    ref: str
    line: int

    @property
    def internal(self) -> bool:
        """Whether it is for the policy team alone."""
        return INTERNAL in self.classes


@dataclass(frozen=True)
class Rendered:
    """Safe HTML (cut at internal links), plain words and the internal links of one block."""

    html: str
    plain: str
    links: tuple[Link, ...]


def clean_source(source: str) -> str:
    """Line ends, Unicode form and control characters made uniform; the words are untouched."""
    unified = source.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)
    return unicodedata.normalize("NFC", unified.encode("utf-8", "replace").decode("utf-8"))


def split(source: str) -> list[SourceBlock]:
    """The top-level blocks of a Markdown body in reading order.

    A line of attributes such as `{#m01 .myth ref="M01"}` at the end of a heading, or alone before a block, names
    that block. Footnotes and link definitions go with each block that uses them, so that a block stands alone.
    Raises ValueError where the body is longer than `MAX_BODY` characters or `MAX_BLOCKS` blocks, or nested too deeply.
    """
    if len(source) > MAX_BODY:
        raise ValueError(f"the text is longer than {MAX_BODY:,} characters; split it into several documents")
    lines = clean_source(source).split("\n")
    env: dict[str, Any] = {}
    tokens = OUTLINE.parse("\n".join(lines), env)
    require_shallow(tokens, "of the text")
    definitions = _definitions(lines, env)
    blocks: list[SourceBlock] = []
    waiting, in_note = "", False
    for token in tokens:
        if token.type in {"footnote_reference_open", "footnote_reference_close"}:
            in_note = token.type == "footnote_reference_open"
        if in_note or token.level or token.type not in _BLOCKS or token.map is None:
            continue
        block = _BLOCKS[token.type]
        own = [line.rstrip() for line in lines[token.map[0] : token.map[1]]]
        while own and (found := _ATTRIBUTE_LINE.match(own[0])):
            waiting += " " + found[1]
            own = own[1:]
        words, tail = _words(block, own)
        if not words:
            continue
        anchor, classes, ref = _attributes(f"{waiting} {tail}")
        waiting = ""
        words = words if block is Block.CODE else _with_definitions(words, definitions)
        level = int(token.tag[1]) if block is Block.HEADING else 0
        blocks.append(SourceBlock(block, level, words, anchor, classes, ref, token.map[0] + 1))
    if len(blocks) > MAX_BLOCKS:
        raise ValueError(f"the text has more than {MAX_BLOCKS:,} paragraphs; split it into several documents")
    return list(_under_internal_headings(blocks))


def _under_internal_headings(blocks: Sequence[SourceBlock]) -> Iterator[SourceBlock]:
    over = 0
    for block in blocks:
        if block.level and block.level <= over:
            over = 0
        if over and not block.internal:
            yield replace(block, classes=(*block.classes, INTERNAL))
            continue
        if block.level and block.internal and not over:
            over = block.level
        yield block


def render(block: Block, source: str) -> Rendered:
    """The safe HTML and the plain words of one block, as `split` made it. A heading has no tag of its own.

    Raises ValueError where the block is nested too deeply.
    """
    env: dict[str, Any] = {}
    tokens = MARKDOWN.parseInline(source, env) if block is Block.HEADING else MARKDOWN.parse(source, env)
    # Lines that `split` joined can nest deeper than they did apart.
    require_shallow(tokens, "of a paragraph")
    links: list[Link] = []
    _prepare(tokens, links)
    raw = MARKDOWN.renderer.render(tokens, MARKDOWN.options, env)
    return Rendered(_cut_links(sanitise(raw)), plain(tokens), tuple(links))


def links(block: Block, source: str) -> tuple[Link, ...]:
    """The internal links of one block alone, without the price of making its HTML."""
    if not _MAY_LINK.search(source):
        return ()
    found: list[Link] = []
    _prepare(MARKDOWN.parseInline(source) if block is Block.HEADING else MARKDOWN.parse(source), found)
    return tuple(found)


def sanitise(html: str) -> str:
    """HTML with nothing in it but what this module writes: Bleach first, then nh3, each from strict lists."""
    cleaned = bleach.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, protocols=_PROTOCOLS, strip=True)
    return nh3.clean(
        cleaned,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes=set(_PROTOCOLS),
        link_rel=None,
    )


def assemble(html: str, address: Callable[[Kind, str, str], str]) -> str:
    """Stored HTML with the address of each internal link filled in; `address(kind, slug, anchor)` gives it."""
    if LINK_CUT not in html:
        return html
    parts = html.split(LINK_CUT)
    for index in range(1, len(parts), 2):
        kind, slug, anchor = _target(parts[index])
        parts[index] = escape(address(kind, slug, anchor))
    return "".join(parts)


def link_targets(html: str) -> list[tuple[Kind, str, str]]:
    """The internal links in stored HTML: kind, slug and anchor of each."""
    return [_target(told) for told in html.split(LINK_CUT)[1::2]]


def parse_target(target: str) -> tuple[Kind, str, str] | None:
    """`kind:slug#anchor` taken apart, or None where it is not an internal target."""
    return _target(target) if _INTERNAL.fullmatch(target) else None


def _target(target: str) -> tuple[Kind, str, str]:
    kind, _, rest = target.partition(":")
    slug, _, anchor = rest.partition("#")
    return Kind(kind), slug, anchor


def _cut_links(html: str) -> str:
    # In sanitised HTML a raw "<" begins a tag and nothing else, so the pattern can only meet real links.
    return _INTERNAL_HREF.sub(rf"\1{LINK_CUT}\2{LINK_CUT}", html)


def _attributes(text: str) -> tuple[str, tuple[str, ...], str]:
    anchor, classes, ref = "", [], ""
    for identity, css, key, value in _ATTRIBUTE.findall(text):
        if identity:
            anchor = identity
        elif css:
            classes.append(css)
        elif key == "ref":
            ref = value
    return anchor, tuple(classes), ref


def _words(block: Block, lines: Sequence[str]) -> tuple[str, str]:
    tail = ""
    if block is Block.HEADING:
        under = len(lines) > 1 and _UNDERLINE.match(lines[-1])
        words = " ".join(line.strip() for line in (lines[:-1] if under else lines))
        words = words if under else re.sub(r"^#{1,6}(\s+|$)", "", words)
        if found := _ATTRIBUTE_TAIL.search(words):
            tail, words = found[1], words[: found.start()]
        return re.sub(r"\s+#+$", "", words).strip(), tail
    if block is Block.PARAGRAPH:
        return _joined(lines), tail
    return "\n".join(lines).strip("\n"), tail


def _joined(lines: Sequence[str]) -> str:
    """A wrapped paragraph on one line, so that wrapping it anew does not make other words of it."""
    return " ".join(line.strip() + ("\n" if line.endswith("\\") else "") for line in lines).replace("\n ", "\n").strip()


def _definitions(lines: Sequence[str], env: dict[str, Any]) -> dict[str, str]:
    """What a block may lean on elsewhere in the body: `[^1]` → footnote source, `[label]` → link definition."""
    found: dict[str, str] = {}
    for index, line in enumerate(lines):
        if note := re.match(r"^ {0,3}(\[\^[^\]\s]+\]):", line):
            end = index + 1
            while end < len(lines) and (
                lines[end].startswith("    ") or (not lines[end] and _indented(lines, end + 1))
            ):
                end += 1
            found[note[1]] = "\n".join(lines[index:end]).strip()
    for label, reference in env.get("references", {}).items():
        quoted = str(reference.get("title") or "").replace("\\", "\\\\").replace('"', '\\"')
        title = f' "{quoted}"' if quoted else ""
        found[f"[{label}]"] = f"[{label}]: <{reference['href']}>{title}"
    return found


def _indented(lines: Sequence[str], index: int) -> bool:
    return index < len(lines) and lines[index].startswith("    ")


def _with_definitions(words: str, definitions: dict[str, str]) -> str:
    used: dict[str, str] = {}
    told = words.upper()
    # A note may lean on a definition, and on another note, itself.
    while fresh := {one: text for one, text in definitions.items() if one not in used and one.upper() in told}:
        used |= fresh
        told = "\n".join(fresh.values()).upper()
    return "\n\n".join([words, *(used[label] for label in sorted(used))])


def _prepare(tokens: Sequence[Token], links: list[Link]) -> None:
    """Internal links noted and readdressed, other addresses checked, alignment as a class, pictures as their words."""
    for token in tokens:
        if token.children:
            _prepare(token.children, links)
        if token.type == "link_open":
            _prepare_link(token, links)
        elif token.type in {"th_open", "td_open"} and (style := token.attrs.pop("style", None)):
            token.attrs["class"] = _ALIGNED.get(str(style), "kb-left")


def _prepare_link(token: Token, links: list[Link]) -> None:
    href = str(token.attrs.get("href", ""))
    title = str(token.attrs.pop("title", ""))
    if found := _INTERNAL.fullmatch(href):
        kind = ReferenceType(title) if title in set(ReferenceType) else None
        links.append(Link(kind, Kind(found[1]), found[2], found[3] or ""))
        token.attrs["href"] = f"kb:{href}"
    elif not re.match(r"(?i)^(https?://|mailto:)", href):
        del token.attrs["href"]
