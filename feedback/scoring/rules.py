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
}


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
    """

    number: int
    values: Mapping[int, float]
    shown: int
    provisional: int
    counted: int

    @classmethod
    def read(cls, number: int, body: Mapping[str, Any]) -> "Rule":
        """Read a version's data; raise ValueError naming what is wrong with it."""
        if found := problems(body):
            raise ValueError(found[0])
        values = {grade: float(body["values"][str(grade)]) for grade in GRADES}
        gates = body["gates"]
        return cls(number, values, gates["shown"], gates["provisional"], gates["counted"])

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
    return found


@dataclass(frozen=True)
class Counts:
    """How often each answer was given. `grades` by 5…1; `none` = 不了解; `comments` = with words; `marked` = from a
    device that can be told apart.
    """

    grades: Mapping[int, int] = field(default_factory=lambda: dict.fromkeys(GRADES, 0))
    none: int = 0
    awareness: Mapping[str, int] = field(default_factory=lambda: {"knows": 0, "heard": 0, "unknown": 0})
    comments: int = 0
    marked: int = 0

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
        )


@dataclass(frozen=True)
class MassScore:
    """群众评议得分: `value` 0…100 with its 95 % interval, or None three times where nothing may be shown.

    `none` (不了解) stands beside `n` and never in it; `awareness` is a figure of its own.
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


def mass_score(counts: Counts, rule: Rule) -> MassScore:
    """Return the score of some counts under a rule."""
    gate = rule.gate(counts.n)
    value = low = high = None
    if gate is not Gate.HIDDEN:
        value = mean(counts.grades, rule)
        low, high = interval(value, counts.n)
    return MassScore(
        value, low, high, counts.n, counts.none, gate, rule.number, counts.grades, counts.awareness
    )
