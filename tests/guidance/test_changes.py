"""The class of a change follows from the text: weighty words are never small, and the look of words never weighty."""

from __future__ import annotations

import random
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.changes import ParagraphChange, changes, classify, is_minor, raise_to, weight
from guidance.markup import render
from guidance.model import Block, Paragraph
from guidance.paragraphs import text_hash
from guidance.spelling import _RIGHT
from guidance.weighty import LIGHT, WEIGHTY
from guidance.workflow import ChangeClass

PLAIN = """consent delay report suspect message app evidence police victim statement court phone memory trauma honest
belief reasonable steps thread profile image threat payment condom freeze injury stranger partner culture the of and
that with says ask about""".split()
LISTED = """must should may shall will can could would might need ought required entitled not no never cannot can't
won't isn't without unless except only neither nor one two twenty hundred first third January May March Monday days
weeks £5 10% 21 2020 1.5""".split()
CLASSES = list(ChangeClass)

words = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=20)
texts = st.lists(st.sampled_from([*PLAIN, *LISTED, "**so**", "[x](guidance:a)", "“yes”,", "—"]), max_size=20).map(
    " ".join
)


def paragraph(pid: str, source: str, number: str = "", **other: object) -> Paragraph:
    rendered = render(Block.PARAGRAPH, source)
    told = {"block": Block.PARAGRAPH, "level": 0, "classes": (), "ref": "", "anchor": "", "position": 0} | other
    return Paragraph(
        pid=pid, number=number, text_hash=text_hash(source), plain=rendered.plain, html=rendered.html, **told
    )  # type: ignore[arg-type]


def sentence(seed: int, length: int = 14) -> str:
    chooser = random.Random(seed)
    return " ".join(chooser.choice(PLAIN) for _ in range(length)).capitalize() + "."


@given(words, st.sampled_from([*LISTED, *sorted(WEIGHTY)]), st.data())
def test_a_listed_word_put_in_or_taken_out_is_substantive(told: list[str], listed: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(told)))
    with_it = [*told[:place], listed, *told[place:]]
    assert classify(" ".join(told), " ".join(with_it)) is ChangeClass.SUBSTANTIVE
    assert classify(" ".join(with_it), " ".join(told)) is ChangeClass.SUBSTANTIVE


@given(words, st.sampled_from(LISTED), st.sampled_from([*LISTED, *PLAIN]), st.data())
def test_a_listed_word_replaced_is_substantive(told: list[str], one: str, other: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(told)))
    before, after = ([*told[:place], word, *told[place:]] for word in (one, other))
    expected = ChangeClass.UNCHANGED if one == other else ChangeClass.SUBSTANTIVE
    assert classify(" ".join(before), " ".join(after)) is expected
    assert classify(" ".join(after), " ".join(before)) is expected


@given(words, st.sampled_from(LISTED), st.data())
def test_a_listed_word_that_moves_past_words_is_substantive(told: list[str], listed: str, data: st.DataObject) -> None:
    first, second = sorted([data.draw(st.integers(0, len(told))), data.draw(st.integers(0, len(told)))])
    before, after = ([*told[:place], listed, *told[place:]] for place in (first, second))
    found = classify(" ".join(before), " ".join(after))
    if set(told[first:second]) - LIGHT:
        assert found is ChangeClass.SUBSTANTIVE
    elif before != after:
        assert found is ChangeClass.CLARIFICATION


@given(texts, st.sampled_from("0123456789½²"), st.data())
def test_a_digit_put_in_anywhere_is_substantive(told: str, digit: str, data: st.DataObject) -> None:
    # A digit at the start of a line can make a list of it, and inside an address a different one.
    place = data.draw(st.integers(0, len(told)))
    before, after = f"On {told}.", f"On {told[:place]}{digit}{told[place:]}."
    assert classify(before, after) is ChangeClass.SUBSTANTIVE
    assert classify(after, before) is ChangeClass.SUBSTANTIVE


@given(texts, texts)
def test_a_class_is_the_same_in_both_directions(old: str, new: str) -> None:
    assert classify(old, new) is classify(new, old)


@given(texts, texts)
def test_unchanged_means_the_same_words(old: str, new: str) -> None:
    assert (classify(old, new) is ChangeClass.UNCHANGED) == (old == new)


@given(texts, texts)
def test_the_class_of_published_paragraphs_is_that_of_their_sources(old: str, new: str) -> None:
    (found,) = changes([paragraph("a", old)], [paragraph("a", new)])
    assert found.computed is found.change_class is classify(old, new)


