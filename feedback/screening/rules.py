"""Which ratings of one device count: the first ones, at most so many in any month."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta

COUNTED = "counted"
# Why a rating is kept, shown and not counted; of several reasons the first one stands.
EXCLUDED, INTERNAL, REPEAT = "excluded", "internal", "repeat"
REASONS = (EXCLUDED, INTERNAL, REPEAT)
REASON_NAMES = {EXCLUDED: "复核排除", INTERNAL: "内部设备", REPEAT: "同一设备重复"}

CAP = 2
WITHIN = timedelta(days=30)


def beyond_cap(days: Sequence[date], cap: int = CAP, within: timedelta = WITHIN) -> list[bool]:
    """Return for each rating of one device, given by their local days in the order of their numbers, whether it is
    beyond the cap: one that would be the third counted of days no more than thirty apart.

    So no calendar month ever has more than two. The order of numbers decides, not the clock: it may have been set back.
    """
    counted: list[date] = []
    beyond = []
    for day in days:
        place = bisect_right(counted, day)
        near = [*counted[max(0, place - cap) : place], day, *counted[place : place + cap]]
        crowded = any(last - first <= within for first, last in zip(near, near[cap:], strict=False))
        beyond.append(crowded)
        if not crowded:
            counted.insert(place, day)
    return beyond
