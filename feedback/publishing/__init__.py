"""What the public sees and takes away."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the public pages."""
