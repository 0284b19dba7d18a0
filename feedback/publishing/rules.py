"""What of a brand's figures the public may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from feedback.scoring import PRIVATE_BELOW, Gate, MassScore


@dataclass(frozen=True)
class Awareness:
    """知晓度: how many of those who answered knew the brand; a figure of its own with a base of its own."""

    knows: int
    heard: int
    unknown: int

    @property
    def asked(self) -> int:
        """Return how many answered."""
        return self.knows + self.heard + self.unknown

    @property
    def aware(self) -> int:
        """Return how many knew the brand or had heard of it."""
        return self.knows + self.heard


def shown(score: MassScore) -> bool:
    """Return whether any figure may be shown: of too few, a neighbour could tell who they were."""
    return score.gate is not Gate.HIDDEN


def awareness(answers: Mapping[str, int]) -> Awareness | None:
    """Return the awareness, or None where too few answered: their base is smaller than that of the score."""
    found = Awareness(answers["knows"], answers["heard"], answers["unknown"])
    return found if found.asked >= PRIVATE_BELOW else None


def last_day(today: date, live: bool) -> date:
    """Return the last day the public's figures are about: yesterday, or today in a demo.

    Figures that moved with every rating would tell whoever stands at the counter what the last one was.
    """
    return today if live else today - timedelta(days=1)
