"""What a detector is given, and what it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


class Seen(NamedTuple):
    """One rating of a brand as detectors see it. `at` is local and aware; `grade` 5…1 or None; `device` a mark or None."""

    id: int
    point_id: int
    at: datetime
    grade: int | None
    source: str = "scan"
    device: str | None = None
    text: str = ""


@dataclass(frozen=True)
class Finding:
    """Evidence: the ratings concerned, from when to when, and the figures a reviewer weighs."""

    rating_ids: tuple[int, ...]
    begin: datetime
    end: datetime
    figures: Mapping[str, float | str]

    @classmethod
    def of(cls, some: Sequence[Seen], **figures: float | str) -> "Finding":
        """Return the finding of some ratings, in the order of time; there must be at least one."""
        return cls(tuple(one.id for one in some), some[0].at, some[-1].at, figures)


# Ratings of one brand in the order of time, some months of them; the moment up to which they go.
Find = Callable[[Sequence[Seen], datetime], list[Finding]]


@dataclass(frozen=True)
class Detector:
    """One way to look at a brand's ratings. `name` is stored; `label` is read."""

    name: str
    label: str
    find: Find
