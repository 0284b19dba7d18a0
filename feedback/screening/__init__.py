"""What counts and what is looked at twice: the cap on one device's influence, detectors, reviews. Nothing is deleted."""

from flask import Flask

from feedback.screening import recompute
from feedback.screening.models import Standing
from feedback.screening.rules import (
    CAP,
    COUNTED,
    EXCLUDED,
    INTERNAL,
    REASON_NAMES,
    REASONS,
    REPEAT,
    WITHIN,
)
from feedback.screening.standing import STEP, restand, screen

__all__ = [
    "CAP",
    "COUNTED",
    "EXCLUDED",
    "INTERNAL",
    "REASONS",
    "REASON_NAMES",
    "REPEAT",
    "STEP",
    "WITHIN",
    "Standing",
    "recompute",
    "restand",
    "screen",
]


def init_app(app: Flask) -> None:
    """Register what screening shows."""
