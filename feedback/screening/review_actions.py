"""One step of a review: an act is added, what follows from it done, both in one commit."""

from datetime import date, datetime

from flask import current_app
from sqlalchemy.exc import IntegrityError

from feedback import workdays
from feedback.accounts import Person, record
from feedback.clock import local_day
from feedback.db import db
from feedback.pages import Refused
from feedback.screening.models import ReviewAct
from feedback.screening.review_queries import Review, acts_of, ratings_in
from feedback.screening.review_rules import Step, check, reason_of
from feedback.screening.standing import restand

OVERTAKEN = "这项复核刚刚有了新的进展，请看过再决定。"


def take(who: Person, review: Review, step: Step, reason: str, seen: int, now: datetime) -> None:
    """Take a step of a review as somebody saw it after `seen` acts; raise Refused with the reason why not.

    Whether this person is of the branch or may judge it, the caller has asked. The same form sent twice is one step.
    """
    flag = review.flag
    rows = acts_of(flag.id)
    if len(rows) == seen + 1 and (rows[-1].person_id, rows[-1].step) == (who.id, step):
        return
    if len(rows) != seen:
        raise Refused(OVERTAKEN)
    today = local_day(now, current_app.config["TIMEZONE"])
    check(step, review.acts, who.id, today)
    act = ReviewAct(
        flag_id=flag.id,
        number=seen + 1,
        step=step,
        person_id=who.id,
        reason=reason_of(reason),
        at=now,
        due_on=_due(step, today),
    )
    subject = f"{flag.brand.name}（{flag.brand.code}）"
    ratings = ratings_in(flag.id) if step in (Step.EXCLUDE, Step.UNDO) else []
    db.session.add(act)
    try:
        db.session.flush()
    except IntegrityError:
        # Two second persons at once: the other one was first.
        db.session.rollback()
        raise Refused(OVERTAKEN) from None
    if ratings:
        restand(ratings)
    record(who, f"screening.{step}", subject, review=flag.id, reason=reason, count=len(ratings))
    db.session.commit()


def viewed(who: Person, review: Review, rating_ids: list[int]) -> None:
    """Record that somebody was shown the evidence of a review with the comments of these ratings."""
    brand = review.flag.brand
    record(
        who, "screening.evidence", f"{brand.name}（{brand.code}）", review=review.flag.id, ratings=rating_ids
    )
    db.session.commit()


def _due(step: Step, today: date) -> date | None:
    """Return the day that a step sets: an excluded branch may appeal until then, a committee has to answer."""
    if step is Step.EXCLUDE:
        return workdays.after(today, current_app.config["APPEAL_DAYS"])
    if step in (Step.APPEAL, Step.PROPOSE_UNDO, Step.REOPEN):
        return workdays.after(today, current_app.config["REVIEW_DAYS"])
    return None
