"""I7: whatever one device sends, it moves little."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from feedback.screening.rules import CAP, WITHIN, beyond_cap

JULY = date(2026, 7, 1)
days = st.lists(st.integers(0, 400).map(lambda n: JULY + timedelta(days=n)), max_size=60)
grades = st.integers(1, 5)


@pytest.mark.parametrize(
    ("after", "beyond"),
    [
        ([], []),
        ([0, 0], [False, False]),
        ([0, 0, 0], [False, False, True]),
        ([0, 30, 30], [False, False, True]),
        ([0, 0, 30, 31, 31, 61], [False, False, True, False, False, True]),
        ([0, 20, 31, 50, 51], [False, False, False, True, False]),
        # The clock was set back: the order of numbers decides, and the span is kept both ways.
        ([40, 40, 20, 5], [False, False, True, False]),
    ],
)
def test_the_first_two_of_any_thirty_days_count(after: list[int], beyond: list[bool]) -> None:
    assert beyond_cap([JULY + timedelta(days=n) for n in after]) == beyond


@given(days)
def test_no_thirty_days_ever_have_more_than_two_counted(sent: list[date]) -> None:
    counted = sorted(d for d, out in zip(sent, beyond_cap(sent), strict=True) if not out)
    for first, third in zip(counted, counted[CAP:], strict=False):
        assert third - first > WITHIN


@given(days)
def test_what_is_left_out_would_have_been_a_third(sent: list[date]) -> None:
    counted: list[date] = []
    for day, out in zip(sent, beyond_cap(sent), strict=True):
        near = sorted(d for d in [*counted, day] if abs(d - day) <= WITHIN)
        assert out == any(c - a <= WITHIN for a, c in zip(near, near[CAP:], strict=False))
        if not out:
            counted.append(day)


# The first and the last day of the longest month, and the least that others can have given.
@example([1], [(5, 0), (5, 0), (5, 30)])
@example([5] * 100, [(1, 0), (1, 1), (1, 30)])
@given(
    st.lists(grades, min_size=1, max_size=120) | st.integers(1, 120).map(lambda n: [1] * n),
    st.lists(st.tuples(grades | st.just(5), st.integers(0, 30)), max_size=200),
)
def test_one_device_moves_the_mean_of_a_month_by_at_most_eight_in_n_and_two(
    honest: list[int], stuffed: list[tuple[int, int]]
) -> None:
    sent = [JULY + timedelta(days=day) for _, day in stuffed]
    counted = [grade for (grade, _), out in zip(stuffed, beyond_cap(sent), strict=True) if not out]
    before = Fraction(sum(honest), len(honest))
    after = Fraction(sum(honest) + sum(counted), len(honest) + len(counted))
    assert abs(after - before) <= Fraction(8, len(honest) + 2)
