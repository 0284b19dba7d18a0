"""Which counts may be shown: none of fewer than five answers, and none is lost for being one of few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Answers:
    """How many said yes and no from the month `begin` to the month `end` (first days)."""

    begin: date
    end: date
    yes: int
    no: int

    @property
    def n(self) -> int:
        """Return how many answered."""
        return self.yes + self.no

    def and_then(self, later: "Answers") -> "Answers":
        """Return both spans as one."""
        return Answers(self.begin, later.end, self.yes + later.yes, self.no + later.no)


def spans(months: Sequence[Answers], fewest: int) -> tuple[list[Answers], Answers | None]:
    """Join months, oldest first, into spans of at least so many answers; return them and what is left at the end.

    A span once shown never grows: else its growth would tell what the few new ones said.
    """
    found: list[Answers] = []
    waiting: Answers | None = None
    for month in months:
        waiting = waiting.and_then(month) if waiting else month
        if waiting.n >= fewest:
            found.append(waiting)
            waiting = None
    return found, waiting


def together(rests: Mapping[int, Answers], fewest: int) -> Answers | None:
    """Return what is left of all branches as one count, None while it is of too few."""
    if sum(rest.n for rest in rests.values()) < fewest:
        return None
    return Answers(
        min(rest.begin for rest in rests.values()),
        max(rest.end for rest in rests.values()),
        sum(rest.yes for rest in rests.values()),
        sum(rest.no for rest in rests.values()),
    )
