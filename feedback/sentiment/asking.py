"""Which comment a person is asked about next: a mixed queue, newest first, each comment asked of few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from feedback.accounts import BRANCH, Person, Role
from feedback.brands import Brand, Point, brands_of
from feedback.clock import now
from feedback.collecting import Comment, RatingChange
from feedback.db import db
from feedback.masking import masked
from feedback.scoring import figures_until
from feedback.sentiment.marks import mark_of
from feedback.sentiment.models import Analysis, CommentLabel, Mention
from feedback.sentiment.votes import Side, Standing, Worth, turn

RECENT = timedelta(days=120)
CANDIDATES = 40  # looked at of each kind: the newest
MANY = 500  # contested ones looked at
# Every third is of the sample: the rest is hard on purpose, and would measure nothing.
MIX = (Worth.GRADE, Worth.SAMPLE, Worth.UNSURE, Worth.GRADE, Worth.SAMPLE, Worth.OPINION)
# By the rating's number too, which is the key of both: from a state to its reading without a look at all readings.
_read_from = and_(RatingChange.id == Analysis.change_id, RatingChange.rating_id == Analysis.rating_id)
OPEN = "open"  # what two people said, or a branch said against the grade: for the committee to settle


@dataclass(frozen=True)
class Scope:
    """Whose comments somebody labels: brands of the own branch, brands below the own committee."""

    person_id: int
    own: frozenset[int]
    below: frozenset[int]

    def standing(self, brand_id: int) -> Standing:
        """Return as whom this person speaks of a brand: who works in the branch is of the branch, whatever else."""
        return Standing.BRANCH if brand_id in self.own else Standing.COMMITTEE


@dataclass(frozen=True)
class Asked:
    """A comment somebody is asked about; `why` is a Worth or OPEN, `said` the person's own last answer."""

    change_id: int
    rating_id: int
    brand_id: int
    brand: str
    point: str
    day: date
    text: str
    grade: int | None
    intent: str
    themes: tuple[str, ...]
    why: str
    said: str | None = None

    @property
    def mark(self) -> str:
        """Return what stands for this comment in an address."""
        return mark_of(self.change_id)


def scope_of(who: Person) -> Scope:
    """Return whose comments somebody may label."""
    own = frozenset(brand.id for brand in brands_of(who, *BRANCH))
    return Scope(who.id, own, frozenset(brand.id for brand in brands_of(who, Role.COMMITTEE_MANAGER)))


def next_one(scope: Scope, done: int, now: datetime) -> Asked | None:
    """Return what somebody is asked after `done` answers of the day, or None when nothing is worth it."""
    if scope.below - scope.own and (contested := _open(scope, now)):
        return contested[0]
    known = _known(scope.person_id)
    for kind in dict.fromkeys(MIX[(done + n) % len(MIX)] for n in range(len(MIX))):
        for found in _new(scope, kind, now):
            # A hundred times 很好 is one question; only what measures must come as often as it is said.
            if kind is Worth.SAMPLE or found.text not in known:
                return found
    return None


def _known(person_id: int) -> set[str]:
    """Return the words of what somebody has labelled last."""
    last = (
        select(CommentLabel.change_id)
        .where(CommentLabel.person_id == person_id)
        .order_by(CommentLabel.made_at.desc())
        .limit(CANDIDATES)
    )
    texts = db.session.scalars(select(Comment.text).where(Comment.change_id.in_(last)))
    return {masked(text) for text in texts}


def one(scope: Scope, change_id: int) -> Asked | None:
    """Return a comment that somebody may label: already labelled by this person, or still to be asked."""
    row = db.session.execute(_visible(scope).where(RatingChange.id == change_id)).first()
    if row is None:
        return None
    said = db.session.scalar(
        select(CommentLabel.side)
        .where(CommentLabel.change_id == change_id, CommentLabel.person_id == scope.person_id)
        .order_by(CommentLabel.number.desc())
        .limit(1)
    )
    if said is None and scope.standing(row.brand_id) is Standing.BRANCH and not _wanted(scope, change_id):
        return None
    return next(_asked([row], said=said))


def _wanted(scope: Scope, change_id: int) -> bool:
    asked = (
        select(Analysis.change_id)
        .join(RatingChange, _read_from)
        .where(RatingChange.id == change_id, Analysis.worth.is_not(None), _free(scope))
    )
    return db.session.scalar(asked) is not None


