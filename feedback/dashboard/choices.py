"""Which period a page is about: what can be chosen, and what it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.scoring import Period, last_months, month_of, months_on, read_period


@dataclass(frozen=True)
class Choice:
    """A period by its key in the address, its words on a button and in a sentence, and the one before it."""

    key: str
    label: str
    words: str
    period: Period
    before: Period
    before_words: str
    asked: Period | None = None  # what was asked for, where figures are about a part of it

    def address(self) -> dict[str, str]:
        """Return what an address must say to mean this choice again."""
        if self.key != "own":
            return {"period": self.key}
        days = self.whole
        return {"period": "own", "begin": days.begin.isoformat(), "end": days.end.isoformat()}

    @property
    def whole(self) -> Period:
        """Return the days that were asked for: what is no figure, as the comments, is about all of them."""
        return self.asked or self.period

    def trend(self) -> list[Period]:
        """Return the months of the trend, oldest first: those of the period and, up to twelve, those before it."""
        if self.key == "own":
            # Whole months before it would overlap what it is compared with, and open the difference.
            return self.period.months()
        first = min(self.period.begin, months_on(self.period.end, -11))
        return Period(first, self.period.end).months()


def choices(today: date) -> tuple[Choice, ...]:
    """Return the fixed periods in the order shown; 自选 stands beside them."""
    month, months, year = Period(today.replace(day=1), today), last_months(today), today.year
    so_far = Period(date(year, 1, 1), today)
    return (
        Choice("month", "本月", "本月", month, month_of(months_on(today, -1)), "上月"),
        Choice("months", "近 12 个月", "近 12 个月", months, _twelve_before(months.begin), "前 12 个月"),
        Choice("this", f"{year} 年", f"{year} 年以来", so_far, _year_earlier(so_far), "去年同期"),
        Choice("last", f"{year - 1} 年", f"{year - 1} 年", _year(year - 1), _year(year - 2), "前一年"),
    )


def chosen(asked: Mapping[str, str], today: date) -> Choice:
    """Return what an address asks for; without a good answer, the last twelve months."""
    known = {choice.key: choice for choice in choices(today)}
    if asked.get("period") == "own":
        own = _own(asked, today)
        return own or known["months"]
    return known.get(asked.get("period", ""), known["months"])


def _own(asked: Mapping[str, str], today: date) -> Choice | None:
    period = read_period(asked.get("begin", ""), asked.get("end", ""))
    if period is None or period.begin > today:
        return None
    period = Period(period.begin, min(period.end, today))
    days = period.end - period.begin + timedelta(days=1)
    before = Period(period.begin - days, period.begin - timedelta(days=1))
    return Choice("own", "自选", "这段时间", period, before, "前一段同样长的时间")


def _twelve_before(begin: date) -> Period:
    return Period(months_on(begin, -12), begin - timedelta(days=1))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _year_earlier(period: Period) -> Period:
    end = period.end
    # 29 February has no day a year earlier.
    day = min(end.day, month_of(date(end.year - 1, end.month, 1)).end.day)
    return Period(date(period.begin.year - 1, 1, 1), date(end.year - 1, end.month, day))
