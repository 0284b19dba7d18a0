"""The states of a cycle, its brands, and who may not mark."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from feedback.accounts import Role
from feedback.assessment.cycle import Move, Standing, State, hindrances, is_assessed, is_inside, move_to

READY = Standing(
    date(2026, 11, 18),
    date(2026, 11, 18),
    date(2026, 1, 1),
    date(2026, 11, 18),
    brands=2,
    asked=4,
    missing=(),
    waiting=0,
)
STEPS = {
    ("draft", "open"),
    ("open", "marking"),
    ("marking", "publicised"),
    ("publicised", "marking"),
    ("publicised", "confirmed"),
}


@pytest.mark.parametrize(("begin", "end"), [*product(State, State)])
def test_of_all_steps_only_five_exist_and_none_leads_out_of_confirmed(begin: State, end: State) -> None:
    assert (move_to(begin, end.value) is not None) == ((begin.value, end.value) in STEPS)


def test_only_the_way_back_asks_for_a_reason() -> None:
    assert [m.reason for m in map(the, sorted(STEPS))] == [False, False, False, False, True]


def the(step: tuple[str, str]) -> Move:
    """Return a step that exists."""
    move = move_to(State(step[0]), step[1])
    assert move is not None
    return move


TO_OPEN, TO_MARKING, PUBLICISE, BACK, CONFIRM = map(the, [
    ("draft", "open"), ("open", "marking"), ("marking", "publicised"), ("publicised", "marking"),
    ("publicised", "confirmed"),
])  # fmt: skip


@pytest.mark.parametrize("move", [TO_OPEN, TO_MARKING, PUBLICISE, BACK, CONFIRM])
def test_a_cycle_that_is_ready_may_take_any_step(move: Move) -> None:
    assert hindrances(move, READY) == []


@pytest.mark.parametrize("move", [TO_OPEN, TO_MARKING, PUBLICISE])
def test_a_cycle_without_brands_goes_nowhere(move: Move) -> None:
    assert hindrances(move, replace(READY, brands=0)) == ["这个周期里还没有可以考核的品牌。"]


def test_marking_does_not_begin_before_the_period() -> None:
    early = replace(READY, today=date(2025, 12, 31))
    assert hindrances(TO_MARKING, early) == ["考核期从2026年1月1日开始，到那天起才能打分。"]
    assert hindrances(TO_OPEN, early) == []


@pytest.mark.parametrize("move", [PUBLICISE, CONFIRM])
def test_no_result_is_shown_or_frozen_before_the_last_day_of_the_period(move: Move) -> None:
    early = replace(READY, ends_on=date(2026, 11, 19))
    assert hindrances(move, early) == ["考核期到2026年11月19日为止，那天起才能公示和确认。"]


@pytest.mark.parametrize("step", [PUBLICISE, CONFIRM])
def test_no_result_is_shown_or_frozen_without_the_ratings_of_the_last_day(step: Move) -> None:
    (why,) = hindrances(step, replace(READY, until=date(2026, 11, 17)))
    assert "次日零点计入" in why
    assert hindrances(step, READY) == []


@pytest.mark.parametrize("move", [PUBLICISE, CONFIRM])
def test_no_result_leaves_out_ratings_that_are_still_to_be_counted(move: Move) -> None:
    assert hindrances(move, replace(READY, waiting=3)) == ["还有 3 条评价正在统计，请过一分钟再试。"]


def test_publishing_says_which_marks_are_missing() -> None:
    missing = [("红色代办", ["政治引领", "业务融合"]), ("邻里灯", ["特色与创新"])]
    assert hindrances(PUBLICISE, replace(READY, missing=missing)) == [
        "还有 2 个品牌没有评完：红色代办（政治引领、业务融合）；邻里灯（特色与创新）。每项指标至少要有 1 位评委打分。"
    ]


def test_of_many_missing_marks_the_first_five_brands_are_named() -> None:
    missing = [(f"品牌{i}", ["政治引领"]) for i in range(7)]
    (says,) = hindrances(PUBLICISE, replace(READY, missing=missing))
    assert "还有 7 个品牌" in says
    assert "品牌4（政治引领）等。" in says
    assert "品牌5" not in says


@pytest.mark.parametrize(
    ("created", "retired", "is_in"),
    [
        (date(2025, 6, 1), None, True),
        (date(2026, 12, 31), None, True),
        (date(2027, 1, 1), None, False),
        (date(2025, 6, 1), date(2026, 1, 1), False),
        (date(2025, 6, 1), date(2026, 1, 2), True),
        (date(2025, 6, 1), date(2027, 3, 1), True),
    ],
)
def test_a_brand_is_judged_for_the_part_of_the_period_it_served(
    created: date, retired: date | None, is_in: bool
) -> None:
    assert is_assessed(created, retired, date(2026, 1, 1), date(2026, 12, 31)) == is_in


@pytest.mark.parametrize(
    ("path", "role", "inside"),
    [
        ("/1/", Role.REVIEWER, False),
        ("/1/2/", Role.REVIEWER, False),
        ("/1/2/4/", Role.REVIEWER, True),
        ("/1/2/4/", Role.BRANCH_STAFF, True),
        ("/1/2/", Role.BRANCH_MANAGER, True),
        ("/1/2/5/", Role.BRANCH_MANAGER, False),
        ("/1/2/5/", Role.REVIEWER, False),
    ],
)
def test_nobody_marks_the_unit_they_belong_to(path: str, role: Role, inside: bool) -> None:
    assert is_inside([("/1/", Role.REVIEWER), (path, role)], "/1/2/4/") == inside
