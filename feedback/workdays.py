"""Working days by China's calendar of holidays and make-up days: in what deadlines are counted."""

from datetime import date, timedelta


def works(day: date) -> bool:
    """Return whether offices are open on a day; of years the calendar does not know yet, Monday to Friday."""
    import chinese_calendar  # only where a deadline is set: the residents' pages need no holidays

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def after(day: date, count: int) -> date:
    """Return the last day of a deadline of so many working days that begins on the day after `day`."""
    while count > 0:
        day += timedelta(days=1)
        count -= works(day)
    return day
