"""Who wishes to be reached, as the resident and as staff may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from feedback.brands import Brand, Point
from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.contacts import vault
from feedback.contacts.models import Contact
from feedback.db import db
from feedback.keys import keyed
from feedback.ledger import held_states


@dataclass(frozen=True)
class Kept:
    """What a resident has left; `text` is None when it can no longer be read."""

    text: str | None
    above: bool
    given_on: date


@dataclass(frozen=True)
class Wish:
    """A resident who wishes to be reached, without how: a day, a place, a mark that tells no number and no order."""

    rating_id: int
    mark: str
    day: date
    point: str
    above: bool
    ended_on: date | None


def kept_for(rating: Rating) -> Kept | None:
    """Return what the resident of a rating has left, or None."""
    row = db.session.get(Contact, rating.id)
    if row is None:
        return None
    return Kept(vault.decrypt(row.key_id, row.sealed, rating.seal), row.above, row.given_on)


def wishes(brand: Brand, above: bool) -> list[Wish]:
    """Return who wishes to be reached, open matters first, newest day first; `above`: also those not for the branch."""
    rows = db.session.execute(_asked(above).where(Point.brand_id == brand.id)).all()
    found = [_wish(row) for row in rows]
    # By the mark inside a day: the same order every time, and it tells nobody who came first.
    return sorted(found, key=lambda w: (w.ended_on is not None, -w.day.toordinal(), w.mark))


def any_open(brand: Brand, above: bool) -> bool:
    """Return whether somebody wishes to be reached whose matter is not ended."""
    asked = _asked(above).where(Point.brand_id == brand.id, Contact.ended_on.is_(None)).limit(1)
    return db.session.execute(asked).first() is not None


def wish_for(brand: Brand, day: date, marked: str, above: bool) -> Wish | None:
    """Return the wish of a day with this mark, if whoever asks may see it."""
    rows = db.session.execute(_asked(above).where(Point.brand_id == brand.id, Rating.day == day))
    return next((wish for wish in map(_wish, rows.all()) if wish.mark == marked), None)


def words_of(rating_id: int) -> str:
    """Return what the resident wrote with the rating, "" for nothing; what replaced it today only from midnight on."""
    shown = Comment.change_id.not_in(held_states(now()))
    return db.session.scalar(select(Comment.text).where(Comment.rating_id == rating_id, shown)) or ""


def unreadable() -> int:
    """Return how many contacts name a key that is gone."""
    found = select(func.count(Contact.rating_id)).where(Contact.key_id.not_in(vault.key_ids()))
    return db.session.scalar(found) or 0


def expiring() -> Sequence[Any]:
    """Return rating, day given and day ended of every contact."""
    return db.session.execute(select(Contact.rating_id, Contact.given_on, Contact.ended_on)).all()


def _asked(above: bool) -> Select[Any]:
    later, held = aliased(RatingChange), held_states(now())
    newest = RatingChange.id.not_in(held) & ~exists().where(
        later.rating_id == Rating.id, later.number > RatingChange.number, later.id.not_in(held)
    )
    kept_above = (Contact.above | RatingChange.above).label("above")
    asked: Any = select(Rating.id, Rating.seal, Rating.day, Point.name, Contact.ended_on, kept_above)
    joined: Select[Any] = (
        asked.select_from(Contact)
        .join(Rating, Rating.id == Contact.rating_id)
        .join(Point, Point.id == Rating.point_id)
        .join(RatingChange, RatingChange.rating_id == Rating.id)
        .where(newest)
    )
    # What was said only to those above is not answered by the branch itself.
    return joined if above else joined.where(Contact.above.is_(False), RatingChange.above.is_(False))


def _wish(row: Any) -> Wish:
    mark = keyed("seal", "contact", row.seal)[:10].hex()
    return Wish(row.id, mark, row.day, row.name, bool(row.above), row.ended_on)
