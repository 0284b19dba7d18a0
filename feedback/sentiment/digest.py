"""Words of the period and representative sentences of a brand, made in the background and kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, insert, select

from feedback.brands import Brand, Point
from feedback.collecting import Comment, RatingChange
from feedback.db import db
from feedback.masking import blanked, masked
from feedback.scoring import figures_until
from feedback.sentiment import reading
from feedback.sentiment.heard import SIDES, Base, base_of, heard
from feedback.sentiment.models import Analysis, Digest, Mention, SentimentTally
from feedback.sentiment.phrases import contrast
from feedback.sentiment.rules import Label, side
from feedback.sentiment.sentences import MOST, representative

BACKGROUND = 3000  # newest comments on other brands that a brand's are held against
FRESH = timedelta(minutes=10)  # a digest this young is not made again, however many comments come in
WORDS, SENTENCES = 16, 5
LEFT_OVER = 24  # words that no theme knows


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
    """Return the current `month` and the `year` (twelve calendar months, this one included), up to the last day shown."""
    until = figures_until(now)
    first = until.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    begin = (last + timedelta(days=1)).replace(year=last.year - (last.month < 12))
    key = f"{first:%Y-%m}"
    return {"month": Span(key, first, until), "year": Span(f"{key}/12", begin, until)}


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
    words = {side: [(word, count) for word, count in row.body[side]] for side in SIDES}
    return Said(words["praise"], words["complaint"], sentences, row.seen, row.made_at)


def counted_in(brand_id: int, period: str) -> Base | None:
    """Return the comments in which the words of a period were counted: who follows a word finds as many."""
    row = db.session.get(Digest, (brand_id, period))
    if row is None or "base" not in row.body:
        return None
    begin, end, until = row.body["base"]
    return Base(date.fromisoformat(begin), date.fromisoformat(end), until)


def refresh_digests(now: datetime, limit: int = 4) -> int:
    """Make up to `limit` digests anew whose comments have changed; return how many. Commits."""
    made = 0
    for span in spans(now).values():
        for brand_id, version in _due(span, now)[: limit - made]:
            body, seen = _body(span, brand_id), sum(version)
            db.session.execute(delete(Digest).where(Digest.brand_id == brand_id, Digest.period == span.key))
            row = {"brand_id": brand_id, "period": span.key, "seen": seen, "made_at": now}
            db.session.execute(insert(Digest).values(**row, body={**body, "version": version}))
            db.session.commit()
            made += 1
    return made


def _due(span: Span, now: datetime) -> list[tuple[int, list[int]]]:
    """Return (brand, version of its tallies) of digests that are missing or out of date, those of few comments first."""
    versions: dict[int, list[int]] = {}
    counts = db.session.execute(
        select(Point.brand_id, SentimentTally.label, func.sum(SentimentTally.count))
        .join(SentimentTally, SentimentTally.point_id == Point.id)
        .where(SentimentTally.day.between(span.begin, span.end))
        .group_by(Point.brand_id, SentimentTally.label)
    )
    found = {(brand_id, label): int(count) for brand_id, label, count in counts}
    for brand_id, _ in found:
        versions[brand_id] = [found.get((brand_id, label), 0) for label in Label]
    have = {d.brand_id: d for d in db.session.scalars(select(Digest).where(Digest.period == span.key))}
    due = []
    for brand_id, version in versions.items():
        old = have.get(brand_id)
        if old is None or (old.body.get("version") != version and not now - FRESH < old.made_at <= now):
            due.append((brand_id, version))
    return sorted(due, key=lambda pair: (sum(pair[1]), pair[0]))


def _body(span: Span, brand_id: int) -> dict[str, Any]:
    points = db.session.scalars(select(Point.id).where(Point.brand_id == brand_id)).all()
    base = base_of(points, span.begin, span.end)
    own = db.session.execute(heard(points, base)).all()
    base = replace(base, until=max((row.change_id for row in own), default=0))
    other = [blanked(text) for text in db.session.scalars(_others(span, brand_id))]
    # Covered before it is counted or quoted: no word of the period is somebody's house.
    texts = [blanked(row.text) for row in own]
    signs = [side(row.score, row.label, row.intent, row.grade) for row in own]
    # That a comment on "红色代办" says 代办 tells nothing: its own name is no word of the period.
    called = db.session.execute(select(Brand.name).where(Brand.id == brand_id)).scalar_one()
    body: dict[str, Any] = {"sentences": []}
    for name, sign in SIDES.items():
        mine = [text for text, said in zip(texts, signs, strict=True) if said == sign]
        rest = [text for text, said in zip(texts, signs, strict=True) if said != sign]
        words = contrast(mine, rest + other, reading.words(mine), WORDS + len(called))
        body[name] = [(word, count) for word, count in words if word not in called][:WORDS]
    for sign in (-1, 1):
        rows = [(row, text) for row, text, said in zip(own, texts, signs, strict=True) if said == sign]
        body["sentences"] += _places(rows[:MOST])
    body["left"] = _left_over([row.rating_id for row in own], texts, other)
    return {**body, "base": [base.begin.isoformat(), base.end.isoformat(), base.until]}


def _left_over(
    rating_ids: Sequence[int], texts: Sequence[str], other: Sequence[str]
) -> list[tuple[str, int]]:
    """Return the words, with counts, that set the comments without any theme apart: what the themes do not know yet."""
    themed = set(db.session.scalars(select(Mention.rating_id).where(Mention.rating_id.in_(rating_ids))))
    left = [text for rating, text in zip(rating_ids, texts, strict=True) if rating not in themed]
    rest = [text for rating, text in zip(rating_ids, texts, strict=True) if rating in themed]
    return contrast(left, [*rest, *other], reading.words(left), LEFT_OVER)


def _places(rows: Sequence[tuple[Any, str]]) -> Iterable[list[int]]:
    return [
        [rows[c.text][0].rating_id, rows[c.text][0].change_id, c.start, c.end]
        for c in representative([text for _, text in rows], SENTENCES)
    ]


def _others(span: Span, brand_id: int) -> Select[str]:
    """Return the newest comments on other brands; those only the committee may read are left out."""
    return (
        select(Comment.text)
        .join(Analysis, Analysis.change_id == Comment.change_id)
        .join(RatingChange, RatingChange.id == Analysis.change_id)
        .join(Point, Point.id == Analysis.point_id)
        .where(
            Point.brand_id != brand_id,
            Analysis.day.between(span.begin, span.end),
            RatingChange.above.is_(False),
        )
        .order_by(Analysis.rating_id.desc())
        .limit(BACKGROUND)
    )
