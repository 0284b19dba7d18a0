"""What a set of grades is worth, and how sure we are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import sqrt
from typing import Any

Z95 = 1.959964
GRADES = (5, 4, 3, 2, 1)

FIRST_RULE = {
    "values": {"5": 100, "4": 80, "3": 60, "2": 30, "1": 0},
    "gates": {"shown": 5, "provisional": 30, "counted": 100},
    "desk_cap": 30,
}
# Versions from before staff could type ratings in say nothing of it: there was nothing to cap.
FIRST_DESK_CAP = 30


class Gate(StrEnum):
    """What a score may be used for, by the number of grades behind it."""

    HIDDEN = "hidden"
    FEW = "few"
    PROVISIONAL = "provisional"
    COUNTED = "counted"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return GATE_NAMES[self]


GATE_NAMES = {
    Gate.HIDDEN: "评价太少，暂不显示",
    Gate.FEW: "样本不足",
    Gate.PROVISIONAL: "暂定",
    Gate.COUNTED: "计入考核",
}


@dataclass(frozen=True)
class Rule:
    """One version of the rule: a value (0…100) a grade, and from how many grades on a score may do what.

    Below `shown` nothing is shown; below `provisional` the sample is too small; from `counted` on it counts.
    Ratings that staff typed in (paper, telephone) weigh at most `desk_cap` per cent of a score.
    """

    number: int
    values: Mapping[int, float]
    shown: int
    provisional: int
    counted: int
    desk_cap: int = FIRST_DESK_CAP

    @classmethod
    def read(cls, number: int, body: Mapping[str, Any]) -> "Rule":
        """Read a version's data; raise ValueError naming what is wrong with it."""
        if found := problems(body):
            raise ValueError(found[0])
        values = {grade: float(body["values"][str(grade)]) for grade in GRADES}
        gates = body["gates"]
        cap = body.get("desk_cap", FIRST_DESK_CAP)
        return cls(number, values, gates["shown"], gates["provisional"], gates["counted"], cap)

    def gate(self, n: int) -> Gate:
        """Return what a score of n grades may be used for."""
        if n < self.shown:
            return Gate.HIDDEN
        if n < self.provisional:
            return Gate.FEW
        return Gate.PROVISIONAL if n < self.counted else Gate.COUNTED


PRIVATE_BELOW = 5  # with fewer, a neighbour could be recognised: no rule may show them


