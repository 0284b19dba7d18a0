"""Who is rated: a brand of an organisation, the services it does, the points where its codes hang."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.accounts.models import Organisation
from feedback.brands.rules import Channel
from feedback.db import Model


class Brand(Model):
    """党建品牌: what is rated. `code` is its public address, `mark` the one character of its sign."""

    __tablename__ = "brand"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    mark: Mapped[str] = mapped_column(String(2))
    positioning: Mapped[str] = mapped_column(Text, default="")
    responsible: Mapped[str] = mapped_column(String(40), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    services: Mapped[list["Service"]] = relationship(back_populates="brand", order_by="Service.id")
    points: Mapped[list["Point"]] = relationship(back_populates="brand", order_by="Point.id")


class Service(Model):
    """服务事项: something the brand does for residents."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("brand_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    description: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[Brand] = relationship(back_populates="services")


class Point(Model):
    """评价点: where one QR code hangs. It never changes its brand: the poster on the wall names it."""

    __tablename__ = "point"
    __table_args__ = (
        # Two open points of one name in one brand could not be told apart; a closed one may be followed.
        Index(
            "uq_point_open_name",
            "brand_id",
            "name",
            unique=True,
            sqlite_where=text("retired_at IS NULL"),
            postgresql_where=text("retired_at IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    place: Mapped[str] = mapped_column(String(60), default="")
    channel: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    brand: Mapped[Brand] = relationship(back_populates="points", lazy="joined")
    service: Mapped[Service | None] = relationship()

    @property
    def channel_name(self) -> str:
        """Return the Chinese name of the channel."""
        return Channel(self.channel).label
