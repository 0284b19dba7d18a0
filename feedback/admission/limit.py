"""How many ratings were taken lately, by address and by point: in this process, and through Redis in all of them.

Of an address there is only a keyed hash, another one in every window; it stands in memory, nowhere else. A process
hears how many the others took when it counts one of its own: asking before would hold every rating up for Redis.
"""

import threading
from collections.abc import Iterable
from datetime import datetime

import redis
from flask import current_app, request

from feedback import wake
from feedback.admission import rules
from feedback.keys import keyed

MOST = 200_000  # names kept at once; beyond, memory is worth more than a count


class Taken:
    """What this process knows of the running window: ratings by name."""

    def __init__(self) -> None:
        self.window = -1
        self.counts: dict[str, int] = {}
        self.most = 0
        self.lock = threading.Lock()

    def of(self, window: int, name: str) -> int:
        """Return how many ratings are known under a name in this window."""
        return self.counts.get(name, 0) if window == self.window else 0

    def reached(self, window: int, limit: int) -> bool:
        """Return whether anybody at all has reached a limit in this window."""
        return window == self.window and self.most >= limit

    def add(self, window: int, names: Iterable[str]) -> None:
        """Count one rating under each name; whatever was known of another window is forgotten."""
        with self.lock:
            if window != self.window or len(self.counts) > MOST:
                self.window, self.counts, self.most = window, {}, 0
            self._know((name, self.counts.get(name, 0) + 1) for name in names)

    def hear(self, window: int, heard: Iterable[tuple[str, int]]) -> None:
        """Take over what all processes together have counted; one that was away knows less than we do."""
        with self.lock:
            if window == self.window:
                self._know((name, max(count, self.counts.get(name, 0))) for name, count in heard)

    def _know(self, counts: Iterable[tuple[str, int]]) -> None:
        for name, count in counts:
            self.counts[name] = count
            self.most = max(self.most, count)


def price_now(point_id: int, now: datetime) -> int:
    """Return how many hashes at most a new rating of a point costs whoever sends the running request; 0 = nothing."""
    config, taken, window = current_app.config, _taken(), _window(now)
    limits = [limit for limit in (config["LIMIT_ADDRESS"], config["LIMIT_POINT"]) if limit]
    # Where nobody has come so often it does not matter who this is: it is not even worked out.
    if not limits or not taken.reached(window, min(limits)):
        return 0
    work = config["LIMIT_WORK"]
    return max(
        (
            rules.price(taken.of(window, name), limit, work)
            for name, limit in _names(point_id, window).items()
        ),
        default=0,
    )


def count(point_id: int, now: datetime) -> None:
    """Count a new rating of a point by whoever sends the running request; never fails."""
    taken, window = _taken(), _window(now)
    names = list(_names(point_id, window))
    if not names:
        return
    taken.add(window, names)
    bell = wake.bell()
    if bell is None or not bell.up():
        return
    try:
        taken.hear(window, zip(names, _tell(bell.redis, names), strict=True))
    except redis.RedisError as error:
        bell.failed(error)


def counting() -> str:
    """Return how ratings are counted for the limits: "off", "shared", or "process" = each process by itself."""
    config = current_app.config
    if not (config["LIMIT_ADDRESS"] or config["LIMIT_POINT"]):
        return "off"
    return "shared" if wake.state() == "ok" else "process"


def _tell(client: redis.Redis, names: list[str]) -> list[int]:
    """Count in Redis; return what all processes have counted there."""
    pipe = client.pipeline(transaction=False)
    for name in names:
        pipe.incr(f"mashangping:taken:{name}")
        pipe.expire(f"mashangping:taken:{name}", 60 * max(1, current_app.config["LIMIT_MINUTES"]))
    return [int(n) for n in pipe.execute()[::2]]


def _names(point_id: int, window: int) -> dict[str, int]:
    """Return the names that a rating is counted under, with the limit of each; only those that have one."""
    config, limits = current_app.config, {}
    if not (config["LIMIT_ADDRESS"] or config["LIMIT_POINT"]):
        return {}
    forwarded = request.headers.get("X-Forwarded-For", "")
    whose = rules.network(request.remote_addr or "", forwarded, config["TRUSTED_PROXIES"])
    # Behind a proxy that no setting tells of, everybody comes from this machine: better no price than one for all.
    if not whose:
        return {}
    if config["LIMIT_ADDRESS"]:
        mark = keyed("session", "address", str(window), whose).hex()[:32]
        limits[f"{window}:address:{mark}"] = config["LIMIT_ADDRESS"]
    if config["LIMIT_POINT"]:
        limits[f"{window}:point:{point_id}"] = config["LIMIT_POINT"]
    return limits


def _window(now: datetime) -> int:
    return rules.window_of(now, current_app.config["LIMIT_MINUTES"])


def _taken() -> Taken:
    taken: Taken = current_app.extensions["taken"]
    return taken
