"""What counts and what is looked at twice: the cap on one device's influence, detectors, reviews. Nothing is deleted."""

from flask import Flask

from feedback.accounts import COMMITTEE, Role
from feedback.screening import recompute, review_today
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
from feedback.screening.sweep import look, look_at

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("复核", "screening.reviews", COMMITTEE),)
TODAY: tuple[review_today.Provider, ...] = (review_today.waiting, review_today.own)

__all__ = [
    "CAP",
    "COUNTED",
    "EXCLUDED",
    "INTERNAL",
    "MENU",
    "REASONS",
    "REASON_NAMES",
    "REPEAT",
    "STEP",
    "TODAY",
    "WITHIN",
    "Standing",
    "look",
    "look_at",
    "recompute",
    "restand",
    "screen",
]


def init_app(app: Flask) -> None:
    """Register what screening shows."""
    from feedback.screening import review_views  # they use the front door above

    app.register_blueprint(review_views.bp)
