"""The year: schemes, cycles, marks, the confirmed result and its documents."""

from flask import Flask

from feedback.accounts import Role
from feedback.assessment.models import Confirmation, Cycle, Mark, Scheme

__all__ = ["Confirmation", "Cycle", "Mark", "Scheme"]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = ()


def init_app(app: Flask) -> None:
    """Register the screens."""
