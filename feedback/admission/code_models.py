"""Batches of one-time codes. Of a code only its digest is kept, and only until it is used."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.accounts import Person
from feedback.admission.codes import OCCASIONS, Occasion
from feedback.brands import Point
from feedback.db import Model


class CodeBatch(Model):
    """A batch of codes for one point. `made_from` is the digest of what the codes were derived from."""

    __tablename__ = "code_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    tag: Mapped[str] = mapped_column(String(4), unique=True)
    made_from: Mapped[str] = mapped_column(String(64), unique=True)
    occasion: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    last_day: Mapped[date]
    made_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    voided_at: Mapped[datetime | None]
    point: Mapped[Point] = relationship(lazy="joined")
    maker: Mapped[Person] = relationship(lazy="joined")

    @property
    def occasion_name(self) -> str:
        """Return in Chinese what it was made for."""
        return OCCASIONS[Occasion(self.occasion)]


class OneTimeCode(Model):
    """A code that nobody has used yet; using it deletes the row.

    No time, no number, no mark "used": a row changed together with a rating would lead to it (PostgreSQL keeps
    the transaction's number in both), and one that is gone leads nowhere.
    """

    __tablename__ = "one_time_code"
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("code_batch.id"), index=True)
