"""How a resident wishes to be reached: given of free will after the rating, encrypted, read with a reason, deleted in time."""

from flask import Flask

from feedback.contacts.actions import forget, keep
from feedback.contacts.expiry import tidy
from feedback.contacts.queries import Kept, kept_for, unreadable
from feedback.contacts.rules import LONGEST, read_contact
from feedback.contacts.today import waiting

TODAY = (waiting,)

__all__ = ["LONGEST", "TODAY", "Kept", "forget", "keep", "kept_for", "read_contact", "tidy", "unreadable"]


def init_app(app: Flask) -> None:
    """Register the screens, and what the thanks page may send."""
    from feedback.contacts import staff_views, views  # the views use the front door above

    app.register_blueprint(staff_views.bp)
    app.extensions["thanks"]["contact"] = views.leave
