"""What a point's page is made from, in one small query; equal facts make equal pages."""

from datetime import datetime
from functools import lru_cache
from time import monotonic
from typing import NamedTuple

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import Session

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
    organisation_id: int
    questionnaire_id: int
    version_id: int
    point_retired_at: datetime | None
    brand_retired_at: datetime | None

    @property
    def closed(self) -> bool:
        """Return whether this point takes no more ratings."""
        return self.point_retired_at is not None or self.brand_retired_at is not None


# Tables, not mapped classes: this runs at every visit, and an entity costs three times a row.
_point, _brand, _version = Point.__table__.c, Brand.__table__.c, Version.__table__.c
_newest = (
    select(_version.id)
    .where(_version.questionnaire_id == _brand.questionnaire_id, _version.published_at.is_not(None))
    .order_by(_version.number.desc())
    .limit(1)
    .scalar_subquery()
)
_facts = (
    select(
        _point.id,
        _point.code,
        _point.name,
        _point.place,
        _brand.name,
        _brand.code,
        _brand.mark,
        _brand.organisation_id,
        _brand.questionnaire_id,
        _newest,
        _point.retired_at,
        _brand.retired_at,
    )
    .join_from(Point.__table__, Brand.__table__, _brand.id == _point.brand_id)
    .where(_point.code == bindparam("code"))
)


def facts_of(code: str) -> Facts | None:
    """Return the facts of the point with this code, not older than a second, or None if there is none.

    A meeting of three hundred scans one code: they need not all ask the database.
    """
    fresh_until, facts = _recent.get(code, (0.0, None))
    if facts is not None and monotonic() < fresh_until:
        return facts
    row = db.session.connection().execute(_facts, {"code": code}).one_or_none()
    if row is None:
        return None
    if len(_recent) >= MOST_RECENT:
        _recent.clear()
    facts = Facts._make(row)
    _recent[code] = (monotonic() + FRESH_SECONDS, facts)
    return facts


FRESH_SECONDS = 1.0
MOST_RECENT = 10_000
_recent: dict[str, tuple[float, Facts]] = {}


@event.listens_for(Session, "after_flush")
def _forget(_session: Session, _flush: object) -> None:
    # Whoever changes something in this process sees it at once; a rating is no flush, so it forgets nothing.
    _recent.clear()


@lru_cache(maxsize=256)
def body_of(version_id: int) -> Body:
    """Return a published version as objects; read once, for what is published never changes."""
    return read(db.session.scalars(select(Version.body).where(Version.id == version_id)).one())
