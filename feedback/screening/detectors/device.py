"""Device concentration: a few phones give a good part of all ratings. Without a mark a rating says nothing here."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from feedback.screening.detectors.kind import Detector, Finding, Seen

LOOKED_AT = timedelta(days=7)
OFTEN = 4  # a family shares a phone, somebody comes three times: from here on it is counted
LEAST = 12  # ratings from phones that rate so often
SHARE = 0.1  # of all marked ratings of these days


def find(ratings: Sequence[Seen], now: datetime) -> list[Finding]:
    """Return at most one finding: the ratings of the last seven days from phones that rated four times or more."""
    marked = [r for r in ratings if r.device is not None and r.at >= now - LOOKED_AT]
    times = Counter(r.device for r in marked)
    often = [r for r in marked if times[r.device] >= OFTEN]
    if len(often) < LEAST or len(often) < SHARE * len(marked):
        return []
    devices = len({r.device for r in often})
    return [Finding.of(often, devices=devices, n=len(often), marked=len(marked), most=max(times.values()))]


DETECTOR = Detector("device", "少数手机评了很多次", find)
