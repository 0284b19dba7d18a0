"""Passwords: argon2id, the same time for a name that does not exist, and random ones to hand over."""

import secrets
import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

from argon2 import PasswordHasher, profiles
from argon2.exceptions import VerificationError
from flask import current_app

# Read aloud or copied from paper: nothing that looks like something else.
LETTERS = "23456789abcdefghjkmnpqrstvwxyz"

T = TypeVar("T")


@lru_cache
def _hasher(strength: str) -> PasswordHasher:
    if strength == "quick":
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)


@lru_cache
def _nobody(strength: str) -> str:
    return _hasher(strength).hash("nobody has this password")


@lru_cache
def _threads() -> Any:
    from gevent.threadpool import ThreadPool

    return ThreadPool(2)  # 64 MiB each


def _aside(work: Callable[[], T]) -> T:
    # Under gevent all connections of a process share one thread: a fifth of a second of argon2 there would hold
    # up every resident's page, and a flood of sign-ins would stop them.
    monkey = sys.modules.get("gevent.monkey")
    if monkey is not None and monkey.is_module_patched("threading"):
        return cast(T, _threads().apply(work))
    return work()


def hash_of(password: str) -> str:
    """Return the argon2id hash of a password."""
    hasher = _hasher(current_app.config["ARGON2"])
    return _aside(lambda: hasher.hash(password))


def fits(password: str, stored: str | None) -> bool:
    """Return whether a password belongs to a stored hash; as slow when there is none."""
    strength = current_app.config["ARGON2"]
    return _aside(lambda: _fits(strength, password, stored))


def _fits(strength: str, password: str, stored: str | None) -> bool:
    stand_in = _nobody(strength)  # made by the first try of a process, whichever kind that is
    try:
        _hasher(strength).verify(stored or stand_in, password)
    except VerificationError:
        return False
    return stored is not None


def random() -> str:
    """Return a password nobody chose: four groups of four letters, 78 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
