"""Comments read by the worker in a way the test knows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from feedback.clock import now
from feedback.collecting import Rating, RatingChange, Sent, receive
from feedback.db import db
from feedback.questionnaire import current_version
from feedback.sentiment import Analysis, Mention
from tests.factories import World


@pytest.fixture
def read_as(world: World) -> Callable[..., None]:
    """Note a reading of a rating's comment, in place of the worker's."""

    def note(rating: int, label: str, themes: dict[str, str], disagrees: bool = False) -> None:
        row = db.session.get_one(Rating, rating)
        change = db.session.scalars(
            select(RatingChange.id)
            .where(RatingChange.rating_id == rating)
            .order_by(RatingChange.number.desc())
        ).first()
        db.session.execute(delete(Mention).where(Mention.rating_id == rating))
        db.session.execute(delete(Analysis).where(Analysis.rating_id == rating))
        db.session.add(
            Analysis(
                rating_id=rating,
                change_id=change,
                point_id=row.point_id,
                day=row.day,
                model="test",
                label=label,
                intent="none",
                disagrees=disagrees,
                read_at=now(),
            )
        )
        db.session.flush()
        db.session.add_all(Mention(rating_id=rating, theme=t, polarity=p) for t, p in themes.items())
        db.session.commit()

    return note


@pytest.fixture
def disagree(world: World) -> Callable[[int], None]:
    """Let a comment's words disagree with its grade, whatever the worker read."""

    def note(rating: int) -> None:
        db.session.execute(update(Analysis).where(Analysis.rating_id == rating).values(disagrees=True))
        db.session.commit()

    return note


@pytest.fixture
def replaced(world: World) -> Callable[[], None]:
    """Let a resident write a comment, and another in its place a minute later."""

    def write() -> None:
        version = current_version(world.brand.questionnaire_id).id
        for minute, text in enumerate(("第一句话", "改过的话")):
            at = now() + timedelta(minutes=minute)
            receive(world.point.id, world.point.code, version, Sent(grade="4", comment=text), "k" * 22, at)

    return write
