"""A rating as it comes in: the page on the phone, the one transaction that keeps it, the thanks."""

from flask import Flask

from feedback.collecting import paper_today
from feedback.collecting.actions import erase_text, last_state, receive, replace_state
from feedback.collecting.bulk import Taken, keep_many
from feedback.collecting.genuine import genuine_change, genuine_rating
from feedback.collecting.models import Comment, Outbox, Rating, RatingChange, Visit, WorkerBeat
from feedback.collecting.rows import queue
from feedback.collecting.rules import CHANGE_WINDOW, Answer, Sent, Source, answer_of, problems
from feedback.collecting.seal import ACTS, RECEIPT_LENGTH, comment_proof, commitment, preimage

TODAY = (paper_today.waiting,)

__all__ = [
    "ACTS",
    "CHANGE_WINDOW",
    "RECEIPT_LENGTH",
    "TODAY",
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
    "answer_of",
    "comment_proof",
    "commitment",
    "erase_text",
    "genuine_change",
    "genuine_rating",
    "keep_many",
    "last_state",
    "preimage",
    "problems",
    "queue",
    "receive",
    "replace_state",
]


def init_app(app: Flask) -> None:
    """Register the residents' pages."""
    from feedback.collecting import (  # the views use the front door above
        after,
        kiosk,
        kiosk_staff,
        paper_views,
        ticket,
        visits,
    )

    app.extensions["thanks"] = {}
    for screens in (after, ticket, kiosk, kiosk_staff, paper_views):
        app.register_blueprint(screens.bp)
    app.extensions["visits"] = visits.Visits(app)
