"""What the demo world is made of, read from data/world.json."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from feedback.brands import Channel

DATA = Path(__file__).parent / "data"
MONTHS = 14
MARK = "演示"


@dataclass(frozen=True)
class PointPlan:
    """A point; `weight` is its part of its brand's ratings."""

    name: str
    place: str
    channel: Channel
    weight: int
    retired: bool


@dataclass(frozen=True)
class BrandPlan:
    """A brand and how residents see it.

    `share` is its part of all ratings, unless `fixed` says how many there are; `mean` (0…100) is the score it tends
    to, `drift` how far that moves from the first day to the last; `days` is how long its codes have hung (0 = always).
    `topics` weigh what comments are about; `late` is a topic of the last months only, `queue` the name of the point
    where Monday mornings are a trial; `none` is the share that answers 不了解.
    """

    name: str
    mark: str
    organisation: str
    responsible: str
    positioning: str
    services: tuple[tuple[str, str], ...]
    points: tuple[PointPlan, ...]
    mean: float
    knows: float
    topics: dict[str, int]
    share: int = 0
    fixed: int | None = None
    days: int = 0
    drift: float = 0.0
    none: float = 0.0
    questionnaire: str = ""
    hours: str = ""
    season: str = ""
    late: str = ""
    queue: str = ""


@cache
def world() -> dict[str, Any]:
    """Return the tree, the people and the brands as they stand in the file."""
    read: dict[str, Any] = json.loads((DATA / "world.json").read_text(encoding="utf-8"))
    return read


def brands() -> list[BrandPlan]:
    """Return the plan of every brand, in the order of the file."""
    return [_brand(raw) for raw in world()["brands"]]


def _brand(raw: dict[str, Any]) -> BrandPlan:
    points = tuple(
        PointPlan(name, place, Channel(channel), weight, retired=bool(rest))
        for name, place, channel, weight, *rest in raw["points"]
    )
    services = tuple((name, says) for name, says in raw["services"])
    return BrandPlan(**{**raw, "points": points, "services": services})


def shares(plans: list[BrandPlan], total: int) -> list[int]:
    """Return how many of `total` ratings each brand gets: the fixed ones first, the rest by share."""
    left = total - sum(p.fixed or 0 for p in plans)
    whole = sum(p.share for p in plans)
    given = [p.fixed if p.fixed is not None else left * p.share // whole for p in plans]
    # What rounding down left over goes to the largest.
    given[max(range(len(plans)), key=lambda i: plans[i].share)] += total - sum(given)
    return given
