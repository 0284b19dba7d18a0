"""Tallies, grade values, interval, gate: the mass-evaluation score."""

from flask import Flask

from feedback.scoring.models import ScoreRule, Tally

__all__ = ["ScoreRule", "Tally"]


def init_app(app: Flask) -> None:
    """Register what scoring shows."""
