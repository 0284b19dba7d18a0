"""What a comment says: SnowNLP behind one function, themes, words of the period. It sorts; it never scores."""

from flask import Flask

from feedback.accounts import Role
from feedback.sentiment.analysis import analyse
from feedback.sentiment.models import Analysis, Mention, SentimentTally, ThemeTally
from feedback.sentiment.queries import split, themes_of
from feedback.sentiment.rules import INTENTS, LABELS, Intent, Label
from feedback.sentiment.themes import Polarity

__all__ = [
    "INTENTS",
    "LABELS",
    "Analysis",
    "Intent",
    "Label",
    "Mention",
    "Polarity",
    "SentimentTally",
    "ThemeTally",
    "analyse",
    "split",
    "themes_of",
]

MENU: tuple[tuple[str, str, tuple[Role, ...]], ...] = ()


def init_app(app: Flask) -> None:
    """Register the command and the screens of themes."""
    from feedback.sentiment import commands  # the commands use the front door above

    app.cli.add_command(commands.sentiment)
