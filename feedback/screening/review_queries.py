"""Questions about flags and reviews."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import aliased

from feedback.accounts import BRANCH, COMMITTEE, Organisation, Person, Role, may_see
from feedback.brands import Brand, brands_of
from feedback.db import db
from feedback.screening.detectors import DETECTORS
from feedback.screening.models import Flag, FlagRating, ReviewAct
from feedback.screening.review_rules import WAITING, Act, Stage, Step, stage_of

LABELS = {detector.name: detector.label for detector in DETECTORS}
AT_ONCE = 500


@dataclass(frozen=True)
class Review:
    """A flag with its acts in their order and where that leaves it."""

    flag: Flag
    rows: Sequence[ReviewAct]

    @property
    def acts(self) -> list[Act]:
        """Return the acts as the rules see them."""
        return [Act(Step(row.step), row.person_id, row.due_on) for row in self.rows]

    @property
    def stage(self) -> Stage:
        """Return where the review stands."""
        return stage_of(self.acts)

    @property
    def label(self) -> str:
        """Return what was noticed, in words."""
        return LABELS.get(self.flag.detector, "其他")

    @property
    def due_on(self) -> date | None:
        """Return the day by which somebody has to do something; None while nobody has to."""
        if self.stage not in WAITING:
            return None
        return next((row.due_on for row in reversed(self.rows) if row.due_on), self.flag.due_on)

    def late(self, today: date) -> bool:
        """Return whether that day is over."""
        return self.due_on is not None and today > self.due_on


def outside(who: Person, organisation: Organisation) -> bool:
    """Return whether somebody neither works in an organisation nor leads a branch above it: may judge its ratings."""
    return not any(
        m.organisation_id == organisation.id
        or (Role(m.role) in BRANCH and organisation.path.startswith(m.organisation.path))
        for m in who.memberships
    )


def may_judge(who: Person, brand: Brand) -> bool:
    """Return whether somebody sits on a committee over a brand and stands outside its branch."""
    return may_see(who, brand.organisation, *COMMITTEE) and outside(who, brand.organisation)


def review_for(who: Person, flag_id: int) -> Review:
    """Return a review that somebody may judge; 404 for unknown and forbidden alike."""
    flag = db.session.get(Flag, flag_id)
    if flag is None or not may_judge(who, flag.brand):
        abort(404)
    return Review(flag, acts_of(flag_id))


def own_review_for(who: Person, flag_id: int, *roles: Role) -> Review:
    """Return a review of somebody's own branch; 404 for unknown and forbidden alike."""
    flag = db.session.get(Flag, flag_id)
    if flag is None or not may_see(who, flag.brand.organisation, *roles):
        abort(404)
    return Review(flag, acts_of(flag_id))


def reviews_for(who: Person) -> list[Review]:
    """Return every review that somebody may judge: what waits first, by its day; then the others, the newest first."""
    brands = [brand.id for brand in brands_of(who, *COMMITTEE) if outside(who, brand.organisation)]
    found = list(_reviews(select(Flag).where(Flag.brand_id.in_(brands)).order_by(Flag.id.desc())))
    waiting = [(review.due_on, review.flag.id, review) for review in found if review.due_on]
    return [review for _, _, review in sorted(waiting, key=lambda w: w[:2])] + [
        review for review in found if not review.due_on
    ]


def reviews_of(brand: Brand) -> list[Review]:
    """Return the reviews of a brand, the newest first."""
    return list(_reviews(select(Flag).where(Flag.brand_id == brand.id).order_by(Flag.id.desc())))


def _reviews(asked: Select[Flag]) -> Iterator[Review]:
    flags = db.session.scalars(asked).all()
    rows: dict[int, list[ReviewAct]] = {flag.id: [] for flag in flags}
    some = select(ReviewAct).where(ReviewAct.flag_id.in_(rows)).order_by(ReviewAct.number)
    for row in db.session.scalars(some):
        rows[row.flag_id].append(row)
    for flag in flags:
        yield Review(flag, rows[flag.id])


def acts_of(flag_id: int) -> Sequence[ReviewAct]:
    """Return what was done about a flag, in its order."""
    asked = select(ReviewAct).where(ReviewAct.flag_id == flag_id).order_by(ReviewAct.number)
    return db.session.scalars(asked.execution_options(populate_existing=True)).all()


def names_of(rows: Sequence[ReviewAct]) -> dict[int, str]:
    """Return the names of those who acted, by their id."""
    ids = {row.person_id for row in rows}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def ratings_in(flag_id: int) -> list[int]:
    """Return the ids of the ratings a flag concerns."""
    asked = select(FlagRating.rating_id).where(FlagRating.flag_id == flag_id)
    return list(db.session.scalars(asked.order_by(FlagRating.rating_id)))


def excluded(asked: Sequence[int] | None) -> set[int]:
    """Return which of some ratings (of all, if None) a review has taken out and none has put back since."""
    later = aliased(ReviewAct)
    undone = exists().where(
        later.flag_id == ReviewAct.flag_id, later.number > ReviewAct.number, later.step == Step.UNDO
    )
    rows = (
        select(FlagRating.rating_id)
        .join(ReviewAct, ReviewAct.flag_id == FlagRating.flag_id)
        .where(ReviewAct.step == Step.EXCLUDE, ~undone)
    )
    if asked is None:
        return set(db.session.scalars(rows))
    parts = (asked[start : start + AT_ONCE] for start in range(0, len(asked), AT_ONCE))
    return {i for part in parts for i in db.session.scalars(rows.where(FlagRating.rating_id.in_(part)))}
