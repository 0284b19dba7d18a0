"""A new key for the contacts: everything is encrypted again in batches, and the old key goes when nothing uses it.

Killed at any moment it loses nothing: each row names its key, and a key that a row names is not destroyed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from feedback.collecting import Rating
from feedback.contacts import vault
from feedback.contacts.models import Contact
from feedback.db import db

BATCH = 200


def rotate() -> tuple[int, int, int]:
    """Encrypt every contact with a new key; return its number, how many were encrypted again, how many cannot be read.

    One that was cut short is finished under the key it had made; only then a further call makes a new one.
    """
    number = vault.newest() if _outdated(vault.newest(), 0, 1) else vault.new_key()
    again, lost = _encrypt_again(number)
    return number, again, lost


def go_on(now: datetime) -> None:
    """Finish what a rotation left, and destroy the keys that no contact uses; nothing to do while there is one key."""
    numbers = vault.key_ids()
    if len(numbers) < 2:
        return
    _encrypt_again(numbers[-1])
    if not vault.rested(numbers[-1], now):
        return
    used = set(db.session.scalars(select(Contact.key_id).distinct()))
    db.session.rollback()
    for number in numbers[:-1]:
        if number not in used:
            vault.destroy(number)


def _encrypt_again(number: int) -> tuple[int, int]:
    again = lost = last = 0
    while rows := _outdated(number, last, BATCH):
        fresh = [(row, _renewed(row)) for row in rows]
        for row, renewed in fresh:
            if renewed is None:
                lost += 1
                continue
            key_id, sealed = renewed
            # Only what was read: the resident may have written another in the meantime.
            same = (Contact.rating_id == row.rating_id, Contact.sealed == row.sealed)
            db.session.execute(update(Contact).where(*same).values(key_id=key_id, sealed=sealed))
            again += 1
        db.session.commit()
        last = rows[-1].rating_id
    db.session.rollback()
    return again, lost


def _renewed(row: Any) -> tuple[int, bytes] | None:
    text = vault.decrypt(row.key_id, row.sealed, row.seal)
    return None if text is None else vault.encrypt(text, row.seal)


def _outdated(number: int, after: int, limit: int) -> Sequence[Any]:
    return db.session.execute(
        select(Contact.rating_id, Contact.key_id, Contact.sealed, Rating.seal)
        .join(Rating, Rating.id == Contact.rating_id)
        .where(Contact.key_id != number, Contact.rating_id > after)
        .order_by(Contact.rating_id)
        .limit(limit)
    ).all()
