"""Markdown becomes blocks, and blocks become HTML in which nothing stands that we did not write ourselves."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guidance.markup import LINK_CUT, assemble, clean_source, parse_target, render, sanitise, split
from guidance.model import Block, Kind

TAGS = set("p br em strong code pre ul ol li blockquote table thead tbody tr th td dl dt dd sup div a s hr".split())
ATTRIBUTES = {("a", "href"), ("ol", "start"), ("div", "class"), ("sup", "class"), ("td", "class"), ("th", "class")}
CLASSES = {"kb-notes", "kb-note-ref", "kb-left", "kb-right", "kb-centre"}


class Parsed(HTMLParser):
    """What a browser would see: tags with attributes, and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.tags.append(("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.tags.append(("!", {}))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("?", {}))


def page(markdown: str) -> str:
    return "".join(render(one.block, one.source).html for one in split(markdown))


def shown(markdown: str) -> str:
    html = assemble(page(markdown), lambda kind, slug, anchor: f"/{kind}/{slug}#{anchor}")
    return " ".join("".join(Parsed(html).texts).split())


def require_clean(html: str) -> None:
    for tag, attributes in Parsed(html).tags:
        assert tag in TAGS, html
        for name, value in attributes.items():
            assert (tag, name) in ATTRIBUTES, html
            if name == "class":
                assert value in CLASSES, html
            if name == "href":
                assert re.match(rf"https?://|mailto:|{LINK_CUT}[a-z_]+:[a-z0-9-]+(#[\w-]+)?{LINK_CUT}$", value or ""), (
                    html
                )


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- --><svg/onload=alert(1)><?php ?><!DOCTYPE x>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example)",
    "[x](/account)",
    "[x](kb:term:bae)",
    '[x](https://a.example/"onmouseover="alert(1))',
    "[x](https://a.example 'title\" onclick=\"alert(1)')",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    '![<b>x</b>](https://a.example/i.png "t")',
    "`<b>`",
    "```html\n<script>alert(1)</script>\n```",
    "| <b>a</b> |\n|:-:|\n| [x](javascript:x) |",
    "x[^1]\n\n[^1]: <script>alert(1)</script> [y](javascript:x)",
    "term\n: <iframe src=x>",
    "&lt;script&gt; &#60;script&#62; &#0; &#x1e; &#xD800;",
    "a\x1eterm:bae\x1eb \x00\x07\x1b[31m \ud800",
    "[x](term:bae#a\x1e)",
    "## <b>x</b> {#a onclick=\"x\" .c style='x'}",
    '{.x" onclick="alert(1)}\nWords.',
    "</p></div><p onclick=x>",
]


@pytest.mark.parametrize("markdown", HOSTILE)
def test_what_is_hostile_comes_out_as_words(markdown: str) -> None:
    require_clean(page(markdown))


def test_a_script_is_shown_as_what_was_typed() -> None:
    assert shown("Say <script>alert(1)</script> & go") == "Say <script>alert(1)</script> & go"


def test_an_address_that_is_refused_leaves_its_words() -> None:
    assert shown("See [the page](/account), [that](//evil.example).") == "See the page, that."


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 50_000,
        "*" * 20_000,
        "`" * 20_000,
        "![" * 10_000,
        "<" * 10_000,
        "&" * 10_000,
        "_a " * 5_000,
        "[a](" * 5_000,
    ],
    ids=lambda text: text[:2],
)
def test_a_long_run_of_signs_is_rendered_in_bounded_work_and_kept(markdown: str) -> None:
    html = page(f"x {markdown}")
    require_clean(html)
    assert "".join(shown(f"x {markdown}").split()) == "x" + "".join(markdown.split())


@pytest.mark.parametrize(
    "markdown",
    [
        ">" * 60 + " the words",
        "- " * 60 + "the words",
        "> - " * 30 + "the words",
        "".join(" " * 2 * level + "- and\n" for level in range(59)) + " " * 118 + "- the words",
    ],
)
def test_deep_nesting_keeps_its_words(markdown: str) -> None:
    require_clean(page(markdown))
    assert "the words" in shown(markdown)


MARKERS = st.lists(st.sampled_from(["> ", ">", "- ", "1. ", "* ", ": "]), min_size=1, max_size=4).map("".join)


@settings(max_examples=50)
@given(MARKERS, st.integers(1, 150))
@example("- ", 61)
@example("> ", 121)
@example("[^1]: ", 200)
@example("- ", 150)
@example("line\\\n    - ", 1)
@example("line\\\n    " + "- " * 150, 1)
def test_nesting_beyond_all_reason_keeps_its_words_or_is_refused(markers: str, times: int) -> None:
    markdown = f"x[^1]\n\nterm\n{markers * times}the words"
    try:
        found = shown(markdown)
    except ValueError as refused:
        found = str(refused)
    assert "the words" in found or found.endswith("take it out of some of them")


@pytest.mark.parametrize("markdown", ["> " * 9_000 + "the words", "- " * 9_000 + "the words"])
def test_a_refusal_of_deep_nesting_names_the_line_and_what_to_do(markdown: str) -> None:
    with pytest.raises(ValueError, match=r"line 3 of the text stands inside too many lists .* take it out of some"):
        split(f"Words.\n\n{markdown}")


