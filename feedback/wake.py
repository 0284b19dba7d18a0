"""The Redis that may be there: tells the worker at once that there is something to do, and counts for the limits.

Redis holds nothing that matters: without it the worker looks twice a second, and every rating is still taken.
"""

import logging
import time

import redis
from flask import current_app

log = logging.getLogger(__name__)

LIST = "mashangping:wake"
PAUSE = 10.0  # seconds to leave a Redis alone that did not answer


class Bell:
    """A Redis that may be away; `down_until` is on the monotonic clock."""

    def __init__(self, url: str) -> None:
        # Short time-outs: a resident's thanks waits for this.
        self.redis = redis.Redis.from_url(url, socket_timeout=0.2, socket_connect_timeout=0.2)
        self.down_until = 0.0

    def up(self) -> bool:
        """Return whether it is worth asking."""
        return time.monotonic() >= self.down_until

    def failed(self, error: redis.RedisError) -> None:
        """Leave it alone for a while."""
        self.down_until = time.monotonic() + PAUSE
        log.warning(
            "Redis is away (%s): the worker looks by itself, each process counts its own ratings for the limits",
            type(error).__name__,
        )


def bell() -> Bell | None:
    """Return the Redis that is set up, or None."""
    url = current_app.config["REDIS_URL"]
    if not url:
        return None
    found: Bell = current_app.extensions.setdefault("bell", Bell(url))
    return found


def ring() -> None:
    """Say that something waits; never fails."""
    there = bell()
    if there is None or not there.up():
        return
    try:
        there.redis.lpush(LIST, 1)
        there.redis.ltrim(LIST, 0, 0)
    except redis.RedisError as error:
        there.failed(error)


def wait(seconds: float) -> None:
    """Sleep until something waits, at most so long."""
    there = bell()
    if there is None or not there.up():
        time.sleep(seconds)
        return
    try:
        there.redis.blpop([LIST], timeout=min(seconds, 0.15))
    except redis.RedisError as error:
        there.failed(error)


def state() -> str | None:
    """Return "ok" or "away", or None where no Redis is set up."""
    there = bell()
    if there is None:
        return None
    try:
        there.redis.ping()
    except redis.RedisError:
        return "away"
    return "ok"
