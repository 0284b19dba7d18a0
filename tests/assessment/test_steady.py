"""Between two versions of a result lie no ratings of one to four people."""

from typing import Any

import pytest

from feedback.assessment.steady import steady
from feedback.scoring import Counts

GRADES = {5: 60, 4: 30, 3: 6, 2: 2, 1: 2}
AWARE = {"knows": 50, "heard": 30, "unknown": 20}
BEFORE: dict[str, Any] = {
    "grades": {str(grade): n for grade, n in GRADES.items()},
    "none": 3,
    "awareness": AWARE,
}


@pytest.mark.parametrize(
    ("change", "taken"),
    [
        ({}, True),
        ({5: 61, 1: 1}, False),  # one was replaced
        ({5: 56}, False),  # four are excluded
        ({5: 55}, True),
        ({5: 56, 4: 31}, False),
        ({5: 63, 4: 32}, True),
    ],
)
def test_fewer_than_five_that_differ_are_left_to_a_later_version(change: dict[int, int], taken: bool) -> None:
    now = Counts({**GRADES, **change}, 3, AWARE)
    assert (steady(now, BEFORE).grades == now.grades) == taken
    assert taken or steady(now, BEFORE).grades == GRADES


def test_who_did_not_know_enough_to_grade_is_one_of_them_and_awareness_goes_by_itself() -> None:
    now = Counts(GRADES, 5, {**AWARE, "knows": 51})
    kept = steady(now, BEFORE)
    assert (kept.none, kept.awareness) == (3, AWARE)


def test_where_nothing_was_told_before_everything_may_be_told_now() -> None:
    now = Counts(GRADES, 3, AWARE)
    assert steady(now, {"grades": None, "none": None, "awareness": None}) == now
