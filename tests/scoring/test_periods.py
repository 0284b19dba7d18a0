"""Days, months, and what may not be shown beside its sum."""

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from feedback.scoring.periods import Period, hidden, last_months, month_of, months_on, read_period


def test_the_last_twelve_months_end_today_and_begin_on_a_first() -> None:
    assert last_months(date(2026, 11, 21)) == Period(date(2025, 12, 1), date(2026, 11, 21))


def test_a_month_knows_its_last_day_in_a_leap_year() -> None:
    assert month_of(date(2028, 2, 3)) == Period(date(2028, 2, 1), date(2028, 2, 29))
    assert months_on(date(2026, 1, 31), -1) == date(2025, 12, 1)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 900))
def test_the_pieces_of_a_period_touch_and_cover_it(begin: date, days: int) -> None:
    period = Period(begin, date.fromordinal(begin.toordinal() + days))
    pieces = period.months()
    assert (pieces[0].begin, pieces[-1].end) == (period.begin, period.end)
    assert all((b.begin - a.end).days == 1 for a, b in pairwise(pieces))
    assert all(p.begin.month == p.end.month for p in pieces)


def test_what_is_no_period_is_none() -> None:
    assert read_period("2026-01-01", "2026-01-01") == Period(date(2026, 1, 1), date(2026, 1, 1))
    for begin, end in [
        ("", ""),
        ("2026-02-30", "2026-03-01"),
        ("2026-03-02", "2026-03-01"),
        ("0001-01-01", "2026-01-01"),
    ]:
        assert read_period(begin, end) is None


def test_a_lone_small_month_takes_the_next_smallest_with_it() -> None:
    assert hidden([40, 3, 12, 9], 5) == {1, 3}
    assert hidden([40, 3, 2, 9], 5) == {1, 2}
    assert hidden([40, 0, 12, 9], 5) == {1}
    assert hidden([3], 5) == {0}


@given(st.lists(st.integers(0, 30), max_size=14))
def test_the_hidden_ones_cannot_be_told_from_the_sum(sizes: list[int]) -> None:
    veiled = hidden(sizes, 5)
    assert all(size >= 5 for i, size in enumerate(sizes) if i not in veiled)
    together = sum(sizes[i] for i in veiled)
    assert together == 0 or together >= 5 or len(veiled) == len(sizes)
