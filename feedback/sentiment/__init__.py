"""What a comment says: SnowNLP behind one function, themes, words of the period. It sorts; it never scores."""

from flask import Flask

from feedback.accounts import BRANCH, Role
from feedback.sentiment.analysis import analyse
from feedback.sentiment.closings import AGAIN, Closed, close_theme, closed_themes, closing_history
from feedback.sentiment.digest import Said, Span, counted_in, digest_of, refresh_digests, spans
from feedback.sentiment.heard import MOST, Base, base_of, holding
from feedback.sentiment.models import Analysis, Mention, SentimentTally, ThemeTally
from feedback.sentiment.queries import lexicon, split, themes_of
from feedback.sentiment.rereading import reread, waiting
from feedback.sentiment.retraining import measure_current, retrain_asked
from feedback.sentiment.rules import INTENTS, LABELS, Intent, Label
from feedback.sentiment.themes import Polarity
from feedback.sentiment.trusting import Trust, trust

__all__ = [
    "AGAIN",
    "INTENTS",
    "LABELS",
    "MOST",
    "Analysis",
    "Base",
    "Closed",
    "Intent",
    "Label",
    "Mention",
    "Polarity",
    "Said",
    "SentimentTally",
    "Span",
    "ThemeTally",
    "Trust",
    "analyse",
    "base_of",
    "close_theme",
    "closed_themes",
    "closing_history",
    "counted_in",
    "digest_of",
    "holding",
    "lexicon",
    "measure_current",
    "refresh_digests",
    "reread",
    "retrain_asked",
    "spans",
    "split",
    "themes_of",
    "trust",
    "waiting",
]

MENU = (
    ("标注", "sentiment.labels", (*BRANCH, Role.COMMITTEE_MANAGER)),
    ("主题词", "sentiment.themes", (Role.COMMITTEE_MANAGER,)),
)


def init_app(app: Flask) -> None:
    """Register the command and the screens of themes and labels."""
    # They use the front door above.
    from feedback.sentiment import commands, label_views, version_views, views

    screens = (views, label_views, version_views)  # all hang on the blueprint of the first
    app.register_blueprint(screens[0].bp)
    app.cli.add_command(commands.sentiment)
