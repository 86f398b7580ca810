"""The Markdown that people may write: CommonMark with tables, strikethrough, footnotes and definition lists, no HTML.

Only `markup` uses this, and makes its output safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

MAX_LEVEL = 120
"""How deep a block can stand inside lists and quotations, as the parser counts: a list is two levels, a quotation one.

The parser leaves out what stands deeper than it was told, without a word. It is told a little more than this, and
`require_shallow` refuses what is between, so that nothing is left out.
"""

_MAX_BRACKETS = 10
"""How many brackets inside one another are tried as links. Those deeper stay as they were typed; nothing is lost.

Every `[` costs as many steps as this: at 200, fifty thousand of them took 11 seconds.
"""

Rule = Callable[[RendererProtocol, Sequence[Token], int, OptionsDict, EnvType], str]


def _always(html: str) -> Rule:
    def rule(
        _self: RendererProtocol, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
    ) -> str:
        return html

    return rule


def _note_ref(
    _self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return f'<sup class="kb-note-ref">{tokens[index].meta["id"] + 1}</sup>'


def _picture(_self: RendererProtocol, tokens: Sequence[Token], index: int, _options: OptionsDict, _env: EnvType) -> str:
    return escape(tokens[index].content)


_RULES: dict[str, Rule] = {
    # Notes stand right under the paragraph that has them, so they need no links, and no ids that might meet twice.
    "footnote_ref": _note_ref,
    "footnote_block_open": _always('<div class="kb-notes"><ol>'),
    "footnote_block_close": _always("</ol></div>"),
    "footnote_open": _always("<li>"),
    "footnote_close": _always("</li>"),
    "footnote_anchor": _always(""),
    # A picture is told by its words.
    "image": _picture,
}


def _make(levels: int) -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": levels})
    markdown.enable(["table", "strikethrough"])
    footnote_plugin(markdown, inline=False)
    deflist_plugin(markdown)
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


_WORDS = _make(_MAX_BRACKETS)


def _read_words(state: StateCore) -> None:
    """The words in each block, by a parser with a limit of its own: deep brackets cost more than deep lists."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = token.children or []
            _WORDS.inline.parse(token.content, _WORDS, state.env, token.children)


def _make_whole() -> MarkdownIt:
    whole = _make(MAX_LEVEL + 2)
    whole.core.ruler.at("inline", _read_words)
    return whole


def _make_outline() -> MarkdownIt:
    outline = _make(MAX_LEVEL + 2)
    outline.core.ruler.enableOnly(["normalize", "block"])
    return outline


OUTLINE = _make_outline()
"""Finds the blocks of a text and their lines without reading the words in them, which is most of the price."""

MARKDOWN = _make_whole()
"""Shared: a parser keeps no state between calls (measured: no leak in 600 threaded renders)."""


def require_shallow(tokens: Sequence[Token], whose: str) -> None:
    """Raise ValueError, for the writer, where a block stands deeper than `MAX_LEVEL`; `whose` line is told."""
    for token in tokens:
        if token.level > MAX_LEVEL and token.nesting > 0 and token.map:
            raise ValueError(
                f"line {token.map[0] + 1} {whose} stands inside too many lists or quotations (at most {MAX_LEVEL // 2} "
                "lists inside one another can be shown); take it out of some of them"
            )


def plain(tokens: Sequence[Token]) -> str:
    """The words of parsed Markdown, with single spaces between them."""
    pieces: list[str] = []
    for token in tokens:
        if token.type == "inline":
            pieces.append(_plain_inline(token.children or []))
        elif token.type in {"fence", "code_block"}:
            pieces.append(token.content)
    return " ".join(" ".join(pieces).split())


def _plain_inline(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type in {"text", "code_inline", "image"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
    return "".join(pieces)
