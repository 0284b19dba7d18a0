"""Comments to read: found by what a person asks for, in an order that tells nothing of who came when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased

from feedback.brands import Point
from feedback.collecting import Comment, Rating, RatingChange
from feedback.dashboard.original import mark, shown_before
from feedback.dashboard.wanted import Wanted
from feedback.db import db
from feedback.masking import covered, masked
from feedback.questionnaire import NONE, Version, read
from feedback.scoring import Period
from feedback.screening import REASON_NAMES, Standing
from feedback.sentiment import Analysis, Mention

PAGE = 30
MANY = 1000
SAMPLE = 50
Commented = Mapping[date, int]


@dataclass(frozen=True)
class Said:
    """A comment with its marks, as staff may see it: a day and a place, no time, no number, nobody's address."""

    rating_id: int
    text: str
    grade: int | None
    tags: list[str]
    day: date
    point: str
    above: bool
    label: str | None
    disagrees: bool
    themes: list[tuple[str, str]]
    aside: str  # why it does not count, in words; else ""
    mark: str  # leads to the original, where something in it is covered; else ""


def found(
    points: Sequence[int],
    wanted: Wanted,
    above: bool,
    commented: Commented,
    page: int = 1,
    among: Sequence[int] | None = None,
) -> tuple[list[Said], bool]:
    """Return one page of comments, newest day first, and whether there are more.

    `above`: also those kept from the branch. `commented`: how many comments each day of the period has.
    `among`: only these ratings.
    """
    start = (page - 1) * PAGE
    rows: Sequence[Any] = []
    for period in _windows(wanted.period, commented, start + PAGE + 1):
        asked = _asked(points, replace(wanted, period=period), above)
        if among is not None:
            asked = asked.where(Rating.id.in_(among))
        rows = db.session.execute(asked.offset(start).limit(PAGE + 1)).all()
        if len(rows) > PAGE:
            break
    return _said(rows[:PAGE]), len(rows) > PAGE


def latest(points: Sequence[int], whole: Period, above: bool, commented: Commented, count: int) -> list[Said]:
    """Return a few comments of the newest days; of a day with hundreds, some that stand for all."""
    rows: Sequence[Any] = []
    for period in _windows(whole, commented, count):
        # A day of a thousand comments need not be sorted for four: every so-manyth takes part.
        among = sum(some for day, some in commented.items() if period.begin <= day <= period.end)
        asked = _asked(points, Wanted(period), above).where(Rating.id % max(1, among // SAMPLE) == 0)
        rows = db.session.execute(asked.limit(count)).all()
        if len(rows) == count:
            break
    return _said(rows)


def _windows(whole: Period, commented: Commented, enough: int) -> Iterator[Period]:
    """Return ever longer ends of a period: the newest comments are found without sorting all others."""
    together = 0
    for day in sorted(commented, reverse=True):
        together += commented[day]
        if together >= enough:
            yield Period(day, whole.end)
            enough *= 8
    yield whole


def disagreeing(points: Sequence[int], begin: date, end: date) -> int:
    """Return how many comments say otherwise than their grade, without those kept from the branch; MANY stands for
    as many or more."""
    where = (Analysis.point_id.in_(points), Analysis.day.between(begin, end), Analysis.disagrees)
    read = select(Analysis.rating_id).join(RatingChange, RatingChange.id == Analysis.change_id)
    some = read.where(*where, RatingChange.above.is_(False)).limit(MANY).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def _asked(points: Sequence[int], wanted: Wanted, above: bool) -> Select[Any]:
    later = aliased(RatingChange)
    places = [wanted.point_id] if wanted.point_id else points
    # Joined inwards where it is asked about, so that the database may begin with it.
    unread = not (wanted.label or wanted.disagrees or wanted.theme or wanted.polarity)
    query: Any = (
        select(
            Rating.id,
            Rating.day,
            Rating.version_id,
            Rating.seal,
            Comment.text,
            RatingChange.grade,
            RatingChange.tags,
            RatingChange.above,
            Point.name.label("point"),
            Analysis.label,
            Analysis.disagrees,
            Standing.reason,
        )
        .select_from(Rating)
        .join(Comment, Comment.rating_id == Rating.id)
        .join(RatingChange, RatingChange.id == Comment.change_id)
        .join(Point, Point.id == Rating.point_id)
        .outerjoin(Standing, Standing.rating_id == Rating.id)
        .join(
            Analysis,
            (Analysis.rating_id == Rating.id) & (Analysis.change_id == Comment.change_id),
            isouter=unread,
        )
        .where(
            Rating.point_id.in_(places),
            Rating.day.between(wanted.period.begin, wanted.period.end),
            RatingChange.changed_at < shown_before(),
            ~exists().where(later.rating_id == Rating.id, later.number > RatingChange.number),
        )
        # By the seal inside a day: the same order every time, and it tells nobody who came first.
        .order_by(Rating.day.desc(), Rating.seal)
    )
    return _narrowed(query if above else query.where(RatingChange.above.is_(False)), wanted)


def _narrowed(query: Select[Any], wanted: Wanted) -> Select[Any]:
    if wanted.grade:
        grade = None if wanted.grade == NONE else int(wanted.grade)
        query = query.where(RatingChange.grade.is_(None) if grade is None else RatingChange.grade == grade)
    if wanted.label:
        query = query.where(Analysis.label == wanted.label)
    if wanted.disagrees:
        query = query.where(Analysis.disagrees)
    if wanted.theme or wanted.polarity:
        mention = exists().where(Mention.rating_id == Rating.id)
        if wanted.theme:
            mention = mention.where(Mention.theme == wanted.theme)
        if wanted.polarity:
            mention = mention.where(Mention.polarity == wanted.polarity)
        query = query.where(mention)
    return query


def _said(rows: Sequence[Any]) -> list[Said]:
    """Return rows as staff may see them: the one place through which a text passes on its way to a page."""
    ids = [row.id for row in rows]
    mentions: dict[int, list[tuple[str, str]]] = {}
    for m in db.session.scalars(select(Mention).where(Mention.rating_id.in_(ids)).order_by(Mention.theme)):
        mentions.setdefault(m.rating_id, []).append((m.theme, m.polarity))
    versions = db.session.scalars(select(Version).where(Version.id.in_({row.version_id for row in rows})))
    words = {version.id: read(version.body).tag_words() for version in versions}
    return [
        Said(
            row.id,
            masked(row.text),
            row.grade,
            [words[row.version_id][tag]["zh"] for tag in row.tags if tag in words[row.version_id]],
            row.day,
            row.point,
            row.above,
            row.label,
            bool(row.disagrees),
            mentions.get(row.id, []) if row.label else [],
            REASON_NAMES.get(row.reason, ""),
            mark(row.seal) if covered(row.text) else "",
        )
        for row in rows
    ]
