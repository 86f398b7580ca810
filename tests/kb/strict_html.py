"""Reads HTML more strictly than any browser: what a browser would silently mend is a problem here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
FOREIGN = frozenset("svg path circle line rect text g a".split())
NOT_IN_P = frozenset(
    "address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr main nav "
    "ol p pre section table ul".split()
)
PARENTS = {
    "li": frozenset({"ul", "ol"}),
    "dt": frozenset({"dl", "div"}),
    "dd": frozenset({"dl", "div"}),
    "tr": frozenset({"thead", "tbody", "tfoot"}),
    "td": frozenset({"tr"}),
    "th": frozenset({"tr"}),
    "thead": frozenset({"table"}),
    "tbody": frozenset({"table"}),
    "caption": frozenset({"table"}),
    "option": frozenset({"select", "optgroup"}),
    "legend": frozenset({"fieldset"}),
    "summary": frozenset({"details"}),
}
ONLY_CHILDREN = {
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "dl": frozenset({"dt", "dd", "div"}),
    "tr": frozenset({"td", "th"}),
}
NOT_WITHIN_ITSELF = frozenset({"a", "button", "form", "label"})


@dataclass
class Element:
    """A tag with its attributes, its place in the tree and the words inside it."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element] = field(default_factory=list)
    pieces: list[str | Element] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    def __contains__(self, name: str) -> bool:
        return name in self.attributes

    @property
    def text(self) -> str:
        """Every word inside, with single spaces."""
        return " ".join("".join(self._words()).split())

    @property
    def classes(self) -> list[str]:
        return self["class"].split()

    def every(self, *tags: str, **attributes: str) -> list[Element]:
        """The elements inside with one of the tags and all of the attributes, in order."""
        return [
            one
            for one in self.walk()
            if (not tags or one.tag in tags) and all(one[name] == value for name, value in attributes.items())
        ]

    def with_class(self, name: str) -> list[Element]:
        return [one for one in self.walk() if name in one.classes]

    def only(self, *tags: str, **attributes: str) -> Element:
        """The one such element."""
        found = self.every(*tags, **attributes)
        assert len(found) == 1, f"expected one {tags} {attributes}, found {len(found)}"
        return found[0]

    def within(self, *tags: str) -> bool:
        above = self.parent
        while above is not None and above.tag not in tags:
            above = above.parent
        return above is not None

    def walk(self) -> Iterator[Element]:
        for child in self.children:
            yield child
            yield from child.walk()

    def _words(self) -> Iterator[str]:
        for piece in self.pieces:
            if isinstance(piece, str):
                yield piece
            elif piece.tag not in {"script", "style"}:
                yield from piece._words()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#document", {})
        self.open = [self.root]
        self.problems: list[str] = []
        self.doctype = ""

    def handle_decl(self, decl: str) -> None:
        self.doctype = decl

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self._problem(f"an attribute stands twice in <{tag} {names}>")
        parent = self.open[-1]
        element = Element(tag, {name: value or "" for name, value in attrs}, parent)
        self._check_place(element, parent)
        parent.children.append(element)
        parent.pieces.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID and not any(one.tag == "svg" for one in self.open):
            self._problem(f"<{tag}/> closes nothing in HTML")
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            self._problem(f"</{tag}> ends an element that has no end")
        elif self.open[-1].tag == tag:
            self.open.pop()
        elif any(one.tag == tag for one in self.open):
            self._problem(f"</{tag}> while <{self.open[-1].tag}> is open")
            while self.open.pop().tag != tag:
                pass
        else:
            self._problem(f"</{tag}> without its start")

    def handle_data(self, data: str) -> None:
        here = self.open[-1]
        if data.strip() and here.tag in {*ONLY_CHILDREN, "table", "tbody", "thead", "select"}:
            self._problem(f"the words “{data.strip()[:40]}” stand straight in <{here.tag}>")
        here.pieces.append(data)

    def unknown_decl(self, data: str) -> None:
        self._problem(f"an unknown declaration: {data[:40]}")

    def handle_pi(self, data: str) -> None:
        self._problem(f"a processing instruction: {data[:40]}")

    def _check_place(self, element: Element, parent: Element) -> None:
        tag = element.tag
        if tag in NOT_IN_P and any(one.tag == "p" for one in self.open):
            self._problem(f"<{tag}> inside <p>, which it would end")
        if tag in PARENTS and parent.tag not in PARENTS[tag]:
            self._problem(f"<{tag}> inside <{parent.tag}>")
        if parent.tag in ONLY_CHILDREN and tag not in ONLY_CHILDREN[parent.tag]:
            self._problem(f"<{tag}> straight inside <{parent.tag}>")
        if tag in NOT_WITHIN_ITSELF and any(one.tag == tag for one in self.open):
            self._problem(f"<{tag}> inside another <{tag}>")

    def _problem(self, told: str) -> None:
        self.problems.append(f"line {self.getpos()[0]}: {told}")


@dataclass(frozen=True)
class Page:
    """A page taken apart: its tree, and what a browser would have had to mend."""

    root: Element
    mended: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.root.only("title").text

    @property
    def h1(self) -> str:
        return self.root.only("h1").text

    @property
    def main(self) -> Element:
        return self.root.only("main")

    @property
    def text(self) -> str:
        """The words of `main`."""
        return self.main.text

    def link(self, words: str) -> str:
        """The address of the first link with these words."""
        found = [one["href"] for one in self.root.every("a") if one.text == words]
        assert found, f"no link “{words}” among {[one.text for one in self.root.every('a')]}"
        return found[0]

    def hrefs(self) -> list[str]:
        return [one["href"] for one in self.root.every("a") if "href" in one]


def read(html: str) -> Page:
    """The page, with everything in it that is not as it should be written."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    problems = list(reader.problems)
    if reader.doctype.lower() != "doctype html" or not html.lstrip().lower().startswith("<!doctype html>"):
        problems.append("it does not begin with <!DOCTYPE html>")
    problems += [f"<{one.tag}> is never ended" for one in reader.open[1:]]
    return Page(reader.root, tuple(problems))
