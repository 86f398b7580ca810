"""What is published in the world of the web tests: every kind, every state of force, an embargo, hostile words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.factories import document, edition

MYTHS_1 = """\
## Delay in reporting {#delay}

Delay is common and proves nothing by itself.

A late complaint may have many causes.

## Clothing {#clothing}

Clothing is not consent, whatever its style may have been that night.
"""
MYTHS_2 = """\
## Introduction {#introduction}

This chapter applies from the day on which it comes into force, while it is consulted on.

## Delay in reporting {#delay}

Delay is common and proves nothing by itself.

{#questions}
Prosecutors should ask offender-centric questions about what the suspect knew.

## Clothing {#clothing}

Clothing is not consent, whatever its style may have been that night.

## Memory {#memory}

Gaps in memory are usual after fear, drink or sleep, and say nothing about truth.
"""
MYTHS_3 = """\
## Introduction {#introduction}

This chapter applies from the day on which it comes into force, after consultation.

## Memory {#memory}

Gaps in memory are usual after fear, drink or sleep, and say nothing about truth.

{#questions}
Prosecutors must ask suspect-centric questions about what the suspect knew, see [Bree](authority:r-v-bree).

## Delay in reporting {#delay}

Delay is common and proves nothing by itself.

## Clothing {#clothing}

Clothing is not consent, whatever its style may have been that night.
"""
HOSTILE = "<script>alert(1)</script> & \"quoted\" 'words' <b>"
HOSTILE_BODY = """\
## <img src=x onerror=alert(1)> in a heading

The zincword stands beside <script>alert("body")</script> and `<svg onload=alert(2)>` and &lt;b&gt; and </p></main>.

    <iframe src="https://evil.example/zincword"></iframe>

| <b>zincword</b> | [click](javascript:alert(3)) |
| --- | --- |
| "quoted" | [out](https://example.org/?a=1&b=2) |
"""


GHOSTING = {
    "aliases": [{"text": "ghosted", "type": "variant"}, {"text": "👻", "type": "emoji"}],
    "senses": [
        {"definition": "To stop replying.", "attested_from": "2014", "attested_to": "2021-06", "confidence": "checked",
         "sources": ["A dictionary"]},
        {"definition": "To block on every app.", "attested_from": "2021-06", "confidence": "uncertain"},
    ],
    "review_by": "2027-01-01",
}  # fmt: skip
EMBER = {
    "aliases": [{"text": "Cinder", "valid_to": "2021-04"}],
    "site_facts": [
        {"key": "operator", "value": "First Owner Ltd", "valid_from": "2019", "valid_to": "2021", "source": "Register"},
        {"key": "operator", "value": "Second Owner Ltd", "valid_from": "2022", "confidence": "checked"},
        {"key": "verification", "value": "By telephone"},
    ],
    "reviewed": "2020-11-02",
    "review_by": "2028-01-01",
}
NIGHT_BUS = {
    "fictional": True,
    "outcome": "charge",
    "victim_group": ["older people"],
    "myths": ["M"],
    "terms": ["ghosting"],
    "sites": ["ember"],
    "authorities": ["r-v-bree"],
}


def _plain() -> Iterable[dict[str, Any]]:
    """Enough short documents for a second page of results and for a list worth narrowing."""
    for number in range(1, 13):
        topics = ["charging"] if number % 2 else ["charging", "memory"]
        yield document(f"r-v-common-{number}", [f"The commonplace rule of case {number}."], kind="authority",
                       topics=topics) | {"ref": f"A{number}"}  # fmt: skip


def documents() -> list[dict[str, Any]]:
    """The packs of this world."""
    myths = [
        edition(1, MYTHS_1, title="Myths", published_at="2012-09-14T09:00:00Z", in_force_from="2012-09-14",
                change_note="First list."),
        edition(2, MYTHS_2, title="Myths and stereotypes", basis="interim", published_at="2020-10-19T09:00:00Z",
                in_force_from="2020-11-01", change_note="Interim, out for consultation."),
        edition(3, MYTHS_3, title="Myths and stereotypes", published_at="2021-05-21T09:00:00Z",
                in_force_from="2021-05-21", change_note="Final after consultation."),
    ]  # fmt: skip
    leaked = edition(2, "The zebrafinch rule.\n\nThe ordinary rule of evidence stands.", title="Zebrafinch evidence",
                     published_at="2026-11-24T09:00:00Z", in_force_from="2026-11-24")  # fmt: skip
    coming = edition(1, "A starlingword for the future.", title="Coming chapter", published_at="2026-10-01T09:00:00Z",
                     in_force_from="2027-02-01")  # fmt: skip
    return [
        document("myths", ref="M", topics=["consent", "memory"], editions=myths),
        document("charging", ["Charge when the test is met. The lapwingword was here."], topics=["charging"])
        | {"withdrawn": {"from": "2022-03-01", "reason": "Replaced by the Code."}},
        document("coming", editions=[coming]),
        document("evidence", topics=["charging"], editions=[edition(1, "The ordinary rule of evidence stands.",
                 title="Evidence"), leaked]),
        document("secret", editions=[edition(1, "Another zebrafinch.", title="Zebrafinch plan",
                 published_at="2026-11-24T09:00:00Z", in_force_from="2026-11-24")]),
        document("hostile", editions=[edition(1, HOSTILE_BODY, title=HOSTILE, summary=HOSTILE, change_note=HOSTILE)],
                 ref="H<1>"),
        document("ghosting", kind="term", topics=["memory"], editions=[edition(1, "Silence is not a lie.",
                 title="Ghosting", summary="Ending contact by silence.", facts=GHOSTING)]),
        document("aubergine", kind="term", editions=[edition(1, "A fruit.", title="🍆", summary="A fruit, or more.")]),
        document("four-twenty", kind="term", editions=[edition(1, "Cannabis.", title="420")]),
        document("ember", kind="site", topics=["charging"], editions=[edition(1, "An app.", title="Ember",
                 facts=EMBER)]),
        document("night-bus", kind="case_study", ref="CS01", editions=[edition(1, "A bus at night, and silence.",
                 title="The night bus", facts=NIGHT_BUS)]),
        document("r-v-bree", ["Capacity may be lost before consciousness is."], kind="authority"),
        document("early-contact", kind="practice_note", editions=[edition(1, "Ring early.", title="Early contact",
                 facts={"type": "initiative", "area": "North", "status": "running"})]),
        *_plain(),
    ]  # fmt: skip
