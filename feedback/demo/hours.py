"""When residents rate: days and hours by channel, holidays, winter."""

import json
import random
from bisect import bisect
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from feedback.brands import Channel
from feedback.demo.plan import DATA, BrandPlan, PointPlan

CLOSED = (Channel.COUNTER, Channel.HALL)  # shut on holidays
GROWTH = 0.6  # the last day sees so much more than the first


@cache
def _shape() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((DATA / "hours.json").read_text(encoding="utf-8"))
    return read


class Hours:
    """The moments at which one point is rated, between two aware times."""

    def __init__(
        self, brand: BrandPlan, point: PointPlan, begin: datetime, end: datetime, zone: ZoneInfo
    ) -> None:
        self.begin, self.end, self.zone = begin, end, zone
        kind = point.channel.value if point.channel is Channel.VISIT else brand.hours or point.channel.value
        hours = _shape()["hours"][kind]
        self.hours, self.hour_weights = [int(h) for h in hours], list(hours.values())
        first, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
        self.days = [first + timedelta(n) for n in range((last - first).days + 1)]
        self.sums = list(accumulate(self._weights(brand, point, kind)))

    def _weights(self, brand: BrandPlan, point: PointPlan, kind: str) -> list[float]:
        week = _shape()["weekdays"][kind]
        season = _shape()[brand.season] if brand.season else [1.0] * 12
        busy = [
            week[_weekday(day) if point.channel in CLOSED else day.weekday()] * season[day.month - 1]
            for day in self.days
        ]
        if point.name == brand.queue:
            busy = [w * (1.7 if day.weekday() == 0 else 1) for day, w in zip(self.days, busy, strict=True)]
        return [w * (1 + GROWTH * n / len(busy)) for n, w in enumerate(busy)]

    def draw(self, rng: random.Random) -> datetime:
        """Return one moment, aware."""
        while True:
            day = self.days[bisect(self.sums, rng.random() * self.sums[-1])]
            hour = rng.choices(self.hours, self.hour_weights)[0]
            # Half past eight is when the doors open.
            minute = rng.randrange(30 if hour == 8 else 0, 60)
            at = datetime.combine(day, time(hour, minute, rng.randrange(60)), self.zone)
            if self.begin <= at <= self.end:
                return at


@cache
def _weekday(day: date) -> int:
    """Return 0…6 as the counters live it: a holiday is a Sunday, a make-up day an ordinary one."""
    import chinese_calendar  # only when filling: the web server needs no holidays

    try:
        works = chinese_calendar.is_workday(day)
    except NotImplementedError:  # a year the calendar does not know yet
        return day.weekday()
    if works:
        return min(day.weekday(), 4)
    return day.weekday() if day.weekday() >= 5 else 6


def part(at: datetime, begin: datetime, end: datetime) -> float:
    """Return how far a moment lies between two others, 0…1."""
    return (at - begin) / (end - begin)


def monday_morning(at: datetime) -> bool:
    """Return whether a local moment falls on a Monday before noon."""
    return at.weekday() == 0 and at.hour < 12
