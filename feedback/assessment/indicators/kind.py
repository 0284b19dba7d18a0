"""What every kind of indicator is given and gives back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from feedback.assessment.scheme import Indicator


@dataclass(frozen=True)
class Given:
    """One reviewer's mark (0…100, one decimal) with its evidence, and the moment it was given (ISO, UTC)."""

    reviewer: str
    name: str
    value: Decimal
    evidence: str
    marked_at: str


@dataclass(frozen=True)
class ScoreRule:
    """The version of scoring's rule that was used: what a grade is worth, and its gates in numbers of grades."""

    number: int
    values: Mapping[int, Decimal]
    shown: int
    counted: int
    desk_cap: int = 100  # documents from before there was a cap


@dataclass(frozen=True)
class Facts:
    """What is known of one brand in the period.

    `grades` counts by 5…1 (with `none`, 不了解, beside them) and `awareness` counts by answer are None where fewer
    answered than may be shown (`desk` counts those of `grades` that staff typed in, None for none): such a figure stands in no document. `low`, `high`: the 95 % interval of the mass score, one decimal.
    """

    grades: Mapping[int, int] | None = None
    none: int | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    awareness: Mapping[str, int] | None = None
    marks: Mapping[str, Sequence[Given]] = field(default_factory=dict)
    desk: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Measured:
    """An indicator's value (0…100, two decimals), or None and `why`; `n` answers or marks stand behind it.

    `sum` is the arithmetic in words and figures, `beside` what is printed with it: interval, spread.
    """

    value: Decimal | None
    n: int | None
    sum: str = ""
    why: str = ""
    beside: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind: its key in schemes, its Chinese name, how it is measured."""

    key: str
    label: str
    measure: Callable[[Indicator, Facts, ScoreRule], Measured]


def too_few(n: int | None, least: int, shown: int) -> str:
    """Return why n answers do not count, or "" if they do; n is None below what may be shown."""
    if n is None:
        return f"样本不足：少于 {shown} 条，不显示数字"
    return f"样本不足：{n} 条，不到 {least} 条" if n < least else ""
