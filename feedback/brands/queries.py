"""Questions about brands and points."""

from collections.abc import Sequence

from flask import abort, current_app
from sqlalchemy import or_, select

from feedback.accounts import Organisation, Person, Role, may_see
from feedback.brands.models import Brand, Point
from feedback.db import db


def brand_for(who: Person, brand_id: int, *roles: Role) -> Brand:
    """Return a brand this person may see; 404 for unknown and forbidden alike."""
    brand = db.session.get(Brand, brand_id)
    if brand is None or not may_see(who, brand.organisation, *roles):
        abort(404)
    return brand


def brands_of(who: Person, *roles: Role) -> list[Brand]:
    """Return the brands at or below the organisations where somebody holds one of these roles."""
    tops = [m.organisation.path for m in who.memberships if not roles or Role(m.role) in roles]
    if not tops:
        return []
    below = or_(*(Organisation.path.startswith(top) for top in tops))
    return list(
        db.session.scalars(
            select(Brand).join(Organisation).where(below).order_by(Organisation.path, Brand.id)
        )
    )


def point_for(who: Person, point_id: int, *roles: Role) -> Point:
    """Return a point this person may see; 404 for unknown and forbidden alike."""
    point = db.session.get(Point, point_id)
    if point is None or not may_see(who, point.brand.organisation, *roles):
        abort(404)
    return point


def point_with(code: str) -> Point | None:
    """Return the point, open or retired, whose code this is."""
    return db.session.scalar(select(Point).where(Point.code == code))


def points_of(brand: Brand) -> list[Point]:
    """Return a brand's points, the open ones first, each group in the order they were made."""
    return list(
        db.session.scalars(
            select(Point).where(Point.brand_id == brand.id).order_by(Point.retired_at.is_not(None), Point.id)
        )
    )


def open_points_of(brand: Brand) -> list[Point]:
    """Return the points of a brand that take ratings; none if the brand itself is retired."""
    return [] if brand.retired_at else [p for p in points_of(brand) if p.retired_at is None]


def open_point_named(brand: Brand, name: str) -> Point | None:
    """Return the open point of a brand that has this name."""
    return db.session.scalar(
        select(Point).where(Point.brand_id == brand.id, Point.name == name, Point.retired_at.is_(None))
    )


def brand_named(name: str) -> Brand | None:
    """Return the brand, open or retired, that has this name."""
    return db.session.scalar(select(Brand).where(Brand.name == name))


def open_point_names(brands: Sequence[Brand]) -> dict[int, list[str]]:
    """Return the names of open points by brand id, for these brands, in one question."""
    names: dict[int, list[str]] = {brand.id: [] for brand in brands}
    rows = db.session.execute(
        select(Point.brand_id, Point.name)
        .where(Point.brand_id.in_(names), Point.retired_at.is_(None))
        .order_by(Point.id)
    )
    for brand_id, name in rows:
        names[brand_id].append(name)
    return names


def open_points() -> list[Point]:
    """Return all points that take ratings."""
    return list(
        db.session.scalars(
            select(Point)
            .join(Brand)
            .where(Point.retired_at.is_(None), Brand.retired_at.is_(None))
            .order_by(Point.id)
        )
    )


def open_points_in(brands: Sequence[Brand]) -> list[Point]:
    """Return the points of these brands that take ratings, in the order of the brands, in one question."""
    order = {brand.id: place for place, brand in enumerate(brands) if brand.retired_at is None}
    rows = db.session.scalars(
        select(Point).where(Point.brand_id.in_(order), Point.retired_at.is_(None)).order_by(Point.id)
    )
    return sorted(rows, key=lambda point: order[point.brand_id])


def address_of(point: Point) -> str:
    """Return the full address in a point's QR code: from the settings, never from the Host header."""
    return f"{current_app.config['PUBLIC_URL']}/r/{point.code}"
