"""What a point's page is made from, in one small query; equal facts make equal pages."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select

from feedback.brands import Brand, Point
from feedback.db import db
from feedback.questionnaire import Body, Version, read


class Facts(NamedTuple):
    """A point as its page shows it; hashable, so that it can be the key of a page made before."""

    point_id: int
    code: str
    name: str
    place: str
    brand: str
    brand_code: str
    mark: str
    questionnaire_id: int
    version_id: int
    point_retired_at: datetime | None
    brand_retired_at: datetime | None

    @property
    def closed(self) -> bool:
        """Return whether this point takes no more ratings."""
        return self.point_retired_at is not None or self.brand_retired_at is not None

    @property
    def body(self) -> Body:
        """Return the current version of its questionnaire."""
        return read(db.session.scalars(select(Version.body).where(Version.id == self.version_id)).one())


_newest = (
    select(Version.id)
    .where(Version.questionnaire_id == Brand.questionnaire_id, Version.published_at.is_not(None))
    .order_by(Version.number.desc())
    .limit(1)
    .scalar_subquery()
)
_facts = (
    select(
        Point.id,
        Point.code,
        Point.name,
        Point.place,
        Brand.name,
        Brand.code,
        Brand.mark,
        Brand.questionnaire_id,
        _newest,
        Point.retired_at,
        Brand.retired_at,
    )
    .join(Brand, Brand.id == Point.brand_id)
    .where(Point.code == bindparam("code"))
)


def facts_of(code: str) -> Facts | None:
    """Return the facts of the point with this code, or None if there is none."""
    row = db.session.execute(_facts, {"code": code}).one_or_none()
    return Facts._make(row) if row else None
