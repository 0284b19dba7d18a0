"""What a comment says, as a model of a stated version read it; never a part of any score."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.collecting.models import Sequence
from feedback.db import Model


class Analysis(Model):
    """One reading of one rating's latest comment. Ids and labels only: erasing the text leaves nothing of it here."""

    __tablename__ = "analysis"
    __table_args__ = (
        Index("ix_analysis_cell", "point_id", "day"),
        Index("ix_analysis_model", "model", "read_at"),
        # Few comments disagree with their grade: they are counted without reading all the others.
        Index(
            "ix_analysis_disagrees",
            "point_id",
            "day",
            sqlite_where=text("disagrees = 1"),
            postgresql_where=text("disagrees"),
        ),
        # The newest comments worth a label are found without sorting the others; the point stands last to be looked at in passing.
        Index(
            "ix_analysis_worth",
            "worth",
            "day",
            "point_id",
            sqlite_where=text("worth IS NOT NULL"),
            postgresql_where=text("worth IS NOT NULL"),
        ),
    )
    rating_id: Mapped[int] = mapped_column(Sequence, ForeignKey("rating.id"), primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("rating_change.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    model: Mapped[str] = mapped_column(String(40))
    score: Mapped[float | None]
    snownlp: Mapped[float | None]
    label: Mapped[str] = mapped_column(String(10))
    intent: Mapped[str] = mapped_column(String(12))
    disagrees: Mapped[bool]
    worth: Mapped[str | None] = mapped_column(String(10))
    read_at: Mapped[datetime]
    mentions: Mapped[list["Mention"]] = relationship(lazy="selectin", order_by="Mention.theme")

    @property
    def themes(self) -> list[str]:
        """Return the names of the themes mentioned."""
        return [mention.theme for mention in self.mentions]


class Mention(Model):
    """A theme that a comment speaks of, and how: praise, complaint, neither."""

    __tablename__ = "mention"
    __table_args__ = (Index("ix_mention_theme", "theme", "rating_id"),)
    rating_id: Mapped[int] = mapped_column(Sequence, ForeignKey("analysis.rating_id"), primary_key=True)
    theme: Mapped[str] = mapped_column(String(20), primary_key=True)
    polarity: Mapped[str] = mapped_column(String(10))


class SentimentTally(Model):
    """Counts of one point × local day × label (negative, unclear, positive, none). Recounted, never added to."""

    __tablename__ = "sentiment_tally"
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int]


class ThemeTally(Model):
    """Mentions of one theme at one point on one local day: praise, complaint, neither."""

    __tablename__ = "theme_tally"
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    theme: Mapped[str] = mapped_column(String(20), primary_key=True)
    praise: Mapped[int]
    complaint: Mapped[int]
    neither: Mapped[int]


class ThemeWords(Model):
    """The words by which a theme is known; shipped as data, edited by the committee."""

    __tablename__ = "theme_words"
    theme: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int]
    words: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class ThemeAside(Model):
    """A word found in what no theme explains, and put aside by the committee: it is not proposed again."""

    __tablename__ = "theme_aside"
    word: Mapped[str] = mapped_column(String(20), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    aside_at: Mapped[datetime]


class ThemeClosing(Model):
    """整改: what a branch did about a theme of its brand, and by which day; append-only, the newest counts."""

    __tablename__ = "theme_closing"
    __table_args__ = (Index("ix_theme_closing_brand_id", "brand_id", "theme"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"))
    theme: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    done: Mapped[str] = mapped_column(String(200))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime]


class Digest(Model):
    """Words of the period and representative sentences of a brand, made in the background.

    `body` = {"praise": [[word, count], …], "complaint": [...], "sentences": [[rating_id, change_id, start, end], …],
    "left": words where no theme is mentioned, "base": [first day, last day, newest change], "version": tallies}.
    Sentences are places in comments, not copies: with an erased comment its sentence is gone.
    """

    __tablename__ = "digest"
    brand_id: Mapped[int] = mapped_column(ForeignKey("brand.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(24), primary_key=True)
    seen: Mapped[int]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    made_at: Mapped[datetime]


class CommentLabel(Model):
    """What a person says one state's comment is; append-only, a correction is a new row with the next `number`.

    No text: `change_id` leads to it as long as it is there, and with an erased comment its labels train nothing.
    `standing` is as whom the person spoke then: roles change, what was confirmed stays. `intent` and `themes` stand
    only where the reading was corrected.
    """

    __tablename__ = "comment_label"
    __table_args__ = (
        UniqueConstraint("change_id", "person_id", "number"),
        Index("ix_comment_label_day", "person_id", "made_at"),
        Index("ix_comment_label_made_at", "made_at"),
        {"sqlite_autoincrement": True},
    )
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    change_id: Mapped[int] = mapped_column(Sequence, ForeignKey("rating_change.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[int]
    standing: Mapped[str] = mapped_column(String(10))
    side: Mapped[str] = mapped_column(String(10))
    intent: Mapped[str | None] = mapped_column(String(12))
    themes: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]


class ModelVersion(Model):
    """One run of learning, asked for by a person or the command line (None): what came of it, in figures and a sentence.

    `version` and `parent` are the eight characters of a model; its file stands in the data directory, never deleted.
    `figures` = {"old": …, "new": …, "trial": …}, as `promoting` and `measuring` name them.
    """

    __tablename__ = "model_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), index=True)
    tries: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[str | None] = mapped_column(String(8), index=True)
    parent: Mapped[str | None] = mapped_column(String(8))
    learned: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    confirmed: Mapped[int] = mapped_column(default=0)
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sentence: Mapped[str] = mapped_column(String(300), default="")


class ModelChoice(Model):
    """Which version reads from a moment on ("" = the shipped one); append-only, the last row counts.

    `person_id` is None where a version was promoted because it measured better.
    """

    __tablename__ = "model_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(300))


class ModelMeasurement(Model):
    """How well a version reads the comments held back here; `seen` is the last label that was looked at."""

    __tablename__ = "model_measurement"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(String(8), index=True)
    at: Mapped[datetime]
    seen: Mapped[int] = mapped_column(Sequence)
    n: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
