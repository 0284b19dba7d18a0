"""What may be asked before a rating is taken: device mark, price above a soft limit, one-time codes. Never a refusal."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register what admission shows and asks."""
