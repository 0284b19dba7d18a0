"""One brand computed by hand, and the shipped scheme: what the tests of the arithmetic begin from."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from feedback.assessment import default_body
from feedback.assessment.indicators.kind import Facts, Given, ScoreRule
from feedback.assessment.scheme import Body, read_body

RULE = ScoreRule(1, {5: Decimal(100), 4: Decimal(80), 3: Decimal(60), 2: Decimal(30), 1: Decimal(0)}, 5, 100)
MARKS = {
    "politics": ("85.0", "88.0", "90.0"),
    "fusion": ("80.0",),
    "duty": ("75.5", "76.0"),
    "originality": ("91.0",),
}


def given(*marks: str) -> list[Given]:
    """Return some marks, each from a reviewer of its own."""
    return [Given(f"r{i}", f"评委{i}", Decimal(m), "看过台账", "") for i, m in enumerate(marks)]


FACTS = Facts(
    grades={5: 214, 4: 111, 3: 45, 2: 29, 1: 13},
    none=3,
    low=Decimal("78.2"),
    high=Decimal("85.4"),
    awareness={"knows": 180, "heard": 120, "unknown": 100},
    marks={key: given(*marks) for key, marks in MARKS.items()},
)
# 42 residents graded, 40 said whether they know the brand: too few for either figure to count.
FEW = replace(
    FACTS,
    grades={5: 30, 4: 6, 3: 3, 2: 2, 1: 1},
    awareness={"knows": 20, "heard": 10, "unknown": 10},
)


def scheme(**changes: Any) -> Body:
    """Return the shipped scheme with some of its data changed."""
    return read_body(body(**changes))


def body(**changes: Any) -> dict[str, Any]:
    """Return the shipped scheme's data, changed."""
    copy: dict[str, Any] = json.loads(json.dumps(default_body()))
    return {**copy, **changes}


def weighing(weights: Mapping[str, str]) -> dict[str, Any]:
    """Return the shipped scheme's data with other weights by key."""
    changed = body()
    for indicator in changed["indicators"]:
        indicator["weight"] = weights.get(indicator["key"], indicator["weight"])
    return changed
