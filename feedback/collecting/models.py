"""A rating as it comes in. `rating` and `rating_change` are append-only; only `comment` can be erased."""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback.db import Model

# SQLite counts up by itself only for a column it calls INTEGER.
Sequence = BigInteger().with_variant(Integer, "sqlite")


class Rating(Model):
    """One answer, as first given: one row, never changed; what was tapped later stands in RatingChange.

    `grade` is 5…1, or NULL for 不了解. `day` is the local day it was taken, the tally's cell.
    `key_hash`, `claim` and `seal` are keyed digests in hex: nothing here leads to a phone or a person.
    `device` is the phone's mark in this branch and year, "internal" for one the committee registered, NULL for none.
    """

    __tablename__ = "rating"
    __table_args__ = (
        UniqueConstraint("point_id", "key_hash"),
        UniqueConstraint("claim"),
        Index("ix_rating_cell", "point_id", "day", "version_id", "source"),
        Index(
            "ix_rating_device",
            "device",
            sqlite_where=text("device IS NOT NULL"),
            postgresql_where=text("device IS NOT NULL"),
        ),
        # Without it SQLite gives a deleted row's number to the next one, and a gap would not show.
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    grade: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(10))
    taken_at: Mapped[datetime]
    day: Mapped[date]
    key_hash: Mapped[str] = mapped_column(String(64))
    claim: Mapped[str] = mapped_column(String(64))
    device: Mapped[str | None] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))


class RatingChange(Model):
    """The whole state of a rating after each tap; the highest `number` counts.

    `number` is the phone's own turn where it names one, so it may begin above 1 and skip what never arrived.
    `comment_proof` is SHA-256 over the comment's salt and text: the text can be erased, the row still checks.
    """

    __tablename__ = "rating_change"
    __table_args__ = (UniqueConstraint("rating_id", "number"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"))
    number: Mapped[int]
    grade: Mapped[int | None]
    tags: Mapped[list[str]] = mapped_column(JSON)
    awareness: Mapped[str | None] = mapped_column(String(10))
    above: Mapped[bool]
    comment_proof: Mapped[str | None] = mapped_column(String(64))
    changed_at: Mapped[datetime]
    seal: Mapped[str] = mapped_column(String(64))


class Comment(Model):
    """评语: the free text of one state of a rating, apart from it so that it can be erased."""

    __tablename__ = "comment"
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("rating_change.id"), unique=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))


class Outbox(Model):
    """What is still to be done for a rating; written with it, gone when every step is done.

    `done` lists the steps that are, so one that fails holds no other; `set_aside_at` marks a row that
    failed too often, which waits for a person. `held_until`: what residents changed by claim code is logged at once, and
    seen in figures from then on.
    """

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    rating_id: Mapped[int] = mapped_column(ForeignKey("rating.id"), index=True)
    due_at: Mapped[datetime]
    done: Mapped[list[str]] = mapped_column(JSON)
    attempts: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(300))
    set_aside_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]


class Visit(Model):
    """How often a point's page was opened on a day, as `open` or `closed` point; counts only, no visitor."""

    __tablename__ = "visit"
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]


class WorkerBeat(Model):
    """When each worker was last seen alive; /healthz reads it."""

    __tablename__ = "worker_beat"
    owner: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime]
