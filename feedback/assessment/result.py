"""From what is known of a brand to its total and its band, each step with its arithmetic."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from feedback.assessment.decimals import half_up, plain
from feedback.assessment.indicators import BY_KEY
from feedback.assessment.indicators.kind import Facts, Measured, ScoreRule
from feedback.assessment.scheme import Band, Body, Indicator, SmallSample

# Goes into every frozen result; raise it when the arithmetic below, or of an indicator, changes.
VERSION = "1"


class Status(StrEnum):
    """How far a brand got."""

    ASSESSED = "assessed"
    NOT_ASSESSED = "not_assessed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Line:
    """One indicator of one brand; `product` = weight × value, exact; `part` = its points of the total, for reading."""

    indicator: Indicator
    measured: Measured
    product: Decimal | None
    part: Decimal | None


@dataclass(frozen=True)
class Result:
    """One brand's result. `weights` and `products` are the sums over lines that have a value."""

    lines: tuple[Line, ...]
    status: Status
    weights: Decimal
    products: Decimal
    total: Decimal | None
    band: str
    sum: str
    notes: tuple[str, ...]


def assess(scheme: Body, facts: Facts, rule: ScoreRule) -> Result:
    """Return a brand's result; total and band are None and "" where it is not assessed or marks are missing."""
    measured = [(i, BY_KEY[i.kind].measure(i, facts, rule)) for i in scheme.indicators]
    counted = [(i.weight, m.value) for i, m in measured if m.value is not None]
    weights = sum((weight for weight, _ in counted), Decimal())
    products = sum((weight * value for weight, value in counted), Decimal())
    lines = tuple(_line(indicator, m, weights) for indicator, m in measured)
    status, notes = _status(scheme, lines)
    if status is not Status.ASSESSED:
        return Result(lines, status, weights, products, None, "", "", notes)
    total = half_up(products, 1, over=weights)
    band, limits = banded(scheme, total, value_of(lines, "mass"))
    return Result(
        lines, status, weights, products, total, band, _sum(counted, weights, products, total), notes + limits
    )


def value_of(lines: Sequence[Line], kind: str) -> Decimal | None:
    """Return the value of the first line of a kind."""
    return next((line.measured.value for line in lines if line.indicator.kind == kind), None)


def _line(indicator: Indicator, measured: Measured, weights: Decimal) -> Line:
    if measured.value is None:
        return Line(indicator, measured, None, None)
    product = indicator.weight * measured.value
    return Line(indicator, measured, product, half_up(product, 2, over=weights))


def _status(scheme: Body, lines: Sequence[Line]) -> tuple[Status, tuple[str, ...]]:
    """Return whether there is a total, and the sentences about what is missing from it."""
    missing = [line for line in lines if line.measured.value is None]
    if unmarked := [line.indicator.name for line in missing if line.indicator.kind == "reviewed"]:
        return Status.INCOMPLETE, (f"还没有评委打分：{'、'.join(unmarked)}。",)
    names = "、".join(f"“{line.indicator.name}”" for line in missing)
    mass_missing = any(line.indicator.kind == "mass" for line in missing)
    if len(missing) == len(lines) or (mass_missing and scheme.small_sample is SmallSample.NOT_ASSESSED):
        return Status.NOT_ASSESSED, ("群众评议样本不足，按方案本周期不评定等次。",)
    if not missing:
        return Status.ASSESSED, ()
    rest = plain(sum((line.indicator.weight for line in lines if line not in missing), Decimal()))
    return Status.ASSESSED, (f"{names}样本不足，不计分；其余指标权重合计 {rest}，按比例折算为 100 分。",)


def _sum(
    counted: Sequence[tuple[Decimal, Decimal]], weights: Decimal, products: Decimal, total: Decimal
) -> str:
    parts = "＋".join(f"{plain(weight)}×{value}" for weight, value in counted)
    return f"（{parts}）÷{plain(weights)}＝{plain(products)}÷{plain(weights)}＝{total}"


def banded(scheme: Body, total: Decimal, mass: Decimal | None) -> tuple[str, tuple[str, ...]]:
    """Return the band of a total (as printed, one decimal) and the sentences about what held it down."""
    reached = next(i for i, band in enumerate(scheme.bands) if total >= band.from_)
    held, notes = reached, []
    for at_most, why in _limits(scheme, mass):
        limit = _position(scheme.bands, at_most)
        if limit > reached:
            notes.append(f"{why}，按方案最高评为“{at_most}”；按总分本为“{scheme.bands[reached].name}”。")
        else:
            notes.append(f"{why}，按方案最高评为“{at_most}”。")
        held = max(held, limit)
    return scheme.bands[held].name, tuple(notes)


def _limits(scheme: Body, mass: Decimal | None) -> list[tuple[str, str]]:
    if mass is None:
        return [(scheme.small_sample_at_most, "群众评议样本不足")] if scheme.small_sample_at_most else []
    if scheme.veto_below is not None and mass < scheme.veto_below:
        return [(scheme.veto_at_most, f"群众评议得分 {mass} 低于 {plain(scheme.veto_below)}")]
    return []


def _position(bands: Sequence[Band], name: str) -> int:
    return next(i for i, band in enumerate(bands) if band.name == name)
