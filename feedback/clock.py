"""The only place that asks for the time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _source()


@lru_cache
def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name; raise ZoneInfoNotFoundError for an unknown one."""
    return ZoneInfo(name)


def local_day(moment: datetime, timezone: str) -> date:
    """Return the calendar day on which a moment falls where the residents live."""
    return moment.astimezone(zone(timezone)).date()


@contextmanager
def at(source: Callable[[], datetime]) -> Iterator[None]:
    """Let tests and the demo world live at another time."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
