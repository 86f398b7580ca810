"""What the linter of the starter content lets stand, each group with its reason. A shorter list is a better one."""

from __future__ import annotations

from datetime import date

REAL_DAYS = {
    date(2020, 11, 1): "the interim guidance applies from this day",
    date(2021, 5, 21): "final guidance (reported as 20 or 21 May)",
    date(2022, 11, 8): "extraction of information from devices by agreement (background knowledge)",
    date(2024, 1, 31): "offences of the Online Safety Act commence; chapter 1 updated",
    date(2024, 12, 16): "deception as to sex published (sources differ: 13 to 16 December)",
}
"""Days of guidance that belong to an event; every other day has to be marked as illustrative."""

UNDATED = frozenset(
    "aftercare afters all-caps cap-emoji casual chad chill cnc crash dots double-date drug-emoji eighteen-plus ex "
    "exclusive four-twenty grape-emoji heart-emoji honeytrap hook-up iso iykyk kiss-sign-off laughing-emoji lgbtq-plus "
    "nightcap no-pressure no-time-wasters og one-night-stand outing peach-emoji pineapple-emoji play pull raw "
    "red-flag-emoji skull-emoji slam sledging snow spade-emoji spiking sweat-emoji swinging thumbs-up-emoji tina "
    "top-bottom-vers trans-and-non-binary".split()
)
"""Terms with a sense that is older than the services, or the ordinary one: no year was found and none is invented."""

NO_OPERATOR = frozenset(
    "chatroulette discord doublelist eastmeeteast fiorry hater kinkd millionairematch sdc tea-app vivastreet "
    "wizz".split()
)
"""Sites whose operator the fact base does not give."""

NO_COMMENCEMENT = frozenset(
    "cja-2003-bad-character cja-2003-hearsay cja-2003-s120 communications-and-computer-misuse cpia-1996-disclosure "
    "daa-2021-s1-3 daa-2021-s71 equality-act-and-human-rights-act indecent-images-of-children law-commission-2025 "
    "mca-2005 msa-2015 oapa-1861 pha-1997 sentencing-act-2020-s66 soa-1956 soa-2003-s80-orders soaa-1992-s1 "
    "theft-act-s21-and-fraud-act victims-code victims-right-to-review vpa-2024-s28 yjcea-1999-s34-35 yjcea-1999-s41 "
    "yjcea-1999-special-measures".split()
)
"""Provisions of several dates, schemes, proposals, and those whose commencement the fact base does not give."""

SENSES_SIDE_BY_SIDE = {
    "red-flag": "beige flag changed its meaning in 2022 to 2023, red flag and green flag did not",
}
"""Terms with a sense that ended while another was in use, and the reason."""
