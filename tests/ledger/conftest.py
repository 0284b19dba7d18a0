"""A log with everything in it: first taps and changes, texts given, taken back and erased, replacements, heads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from feedback import pipeline
from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange, Sent, receive
from feedback.collecting.seal import Marks, claim_code
from feedback.db import db
from feedback.ledger import ERASURE, record_act, sign_head
from feedback.ledger.verdict import Verdict, snapshot, verify
from tests.factories import World


def logged() -> None:
    """Do the ledger's step for all that waits."""
    pipeline.drain(steps=pipeline.PIPELINE[:1])


def verdict() -> Verdict:
    """Return what the log is found to be."""
    db.session.rollback()
    with snapshot() as connection:
        return verify(connection)


@dataclass
class Resident:
    """Somebody who rates a point with a phone whose key we know."""

    world: World
    key: str

    def rates(self, at: datetime | None = None, **sent: str) -> Rating:
        """Send a rating, or a change of it under the same key."""
        point = self.world.point
        receive(point.id, point.code, 1, Sent(**sent), self.key, at or now())  # type: ignore[arg-type]
        marks = Marks.of(point.code, self.key)
        return db.session.scalars(select(Rating).where(Rating.key_hash == marks.key_hash)).one()

    @property
    def code(self) -> str:
        """The claim code of the thanks page."""
        return claim_code(Marks.of(self.world.point.code, self.key).nonce)

    def takes_the_text_back(self, rating: Rating) -> None:
        """Erase the text by claim code, as the private page will."""
        last = (
            select(RatingChange.id)
            .where(RatingChange.rating_id == rating.id)
            .order_by(RatingChange.number.desc())
        )
        change_id = db.session.scalars(last.limit(1)).one()
        record_act(rating, change_id, ERASURE, self.code, now())
        db.session.execute(delete(Comment).where(Comment.rating_id == rating.id))
        db.session.commit()


@pytest.fixture
def resident(world: World) -> Resident:
    """One resident."""
    return Resident(world, "a resident's own key")


@pytest.fixture
def full_log(world: World) -> World:
    """Thirty ratings in the log with all that can happen to one, two heads, and three ratings that wait."""
    hour_ago = now() - timedelta(hours=1)
    for number in range(30):
        someone = Resident(world, f"key number {number:08d}")
        rating = someone.rates(
            hour_ago, grade=str(1 + number % 5), comment=f"第 {number} 条" if number % 3 else ""
        )
        if number % 7 == 1:
            someone.rates(hour_ago + timedelta(minutes=5), comment="想了想，再补一句。")
        if number == 13:
            logged()
            sign_head(now())
        if number % 11 == 2:
            someone.takes_the_text_back(rating)
    logged()
    sign_head(now() + timedelta(minutes=2))
    for grade in (1, 3, 5):
        world.rate(world.point, grade, "还没有入账的一条")
    return world
