"""What a refused act raises. A person's mistake in a form is not an error but an `Issue` (see `model`)."""

from __future__ import annotations


class GuidanceError(Exception):
    """Base of every refusal; `str(error)` is a sentence a person can act on."""


class NotFoundError(GuidanceError):
    """What was named does not exist, or not for this person."""


class PermissionDeniedError(GuidanceError):
    """The person may not do this."""


class StateError(GuidanceError):
    """What was asked does not fit the state that things are in."""


class ConflictError(GuidanceError):
    """What was asked contradicts what is already recorded."""


class PackError(GuidanceError):
    """A pack cannot be loaded; names the file, the line or document, and the reason."""

    def __init__(self, where: str, reason: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.where = where
        self.reason = reason


class StoreError(GuidanceError):
    """The database is missing, of another version, or cannot be used as it is."""
