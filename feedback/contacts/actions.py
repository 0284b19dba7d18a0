"""Keeping a contact, forgetting it, and what staff do with it."""

from datetime import date, datetime

from flask import current_app
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from feedback import erasures
from feedback.accounts import Person, record
from feedback.brands import Brand
from feedback.clock import local_day
from feedback.collecting import Rating
from feedback.contacts import vault
from feedback.contacts.models import Contact
from feedback.contacts.queries import Kept, Wish, kept_for
from feedback.db import db
from feedback.pages import Refused


def keep(rating: Rating, text: str, above: bool, now: datetime) -> None:
    """Keep how the resident of a rating wishes to be reached, in place of what was left before."""
    key_id, sealed = vault.encrypt(text, rating.seal)
    today = local_day(now, current_app.config["TIMEZONE"])
    row = {"key_id": key_id, "sealed": sealed, "above": above, "given_on": today, "ended_on": None}
    again = update(Contact).where(Contact.rating_id == rating.id).values(**row)
    replaced = bool(db.session.execute(again.returning(Contact.rating_id)).all())
    if not replaced:
        try:
            db.session.execute(insert(Contact).values(rating_id=rating.id, **row))
        except IntegrityError:
            # Two taps at once: the other one stands, this one replaces it.
            db.session.rollback()
            db.session.execute(again)
            replaced = True
    erasures.commit(*([erasures.contact(rating.id)] if replaced else []))


def forget(rating: Rating) -> bool:
    """Erase what a resident left, in the running transaction; return whether there was anything. The caller commits."""
    erased = delete(Contact).where(Contact.rating_id == rating.id).returning(Contact.rating_id)
    return bool(db.session.scalars(erased).all())


def read(who: Person, brand: Brand, wish: Wish, reason: str) -> Kept:
    """Return what a resident left, and keep who read it and why."""
    rating = db.session.get(Rating, wish.rating_id)
    kept = kept_for(rating) if rating else None
    if kept is None:
        raise Refused("这位居民刚刚删去了联系方式。", "reason")
    record(who, "contacts.read", f"brand {brand.id}", ratings=[wish.rating_id], reason=reason)
    db.session.commit()
    return kept


def end(who: Person, brand: Brand, wish: Wish, today: date) -> None:
    """Note that the matter is ended: the contact is deleted some weeks later. Again changes nothing."""
    ended = (
        update(Contact)
        .where(Contact.rating_id == wish.rating_id, Contact.ended_on.is_(None))
        .values(ended_on=today)
        .returning(Contact.rating_id)
    )
    if db.session.scalars(ended).all():
        record(who, "contacts.end", f"brand {brand.id}", ratings=[wish.rating_id])
    db.session.commit()
