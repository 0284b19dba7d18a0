"""What is asked, in versions: grades, the tags that follow each grade, awareness."""

from flask import Flask

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


def init_app(app: Flask) -> None:
    """Register the screens of questionnaires."""
