"""The background step: read the latest comment of each rating, and recount what is counted from it."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, insert, select, tuple_

from feedback.clock import now
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.sentiment import queries, reading
from feedback.sentiment.models import Analysis, Mention, SentimentTally, ThemeTally
from feedback.sentiment.rules import disagrees
from feedback.sentiment.themes import Polarity
from feedback.sentiment.votes import worth

Cell = tuple[int, date]


@dataclass(frozen=True)
class State:
    """A rating as it now stands; `text` is empty when there is no comment."""

    rating_id: int
    point_id: int
    day: date
    change_id: int
    grade: int | None
    text: str


def analyse(rating_ids: Sequence[int]) -> None:
    """Read the latest comment of each of these ratings, in the running transaction; the caller commits.

    Everything is read and computed before the first write: the first write holds every other writer on SQLite.
    Done twice, or late, it comes to the same.
    """
    states = _states(rating_ids)
    known = set(db.session.scalars(select(Analysis.rating_id).where(Analysis.rating_id.in_(rating_ids))))
    touched = {s.rating_id: s for s in states if s.text or s.rating_id in known}
    if not touched:
        return
    spoken = [state for state in touched.values() if state.text]
    read = reading.read_all([(s.text, s.grade) for s in spoken], queries.lexicon() if spoken else {})
    cells = sorted({(s.point_id, s.day) for s in touched.values()})
    _lock(cells)
    # Only now, under the lock: whoever changed a rating meanwhile has queued it again and will read it then.
    current = {s for s in _states(list(touched)) if touched[s.rating_id] == s}
    _forget([s.rating_id for s in current])
    _keep([(s, r) for s, r in zip(spoken, read, strict=True) if s in current])
    recount(cells)


def _states(rating_ids: Sequence[int]) -> list[State]:
    last = (
        select(func.max(RatingChange.number))
        .where(RatingChange.rating_id == Rating.id)
        .correlate(Rating)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Rating.id,
            Rating.point_id,
            Rating.day,
            RatingChange.id,
            RatingChange.grade,
            func.coalesce(Comment.text, ""),
        )
        .join(RatingChange, (RatingChange.rating_id == Rating.id) & (RatingChange.number == last))
        .outerjoin(Comment, Comment.change_id == RatingChange.id)
        .where(Rating.id.in_(rating_ids))
        .order_by(Rating.id)
    )
    return [State(*row) for row in rows]


def _lock(cells: Iterable[Cell]) -> None:
    """Let nobody else recount these cells until the end of the transaction; sorted, so that no two wait for each other."""
    if db.session.get_bind().dialect.name == "sqlite":
        # One writer at a time: a write that finds nothing takes the lock, and what is read after it is the newest.
        db.session.execute(delete(Mention).where(Mention.rating_id == 0))
        return
    for point_id, day in cells:
        digest = hashlib.blake2b(f"sentiment {point_id} {day}".encode(), digest_size=8).digest()
        db.session.execute(select(func.pg_advisory_xact_lock(int.from_bytes(digest, signed=True))))


def _forget(rating_ids: Sequence[int]) -> None:
    db.session.execute(delete(Mention).where(Mention.rating_id.in_(rating_ids)))
    db.session.execute(delete(Analysis).where(Analysis.rating_id.in_(rating_ids)))


def _keep(read: Sequence[tuple[State, reading.Reading]]) -> None:
    if not read:
        return
    at = now()
    analyses = [
        {
            "rating_id": s.rating_id,
            "change_id": s.change_id,
            "point_id": s.point_id,
            "day": s.day,
            "model": r.model,
            "score": r.score,
            "snownlp": r.snownlp,
            "label": r.label,
            "intent": r.intent,
            "disagrees": disagrees(s.grade, r.score),
            "worth": worth(s.change_id, s.grade, r.score, r.snownlp, r.intent),
            "read_at": at,
        }
        for s, r in read
    ]
    mentions = [
        {"rating_id": s.rating_id, "theme": theme, "polarity": polarity}
        for s, r in read
        for theme, polarity in r.mentions.items()
    ]
    db.session.execute(insert(Analysis), analyses)
    if mentions:
        db.session.execute(insert(Mention), mentions)


def recount(cells: Sequence[Cell]) -> None:
    """Count these cells (point, local day) anew from the analyses; the caller holds their locks and commits.

    Comments kept from the branch are left out: it counts those it may read and would know mood and theme of the others.
    """
    here = tuple_(Analysis.point_id, Analysis.day).in_(cells) & RatingChange.above.is_(False)
    of = RatingChange.id == Analysis.change_id
    labels = db.session.execute(
        select(Analysis.point_id, Analysis.day, Analysis.label, func.count())
        .join(RatingChange, of)
        .where(here)
        .group_by(Analysis.point_id, Analysis.day, Analysis.label)
    ).all()
    themes: dict[tuple[int, date, str], Counter[str]] = {}
    for point_id, day, theme, polarity, count in db.session.execute(
        select(Analysis.point_id, Analysis.day, Mention.theme, Mention.polarity, func.count())
        .join(Mention, Mention.rating_id == Analysis.rating_id)
        .join(RatingChange, of)
        .where(here)
        .group_by(Analysis.point_id, Analysis.day, Mention.theme, Mention.polarity)
    ):
        themes.setdefault((point_id, day, theme), Counter())[polarity] = count
    for table in (SentimentTally, ThemeTally):
        db.session.execute(delete(table).where(tuple_(table.point_id, table.day).in_(cells)))
    if labels:
        names = ("point_id", "day", "label", "count")
        db.session.execute(insert(SentimentTally), [dict(zip(names, row, strict=True)) for row in labels])
    if themes:
        db.session.execute(
            insert(ThemeTally),
            [
                {"point_id": p, "day": d, "theme": t, **{str(side): counts[side] for side in Polarity}}
                for (p, d, t), counts in themes.items()
            ],
        )