BRACKETS = st.lists(
    st.sampled_from(["[", "![", "]", "](https://a.example)", "[^1]", "*", "`", "\\", "a ", "[b](https://a.example)"]),
    max_size=60,
).map("".join)


@given(BRACKETS, st.sampled_from(["[", "![", "[a ", "*[", "[*a "]), st.integers(0, 300))
def test_brackets_however_deep_lose_no_word(inside: str, opened: str, times: int) -> None:
    markdown = f"first {opened * times} before {inside} after {']' * times} last"
    assert re.sub(r"[^a-z]|https?|example", "", shown(markdown)).count("after") == 1
    assert [word for word in ("first", "before", "last") if word not in shown(markdown)] == []


def test_a_link_among_many_open_brackets_is_a_link() -> None:
    (found,) = render(Block.PARAGRAPH, "[see " * 300 + "[the myths](guidance:myths) " + "]" * 300).links
    assert found.slug == "myths"


WORDS = st.sampled_from("consent delay victim *two* `code` ~~out~~ &amp; <b> don’t café 🍆 1986 [not a link".split())
LINES = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)
MARKS = st.sampled_from(["", "# ", "### ", "- ", "1. ", "> ", "> > ", "    ", "2. ", ": ", "| ", "\\"])
DOCUMENTS = st.lists(st.tuples(MARKS, LINES, st.sampled_from(["\n", "\n\n", "\\\n", "  \n"])), max_size=12).map(
    lambda lines: "".join(mark + words + end for mark, words, end in lines)
)


@given(DOCUMENTS)
def test_splitting_loses_no_word(markdown: str) -> None:
    def letters(text: str) -> list[str]:
        return sorted(re.findall(r"[^\W_]+|🍆", text))

    assert letters(" ".join(one.source for one in split(markdown))) == letters(markdown)


@given(DOCUMENTS)
def test_what_is_shown_of_a_block_is_what_is_indexed_of_it(markdown: str) -> None:
    for one in split(markdown):
        made = render(one.block, one.source)
        assert "".join("".join(Parsed(made.html).texts).split()) == "".join(made.plain.split())


@pytest.mark.parametrize(
    "markdown, words",
    [
        ("First line\nsecond line\n===", "First line second line"),
        ("{draft only}", "draft only"),
        ("## Rights {of victims}", "Rights of victims"),
        ("Words.\n\n{see the note}\nMore.", "see the note"),
    ],
)
def test_no_word_is_lost_to_a_heading_or_taken_for_an_attribute(markdown: str, words: str) -> None:
    kept = " ".join(one.source for one in split(markdown))
    assert all(word in kept for word in words.split())


@settings(max_examples=300)
@given(st.text() | st.text("<>&\"'/=: []()!`*_~#^|{}\\\n\tajpsx0", max_size=80) | DOCUMENTS)
def test_whatever_is_typed_nothing_outside_the_lists_comes_out(markdown: str) -> None:
    for one in split(markdown):
        made = render(one.block, one.source)
        require_clean(made.html)
        require_clean(sanitise(made.html))
        assert made == render(one.block, one.source)
        assert made.html.count(LINK_CUT) == 2 * len(made.links)


@given(st.text() | st.sampled_from(HOSTILE))
def test_whatever_html_is_cleaned_nothing_outside_the_lists_comes_out(html: str) -> None:
    for tag, attributes in Parsed(sanitise(clean_source(html))).tags:
        assert tag in TAGS
        assert {(tag, name) for name in attributes} <= ATTRIBUTES


def test_an_internal_link_is_cut_and_put_together_with_escaping() -> None:
    made = render(Block.PARAGRAPH, "See [Bree](authority:r-v-bree#para-1) and [*M01*](guidance:myths).")
    assert [(one.kind, one.slug, one.anchor) for one in made.links] == [
        (Kind.AUTHORITY, "r-v-bree", "para-1"),
        (Kind.GUIDANCE, "myths", ""),
    ]
    html = assemble(made.html, lambda kind, slug, anchor: f'/{kind}/{slug}?a="1"&b=<2>#{anchor}')
    assert [attributes["href"] for tag, attributes in Parsed(html).tags if tag == "a"] == [
        '/authority/r-v-bree?a="1"&b=<2>#para-1',
        '/guidance/myths?a="1"&b=<2>#',
    ]
    assert "<2>" not in html
    assert made.plain == "See Bree and M01."


def test_a_link_may_say_what_it_means() -> None:
    (found,) = render(Block.PARAGRAPH, '[x](term:bae "defines")').links
    assert found.type == "defines"
    (found,) = render(Block.PARAGRAPH, '[x](term:bae "something else")').links
    assert found.type is None


@pytest.mark.parametrize(
    "target", ["myth:a", "term:", "term:A", "term:a#", "term:a b", "guidance:a#b#c", "term:a\n", ""]
)
def test_what_is_no_target_is_none(target: str) -> None:
    assert parse_target(target) is None
