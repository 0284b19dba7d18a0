"""Which days a figure is about. Days are the residents' local days, both ends included."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Period:
    """From `begin` to `end`, both days included."""

    begin: date
    end: date

    def up_to(self, last: date) -> "Period | None":
        """Return the part that ends with a day at the latest, or None if the period begins after it."""
        return Period(self.begin, min(self.end, last)) if self.begin <= last else None

    def months(self) -> list["Period"]:
        """Return the period cut at the ends of calendar months; the first and last piece may be short."""
        pieces, begin = [], self.begin
        while begin <= self.end:
            end = min(month_of(begin).end, self.end)
            pieces.append(Period(begin, end))
            begin = end + timedelta(days=1)
        return pieces


def month_of(day: date) -> Period:
    """Return the calendar month of a day."""
    return Period(day.replace(day=1), months_on(day.replace(day=1), 1) - timedelta(days=1))


def months_on(first: date, count: int) -> date:
    """Return the first day of the month `count` months after (before, if negative) that of a day."""
    years, month = divmod(first.year * 12 + first.month - 1 + count, 12)
    return date(years, month + 1, 1)


def last_months(until: date, count: int = 12) -> Period:
    """Return the month of a day, up to that day, and the whole months before it: `count` in all."""
    return Period(months_on(until, 1 - count), until)


def read_period(begin: str, end: str) -> Period | None:
    """Return the period typed as two ISO days, or None if one of them is none or they stand crosswise."""
    try:
        period = Period(date.fromisoformat(begin), date.fromisoformat(end))
    except ValueError:
        return None
    return period if EARLIEST <= period.begin <= period.end < date(2100, 1, 1) else None


def hidden(sizes: Sequence[int], fewest: int) -> set[int]:
    """Return which of several adjoining selections (by index) may not be shown beside their sum.

    One that is too small would stand open as the sum less all others, so as many small ones are hidden
    with it as it takes for the hidden ones together to be `fewest` or none.
    """
    order = sorted(range(len(sizes)), key=lambda i: (sizes[i], i))
    veiled = {i for i in order if sizes[i] < fewest}
    for i in order[len(veiled) :]:
        together = sum(sizes[j] for j in veiled)
        if together == 0 or together >= fewest:
            break
        veiled.add(i)
    return veiled
