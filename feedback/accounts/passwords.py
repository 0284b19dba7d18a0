"""Passwords: argon2id, and the same time for a name that does not exist."""

from functools import lru_cache

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerificationError
from flask import current_app


@lru_cache
def _hasher(strength: str) -> PasswordHasher:
    if strength == "quick":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


@lru_cache
def _nobody(strength: str) -> str:
    return _hasher(strength).hash("nobody has this password")


def hash_of(password: str) -> str:
    """Return the argon2id hash of a password."""
    return _hasher(current_app.config["ARGON2"]).hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Return whether a password belongs to a stored hash; as slow when there is none."""
    strength = current_app.config["ARGON2"]
    try:
        _hasher(strength).verify(stored or _nobody(strength), password)
    except VerificationError:
        return False
    return stored is not None
