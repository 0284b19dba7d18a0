"""Paying with a challenge, once; forgetting those that nobody could answer any more."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError

from feedback.admission.challenge import Payment, Unpaid
from feedback.admission.models import SpentChallenge
from feedback.admission.rules import KEPT
from feedback.db import db

_SPENT = insert(cast(Table, SpentChallenge.__table__))


def pay(payment: Payment, again: Callable[[], Unpaid]) -> None:
    """Pay for a rating in the running transaction; raise `again()` if this has paid before."""
    try:
        db.session.connection().execute(_SPENT, {"nonce": payment.nonce, "made_at": payment.made})
    except IntegrityError:
        raise again() from None


def forget_spent(now: datetime) -> int:
    """Remove challenges that are long too old to be answered; return how many there were."""
    old = SpentChallenge.made_at < now - KEPT
    # Asking first: a DELETE that finds nothing would still take SQLite's write lock.
    if db.session.scalar(select(SpentChallenge.nonce).where(old).limit(1)) is None:
        return 0
    gone = db.session.scalars(delete(SpentChallenge).where(old).returning(SpentChallenge.nonce)).all()
    db.session.commit()
    return len(gone)