@pytest.mark.parametrize(
    "old, new",
    [
        ("She said “yes”", 'She said "yes"'),
        ("the victim’s phone", "the victim's phone"),
        ("so – it seems – she left", "so—it seems—she left"),
        ("Consent, delay; and report.", "Consent delay, and report"),
        ("the  police\u00a0report", "the police report"),
        ("the Police report", "the police report"),
        ("Must they report?", "must they report?"),
        ("they recieved a report", "they received a report"),
        ("they recognize it", "they recognise it"),
        ("in writting untill then", "in writing until then"),
        ("it is **clear**", "it is clear"),
        ("section 74, section 75.", "section 74; section 75"),
        ("10 – 12 days", "10-12 days"),
        ("- a phone\n- an app", "* a phone;\n* an app."),
        ("con\u00adsent is given", "consent is given"),
        ("WHAT CONSENT IS", "What consent is"),
    ],
)
def test_what_is_typographic(old: str, new: str) -> None:
    assert classify(old, new) is classify(new, old) is ChangeClass.TYPOGRAPHIC


@pytest.mark.parametrize(
    "old, new",
    [
        ("She consented to it", "She consents to it"),
        ("what the statute says", "what the stature says"),
        ("a casual link to it", "a causal link to it"),
        ("a martial record of it", "a marital record of it"),
        ("the trial that was seen", "the trail that was seen"),
        ("the victims phone was seen", "the victim's phone was seen"),
        ("given to us there", "given to US there"),
        ("She agreed.", "She agreed?"),
        ("the suspect told the victim", "the victim told the suspect"),
        ("- a phone and an app\n- a report", "- a phone\n- and an app a report"),
        ("the police and/but the court", "the police and but the court"),
        ("they sent 😀 then", "they sent 😈 then"),
        ("The police ask for a report soon.", "The police ask for a statement soon."),
    ],
)
def test_what_is_a_clarification(old: str, new: str) -> None:
    assert classify(old, new) is classify(new, old) is ChangeClass.CLARIFICATION


@pytest.mark.parametrize(
    "old, new",
    [
        ("you must report", "you MUST report"),
        ("it is not so", "it is now so"),
        ("it cannot be", "it can be"),
        ("it can't be", "it cant be"),
        ("they have reported", "they have to report"),
        ("they are reporting", "they are to report"),
        ("that was lawful then", "that was unlawful then"),
        ("they agree about it", "they disagree about it"),
        ("consensual contact", "non-consensual contact"),
        ("section 75(2)(a)", "section 75(2)(b)"),
        ("as in paragraph (a)", "as in paragraph (b)"),
        ("as in part (iv)", "as in part (vi)"),
        ("as in annex A", "as in annex C"),
        ("£5,000 in all", "£5.000 in all"),
        (".5 of it", "5 of it"),
        ("a dose of \u22125", "a dose of 5"),
        ("21 days after", "21 weeks after"),
        ("on 1 May", "on 1 June"),
        ("under the Sexual Offences Act", "under the Theft Act"),
        ("as in *R v Smith*", "as in *R v Jones*"),
        ("see [that](guidance:delay)", "see [that](guidance:consent)"),
        ("see [that](guidance:delay#a)", "see [that](guidance:delay)"),
        ("see [that](https://example.org/a)", "see [that](https://example.org/b)"),
        ("see [that](guidance:delay)", "see that"),
        ("see that[^1]\n\n[^1]: So it is.", "see that"),
        ("That is so[^a]. It is so.\n\n[^a]: See.", "That is so. It is so[^a].\n\n[^a]: See."),
        ("what is ~~so~~ said", "what is so said"),
        ("- a phone\n- an app", "1. a phone\n2. an app"),
        ("| a | b |\n|---|---|\n| c |  |", "| a | b |\n|---|---|\n|  | c |"),
        (
            "police must ask about delay and may ask about trauma",
            "police must ask about trauma and may ask about delay",
        ),
        (sentence(1, 40), sentence(1, 40) + " " + sentence(2, 25)),
        (sentence(1), sentence(2)),
    ],
)
def test_what_is_substantive(old: str, new: str) -> None:
    assert classify(old, new) is classify(new, old) is ChangeClass.SUBSTANTIVE


def test_a_word_that_is_right_is_never_taken_for_a_misspelling() -> None:
    assert not set(_RIGHT) & {*_RIGHT.values(), *WEIGHTY, *PLAIN, "causal", "casual", "statute", "stature", "now"}


def test_what_stands_on_one_side_only_is_new_or_withdrawn() -> None:
    assert classify(None, "so") is ChangeClass.NEW
    assert classify("so", None) is ChangeClass.WITHDRAWN
    with pytest.raises(ValueError, match="needs a paragraph"):
        classify(None, None)


def test_place_and_number_count_where_the_words_weigh_less() -> None:
    assert classify("so", "so", renumbered=True) is ChangeClass.RENUMBERED
    assert classify("so", "so", renumbered=True, moved=True) is ChangeClass.MOVED
    assert classify("so", "so.", renumbered=True) is ChangeClass.TYPOGRAPHIC
    assert classify("so", "so.", moved=True) is ChangeClass.MOVED
    assert classify("so", "not so", moved=True) is ChangeClass.SUBSTANTIVE


