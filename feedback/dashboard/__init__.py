"""What a branch sees today: reads only."""

from flask import Flask

from feedback.accounts import Role

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = ()


def init_app(app: Flask) -> None:
    """Register the screens."""
