"""A rating as it comes in: the page on the phone, the one transaction that keeps it, the thanks."""

from flask import Flask

from feedback.collecting.actions import receive
from feedback.collecting.bulk import Taken, keep_many
from feedback.collecting.models import Comment, Outbox, Rating, RatingChange, Visit, WorkerBeat
from feedback.collecting.rules import Answer, Sent, Source

__all__ = [
    "Answer",
    "Comment",
    "Outbox",
    "Rating",
    "RatingChange",
    "Sent",
    "Source",
    "Taken",
    "Visit",
    "WorkerBeat",
    "keep_many",
    "receive",
]


def init_app(app: Flask) -> None:
    """Register the residents' pages."""
    from feedback.collecting import rate, visits  # the view uses the front door above

    app.register_blueprint(rate.bp)
    app.extensions["visits"] = visits.Visits(app)
