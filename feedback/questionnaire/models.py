"""What is asked, in versions that never change once residents have seen them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.db import Model


class Questionnaire(Model):
    """A named line of versions."""

    __tablename__ = "questionnaire"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    versions: Mapped[list["Version"]] = relationship(
        back_populates="questionnaire", order_by="Version.number"
    )

    @property
    def draft(self) -> "Version | None":
        """Return the version that is being written, if there is one."""
        return next((v for v in self.versions if v.published_at is None), None)

    @property
    def published(self) -> list["Version"]:
        """Return the published versions, newest first: the first is the one in use."""
        return [v for v in reversed(self.versions) if v.published_at is not None]


class Version(Model):
    """One wording of the questions; `published_at` empty = draft, set = frozen for good."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (UniqueConstraint("questionnaire_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    number: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    questionnaire: Mapped[Questionnaire] = relationship(back_populates="versions")
