"""What counts and what is looked at twice: the cap on one device's influence, detectors, reviews. Nothing is deleted."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what screening shows."""
