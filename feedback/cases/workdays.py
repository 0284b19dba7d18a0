"""Working days by China's calendar: holidays and the days worked in their place."""

from datetime import date, timedelta

import chinese_calendar


def is_workday(day: date) -> bool:
    """Return whether people work on a day; in years whose calendar is not out yet, Monday to Friday."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after_workdays(day: date, count: int) -> date:
    """Return the last of so many working days after a day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day
