"""Counting an answer once, and forgetting who has answered."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.exc import IntegrityError

from feedback.clock import local_day
from feedback.db import db
from feedback.keys import keyed
from feedback.pressure.models import PressureCount, PressureSpent


def count(organisation_id: int, nonce: bytes, pressed: bool, now: datetime) -> None:
    """Count the answer given on a thanks page (its nonce, 16 bytes); another from the same page changes nothing."""
    mark = keyed("claim", "pressure", nonce.hex()).hex()
    day = local_day(now, current_app.config["TIMEZONE"])
    # Two first answers of a day race for the row of the count: the loser finds it there the second time.
    for _ in range(3):
        try:
            db.session.execute(insert(PressureSpent).values(mark=mark, day=day))
            _add(organisation_id, day, "yes" if pressed else "no")
            db.session.commit()
            return
        except IntegrityError:
            db.session.rollback()
            if db.session.scalar(select(PressureSpent.mark).where(PressureSpent.mark == mark)):
                return


def _add(organisation_id: int, day: date, answer: str) -> None:
    cell = {"organisation_id": organisation_id, "day": day, "answer": answer}
    here = [getattr(PressureCount, name) == value for name, value in cell.items()]
    more = update(PressureCount).where(*here).values(count=PressureCount.count + 1)
    if not db.session.execute(more.returning(PressureCount.count)).all():
        db.session.execute(insert(PressureCount).values(**cell, count=1))


def tidy(now: datetime) -> None:
    """Forget which pages answered before yesterday; none of them takes an answer any more."""
    begin = local_day(now, current_app.config["TIMEZONE"]) - timedelta(days=1)
    old = PressureSpent.day < begin
    if not db.session.scalar(select(exists().where(old))):
        return
    # PostgreSQL notes in each row which transaction wrote it last: written all at once, they tell nothing.
    db.session.execute(update(PressureCount).values(count=PressureCount.count))
    db.session.execute(delete(PressureSpent).where(old))
    db.session.commit()
