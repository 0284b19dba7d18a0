"""What a comment says: SnowNLP behind one function, themes, words of the period. It sorts; it never scores."""

from flask import Flask

from feedback.sentiment.models import Analysis, SentimentTally, ThemeTally

__all__ = ["Analysis", "SentimentTally", "ThemeTally"]


def init_app(app: Flask) -> None:
    """Register the screens of themes."""
