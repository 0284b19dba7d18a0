"""Looking at every brand once a day, and sooner after many new ratings: what is found is flagged, once."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from feedback import workdays
from feedback.brands import Brand, Point
from feedback.clock import local_day
from feedback.collecting import Rating
from feedback.db import db
from feedback.screening.detectors import DETECTORS, Finding
from feedback.screening.models import BrandLook, Flag, FlagRating
from feedback.screening.reading import ratings_of

EVERY, SOONEST = timedelta(days=1), timedelta(hours=1)
ENOUGH = 50  # new ratings after which a brand is looked at again the same day
NEWEST = 5_000  # ratings among which those are counted
SECONDS = 2.0  # of the worker's time in one go; the rest in a minute
AGAIN = timedelta(days=60)  # evidence without ratings is new after so long


def look(now: datetime) -> int:
    """Look at the brands whose turn it is, for two seconds at most; return how many flags were raised."""
    began, raised = time.monotonic(), 0
    newest = db.session.scalar(select(func.max(Rating.id))) or 0
    for brand_id, before in _due(now, newest):
        if _claim(brand_id, before, now, newest):
            raised += look_at(brand_id, now)
        if time.monotonic() - began > SECONDS:
            break
    return raised


def look_at(brand_id: int, now: datetime) -> int:
    """Let every detector look at one brand, and flag what is new; return how many flags that were."""
    ratings = ratings_of(brand_id, now)
    grades = {one.id: one.grade for one in ratings}
    found = [(d.name, finding) for d in DETECTORS for finding in d.find(ratings, now)]
    return sum(_flag(brand_id, name, finding, grades, now) for name, finding in found)


def _due(now: datetime, newest: int) -> Iterator[tuple[int, datetime | None]]:
    """Yield the brands whose turn it is and when they were last looked at, those longest ago first."""
    looks = {row.brand_id: row for row in db.session.scalars(select(BrandLook))}
    recent = (
        select(Point.brand_id, Rating.id)
        .join(Rating, Rating.point_id == Point.id)
        .where(Rating.id > newest - NEWEST)
    )
    new = Counter(b for b, i in db.session.execute(recent) if b in looks and i > looks[b].last_rating)
    open_brands = db.session.scalars(
        select(Brand.id).where(Brand.retired_at.is_(None)).order_by(Brand.id)
    ).all()
    known = [(brand_id, looks[brand_id].at) for brand_id in open_brands if brand_id in looks]
    yield from ((brand_id, None) for brand_id in open_brands if brand_id not in looks)
    for brand_id, at in sorted(known, key=lambda one: one[1]):
        if abs(now - at) >= (SOONEST if new[brand_id] >= ENOUGH else EVERY):
            yield brand_id, at


def _claim(brand_id: int, before: datetime | None, now: datetime, newest: int) -> bool:
    """Return whether this worker is the one to look at a brand."""
    values = {"at": now, "last_rating": newest}
    if before is None:
        try:
            db.session.execute(insert(BrandLook).values(brand_id=brand_id, **values))
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            return False
        return True
    mine = update(BrandLook).where(BrandLook.brand_id == brand_id, BrandLook.at == before).values(**values)
    took = db.session.execute(mine.returning(BrandLook.brand_id)).all()
    db.session.commit()
    return bool(took)


def _flag(
    brand_id: int, detector: str, finding: Finding, grades: dict[int, int | None], now: datetime
) -> bool:
    if _known(brand_id, detector, finding, now):
        return False
    today = local_day(now, current_app.config["TIMEZONE"])
    flag = Flag(
        brand_id=brand_id,
        detector=detector,
        fingerprint=_fingerprint(brand_id, detector, finding),
        begin=finding.begin,
        end=finding.end,
        figures=dict(finding.figures),
        found_at=now,
        due_on=workdays.after(today, current_app.config["REVIEW_DAYS"]),
    )
    try:
        db.session.add(flag)
        db.session.flush()
        rows = [{"flag_id": flag.id, "rating_id": i, "grade": grades[i]} for i in sorted(finding.rating_ids)]
        if rows:
            db.session.execute(insert(FlagRating), rows)
        db.session.commit()
    except IntegrityError:
        # Another worker saw the same at the same moment.
        db.session.rollback()
        return False
    return True


def _known(brand_id: int, detector: str, finding: Finding, now: datetime) -> bool:
    """Return whether most of a finding has been flagged already: a heap may grow by a few while it is looked at."""
    flags = select(Flag.id).where(Flag.brand_id == brand_id, Flag.detector == detector)
    if not finding.rating_ids:
        recent = select(Flag).where(Flag.id.in_(flags), Flag.found_at > now - AGAIN)
        point = finding.figures.get("point")
        return any(flag.figures.get("point") == point for flag in db.session.scalars(recent))
    rows = select(FlagRating.rating_id).where(FlagRating.flag_id.in_(flags))
    before = set(db.session.scalars(rows))
    return 2 * len(before.intersection(finding.rating_ids)) >= len(finding.rating_ids)


def _fingerprint(brand_id: int, detector: str, finding: Finding) -> str:
    ids: Sequence[object] = sorted(finding.rating_ids) or [finding.figures.get("point"), finding.end.date()]
    return hashlib.sha256(repr((brand_id, detector, *ids)).encode()).hexdigest()
