"""Questions the public may ask."""

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback.accounts import CANARY, Organisation
from feedback.brands import Brand, read_code
from feedback.db import db


def brand_with(code: str) -> Brand | None:
    """Return the brand, open or retired, whose public code this is."""
    return db.session.scalar(
        select(Brand)
        .join(Organisation)
        .where(Brand.code == read_code(code), Organisation.kind != CANARY)
        .options(selectinload(Brand.services))
    )


def open_brands() -> dict[Organisation, list[Brand]]:
    """Return the brands that are rated, by the organisation that owns them, in the order of the tree: no ranking."""
    found: dict[Organisation, list[Brand]] = {}
    rows = db.session.scalars(
        select(Brand)
        .join(Organisation)
        .where(Brand.retired_at.is_(None))
        .order_by(Organisation.path, Brand.id)
    )
    for brand in rows:
        found.setdefault(brand.organisation, []).append(brand)
    return found
