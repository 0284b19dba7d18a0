"""Fitting weights: a softmax over sparse features, minimised by L-BFGS, the same bits at every run."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

REMEMBERED = 8  # steps from which L-BFGS knows the curvature
ENOUGH = 1e-5  # relative gain below which no further step is made
CLOSED = -1e9  # the log-odds of a class that was not on offer


@dataclass(frozen=True)
class Sparse:
    """A matrix of comments × features: row, column and value of each number that is not 0."""

    rows: Array
    columns: Array
    values: Array
    shape: tuple[int, int]

    def dot(self, weights: Array) -> Array:
        """Return this matrix × weights (features × classes)."""
        return self._sums(self.rows, self.columns, weights, self.shape[0])

    def transposed_dot(self, errors: Array) -> Array:
        """Return this matrix, transposed, × errors (comments × classes)."""
        return self._sums(self.columns, self.rows, errors, self.shape[1])

    def _sums(self, to: Array, of: Array, factors: Array, length: int) -> Array:
        sums = [np.bincount(to, column[of] * self.values, length) for column in factors.T]
        return np.stack(sums, axis=1)


def softmax(logits: Array) -> Array:
    """Return probabilities (rows sum to 1)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Array = powers / powers.sum(axis=1, keepdims=True)
    return shares


def fit(
    features: Sparse, offered: Array, right: Array, weight: Array, start: Array, stiff: float, rounds: int
) -> Array:
    """Return weights (features × classes) under which the right classes are likely and which stay near `start`.

    `offered` and `right` (comments × classes, bool) say which classes were possible and which are right: one,
    or several where only the label is known. `stiff` is the price of leaving `start`.
    """
    share = (weight / weight.sum())[:, None]
    closed = np.where(offered, 0.0, CLOSED)

    def loss(flat: Array) -> tuple[float, Array]:
        weights = flat.reshape(start.shape)
        likely = softmax(features.dot(weights) + closed)
        sure = (likely * right).sum(axis=1, keepdims=True) + 1e-12
        away = weights - start
        value = -(share * np.log(sure)).sum() + stiff / 2 * (away * away).sum()
        slope = features.transposed_dot((likely - likely * right / sure) * share) + stiff * away
        return float(value), slope.ravel()

    return minimum(loss, start.ravel().astype(float), rounds).reshape(start.shape)


def minimum(loss: Callable[[Array], tuple[float, Array]], at: Array, rounds: int) -> Array:
    """Return where a loss (value and slope at a place) is least, by at most so many steps of L-BFGS."""
    value, slope = loss(at)
    steps: list[tuple[Array, Array]] = []
    for _ in range(rounds):
        way = _way(slope, steps)
        size, fall = 1.0, float((slope * way).sum())
        new_value, new_slope = loss(at + way)
        while new_value > value + 1e-4 * size * fall and size > 1e-6:
            size /= 2
            new_value, new_slope = loss(at + size * way)
        step, bend = size * way, new_slope - slope
        if float((step * bend).sum()) > 1e-12:
            steps = [*steps[1 - REMEMBERED :], (step, bend)]
        gain, at, value, slope = value - new_value, at + step, new_value, new_slope
        if gain < ENOUGH * abs(value):
            break
    return at


def _way(slope: Array, steps: list[tuple[Array, Array]]) -> Array:
    """Return the direction to go: against the slope, corrected by the curvature seen in the last steps."""
    way, shares = -slope, []
    # Sums, not BLAS: its threads add up in an order of their own.
    for step, bend in reversed(steps):
        shares.append((step * way).sum() / (step * bend).sum())
        way = way - shares[-1] * bend
    if steps:
        step, bend = steps[-1]
        way = way * ((step * bend).sum() / (bend * bend).sum())
    else:
        way = way / max(1.0, float(np.sqrt((slope * slope).sum())))
    for (step, bend), part in zip(steps, reversed(shares), strict=True):
        way = way + step * (part - (bend * way).sum() / (step * bend).sum())
    return way
