"""Organisations, people, their roles, their sign-ins, and the trail of what they did."""

from datetime import datetime
from typing import Any

from flask_login import UserMixin
from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.accounts.rules import Kind, Role
from feedback.db import Model


class Organisation(Model):
    """党组织: a node in the tree; `path` is "/1/4/", its own id last, so that "below" is a prefix."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(60), unique=True)
    path: Mapped[str] = mapped_column(String(120), index=True)

    @property
    def kind_name(self) -> str:
        """Return 党委, 党总支 or 党支部."""
        return Kind(self.kind).label


class Person(Model, UserMixin):
    """Somebody who signs in. Residents never do."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    memberships: Mapped[list["Membership"]] = relationship(back_populates="person", lazy="selectin")

    @property
    def roles(self) -> set[Role]:
        """Return every role this person has anywhere."""
        return {Role(m.role) for m in self.memberships}

    @property
    def unit(self) -> str:
        """Return the names of the organisations this person works in."""
        return "、".join(dict.fromkeys(m.organisation.name for m in self.memberships))


class Membership(Model):
    """A role is a person in an organisation."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "organisation_id", "role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    person: Mapped[Person] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation] = relationship(lazy="joined")

    @property
    def role_name(self) -> str:
        """Return the Chinese name of the role."""
        return Role(self.role).label


class Stranger(Model):
    """Tries under names that nobody has, counted as a person's are: else having to wait would tell who exists.

    `id` is a keyed hash of 20 bits, so that no flood of names makes the table grow without end.
    """

    __tablename__ = "stranger"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]


class SignIn(Model):
    """One signed-in browser; ending the row signs it out wherever its cookie is."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditHead(Model):
    """The one row that holds the trail's last number and hash; updating it is the lock of the trail."""

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class AuditEntry(Model):
    """What a signed-in person did or looked at; append-only, each entry hashed over the one before."""

    __tablename__ = "audit_entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    username: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
