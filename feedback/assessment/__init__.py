"""The year: schemes, cycles, marks, the confirmed result and its documents."""

from flask import Flask

from feedback.accounts import BRANCH, COMMITTEE, Role
from feedback.assessment.actions import add_cycle, add_scheme, move
from feedback.assessment.marking import Entry, mark
from feedback.assessment.models import Confirmation, Cycle, Mark, Scheme
from feedback.assessment.scheme import default_body

__all__ = [
    "Confirmation",
    "Cycle",
    "Entry",
    "Mark",
    "Scheme",
    "add_cycle",
    "add_scheme",
    "default_body",
    "mark",
    "move",
]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("考核", "assessment.cycles", (*BRANCH, *COMMITTEE)),)


def init_app(app: Flask) -> None:
    """Register the screens and the command."""
    # Each adds its screens to the blueprint.
    from feedback.assessment import commands, downloads, review_views, scheme_views, views  # noqa: F401

    app.register_blueprint(views.bp)
    app.cli.add_command(commands.group)
