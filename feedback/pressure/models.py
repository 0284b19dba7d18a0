"""Answers as counts, and which thanks pages have answered today. Nothing here leads to a rating, and nothing tells an order."""

from datetime import date

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Model


class PressureCount(Model):
    """How many residents of a branch's points said "yes" or "no" on a local day."""

    __tablename__ = "pressure_count"
    # In the order of the key: a row number would tell which answer of the day came first.
    __table_args__ = {"sqlite_with_rowid": False}
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    answer: Mapped[str] = mapped_column(String(3), primary_key=True)
    count: Mapped[int]


class PressureSpent(Model):
    """A thanks page that has answered: a keyed digest of its nonce, in the order of digests; gone after a day."""

    __tablename__ = "pressure_spent"
    __table_args__ = {"sqlite_with_rowid": False}
    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
