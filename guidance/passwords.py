"""Password hashing with argon2id. The only module that knows argon2."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from . import seals

MIN_LENGTH = 12
MAX_LENGTH = 1_024

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """What is stored instead of the password."""
    return _hasher.hash(password)


def seal(stored: str) -> str:
    """What the ledger keeps of `hash_password`'s answer: enough to see that it is the same, no help in guessing.

    The answer holds 128 random bits, which a guesser who has the ledger alone would have to guess too.
    """
    return seals.of("password", stored)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password is right. As slow for somebody unknown (`stored` None) as for somebody known."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        return _hasher.verify(stored or _nobody(), password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _hasher.hash("a password that nobody has")
