"""Whether somebody asked residents for a good grade: counted by branch and day, never with the rating, read one level up."""

from flask import Flask

from feedback.accounts import COMMITTEE, Role
from feedback.pressure.actions import tidy
from feedback.pressure.today import reported

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("自愿情况", "pressure.pressure", COMMITTEE),)
TODAY = (reported,)

__all__ = ["MENU", "TODAY", "tidy"]


def init_app(app: Flask) -> None:
    """Register the screen, and what the thanks page may send."""
    from feedback.pressure import views  # the views use the front door above

    app.register_blueprint(views.bp)
    app.extensions["thanks"]["pressure"] = views.answered
