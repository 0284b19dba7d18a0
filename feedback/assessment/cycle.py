"""The states of a cycle, what each step asks for, which brands it is about, and who may mark them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from feedback.accounts import BRANCH, Role


class State(StrEnum):
    """Where a cycle stands; each step forward is a decision of the committee's manager."""

    DRAFT = "draft"
    OPEN = "open"
    MARKING = "marking"
    PUBLICISED = "publicised"
    CONFIRMED = "confirmed"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return STATE_NAMES[self]


STATE_NAMES = {
    State.DRAFT: "筹备",
    State.OPEN: "进行中",
    State.MARKING: "评委打分",
    State.PUBLICISED: "公示",
    State.CONFIRMED: "已确认",
}
SHOWN_TO_BRANCHES = (State.PUBLICISED, State.CONFIRMED)


@dataclass(frozen=True)
class Move:
    """One step: its button, and what the person is told before taking it; `reason` = it must be given."""

    begin: State
    end: State
    label: str
    asks: str
    reason: bool = False


MOVES = (
    Move(State.DRAFT, State.OPEN, "启动考核", "启动以后，考核方案和周期名称不能再改。"),
    Move(
        State.OPEN,
        State.MARKING,
        "开始评委打分",
        "评委现在起可以逐个品牌打分，互相看不到别人的分数。考核期的开始日期不能再改。",
    ),
    Move(
        State.MARKING,
        State.PUBLICISED,
        "公示结果",
        "公示后评委不能再改分，各支部可以看到自己品牌的考核表，但看不到别的支部的。",
    ),
    Move(
        State.PUBLICISED,
        State.MARKING,
        "退回评委打分",
        "退回后各支部暂时看不到考核表，评委可以修改自己的打分。退回的原因会记入操作记录。",
        reason=True,
    ),
    Move(
        State.PUBLICISED,
        State.CONFIRMED,
        "确认结果",
        "确认后结果和全部依据一起封存，任何人不能再改；以后有错误只能另出更正版，原来的版本仍然可查。",
    ),
)


# What the form of a cycle may still change; the end stays open until the result is publicised, because a date typed
# wrong would otherwise hold the whole committee up. Every change is in the audit trail.
CHANGEABLE: dict[State, tuple[str, ...]] = {
    State.DRAFT: ("scheme", "name", "begins_on", "ends_on"),
    State.OPEN: ("begins_on", "ends_on"),
    State.MARKING: ("ends_on",),
    State.PUBLICISED: (),
    State.CONFIRMED: (),
}


def moves_from(state: State) -> tuple[Move, ...]:
    """Return the steps that lead on from a state; none from the last."""
    return tuple(move for move in MOVES if move.begin is state)


def move_to(state: State, end: str) -> Move | None:
    """Return the step from a state to another, or None if there is none."""
    return next((move for move in moves_from(state) if move.end == end), None)


@dataclass(frozen=True)
class Standing:
    """What a step is judged by. `missing`: a brand and the names of those of the `asked` indicators nobody marked."""

    today: date
    until: date  # the last day whose ratings are in the figures
    begins_on: date
    ends_on: date
    brands: int
    asked: int
    missing: Sequence[tuple[str, Sequence[str]]]
    waiting: int


MISSING_SHOWN = 5


def hindrances(move: Move, standing: Standing) -> list[str]:
    """Return why a step cannot be taken now, in sentences; empty = it can."""
    found = []
    if standing.brands == 0:
        found.append("这个周期里还没有可以考核的品牌。")
    if move.end is State.MARKING and standing.today < standing.begins_on:
        found.append(f"考核期从{_day(standing.begins_on)}开始，到那天起才能打分。")
    if move.end in SHOWN_TO_BRANCHES:
        found += _unfinished(standing)
    return found


def _unfinished(standing: Standing) -> list[str]:
    found = []
    if standing.today < standing.ends_on:
        found.append(f"考核期到{_day(standing.ends_on)}为止，那天起才能公示和确认。")
    elif standing.until < standing.ends_on:
        found.append("考核期最后一天的评价在次日零点计入，那以后才能公示和确认。")
    if standing.waiting:
        found.append(f"还有 {standing.waiting} 条评价正在统计，请过一分钟再试。")
    if standing.missing:
        shown = "；".join(
            f"{brand}（{'、'.join(names) if len(names) < standing.asked else '各项都没有评'}）"
            for brand, names in standing.missing[:MISSING_SHOWN]
        )
        more = "等" if len(standing.missing) > MISSING_SHOWN else ""
        found.append(
            f"还有 {len(standing.missing)} 个品牌没有评完：{shown}{more}。每项指标至少要有 1 位评委打分。"
        )
    return found


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def is_assessed(created_on: date, retired_on: date | None, begins_on: date, ends_on: date) -> bool:
    """Return whether a brand is in a cycle: it stood for at least a day of the period.

    One retired after the period began is judged for the time it served: retiring must not be a way out.
    """
    return created_on <= ends_on and (retired_on is None or retired_on > begins_on)


def is_inside(memberships: Sequence[tuple[str, Role]], brand_path: str) -> bool:
    """Return whether somebody (organisation path and role each) belongs to the unit that is assessed.

    Working in it, managing it from above as a branch role, or sitting in its own organisation in any role.
    """
    return any(
        path.startswith(brand_path) or (role in BRANCH and brand_path.startswith(path))
        for path, role in memberships
    )
