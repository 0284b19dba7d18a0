"""What the database holds now, read afresh."""

from sqlalchemy import select

from feedback.accounts.models import AuditEntry
from feedback.brands import Brand, Point
from feedback.db import db


def brand(brand_id: int) -> Brand:
    """Return a brand as it stands now."""
    db.session.rollback()
    found = db.session.get(Brand, brand_id, populate_existing=True)
    assert found is not None
    db.session.refresh(found)
    return found


def point(point_id: int) -> Point:
    """Return a point as it stands now."""
    db.session.rollback()
    found = db.session.get(Point, point_id, populate_existing=True)
    assert found is not None
    return found


def points(brand_id: int) -> list[Point]:
    """Return a brand's points as they stand now."""
    db.session.rollback()
    return list(db.session.scalars(select(Point).where(Point.brand_id == brand_id).order_by(Point.id)))


def trail() -> list[tuple[str, str]]:
    """Return (user name, action) of everything done, sign-ins left out."""
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    return [(e.username, e.action) for e in rows if not e.action.startswith("accounts.")]
