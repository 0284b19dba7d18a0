"""Tallies kept as the worker goes, and the versions of the rule that turns them into a score."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback.collecting.models import Sequence
from feedback.db import Model
from feedback.screening import COUNTED


class Tally(Model):
    """Counts of one cell: point × local day × questionnaire version × source; a row for each way in which ratings
    stand, of which only "counted" makes the score. `marked` came with a device mark. Recounted, never added to.
    """

    __tablename__ = "tally"
    # Rows in the order of the key: a sum over a brand's days reads them where they stand, six times faster.
    __table_args__ = {"sqlite_with_rowid": False}
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True, index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"), primary_key=True)
    source: Mapped[str] = mapped_column(String(10), primary_key=True)
    standing: Mapped[str] = mapped_column(
        String(10), primary_key=True, default=COUNTED, server_default=COUNTED
    )
    g5: Mapped[int]
    g4: Mapped[int]
    g3: Mapped[int]
    g2: Mapped[int]
    g1: Mapped[int]
    none: Mapped[int]
    knows: Mapped[int]
    heard: Mapped[int]
    unknown: Mapped[int]
    comments: Mapped[int]
    marked: Mapped[int] = mapped_column(default=0, server_default="0")


class ScoreRule(Model):
    """One version of the rule: `body` = {"values": {"5": 100, …}, "gates": {"shown": 5, …}}."""

    __tablename__ = "score_rule"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]


class PointCheck(Model):
    """已检查: what a branch found where a point is scanned no more, and on which day; append-only, the newest counts."""

    __tablename__ = "point_check"
    __table_args__ = (Index("ix_point_check_point_id", "point_id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    found: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime]
