"""`kb policy`: all that the policy team does, from the command line, each time as a named person.

The second word of what an act that makes something prints is the number of what it made: a draft, a revision, an
edition, a comment, a release, a consultation.
"""

from __future__ import annotations

from . import bulkcommands, draftcommands, publicationcommands, reviewcommands, searchcommands
from .policyarguments import Commands, family


def register(acts: Commands) -> None:
    """The family of commands. What each person may do is decided by the acts themselves."""
    own = family(acts, "policy", "write, review and publish, as a person of the policy team")
    for part in (draftcommands, bulkcommands, reviewcommands, publicationcommands, searchcommands):
        part.register(own)
