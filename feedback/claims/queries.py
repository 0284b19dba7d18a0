"""What the private page shows: never the grade that stands, so that it is no proof for sale."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from feedback.brands import Brand, Point
from feedback.cases import Answer, answers_of, followed_up
from feedback.collecting import Comment, Rating, commitment
from feedback.contacts import Kept, kept_for
from feedback.db import db
from feedback.look import language
from feedback.pages import day, local, moment
from feedback.questionnaire import Body, Version, read


@dataclass(frozen=True)
class Claim:
    """A rating as its resident sees it again."""

    rating: Rating
    brand: str
    mark: str
    point: str
    place: str
    taken_at: datetime
    text: str
    body: Body
    answers: list[Answer]
    followed_up: bool
    contact: Kept | None

    @property
    def received(self) -> str:
        """Return when it came in, on the residents' clock."""
        chinese = language().startswith("zh")
        return moment(self.taken_at) if chinese else f"{local(self.taken_at):%Y-%m-%d %H:%M}"

    def day_of(self, answer: Answer) -> str:
        """Return the day of an answer, on the residents' clock."""
        return (
            day(answer.replied_at) if language().startswith("zh") else f"{local(answer.replied_at):%Y-%m-%d}"
        )


def claim_of(code: str) -> Claim | None:
    """Return what a code (twenty digits, or "") opens, or None."""
    # Also for what is no code: the same work, so the same time.
    wanted = commitment(code)
    found = db.session.execute(
        select(Rating, Point, Brand, Version.body)
        .join(Point, Point.id == Rating.point_id)
        .join(Brand, Brand.id == Point.brand_id)
        .join(Version, Version.id == Rating.version_id)
        .where(Rating.claim == wanted)
    ).one_or_none()
    if found is None or not code:
        return None
    rating, point, brand, body = found
    text = db.session.scalar(select(Comment.text).where(Comment.rating_id == rating.id))
    return Claim(
        rating,
        brand.name,
        brand.mark,
        point.name,
        point.place,
        rating.taken_at,
        text or "",
        read(body),
        answers_of(rating.id),
        followed_up(rating.id) is not None,
        kept_for(rating),
    )
