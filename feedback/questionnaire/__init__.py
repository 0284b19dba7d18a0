"""What is asked, in versions: grades, the tags that follow each grade, awareness."""

from flask import Flask

from feedback.accounts import Role
from feedback.questionnaire.models import Questionnaire, Version
from feedback.questionnaire.queries import current_version, version_shown
from feedback.questionnaire.rules import (
    AWARENESS,
    AWARENESS_WORDS,
    COMMENT_MAX,
    GRADES,
    NONE,
    Body,
    Grade,
    Tag,
    read,
)

__all__ = [
    "AWARENESS",
    "AWARENESS_WORDS",
    "COMMENT_MAX",
    "GRADES",
    "NONE",
    "Body",
    "Grade",
    "Questionnaire",
    "Tag",
    "Version",
    "current_version",
    "read",
    "version_shown",
]


MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("问卷", "questionnaire.questionnaires", (Role.COMMITTEE_MANAGER,)),
)


def init_app(app: Flask) -> None:
    """Register the screens of questionnaires."""
    from feedback.questionnaire import views  # the views use the front door above

    app.register_blueprint(views.bp)
