"""A rating as it comes in: the page on the phone, the one transaction that keeps it, the thanks."""

from flask import Flask

from feedback.collecting.actions import receive
from feedback.collecting.models import Comment, Outbox, Rating, RatingChange, Visit
from feedback.collecting.rules import Answer, Source

__all__ = ["Answer", "Comment", "Outbox", "Rating", "RatingChange", "Source", "Visit", "receive"]


def init_app(app: Flask) -> None:
    """Register the residents' pages."""
    from feedback.collecting import rate  # the view uses the front door above

    app.register_blueprint(rate.bp)
