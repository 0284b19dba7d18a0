"""When a canary is due, and when the counters stand still."""

from datetime import datetime, timedelta

IN_TIME = timedelta(seconds=60)
STILL = timedelta(hours=2)
# Never a grade that opens a case: nobody would answer it.
GRADES = ("5", "4", "3")


def due(sent_at: datetime, now: datetime, an_hour: int) -> bool:
    """Return whether the next rating is to be sent; a clock set back by a day must not stop them for a day."""
    return an_hour > 0 and abs(now - sent_at) >= timedelta(hours=1) / an_hour


def late(sent_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Return whether the last rating has not reached the counters after a minute."""
    return seen_at < sent_at and now - sent_at > IN_TIME


def still_for(seen_at: datetime, now: datetime) -> timedelta | None:
    """Return how long the counters have stood still, None while that is two hours or less."""
    return now - seen_at if now - seen_at > STILL else None
