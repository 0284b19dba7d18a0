"""What stands aside: ratings that are kept and not counted, and what the score would be with them."""

from collections.abc import Mapping
from dataclasses import dataclass

from feedback.scoring.periods import hidden
from feedback.scoring.rules import PRIVATE_BELOW, Counts, MassScore, Rule, mass_score
from feedback.screening import COUNTED, REASON_NAMES, REASONS


@dataclass(frozen=True)
class Aside:
    """Ratings that do not count: how many, how many for which reason, and the score that counts them too.

    `few`: there are some, but too few for any figure. `parts`: (reason in words, number), empty where one of them is too
    small to be told. `together` is None where it would tell what a handful of people chose.
    `unmarked` of `asked` counted ratings came without a device mark.
    """

    total: int
    few: bool
    parts: tuple[tuple[str, int], ...]
    together: MassScore | None
    unmarked: int
    asked: int


def aside(by: Mapping[str, Counts], rule: Rule) -> Aside:
    """Return what stands aside, from the counts by standing (`counts_by_standing`)."""
    counted = by[COUNTED]
    out = sum((by[reason] for reason in REASONS), Counts())
    few = 0 < out.total < PRIVATE_BELOW
    sizes = [by[reason].total for reason in REASONS if by[reason].total]
    told = not few and not hidden(sizes, PRIVATE_BELOW)
    names = [(REASON_NAMES[reason], by[reason].total) for reason in REASONS if by[reason].total]
    together = mass_score(counted + out, rule) if out.n >= PRIVATE_BELOW and counted.n >= rule.shown else None
    return Aside(
        total=out.total,
        few=few,
        parts=tuple(names) if told else (),
        together=together,
        unmarked=counted.total - counted.marked,
        asked=counted.total,
    )
