"""Cases as staff may see them, and answers as the resident does."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Select, func, select

from feedback.accounts import BRANCH, COMMITTEE, Organisation, Person, organisations_below
from feedback.brands import Brand, Point
from feedback.cases.models import Case, Reply
from feedback.collecting import Comment, Rating, RatingChange
from feedback.db import db
from feedback.ledger import follow_up_of
from feedback.masking import masked
from feedback.questionnaire import Version, read

PAGE = 30


@dataclass(frozen=True)
class Answer:
    """What somebody answered to a case."""

    organisation: str
    text: str
    replied_at: datetime


@dataclass(frozen=True)
class Waiting:
    """A case as staff may see it: a day and a place, no time, no number; `text` is covered, "" where there is none."""

    id: int
    code: str
    rating_id: int
    brand: Brand
    point: str
    day: date
    due: date
    grade: int | None
    tags: list[str]
    text: str
    above: bool
    answered: bool


def cases_for(
    who: Person, answered: bool, page: int, brand_id: int | None = None
) -> tuple[list[Waiting], bool]:
    """Return one page of the cases somebody may see, and whether there are more.

    Those that wait: the most urgent first. Those that are answered: the newest first.
    """
    query = _visible(who).where(_is_answered() if answered else ~_is_answered())
    if brand_id is not None:
        query = query.where(Brand.id == brand_id)
    # By the code inside a day: it tells nobody who came first.
    order = (Case.day.desc(), Case.code) if answered else (Case.due, Case.day, Case.code)
    rows = db.session.execute(query.order_by(*order).offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return [_waiting(row) for row in rows[:PAGE]], len(rows) > PAGE


def case_for(who: Person, code: str) -> Waiting | None:
    """Return a case by its code, if somebody may see it."""
    row = db.session.execute(_visible(who).where(Case.code == code)).one_or_none()
    return _waiting(row) if row else None


def waiting_of(who: Person, brand_id: int) -> tuple[int, date | None]:
    """Return how many cases of a brand somebody may see still wait, and the first day that is due."""
    some = _visible(who).where(Brand.id == brand_id, ~_is_answered()).subquery()
    count, due = db.session.execute(select(func.count(), func.min(some.c.due))).one()
    return count, due


def answers_of(rating_id: int) -> list[Answer]:
    """Return what was answered about a rating, the oldest first."""
    rows = db.session.execute(
        select(Organisation.name, Reply.text, Reply.replied_at)
        .join(Case, Case.id == Reply.case_id)
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Case.rating_id == rating_id)
        .order_by(Reply.id)
    )
    return [Answer(*row) for row in rows]


def followed_up(rating_id: int) -> int | None:
    """Return the grade of the resident's one follow-up rating, None before it."""
    return follow_up_of(rating_id)


def _is_answered() -> Any:
    return select(Reply.id).where(Reply.case_id == Case.id).exists()


def _visible(who: Person) -> Select[Any]:
    everywhere = [o.id for o in organisations_below(who, *BRANCH, *COMMITTEE)]
    from_above = [o.id for o in organisations_below(who, *COMMITTEE)]
    query: Any = (
        select(
            Case.id,
            Case.code,
            Case.rating_id,
            Case.day,
            Case.due,
            Case.grade,
            Case.above,
            Brand,
            Point.name.label("point"),
            RatingChange.tags,
            Comment.text,
            Version.body,
            _is_answered().label("answered"),
        )
        .select_from(Case)
        .join(Point, Point.id == Case.point_id)
        .join(Brand, Brand.id == Point.brand_id)
        .join(RatingChange, RatingChange.id == Case.change_id)
        .join(Rating, Rating.id == Case.rating_id)
        .join(Version, Version.id == Rating.version_id)
        .outerjoin(Comment, Comment.change_id == Case.change_id)
        .where(
            Brand.organisation_id.in_(everywhere),
            # What a resident kept from the branch, its own people do not see.
            Case.above.is_(False) | Brand.organisation_id.in_(from_above),
        )
    )
    return cast(Select[Any], query)


def _waiting(row: Any) -> Waiting:
    words = read(row.body).tag_words()
    return Waiting(
        row.id,
        row.code,
        row.rating_id,
        row.Brand,
        row.point,
        row.day,
        row.due,
        row.grade,
        [words[tag]["zh"] for tag in row.tags if tag in words],
        masked(row.text or ""),
        row.above,
        bool(row.answered),
    )
