"""The year: schemes, cycles, reviewers' marks, and confirmed results that nobody can change."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.accounts.models import Organisation
from feedback.db import Model


class Scheme(Model):
    """考核方案, one version: indicators and weights, bands, veto, what a small sample means; frozen once used."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("organisation_id", "name", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Cycle(Model):
    """考核周期: draft → open → marking → publicised → confirmed."""

    __tablename__ = "cycle"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    # Why a confirmed result is being corrected; "" = it is not. Until the next version the frozen one stands.
    correcting: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime]
    scheme: Mapped[Scheme] = relationship(lazy="joined")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class Mark(Model):
    """One reviewer's mark (0…100) of one brand on one qualitative indicator, with its evidence in words."""

    __tablename__ = "mark"
    __table_args__ = (UniqueConstraint("cycle_id", "brand_id", "indicator", "person_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(30))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    tenths: Mapped[int]
    evidence: Mapped[str] = mapped_column(Text, default="")
    marked_at: Mapped[datetime]

    @property
    def value(self) -> Decimal:
        """Return the mark, 0…100 with one decimal; kept as whole tenths because a float would not be exact."""
        return Decimal(self.tenths).scaleb(-1)


class Confirmation(Model):
    """A frozen result: the whole document in canonical JSON and its SHA-256; append-only.

    A correction is the next `number` of the same cycle, with its reason.
    """

    __tablename__ = "confirmation"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    confirmed_at: Mapped[datetime]
