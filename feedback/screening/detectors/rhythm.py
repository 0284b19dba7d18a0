"""When a brand is usually rated: by the hour of the week, and how far single hours stray from it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

WEEK = 168
BELIEF = 4.0  # weeks' worth of trust in "the hours of the day are alike on all days", beside what was counted
LEAST_SPREAD = 0.2  # no branch is as even as chance alone


@dataclass(frozen=True)
class Rhythm:
    """`rates` = ratings expected in each hour of the week (Monday 0:00 first); `size` as in `tails.busier`."""

    rates: tuple[float, ...]
    size: float

    def expected(self, begin: datetime, seconds: float) -> float:
        """Return how many ratings are expected from a local moment on, for so many seconds (at most a week)."""
        hour, past = _hour(begin), begin.minute * 60 + begin.second
        total = 0.0
        while seconds > 0:
            part = min(seconds, 3600 - past)
            total += self.rates[hour] * part / 3600
            seconds, past, hour = seconds - part, 0, (hour + 1) % WEEK
        return total

    def rate(self, at: datetime) -> float:
        """Return how many ratings are expected in the hour of a local moment."""
        return self.rates[_hour(at)]


def rhythm(times: Sequence[datetime]) -> Rhythm:
    """Return the rhythm of some local moments in their order; there must be at least one."""
    weeks = max(1.0, (times[-1] - times[0]).total_seconds() / 604_800)
    cells = Counter(map(_hour, times))
    hours = Counter(at.hour for at in times)
    days = Counter(at.weekday() for at in times)
    alike = [days[c // 24] * hours[c % 24] / len(times) / weeks for c in range(WEEK)]
    rates = tuple((cells[c] + BELIEF * alike[c]) / (weeks + BELIEF) for c in range(WEEK))
    return Rhythm(rates, 1 / _spread(times, rates, weeks))


def _spread(times: Sequence[datetime], rates: Sequence[float], weeks: float) -> float:
    """Return by how much the counts of single hours vary beyond chance: (variance - mean) / mean²."""
    single = Counter((at.toordinal(), at.hour) for at in times)
    square = weeks * sum(rate * rate for rate in rates)
    # Hours without a rating stray by their whole rate; they are in `square`, without a look at each.
    strayed = square + sum(
        n * n - 2 * n * rates[(day - 1) % 7 * 24 + hour] for (day, hour), n in single.items()
    )
    return max(LEAST_SPREAD, (strayed - len(times)) / square)


def _hour(at: datetime) -> int:
    return at.weekday() * 24 + at.hour