def _new(scope: Scope, kind: Worth, now: datetime) -> list[Asked]:
    points = db.session.scalars(select(Point.id).where(Point.brand_id.in_(scope.own | scope.below))).all()
    newest = (
        _visible(scope)
        .where(
            Analysis.worth == kind,
            Analysis.day >= (now - RECENT).date(),
            Analysis.point_id.in_(points),
            _free(scope),
        )
        .order_by(Analysis.day.desc())
        .limit(CANDIDATES)
    )
    rows = db.session.execute(newest).all()
    return list(_asked(sorted(rows, key=lambda row: turn(scope.person_id, row.change_id))))


def _free(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that this person has not labelled a comment, and that not enough others have.

    One comment in four is asked of two people, to see whether they agree; a sample is asked of the committee until
    it has said its word.
    """
    label = CommentLabel.__table__.c
    here = label.change_id == Analysis.change_id
    mine = exists().where(here, label.person_id == scope.person_id)
    askers = select(func.count(label.person_id.distinct())).where(here).scalar_subquery()
    few = askers < case((Analysis.change_id % 4 == 0, 2), else_=1)
    if not scope.below - scope.own:
        return and_(~mine, few)
    confirmed = exists().where(here, label.standing == Standing.COMMITTEE)
    return and_(~mine, or_(few, and_(Analysis.worth == Worth.SAMPLE, ~confirmed)))


def _open(scope: Scope, now: datetime) -> list[Asked]:
    """Return comments on which people disagree, or that a branch called milder than the resident's grade."""
    label, later = CommentLabel, aliased(CommentLabel)
    last = ~exists().where(
        later.change_id == label.change_id, later.person_id == label.person_id, later.number > label.number
    )
    mine = aliased(CommentLabel)
    above = case((label.standing == Standing.COMMITTEE, label.side))
    contested = and_(
        func.count(above) == 0,
        or_(
            func.min(label.side) != func.max(label.side),
            and_(func.min(RatingChange.grade) <= 2, func.max(label.side) != Side.NEGATIVE),
        ),
    )
    changes = (
        select(label.change_id)
        .join(RatingChange, RatingChange.id == label.change_id)
        .where(
            label.made_at >= now - RECENT,
            label.side != Side.UNSURE,
            last,
            ~exists().where(mine.change_id == label.change_id, mine.person_id == scope.person_id),
        )
        .group_by(label.change_id)
        .having(or_(contested, and_(func.min(above) != func.max(above), func.count(above) < 3)))
    )
    # Asked first: inside the next question it would be answered from the readings' side, all of them.
    ids = db.session.scalars(changes.order_by(label.change_id.desc()).limit(MANY)).all()
    asked = _visible(scope).where(RatingChange.id.in_(ids), Brand.id.in_(scope.below - scope.own))
    rows = db.session.execute(asked.order_by(Analysis.day.desc()).limit(CANDIDATES)).all()
    return list(_asked(sorted(rows, key=lambda row: turn(scope.person_id, row.change_id)), why=OPEN))


def _visible(scope: Scope) -> Select[Any]:
    """Return the comments somebody may read: of the own branch not those kept from it, below the committee all."""
    query: Any = (
        select(
            Analysis.change_id,
            Analysis.rating_id,
            Analysis.day,
            Analysis.worth,
            Analysis.intent,
            Comment.text,
            RatingChange.grade,
            Point.name.label("point"),
            Brand.id.label("brand_id"),
            Brand.name.label("brand"),
        )
        .join(Comment, Comment.change_id == Analysis.change_id)
        .join(RatingChange, _read_from)
        .join(Point, Point.id == Analysis.point_id)
        .join(Brand, Brand.id == Point.brand_id)
    )
    readable = and_(Brand.id.in_(scope.own), RatingChange.above.is_(False))
    shown = Analysis.day <= figures_until(now())
    return cast(Select[Any], query.where(shown, or_(Brand.id.in_(scope.below), readable)))


def _asked(rows: Sequence[Any], why: str | None = None, said: str | None = None) -> Iterator[Asked]:
    themes: dict[int, list[str]] = {}
    mentions = select(Mention.rating_id, Mention.theme).where(
        Mention.rating_id.in_([r.rating_id for r in rows])
    )
    for rating_id, theme in db.session.execute(mentions.order_by(Mention.theme)):
        themes.setdefault(rating_id, []).append(theme)
    for row in rows:
        yield Asked(
            row.change_id,
            row.rating_id,
            row.brand_id,
            row.brand,
            row.point,
            row.day,
            masked(row.text),
            row.grade,
            row.intent,
            tuple(themes.get(row.rating_id, ())),
            why or row.worth or "",
            said,
        )