def problems(body: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the data of a rule, in sentences; empty = nothing."""
    found = []
    values = [body["values"].get(str(grade)) for grade in GRADES]
    if not all(isinstance(v, int | float) and 0 <= v <= 100 for v in values):
        found.append("每个等级都要有 0 到 100 之间的分值。")
    elif values != sorted(values, reverse=True) or values[0] == values[-1]:
        found.append("等级越高，分值不能越低，最高和最低不能相同。")
    gates = [body["gates"].get(name) for name in ("shown", "provisional", "counted")]
    if not all(isinstance(g, int) for g in gates):
        found.append("三个样本门槛都要填整数。")
    elif gates[0] < PRIVATE_BELOW:
        found.append(f"少于 {PRIVATE_BELOW} 条时不能显示得分，以免认出是谁评的。")
    elif gates != sorted(gates):
        found.append("样本门槛要从小到大：显示、暂定、计入考核。")
    cap = body.get("desk_cap", FIRST_DESK_CAP)
    if not isinstance(cap, int) or not 0 <= cap <= 100:
        found.append("纸质和电话评价的上限要填 0 到 100 的整数。")
    return found


@dataclass(frozen=True)
class Counts:
    """How often each answer was given. `grades` by 5…1; `none` = 不了解; `comments` = with words; `marked` = from a
    device that can be told apart; `desk` = those of `grades` that staff typed in from paper or the telephone.
    """

    grades: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    none: int = 0
    awareness: Mapping[str, int] = field(default_factory=lambda: {"knows": 0, "heard": 0, "unknown": 0})
    comments: int = 0
    marked: int = 0
    desk: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))

    @property
    def n(self) -> int:
        """Return how many gave a grade."""
        return sum(self.grades.values())

    @property
    def total(self) -> int:
        """Return how many answered, 不了解 among them."""
        return self.n + self.none

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            {g: self.grades[g] + other.grades[g] for g in GRADES},
            self.none + other.none,
            {key: count + other.awareness[key] for key, count in self.awareness.items()},
            self.comments + other.comments,
            self.marked + other.marked,
            {g: self.desk[g] + other.desk[g] for g in GRADES},
        )


@dataclass(frozen=True)
class MassScore:
    """群众评议得分: `value` 0…100 with its 95 % interval, or None three times where nothing may be shown.

    `none` (不了解) stands beside `n` and never in it; `awareness` is a figure of its own. `n` is how many ratings the
    score stands on: `given`, all of `counts`, unless those of `desk` are so many that their weight is capped.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    none: int
    gate: Gate
    rule_number: int
    counts: Mapping[int, int]
    awareness: Mapping[str, int]
    desk: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    capped: bool = False

    @property
    def given(self) -> int:
        """Return how many gave a grade, by whichever way."""
        return sum(self.counts.values())

    @property
    def others(self) -> dict[int, int]:
        """Return the counts of those who gave their grade themselves."""
        return {g: self.counts[g] - self.desk[g] for g in GRADES}


def interval(mean: float, n: int) -> tuple[float, float]:
    """Return the Wilson 95 % interval of a mean score (0…100, n ratings), in points; n must not be 0.

    Wilson rather than normal: where everybody is content the normal interval has no width, and
    three happy people would pass for certainty. (E. B. Wilson, JASA 22, 1927.)
    """
    p, zz = mean / 100, Z95 * Z95
    centre = (p + zz / (2 * n)) / (1 + zz / n)
    reach = Z95 / (1 + zz / n) * sqrt(p * (1 - p) / n + zz / (4 * n * n))
    # The last bit of a float may stand outside the scale, or on the wrong side of a mean of 0 or 100.
    return max(0.0, min(mean, 100 * (centre - reach))), min(100.0, max(mean, 100 * (centre + reach)))


def mean(grades: Mapping[int, int], rule: Rule) -> float:
    """Return the mean value of some grades (0…100); there must be at least one."""
    return sum(rule.values[g] * grades[g] for g in GRADES) / sum(grades.values())


def is_capped(desk: int, n: int, cap: int) -> bool:
    """Return whether `desk` of n ratings are more than `cap` per cent of them."""
    return 100 * desk > cap * n


def weighs_as(others: int, cap: int) -> int:
    """Return how many ratings a capped score stands on: `others` are then all but `cap` per cent of them."""
    return 100 * others // (100 - cap)


def mass_score(counts: Counts, rule: Rule) -> MassScore:
    """Return the score of some counts under a rule.

    Where staff typed in more than the cap, each of those ratings weighs so much less that together they weigh exactly
    the cap; as an equation: mean of the others × (100 − cap) % + mean of the typed-in × cap %. Both means are printed
    then, so there is no score while one of them is about fewer than five.
    """
    n, desk, cap = counts.n, sum(counts.desk.values()), rule.desk_cap
    capped = is_capped(desk, n, cap)
    stands_on = weighs_as(n - desk, cap) if capped else n
    gate = rule.gate(stands_on)
    if capped and min(desk, n - desk) < PRIVATE_BELOW:
        gate = Gate.HIDDEN
    value = low = high = None
    if gate is not Gate.HIDDEN:
        value = _capped_mean(counts, rule) if capped else mean(counts.grades, rule)
        low, high = interval(value, stands_on)
    return MassScore(
        value,
        low,
        high,
        stands_on,
        counts.none,
        gate,
        rule.number,
        counts.grades,
        counts.awareness,
        counts.desk,
        capped,
    )


def _capped_mean(counts: Counts, rule: Rule) -> float:
    others = {g: counts.grades[g] - counts.desk[g] for g in GRADES}
    return ((100 - rule.desk_cap) * mean(others, rule) + rule.desk_cap * mean(counts.desk, rule)) / 100
