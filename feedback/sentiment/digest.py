"""Words of the period and representative sentences of a brand, made in the background and kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, delete, func, insert, select

from feedback.brands import Point
from feedback.clock import local_day
from feedback.collecting import Comment, RatingChange
from feedback.db import db
from feedback.masking import blanked, masked
from feedback.sentiment import reading
from feedback.sentiment.models import Analysis, Digest, SentimentTally
from feedback.sentiment.phrases import contrast
from feedback.sentiment.rules import side
from feedback.sentiment.sentences import MOST, representative

OWN, BACKGROUND = 2000, 3000  # newest comments read for a brand, and of the others it is held against
FRESH = timedelta(minutes=10)  # a digest this young is not made again, however many comments come in
WORDS, SENTENCES = 16, 5


@dataclass(frozen=True)
class Span:
    """A period by its key: "2026-11" is a month, "2026-11/12" the twelve months that end with it."""

    key: str
    begin: date
    end: date  # included


@dataclass(frozen=True)
class Said:
    """What residents said of a brand: (word, comments that hold it), and (rating, sentence) for complaints then praise."""

    praise: list[tuple[str, int]]
    complaint: list[tuple[str, int]]
    sentences: list[tuple[int, str]]
    seen: int
    made_at: datetime


def spans(now: datetime) -> dict[str, Span]:
    """Return the current `month` and the `year` (twelve calendar months, this one included) where residents live."""
    today = local_day(now, current_app.config["TIMEZONE"])
    first = today.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    begin = (last + timedelta(days=1)).replace(year=last.year - (last.month < 12))
    key = f"{first:%Y-%m}"
    return {"month": Span(key, first, last), "year": Span(f"{key}/12", begin, last)}


def digest_of(brand_id: int, period: str) -> Said | None:
    """Return what was said of a brand in the period of that key, or None while nothing is made yet."""
    row = db.session.get(Digest, (brand_id, period))
    if row is None:
        return None
    places = row.body["sentences"]
    asked = select(Comment.change_id, Comment.text).where(Comment.change_id.in_([p[1] for p in places]))
    texts = {row.change_id: row.text for row in db.session.execute(asked)}
    # An erased comment has no text any more, and so no sentence here.
    sentences = [
        (r, masked(texts[change], start, end)) for r, change, start, end in places if change in texts
    ]
    words = {side: [(word, count) for word, count in row.body[side]] for side in ("praise", "complaint")}
    return Said(words["praise"], words["complaint"], sentences, row.seen, row.made_at)


def refresh_digests(now: datetime, limit: int = 4) -> int:
    """Make up to `limit` digests anew whose comments have changed; return how many. Commits."""
    made = 0
    for span in spans(now).values():
        for brand_id, seen in _due(span, now)[: limit - made]:
            body = _body(span, brand_id)
            db.session.execute(delete(Digest).where(Digest.brand_id == brand_id, Digest.period == span.key))
            row = {"brand_id": brand_id, "period": span.key, "seen": seen, "body": body, "made_at": now}
            db.session.execute(insert(Digest).values(**row))
            db.session.commit()
            made += 1
    return made


def _due(span: Span, now: datetime) -> list[tuple[int, int]]:
    """Return (brand, comments seen) of digests that are missing or out of date, those of few comments first."""
    counts = db.session.execute(
        select(Point.brand_id, func.sum(SentimentTally.count))
        .join(SentimentTally, SentimentTally.point_id == Point.id)
        .where(SentimentTally.day.between(span.begin, span.end))
        .group_by(Point.brand_id)
    ).all()
    have = {d.brand_id: d for d in db.session.scalars(select(Digest).where(Digest.period == span.key))}
    due = []
    for brand_id, seen in counts:
        old = have.get(brand_id)
        if old is None or (old.seen != seen and not now - FRESH < old.made_at <= now):
            due.append((brand_id, int(seen)))
    return sorted(due, key=lambda pair: (pair[1], pair[0]))


def _body(span: Span, brand_id: int) -> dict[str, Any]:
    own = db.session.execute(_comments(span).where(Point.brand_id == brand_id).limit(OWN)).all()
    other = db.session.execute(_comments(span).where(Point.brand_id != brand_id).limit(BACKGROUND)).all()
    body: dict[str, Any] = {"sentences": []}
    sides = [side(row.score, row.label, row.intent, row.grade) for row in own]
    for name, sign in (("complaint", -1), ("praise", 1)):
        mine = [row for row, said in zip(own, sides, strict=True) if said == sign]
        # Covered before it is counted or quoted: no word of the period is somebody's house.
        texts = [blanked(row.text) for row in mine]
        rest = [blanked(row.text) for row, said in zip(own, sides, strict=True) if said != sign]
        rest += [blanked(row.text) for row in other]
        body[name] = contrast(texts, rest, reading.words(texts), WORDS)
        body["sentences"] += _places(mine[:MOST])
    return body


def _places(rows: Sequence[Any]) -> Iterable[list[int]]:
    return [
        [rows[c.text].rating_id, rows[c.text].change_id, c.start, c.end]
        for c in representative([blanked(row.text) for row in rows], SENTENCES)
    ]


def _comments(span: Span) -> Select[int, int, float | None, str, str, int | None, str]:
    """Return the comments of a period, newest first; those only the committee may read are left out."""
    return (
        select(
            Analysis.rating_id,
            Analysis.change_id,
            Analysis.score,
            Analysis.label,
            Analysis.intent,
            RatingChange.grade,
            Comment.text,
        )
        .join(Comment, Comment.change_id == Analysis.change_id)
        .join(RatingChange, RatingChange.id == Analysis.change_id)
        .join(Point, Point.id == Analysis.point_id)
        .where(Analysis.day.between(span.begin, span.end), RatingChange.above.is_(False))
        .order_by(Analysis.rating_id.desc())
    )
