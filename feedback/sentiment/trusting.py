"""How far the mood of comments can be trusted now: who reads, how often rightly, what is still to be read again."""

from dataclasses import dataclass

from flask import current_app

from feedback.sentiment import rereading, versions
from feedback.sentiment.versions import Measured


@dataclass(frozen=True)
class Trust:
    """Who reads now, and how well that was measured."""

    name: str
    measured: Measured | None
    fallen: str | None
    floor: float

    @property
    def shown(self) -> bool:
        """Return whether figures of mood may be shown at all: measured at or above the floor, or not measured yet."""
        return self.measured is None or self.measured.accuracy >= self.floor

    @property
    def waiting(self) -> int:
        """Return how many comments another version has read; counted only when it is asked, for there may be many."""
        return rereading.waiting()


def trust() -> Trust:
    """Return how far the mood of comments can be trusted now."""
    reader = versions.current()
    floor = float(current_app.config["SENTIMENT_FLOOR"])
    return Trust(reader.name, versions.measured(reader), reader.fallen, floor)
