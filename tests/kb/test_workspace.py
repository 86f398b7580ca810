"""The workspace as authors and reviewers use it, page by page, without script."""

from __future__ import annotations

import re
from html import unescape

from tests.kb.client import Answer, Browser
from tests.kb.world import AUTHOR, COLLEAGUE, REVIEWER, World

TEXTAREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', re.DOTALL)
NOTES = {"change_note": "Delay is explained.", "reasons": "A judgment said so."}


def form_of(answer: Answer, **changes: str) -> dict[str, str]:
    """What a browser would send for the form of the editor, with changes."""
    page = answer.page.root
    told = {one["name"]: one.attributes.get("value", "") for one in page.every("input") if one.attributes.get("name")}
    boxes = {name for one in page.every("input", type="checkbox") if (name := one.attributes.get("name"))}
    checked = {one["name"] for one in page.every("input", type="checkbox") if "checked" in one.attributes}
    told = {name: value for name, value in told.items() if name not in boxes or name in checked}
    told |= {name: unescape(words) for name, words in TEXTAREA.findall(answer.html)}
    for one in page.every("select"):
        chosen = [option for option in one.every("option") if "selected" in option.attributes]
        told[one["name"]] = (chosen or one.every("option"))[0]["value"]
    return {name: value for name, value in (told | changes).items() if name not in {"q", "csrf_token"}}


def started(author: Browser, slug: str = "myths", kind: str = "guidance") -> str:
    """The address of a new draft on a document."""
    answer = author.send("/policy/drafts", {"kind": kind, "slug": slug}, form="/policy/new")
    return answer.location.partition("?")[0]


def edited(author: Browser, draft: str, **changes: str) -> Answer:
    return author.send(f"{draft}/edit", form_of(author.get(f"{draft}/edit"), **changes), None)


def body_of(author: Browser, draft: str) -> str:
    return form_of(author.get(f"{draft}/edit"))["body"]


def test_every_list_of_the_first_page_says_what_to_do_when_it_is_empty(own: World) -> None:
    told = own.signed_in(AUTHOR).get("/policy/").page.text
    for words in ("You have no open draft", "Nothing is approved", "several editions commence together"):
        assert words in told


def test_a_draft_is_begun_edited_saved_and_listed_while_readers_keep_what_is_in_force(own: World) -> None:
    author, reader = own.signed_in(AUTHOR), own.signed_in()
    before = reader.get("/guidance/myths").page.text
    draft = started(author)
    words = body_of(author, draft).replace("Delay is common", "Delay is very common")
    saved = edited(author, draft, body=words, note="Stronger.")
    assert saved.status == 303
    assert "Delay is very common" in author.get(draft).page.text
    assert "Stronger." in author.get(f"{draft}/revisions").page.text
    assert "Delay is common" in author.get(f"{draft}/revisions/1").page.text
    assert draft in author.get("/policy/").html
    assert reader.get("/guidance/myths").page.text == before


def test_a_preview_shows_the_words_and_saves_nothing(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author)
    answer = author.send(f"{draft}/edit", form_of(author.get(f"{draft}/edit"), body="Only this.", do="preview"), 200)
    assert "Only this." in answer.page.text
    assert "Revision 2" not in author.get(f"{draft}/revisions").page.text
    fragment = author.send(
        f"{draft}/preview", form_of(author.get(f"{draft}/edit"), body="And this."), 200, form=f"{draft}/edit"
    )
    assert "And this." in fragment.html


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author, "ghosting", "term")
    told = form_of(author.get(f"{draft}/edit"), title="", body="Kept words.", note="A note.")
    told["facts.review_by"] = "next spring"
    answer = author.send(f"{draft}/edit", told, 400)
    assert "Enter a title" in answer.page.text
    assert "such as 2020-11-01" in answer.page.text
    again = form_of(answer)
    assert (again["body"], again["note"], again["facts.review_by"]) == ("Kept words.", "A note.", "next spring")


