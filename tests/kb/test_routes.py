"""Every route with the access it must have, in one table; and reading, which never writes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from guidance import tables
from kb.access import PUBLIC
from tests.kb.client import Browser
from tests.kb.world import World

# Every address of the product, the methods it takes (GET means HEAD too), and who may: a person who has signed in, the
# policy team alone, or the public. OPTIONS is answered everywhere, to the same people.
ROUTES = """
GET      person /
GET      public /about/accessibility
GET      person /about/api
GET      public /about/privacy
GET,POST person /account/following/
POST     person /account/following/<int:follow_id>/frequency
POST     person /account/following/<int:follow_id>/stop
POST     person /account/following/read
GET,POST public /account/sign-in
POST     person /account/sign-out
GET      person /api/v1/citations/<path:token>
GET      person /api/v1/documents
GET      person /api/v1/documents/<kind>/<slug>
GET      person /api/v1/documents/<kind>/<slug>/compare
GET      person /api/v1/documents/<kind>/<slug>/editions
GET      person /api/v1/documents/<kind>/<slug>/editions/<int:ordinal>
GET      person /api/v1/openapi.json
GET      person /api/v1/paragraphs/<pid>
GET      person /api/v1/search
GET      person /api/v1/suggest
POST     person /api/v1/transcript
GET      person /as-at
GET      person /authorities/
GET      person /authorities/<slug>
GET      person /authorities/<slug>/compare
GET      person /authorities/<slug>/compare/<int:old>/<int:new>
GET      person /authorities/<slug>/editions/<int:ordinal>
GET      person /authorities/<slug>/history
GET      person /authorities/<slug>/said
GET      person /c/<path:token>
GET,POST public /fact-check/
GET,POST public /fact-check/<secret>
GET      public /fact-check/thanks
GET      person /feeds/
GET      person /feeds/<path:name>.atom
GET      person /guidance/
GET      person /guidance/<slug>
GET      person /guidance/<slug>/compare
GET      person /guidance/<slug>/compare/<int:old>/<int:new>
GET      person /guidance/<slug>/editions/<int:ordinal>
GET      person /guidance/<slug>/history
GET      person /guidance/<slug>/said
GET      public /healthz
GET      person /map/
GET,POST person /myths/find
GET      person /p/<pid>
GET      person /p/<pid>/history
GET      policy /policy/
GET,POST policy /policy/bulk/
GET      policy /policy/bulk/<kind>.<ending>
POST     policy /policy/bulk/drafts
GET      policy /policy/documents/<kind>/<slug>/
GET,POST policy /policy/documents/<kind>/<slug>/consultations/<int:consultation_id>
GET,POST policy /policy/documents/<kind>/<slug>/consultations/<int:consultation_id>/outcome
GET,POST policy /policy/documents/<kind>/<slug>/consultations/new
GET,POST policy /policy/documents/<kind>/<slug>/editions/<int:ordinal>/dates
GET,POST policy /policy/documents/<kind>/<slug>/editions/<int:ordinal>/review
GET,POST policy /policy/documents/<kind>/<slug>/withdraw
POST     policy /policy/drafts
GET      policy /policy/drafts/<int:draft_id>
POST     policy /policy/drafts/<int:draft_id>/bring-up-to-date
POST     policy /policy/drafts/<int:draft_id>/comments
POST     policy /policy/drafts/<int:draft_id>/comments/<int:comment_id>/resolve
POST     policy /policy/drafts/<int:draft_id>/decision
GET,POST policy /policy/drafts/<int:draft_id>/details
GET,POST policy /policy/drafts/<int:draft_id>/discard
POST     policy /policy/drafts/<int:draft_id>/drop
GET,POST policy /policy/drafts/<int:draft_id>/edit
GET,POST policy /policy/drafts/<int:draft_id>/fact-checks/
POST     policy /policy/drafts/<int:draft_id>/fact-checks/<int:invitation_id>/end
GET,POST policy /policy/drafts/<int:draft_id>/identity/
POST     policy /policy/drafts/<int:draft_id>/identity/class
POST     policy /policy/drafts/<int:draft_id>/identity/removed
GET,POST policy /policy/drafts/<int:draft_id>/impact/
POST     policy /policy/drafts/<int:draft_id>/keep
GET,POST policy /policy/drafts/<int:draft_id>/merge/<int:aside>
POST     policy /policy/drafts/<int:draft_id>/preview
GET,POST policy /policy/drafts/<int:draft_id>/publish
GET,POST policy /policy/drafts/<int:draft_id>/publish-in-emergency
GET      policy /policy/drafts/<int:draft_id>/review
GET      policy /policy/drafts/<int:draft_id>/revisions
GET      policy /policy/drafts/<int:draft_id>/revisions/<int:number>
GET,POST policy /policy/drafts/<int:draft_id>/submit
GET      policy /policy/links/
GET,POST policy /policy/new
POST     policy /policy/new/named
GET,POST policy /policy/preview/
POST     policy /policy/preview/leave
GET,POST policy /policy/releases/
GET      policy /policy/releases/<int:release_id>
POST     policy /policy/releases/<int:release_id>/discard
POST     policy /policy/releases/<int:release_id>/drafts
POST     policy /policy/releases/<int:release_id>/drafts/<int:draft_id>/take-out
GET,POST policy /policy/releases/<int:release_id>/publish
GET      policy /policy/search-words/
POST     policy /policy/search-words/answers
POST     policy /policy/search-words/answers/<int:answer_id>/remove
POST     policy /policy/search-words/synonyms
POST     policy /policy/search-words/synonyms/<int:synonym_id>/remove
GET      policy /policy/searches/
GET      policy /policy/unknown-terms/
POST     policy /policy/unknown-terms/<int:unknown_id>
GET      person /practice/
GET      person /practice/<slug>
GET      person /practice/<slug>/compare
GET      person /practice/<slug>/compare/<int:old>/<int:new>
GET      person /practice/<slug>/editions/<int:ordinal>
GET      person /practice/<slug>/history
GET      person /practice/<slug>/said
GET      public /readyz
GET      person /search
POST     person /search/opened
GET      public /static/<path:filename>
GET      person /toolkit/case-studies/
GET      person /toolkit/case-studies/<slug>
GET      person /toolkit/case-studies/<slug>/compare
GET      person /toolkit/case-studies/<slug>/compare/<int:old>/<int:new>
GET      person /toolkit/case-studies/<slug>/editions/<int:ordinal>
GET      person /toolkit/case-studies/<slug>/history
GET      person /toolkit/case-studies/<slug>/said
GET      person /toolkit/sites/
GET      person /toolkit/sites/<slug>
GET      person /toolkit/sites/side-by-side
GET      person /toolkit/sites/<slug>/compare
GET      person /toolkit/sites/<slug>/compare/<int:old>/<int:new>
GET      person /toolkit/sites/<slug>/editions/<int:ordinal>
GET      person /toolkit/sites/<slug>/history
GET      person /toolkit/sites/<slug>/said
GET      person /toolkit/terms/
GET      person /toolkit/terms/<slug>
GET      person /toolkit/terms/<slug>/compare
GET      person /toolkit/terms/<slug>/compare/<int:old>/<int:new>
GET      person /toolkit/terms/<slug>/editions/<int:ordinal>
GET      person /toolkit/terms/<slug>/history
GET      person /toolkit/terms/<slug>/said
GET,POST person /transcript/
GET,POST person /transcript/unknown/
"""

OF_THE_PUBLIC = {
    "static",
    "account.sign_in",
    "about.accessibility",
    "about.privacy",
    "fact_check.ask",
    "fact_check.begin",
    "fact_check.show",
    "fact_check.answer",
    "fact_check.thanks",
    "operations.healthz",
    "operations.readyz",
}
NUMBERED = ("follow_id", "draft_id", "comment_id", "number", "aside", "invitation_id", "release_id", "consultation_id",
            "unknown_id", "answer_id", "synonym_id")  # fmt: skip
# A real value for every part of an address.
PARTS = {"slug": "myths", "kind": "guidance", "ordinal": "1", "old": "1", "new": "2", "filename": "kb.css",
         "secret": "of-nobody", "name": "all", "ending": "csv", **dict.fromkeys(NUMBERED, "1")}  # fmt: skip
SLUGS = {"/toolkit/terms": "ghosting", "/toolkit/sites": "ember", "/toolkit/case-studies": "night-bus",
         "/authorities": "r-v-bree", "/practice": "early-contact"}  # fmt: skip


def table() -> Iterator[tuple[str, str, str]]:
    """Method, address and access of every line."""
    for line in ROUTES.strip().splitlines():
        methods, access, rule = line.split()
        for method in methods.split(","):
            yield method, rule, access


def filled_in(rule: str, site: World) -> str:
    """The rule as an address that leads somewhere."""
    token = site.citation("myths", "Clothing is not", 3, "2022-01-01").removeprefix("KB:")
    section = next((slug for path, slug in SLUGS.items() if rule.startswith(path)), PARTS["slug"])
    parts = PARTS | {"pid": token[:10], "token": token, "slug": section}
    address = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: parts[found[1]], rule)
    if section != PARTS["slug"]:
        address = address.replace("/compare/1/2", "/compare/1/1")
    return f"{address}?from=1&to=2&old=1&new=1&preset=today&q=delay" if address.startswith(ASKING) else address


ASKING = ("/api/v1/documents/guidance/myths/compare", "/as-at", "/search", "/api/v1/s", *(f"{one}/" for one in SLUGS),
          "/guidance/myths/compare")  # fmt: skip


def test_every_route_is_listed_with_the_access_it_must_have(site: World) -> None:
    rules = site.app.url_map.iter_rules()
    routed = {(method, one.rule) for one in rules for method in (one.methods or set()) - {"HEAD", "OPTIONS"}}
    listed = {(method, rule) for method, rule, _ in table()}
    assert routed - listed == set(), "a new route: add it to ROUTES here with the access it must have"
    assert listed - routed == set(), (
        "a route is gone: published addresses answer for ever; redirect it, or strike it here"
    )


def test_the_public_endpoints_are_these_and_no_others(site: World) -> None:
    assert PUBLIC == OF_THE_PUBLIC, "whoever opens an endpoint to the public says so here too"
    endpoints = {one.endpoint for one in site.app.url_map.iter_rules()}
    assert PUBLIC - endpoints == set(), "PUBLIC names an endpoint that is gone"


@pytest.mark.parametrize("method, rule, access", list(table()))
def test_a_route_answers_whom_it_must(site: World, reader: Browser, method: str, rule: str, access: str) -> None:
    address, visitor = filled_in(rule, site), site.browser()
    for asked in [method, "OPTIONS", *(["HEAD"] if method == "GET" else [])]:
        more = {"data": {"csrf_token": visitor.csrf_token("/account/sign-in")}} if method == "POST" else {}
        answer = visitor.ask(asked, address, **more)
        to_sign_in = answer.headers.get("Location", "").startswith("/account/sign-in")
        sent_away = answer.status == 401 if rule.startswith("/api/") else to_sign_in
        assert sent_away == (access != "public"), f"{asked} {address} gave {answer.status} to nobody"
    if access == "policy":
        more = {"data": {"csrf_token": reader.csrf_token("/about/privacy")}} if method == "POST" else {}
        assert reader.ask(method, address, **more).status == 403, f"a reader gets into {address}"
    elif method == "GET":
        there = {404} if rule == "/fact-check/" else {200, 303}  # nothing is there without a link that was opened
        assert reader.get(address, None).status in there, f"a reader may not read {address}"


def test_reading_never_writes(own: World) -> None:
    # A world of its own: where a page is kept already, nothing is done at all.
    reader, visitor = own.signed_in(), own.browser()
    before = written(own)
    for method, rule, _ in table():
        if method == "GET":
            for asked in ("GET", "HEAD", "OPTIONS"):
                reader.ask(asked, filled_in(rule, own))
                visitor.ask(asked, filled_in(rule, own))
    assert written(own) == before, "a GET wrote to the database; move what it does behind a POST"


def written(site: World) -> str:
    """A fingerprint of every row of every table, sign-ins and the ledger included."""
    digest = hashlib.sha256()
    with site.store.reading() as db:
        for one in tables.metadata.sorted_tables:
            digest.update(repr([one.name, db.execute(select(one)).all()]).encode())
    return digest.hexdigest()


def test_the_fingerprint_of_what_is_written_sees_a_sign_in(own: World) -> None:
    before = written(own)
    own.signed_in()
    assert written(own) != before
