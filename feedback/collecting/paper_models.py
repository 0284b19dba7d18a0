"""Batches of forms that were typed in. What was typed stands here only until a second person has confirmed it."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.accounts import Person
from feedback.brands import Point
from feedback.collecting.paper import SOURCES, State
from feedback.collecting.rules import Source
from feedback.db import Model


class PaperBatch(Model):
    """One person's batch: `forms` as typed ([grade, awareness, comment] each), emptied when they become ratings."""

    __tablename__ = "paper_batch"
    id: Mapped[int] = mapped_column(primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    form_key: Mapped[str] = mapped_column(String(40), unique=True)
    source: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    forms: Mapped[list[list[str]]] = mapped_column(JSON)
    size: Mapped[int]
    state: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    entered_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    entered_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(200))
    point: Mapped[Point] = relationship(lazy="joined")
    author: Mapped[Person] = relationship(foreign_keys=[entered_by], lazy="joined")
    decider: Mapped[Person | None] = relationship(foreign_keys=[decided_by], lazy="joined")

    @property
    def source_name(self) -> str:
        """Return in Chinese how the answers came."""
        return SOURCES[Source(self.source)]

    @property
    def state_name(self) -> str:
        """Return in Chinese where the batch stands."""
        return State(self.state).label