def test_rows_are_added_and_taken_out_without_script(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author, "ghosting", "term")
    told = form_of(author.get(f"{draft}/edit"), note="Kept.")
    more = author.send(f"{draft}/edit", {**told, "facts.senses.add": "yes"}, 200)
    assert "facts.senses.3.definition" in form_of(more)
    less = author.send(f"{draft}/edit", {**form_of(more), "facts.senses.1.remove": "yes"}, 200)
    assert form_of(less)["facts.senses.1.definition"] == told["facts.senses.2.definition"]
    assert form_of(less)["note"] == "Kept."


def test_what_the_browser_kept_comes_back_and_can_be_dropped(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author)
    told = form_of(author.get(f"{draft}/edit"), body="Unsaved words.")
    author.send(f"{draft}/keep", told, 204, form=f"{draft}/edit")
    page = author.get(f"{draft}/edit")
    assert "You left words here" in page.page.text
    assert form_of(page)["body"] == "Unsaved words."
    assert "Unsaved words." not in own.signed_in(COLLEAGUE).get(f"{draft}/edit").html
    author.send(f"{draft}/drop", {}, form=f"{draft}/edit")
    assert "Unsaved words." not in author.get(f"{draft}/edit").html


def test_two_who_edit_are_told_of_each_other_and_no_word_is_lost(own: World) -> None:
    author, colleague = own.signed_in(AUTHOR), own.signed_in(COLLEAGUE)
    draft = started(author)
    mine = form_of(author.get(f"{draft}/edit"))
    second = colleague.get(f"{draft}/edit")
    assert "Asha Author has this draft open" in second.page.text
    theirs = form_of(second)
    author.send(f"{draft}/edit", {**mine, "body": mine["body"].replace("Delay is common", "Delay is frequent")})
    answer = colleague.send(
        f"{draft}/edit", {**theirs, "body": theirs["body"].replace("Clothing is not consent", "Dress is never consent")}
    )
    assert "/merge/3" in answer.location
    merging = colleague.get(answer.location)
    assert "Asha Author saved before you" in merging.page.text
    both = form_of(merging)["body"]
    assert "Delay is frequent" in both
    assert "Dress is never consent" in both
    done = colleague.send(answer.location, form_of(merging))
    assert "done=merged" in done.location
    told = colleague.get(draft).page.text
    assert "Delay is frequent" in told
    assert "Dress is never consent" in told


def test_review_shows_the_redline_first_takes_comments_and_refuses_whoever_wrote_it(own: World) -> None:
    author, reviewer = own.signed_in(AUTHOR), own.signed_in(REVIEWER)
    draft = started(author)
    edited(author, draft, body=body_of(author, draft).replace("Delay is common", "Delay is very common"))
    assert author.send(f"{draft}/submit", NOTES).location.endswith("done=submitted")
    page = reviewer.get(f"{draft}/review")
    assert "[added:" in page.page.text
    assert "1 change: 1 edited; 1 clarification" in page.page.text
    pid = re.search(r'name="pid" value="(\w+)"', page.html)
    assert pid
    reviewer.send(f"{draft}/comments", {"pid": pid[1], "revision": "2", "body": "Why very?"}, form=f"{draft}/review")
    assert "Why very?" in author.get(f"{draft}/review").page.text
    assert "You cannot decide" in author.get(f"{draft}/review").page.text
    reviewer.send(f"{draft}/decision", {"revision": "2", "decision": "return", "note": ""}, 400, form=f"{draft}/review")
    reviewer.send(
        f"{draft}/decision", {"revision": "2", "decision": "return", "note": "Explain."}, form=f"{draft}/review"
    )
    edited(author, draft, body=body_of(author, draft).replace("very common", "common everywhere"))
    author.send(f"{draft}/submit", NOTES)
    assert "Revision 2, reviewed last" in reviewer.get(f"{draft}/review").page.text
    reviewer.send(f"{draft}/decision", {"revision": "3", "decision": "approve", "note": ""}, form=f"{draft}/review")
    assert "Approved" in author.get(draft).page.text


def test_submitting_says_what_is_wanting_before_anybody_types(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author)
    assert "nothing to review" in author.get(f"{draft}/submit").page.text
    answer = author.send(f"{draft}/submit", {"change_note": "Kept note.", "reasons": ""}, 400)
    assert "Give the reasons" in answer.page.text
    assert "Kept note." in answer.html


