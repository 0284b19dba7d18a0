"""How ratings stand that do not count; what detectors found, and what people did about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.brands.models import Brand
from feedback.collecting.models import Sequence
from feedback.db import Model


class Standing(Model):
    """A rating that is kept, shown and not counted, and why; one that counts has no row.

    Worked out anew from the ratings and the reviews whenever one of them changes: nothing is lost by losing it.
    """

    __tablename__ = "standing"
    rating_id: Mapped[int] = mapped_column(
        Sequence, ForeignKey("rating.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str] = mapped_column(String(10))


class Flag(Model):
    """Evidence that ratings be looked at twice: it lowers nothing, it opens a review. Append-only.

    `fingerprint` is of detector, brand and ratings: the same evidence is flagged once. `due_on` is the day by which
    the review should be decided.
    """

    __tablename__ = "flag"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    detector: Mapped[str] = mapped_column(String(20))
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    begin: Mapped[datetime]
    end: Mapped[datetime]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    found_at: Mapped[datetime]
    due_on: Mapped[date]
    brand: Mapped[Brand] = relationship(lazy="joined")


class FlagRating(Model):
    """A rating that a flag concerns, with the grade it had when it was found: a replacement later leaves no trace here."""

    __tablename__ = "flag_rating"
    __table_args__ = (UniqueConstraint("flag_id", "rating_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"))
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    grade: Mapped[int | None]


class ReviewAct(Model):
    """What somebody did about a flag; the review is the sum of them. Append-only: `number` lets one of two win."""

    __tablename__ = "review_act"
    __table_args__ = (UniqueConstraint("flag_id", "number"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"))
    number: Mapped[int]
    step: Mapped[str] = mapped_column(String(20))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    due_on: Mapped[date | None]


class BrandLook(Model):
    """When the detectors last looked at a brand, and how far its ratings went then."""

    __tablename__ = "brand_look"
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    last_rating: Mapped[int] = mapped_column(Sequence)
