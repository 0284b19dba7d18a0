"""A few ratings an hour of our own, through the whole way to the counters: when they stand still, somebody hears of it."""

from flask import Flask

from feedback.canary.actions import tick
from feedback.canary.queries import State, alarm, state

__all__ = ["State", "alarm", "state", "tick"]


def init_app(app: Flask) -> None:
    """There is no screen: administrators read the alarm on their first page."""
