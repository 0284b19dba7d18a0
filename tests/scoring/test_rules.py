"""What a set of grades is worth, against values worked out by hand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.scoring.arithmetic import arithmetic, change
from feedback.scoring.rules import FIRST_RULE, GRADES, Counts, Gate, Rule, interval, mass_score, problems

RULE = Rule.read(1, FIRST_RULE)


def counts(*grades: int, none: int = 0, knows: int = 0) -> Counts:
    """Return counts given from 5 down to 1."""
    return Counts(
        dict(zip(GRADES, grades, strict=True)), none, {"knows": knows, "heard": 0, "unknown": 0}, comments=0
    )


some_counts = st.builds(counts, *[st.integers(0, 5000)] * 5, none=st.integers(0, 50), knows=st.integers(0, 9))


def test_the_interval_is_the_one_in_the_books() -> None:
    # Worked by hand: 8 of 10 gives 0.490–0.943 (Newcombe 1998), 0 of 10 gives 0–0.2775, 81 of 263 0.2553–0.3662.
    assert interval(80, 10) == pytest.approx((49.02, 94.33), abs=0.01)
    assert interval(0, 10) == pytest.approx((0, 27.75), abs=0.01)
    assert interval(100 * 81 / 263, 263) == pytest.approx((25.53, 36.62), abs=0.01)


def test_three_happy_people_are_no_certainty() -> None:
    low, high = interval(100, 3)
    assert low == pytest.approx(43.85, abs=0.01)
    assert high == 100


def test_the_score_is_the_mean_of_the_values() -> None:
    # (214·100 + 111·80 + 45·60 + 29·30 + 13·0) / 412 = 33850 / 412
    score = mass_score(counts(214, 111, 45, 29, 13), RULE)
    assert score.value == pytest.approx(82.160194)
    assert score.low == pytest.approx(78.17, abs=0.01)
    assert score.high == pytest.approx(85.55, abs=0.01)
    assert (score.n, score.gate, score.rule_number) == (412, Gate.COUNTED, 1)


def test_all_very_dissatisfied_is_nought_and_not_fifty() -> None:
    assert mass_score(counts(0, 0, 0, 0, 40), RULE).value == 0


@pytest.mark.parametrize(
    ("n", "gate"),
    [
        (0, Gate.HIDDEN),
        (4, Gate.HIDDEN),
        (5, Gate.FEW),
        (29, Gate.FEW),
        (30, Gate.PROVISIONAL),
        (99, Gate.PROVISIONAL),
        (100, Gate.COUNTED),
    ],
)
def test_the_gate_opens_with_the_number_of_grades(n: int, gate: Gate) -> None:
    score = mass_score(counts(n, 0, 0, 0, 0), RULE)
    assert score.gate is gate
    assert (score.value is None) == (n < 5)


def test_those_who_do_not_know_open_no_gate() -> None:
    score = mass_score(counts(4, 0, 0, 0, 0, none=200), RULE)
    assert (score.gate, score.value, score.low, score.high) == (Gate.HIDDEN, None, None, None)


@given(some_counts)
def test_the_interval_holds_the_mean_and_stays_on_the_scale(some: Counts) -> None:
    score = mass_score(some, RULE)
    if score.value is not None and score.low is not None and score.high is not None:
        assert 0 <= score.low <= score.value <= score.high <= 100
        assert score.low < score.high


@given(some_counts, st.sampled_from(GRADES[1:]))
def test_a_better_grade_never_lowers_the_score(some: Counts, grade: int) -> None:
    if some.grades[grade] and some.n >= 5:
        better = {**some.grades, grade: some.grades[grade] - 1, grade + 1: some.grades[grade + 1] + 1}
        before, after = mass_score(some, RULE).value, mass_score(Counts(better), RULE).value
        assert before is not None
        assert after is not None
        assert after > before


@given(some_counts, st.integers(1, 20))
def test_more_of_the_same_makes_surer(some: Counts, times: int) -> None:
    score = mass_score(some, RULE)
    more = mass_score(Counts({g: n * (times + 1) for g, n in some.grades.items()}), RULE)
    if score.low is not None and more.low is not None and score.high is not None and more.high is not None:
        assert more.value == pytest.approx(score.value)
        assert more.high - more.low < score.high - score.low


@given(some_counts, st.integers(0, 10_000), st.integers(0, 10_000))
def test_neither_none_nor_awareness_ever_moves_the_score(some: Counts, none: int, knows: int) -> None:
    other = Counts(some.grades, none, {"knows": knows, "heard": 3, "unknown": 1}, comments=9)
    a, b = mass_score(some, RULE), mass_score(other, RULE)
    assert (a.value, a.low, a.high, a.n, a.gate) == (b.value, b.low, b.high, b.n, b.gate)


@given(some_counts)
def test_the_steps_lead_to_the_score(some: Counts) -> None:
    score = mass_score(some, RULE)
    steps = arithmetic(score, RULE)
    assert (steps is None) == (score.value is None)
    if steps is not None:
        assert (
            sum(line.product for line in steps.lines) / sum(line.count for line in steps.lines) == score.value
        )
        assert 100 * (steps.centre - steps.reach) == pytest.approx(score.low, abs=1e-9)
        assert 100 * (steps.centre + steps.reach) == pytest.approx(score.high, abs=1e-9)


def test_a_small_move_of_few_people_is_within_the_error() -> None:
    moved = change(mass_score(counts(20, 8, 2, 0, 0), RULE), mass_score(counts(22, 7, 1, 0, 0), RULE))
    assert moved is not None
    assert moved.by == pytest.approx(92 - 94)
    assert moved.within_error


def test_a_move_beyond_chance_is_said_so_although_the_intervals_touch() -> None:
    now, before = mass_score(counts(0, 300, 0, 100, 0), RULE), mass_score(counts(0, 364, 0, 36, 0), RULE)
    assert now.high is not None
    assert before.low is not None
    assert now.high > before.low
    moved = change(now, before)
    assert moved is not None
    assert not moved.within_error


def test_nothing_moved_where_nothing_is_shown() -> None:
    assert change(mass_score(counts(3, 0, 0, 0, 0), RULE), mass_score(counts(90, 0, 0, 0, 0), RULE)) is None


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("values", {"5": 100, "4": 80, "3": 60, "2": 30}),
        ("values", {"5": 100, "4": 80, "3": 90, "2": 30, "1": 0}),
        ("values", {"5": 50, "4": 50, "3": 50, "2": 50, "1": 50}),
        ("values", {"5": 101, "4": 80, "3": 60, "2": 30, "1": 0}),
        ("gates", {"shown": 4, "provisional": 30, "counted": 100}),
        ("gates", {"shown": 5, "provisional": 130, "counted": 100}),
        ("gates", {"shown": 5, "provisional": "30", "counted": 100}),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(part: str, wrong: dict[str, Any]) -> None:
    assert problems(FIRST_RULE) == []
    with pytest.raises(ValueError):
        Rule.read(2, {**FIRST_RULE, part: wrong})