def test_the_order_of_the_classes_by_weight() -> None:
    rising = "unchanged renumbered typographic moved clarification substantive".split()
    weights = [weight(ChangeClass(name)) for name in rising]
    assert weights == sorted(set(weights))
    assert {weight(ChangeClass(name)) for name in ("substantive", "new", "withdrawn")} == {weights[-1]}


@given(st.sampled_from(CLASSES), st.sampled_from(CLASSES))
def test_raising_never_lowers(computed: ChangeClass, raised: ChangeClass) -> None:
    found = raise_to(computed, raised)
    assert weight(found) == max(weight(computed), weight(raised))
    assert found is computed or weight(raised) > weight(computed)


editions = st.lists(st.tuples(st.sampled_from("abcdefgh"), texts), max_size=8, unique_by=lambda pair: pair[0])


@given(editions, editions, st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(CLASSES)))
def test_every_paragraph_of_both_is_told_once_and_none_below_what_was_computed(
    old: list[tuple[str, str]], new: list[tuple[str, str]], raised: dict[str, ChangeClass]
) -> None:
    before, after = ([paragraph(*one) for one in edition] for edition in (old, new))
    found = changes(before, after, raised)
    assert [one.new for one in found if one.new] == after
    assert sorted(one.old.pid for one in found if one.old) == sorted(one.pid for one in before)
    assert len({one.pid for one in found}) == len(found)
    assert all(one.change_class is raise_to(one.computed, raised.get(one.pid, one.computed)) for one in found)
    assert all((one.computed is ChangeClass.NEW) == (one.old is None) for one in found)
    assert all((one.computed is ChangeClass.WITHDRAWN) == (one.new is None) for one in found)


@given(editions)
def test_an_edition_compared_with_itself_is_unchanged(told: list[tuple[str, str]]) -> None:
    edition = [paragraph(*one) for one in told]
    assert {one.change_class for one in changes(edition, edition)} <= {ChangeClass.UNCHANGED}


def computed(found: list[ParagraphChange]) -> dict[str, ChangeClass]:
    return {one.pid: one.computed for one in found}


def test_what_moved_is_told_and_what_stood_still_is_not() -> None:
    a, b, c = (paragraph(name, sentence(seed)) for seed, name in enumerate("abc"))
    assert computed(changes([a, b, c], [b, c, a])) == {
        "a": ChangeClass.MOVED,
        "b": ChangeClass.UNCHANGED,
        "c": ChangeClass.UNCHANGED,
    }


def test_a_paragraph_withdrawn_is_told_where_it_stood() -> None:
    a, b, c, d = (paragraph(name, sentence(seed)) for seed, name in enumerate("abcd"))
    assert [one.pid for one in changes([a, b, c], [a, d, c])] == ["a", "d", "b", "c"]


@pytest.mark.parametrize(
    "other, expected",
    [
        ({"number": "1.2"}, ChangeClass.RENUMBERED),
        ({"ref": "M02"}, ChangeClass.RENUMBERED),
        ({"classes": ("fact-2",)}, ChangeClass.UNCHANGED),
        ({"classes": ("myth",)}, ChangeClass.CLARIFICATION),
        ({"block": Block.QUOTE}, ChangeClass.CLARIFICATION),
        ({"classes": ("internal",)}, ChangeClass.SUBSTANTIVE),
    ],
)
def test_the_same_words_in_another_form(other: dict[str, object], expected: ChangeClass) -> None:
    old = paragraph("a", "so it is", number="1.1", classes=("fact-1",))
    new = paragraph("a", "so it is", **({"number": "1.1"} | other))  # type: ignore[arg-type]
    assert computed(changes([old], [new])) == {"a": expected}
    assert computed(changes([new], [old])) == {"a": expected}


def test_an_edition_is_minor_only_if_nothing_but_the_look_changed() -> None:
    old = [paragraph("a", "So it is", "1.1"), paragraph("b", "and so on", "1.2")]
    looks = [paragraph("a", "So it is.", "1.1"), paragraph("b", "and so on", "1.3")]
    assert is_minor(changes(old, looks), same_title=True)
    assert not is_minor(changes(old, looks), same_title=False)
    assert not is_minor(changes(old, looks, {"a": ChangeClass.CLARIFICATION}), same_title=True)
    assert not is_minor(changes(old, old[::-1]), same_title=True)
    assert not is_minor(changes(old, old[:1]), same_title=True)
    assert is_minor([], same_title=True)


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_is_written_has_a_class_without_html_too(old: str, new: str) -> None:
    assert classify(old, new) in CLASSES
    plain = [
        Paragraph("a", 0, Block.PARAGRAPH, 0, "", "", (), "", text_hash(one), one, html)
        for one in (old, new)
        for html in ("", escape(one))
    ]
    assert changes(plain[:1], plain[2:3])[0].computed is changes(plain[1:2], plain[3:])[0].computed
