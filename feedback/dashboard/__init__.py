"""What a branch sees today: reads only."""

from flask import Flask

from feedback.accounts import BRANCH, COMMITTEE, Role
from feedback.dashboard import today

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("概览", "dashboard.overview", (*BRANCH, *COMMITTEE)),)
TODAY: tuple[today.Provider, ...] = (today.disagreeing, today.returned, today.silent)

__all__ = ["MENU", "TODAY"]


def init_app(app: Flask) -> None:
    """Register the screens."""
    from feedback.dashboard import original_views, theme_views, views  # the views use the front door above

    for blueprint in {
        views.bp,
        original_views.bp,
        theme_views.bp,
    }:  # one, however many files hang their screens on it
        app.register_blueprint(blueprint)
