"""Which days a page is about, and with which it is compared."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.dashboard.choices import choices, chosen
from feedback.scoring import Period

TODAY = date(2026, 11, 21)


def test_the_fixed_periods_end_today_or_with_last_year() -> None:
    month, months, this, last = choices(TODAY)
    assert month.period == Period(date(2026, 11, 1), TODAY)
    assert month.before == Period(date(2026, 10, 1), date(2026, 10, 31))
    assert months.period == Period(date(2025, 12, 1), TODAY)
    assert months.before == Period(date(2024, 12, 1), date(2025, 11, 30))
    assert this.period == Period(date(2026, 1, 1), TODAY)
    assert this.before == Period(date(2025, 1, 1), date(2025, 11, 21))
    assert (last.period, last.label) == (Period(date(2025, 1, 1), date(2025, 12, 31)), "2025 年")


def test_the_29th_of_february_is_compared_with_the_28th() -> None:
    assert choices(date(2028, 2, 29))[2].before.end == date(2027, 2, 28)


def test_days_of_ones_own_are_compared_with_as_many_before_and_end_today_at_the_latest() -> None:
    own = chosen({"period": "own", "begin": "2026-11-11", "end": "2026-12-31"}, TODAY)
    assert own.period == Period(date(2026, 11, 11), TODAY)
    assert own.before == Period(date(2026, 10, 31), date(2026, 11, 10))
    assert chosen(own.address(), TODAY) == own


def test_what_makes_no_sense_is_the_last_twelve_months() -> None:
    for asked in (
        {},
        {"period": "decade"},
        {"period": "own"},
        {"period": "own", "begin": "2026-11-22", "end": "2026-11-30"},
    ):
        assert chosen(asked, TODAY).key == "months"


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 800), st.integers(0, 800))
def test_a_trend_holds_its_period_whole_and_never_cuts_what_it_is_compared_with(
    today: date, ago: int, days: int
) -> None:
    begin = today - timedelta(days=ago)
    own = chosen(
        {"period": "own", "begin": begin.isoformat(), "end": (begin + timedelta(days=days)).isoformat()},
        today,
    )
    for choice in (*choices(today), own):
        trend, period, before = choice.trend(), choice.period, choice.before
        inside = [piece for piece in trend if piece.begin >= period.begin]
        assert (inside[0].begin, inside[-1].end) == (period.begin, period.end)
        assert before.end == period.begin - timedelta(days=1) or choice.key == "this"
        for piece in trend:
            apart = piece.end < before.begin or piece.begin > before.end
            assert apart or piece == before
