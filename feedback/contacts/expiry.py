"""Contacts do not outlive their purpose, and keys not what they were made for."""

import logging
from datetime import datetime

from flask import current_app
from sqlalchemy import delete

from feedback import erasures
from feedback.accounts import record
from feedback.clock import local_day
from feedback.contacts import rotation
from feedback.contacts.models import Contact
from feedback.contacts.queries import expiring
from feedback.contacts.rules import over
from feedback.db import db
from feedback.pages import Refused

log = logging.getLogger(__name__)


def tidy(now: datetime) -> int:
    """Delete what is over, go on with a rotation that was cut short; return how many contacts were deleted."""
    today = local_day(now, current_app.config["TIMEZONE"])
    longest, after = current_app.config["CONTACT_DAYS"], current_app.config["CONTACT_DAYS_AFTER"]
    gone = [r.rating_id for r in expiring() if over(r.given_on, r.ended_on, today, longest, after)]
    if gone:
        db.session.execute(delete(Contact).where(Contact.rating_id.in_(gone)))
        record(None, "contacts.expire", "", count=len(gone))
        log.info("%s contacts were deleted, their time is over", len(gone))
    try:
        erasures.commit(*map(erasures.contact, gone))
        rotation.go_on(now)
    except Refused:
        # Said in the log by the journal itself; the next minute tries again.
        return 0
    return len(gone)
