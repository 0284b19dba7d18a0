"""Figures are made of steps of five ratings: no two views, of whichever days, differ by one to four."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from feedback.scoring.periods import Period, month_of
from feedback.scoring.steps import narrowed, settled, steps
from tests.factories import World

FIRST = date(2026, 10, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(61)]
ratings = st.lists(st.integers(0, 6) | st.just(0), min_size=61, max_size=61)
edges = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Period(DAYS[min(p)], DAYS[max(p)]))


def told(period: Period, days: dict[date, int], until: date) -> set[date]:
    part = narrowed(period, {day: n for day, n in days.items() if day <= until}, until)
    return {day for day in DAYS if part.begin <= day <= part.end and day <= until and days[day]}


@given(ratings, edges, edges, st.integers(20, 60))
def test_two_views_of_one_day_differ_by_none_or_by_a_whole_step(
    counts: list[int], one: Period, other: Period, last: int
) -> None:
    days, until = dict(zip(DAYS, counts, strict=True)), DAYS[last]
    seen = {day: n for day, n in days.items() if day <= until}
    whole = [
        step
        for month in (month_of(FIRST), month_of(DAYS[-1]))
        for step in steps(month, seen, month.end <= until)
    ]
    for period in (one, other):
        shown = told(period, days, until)
        assert all(period.begin <= day <= period.end for day in shown)
        for step in whole:
            inside = {day for day in seen if step.begin <= day <= step.end and days[day]}
            assert inside <= shown or not inside & shown
            small = sum(days[day] for day in inside) < 5
            # Of a month that was so small in all there is but one step; one that still grows is not shown.
            assert not (small and inside & shown) or month_of(step.begin).end <= until


@given(ratings, st.integers(20, 59))
def test_the_next_morning_none_or_five_are_new_but_for_the_end_of_a_month(
    counts: list[int], last: int
) -> None:
    days, period = dict(zip(DAYS, counts, strict=True)), Period(FIRST, DAYS[-1])
    until = DAYS[last]
    new = told(period, days, DAYS[last + 1]) - told(period, days, until)
    if DAYS[last + 1] != month_of(DAYS[last + 1]).end:
        assert sum(days[day] for day in new) == 0 or sum(days[day] for day in new) >= 5


@given(ratings)
def test_a_month_that_is_over_is_told_whole(counts: list[int]) -> None:
    days = dict(zip(DAYS, counts, strict=True))
    assert told(month_of(FIRST), days, DAYS[-1]) == {day for day in DAYS[:31] if days[day]}


def test_a_part_that_holds_no_step_ends_before_it_begins() -> None:
    part = narrowed(Period(DAYS[33], DAYS[40]), {DAYS[33]: 3}, DAYS[40])
    assert part.end < part.begin


@pytest.mark.parametrize("until", [0, 1])
def test_live_figures_stay_as_they_are(app: Flask, world: World, until: int) -> None:
    period = Period(DAYS[32], DAYS[40])
    for _ in range(3):
        world.rate(world.point, 4)
    found = settled([world.brand.id], period, DAYS[40], DAYS[40] + timedelta(days=until))
    assert found == {world.brand.id: period}