def test_a_removed_paragraph_is_accounted_for_and_a_doubtful_one_settled(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author)
    edited(author, draft, body=body_of(author, draft).replace("Delay is common and proves nothing by itself.\n\n", ""))
    page = author.get(f"{draft}/identity/")
    assert "Delay is common" in page.page.text
    pid = re.search(r'name="pid" value="(\w+)"', page.html)
    assert pid
    author.send(
        f"{draft}/identity/removed", {"pid": pid[1], "replacement": "", "reason": ""}, 400, form=f"{draft}/identity/"
    )
    told = {"pid": pid[1], "replacement": "", "reason": "It is said elsewhere."}
    author.send(f"{draft}/identity/removed", told, form=f"{draft}/identity/")
    assert "Accounted for" in author.get(f"{draft}/identity/").page.text


def test_details_and_discarding_ask_for_what_they_need(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author)
    author.send(f"{draft}/details", {"ref": "M", "topics": "Not A Topic", "basis": "final"}, 400)
    author.send(f"{draft}/details", {"ref": "M", "topics": "consent, memory", "basis": "interim"})
    assert "consent, memory. Interim" in author.get(draft).page.text
    author.send(f"{draft}/discard", {"reason": ""}, 400)
    author.send(f"{draft}/discard", {"reason": "Overtaken."})
    assert "Discarded" in author.get(draft).page.text
    assert author.get(f"{draft}/edit", 303)


def test_a_new_document_is_begun_with_an_address_of_its_own(own: World) -> None:
    author = own.signed_in(AUTHOR)
    told = {
        "kind": "practice_note",
        "title": "A new note",
        "slug": "a-new-note",
        "summary": "",
        "ref": "",
        "topics": "",
    }
    for wrong in ({"slug": "Not an address"}, {"title": ""}, {"kind": "nothing"}, {"topics": "<b>"}):
        answer = author.send("/policy/new", {**told, **wrong}, 400)
        assert "There is a problem" in answer.page.text
    answer = author.send("/policy/new", told)
    assert "The draft is begun" in author.get(answer.location).html
    own.signed_in().get("/practice/a-new-note", 404)


def test_the_link_picker_finds_documents_and_named_sections(own: World) -> None:
    author = own.signed_in(AUTHOR)
    assert "guidance:myths#clothing" in author.get("/policy/links/?q=cloth").page.text
    found = author.get("/policy/links/?q=ghost&only=term").page.root
    assert [one["data-target"] for one in found.every("li") if "data-target" in one.attributes] == ["term:ghosting"]
    assert "Nothing of that name" in author.get("/policy/links/?q=zzzz").page.text


HOSTILE = [
    "\x00",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "9" * 400,
    "<script>",
    "%00",
    "☃" * 5000,
    "| a |\n" * 999,
]


def test_whatever_is_typed_never_makes_a_stack_trace(own: World) -> None:
    author = own.signed_in(AUTHOR)
    draft = started(author, "ghosting", "term")
    form = form_of(author.get(f"{draft}/edit"))
    token = author.csrf_token(f"{draft}/edit")
    for words in HOSTILE:
        for path, fields in (
            ("edit", dict.fromkeys(form, words)),
            ("keep", dict.fromkeys(form, words)),
            ("preview", dict.fromkeys(form, words)),
            ("submit", dict.fromkeys(("change_note", "reasons"), words)),
            ("comments", dict.fromkeys(("pid", "revision", "body"), words)),
            ("decision", dict.fromkeys(("decision", "note", "revision"), words)),
            ("identity/", {"revision": words, "p1": words}),
            ("identity/removed", dict.fromkeys(("pid", "replacement", "reason"), words)),
            ("identity/class", dict.fromkeys(("pid", "change_class"), words)),
            ("impact/", dict.fromkeys(("dependant", "outcome", "note", "pid"), words)),
            ("details", dict.fromkeys(("ref", "topics", "basis"), words)),
        ):
            answer = author.ask("POST", f"{draft}/{path}", None, data={**fields, "csrf_token": token})
            assert answer.status < 500, f"{path} with {words[:10]!r}"
    for address in ("review?against=x", "review?against=99999999999", "revisions/99999999999", "merge/99999999999"):
        assert author.get(f"{draft}/{address}", None).status < 500, address
    author.get("/policy/drafts/99999999999999999999", 404)
