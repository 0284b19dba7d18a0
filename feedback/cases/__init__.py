"""A bad rating becomes a case that waits for an answer: seen by the branch and one level above it, closed to nobody."""

from flask import Flask

from feedback.accounts import BRANCH, COMMITTEE, Role
from feedback.cases.actions import follow_up
from feedback.cases.opening import STEP, begin_after, look, open_swept
from feedback.cases.queries import Answer, answers_of, followed_up
from feedback.cases.today import unanswered

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (("答复", "cases.cases", (*BRANCH, *COMMITTEE)),)
TODAY = (unanswered,)

__all__ = [
    "MENU",
    "STEP",
    "TODAY",
    "Answer",
    "answers_of",
    "begin_after",
    "follow_up",
    "followed_up",
    "look",
    "open_swept",
]


def init_app(app: Flask) -> None:
    """Register the screens."""
    from feedback.cases import views  # they use the front door above

    app.register_blueprint(views.bp)
