"""Cases, what was answered to them, and how far ratings have been looked at. Cases and answers are append-only."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.collecting.models import Sequence
from feedback.db import Model


class Case(Model):
    """诉求: a rating that complains, as it stood when its case was opened; it stays open whatever the resident does later.

    `code` names it in addresses and tells no order. `change_id` is the state it was opened for: when its text is
    gone, nobody sees whether it was erased or replaced. `due` is the last day for an answer.
    """

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_cell", "point_id", "day"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    rating_id: Mapped[int] = mapped_column(Sequence, ForeignKey("rating.id"), unique=True)
    change_id: Mapped[int] = mapped_column(Sequence, ForeignKey("rating_change.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    grade: Mapped[int | None]
    above: Mapped[bool]
    due: Mapped[date]
    opened_at: Mapped[datetime]


class Reply(Model):
    """答复: what the resident reads by claim code; more can be added, none taken back."""

    __tablename__ = "complaint_reply"
    __table_args__ = {"sqlite_autoincrement": True}
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    case_id: Mapped[int] = mapped_column(Sequence, ForeignKey("complaint.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(300))
    replied_at: Mapped[datetime]


class CaseMark(Model):
    """Up to which rating all have been looked at; one row."""

    __tablename__ = "complaint_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
    seen: Mapped[int] = mapped_column(Sequence)
