"""Somebody rated again and again at one point of the demo world, and the detectors see it, and nothing else."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from feedback.admission import CodeBatch
from feedback.admission.code_actions import unused
from feedback.brands import Brand, Point
from feedback.collecting import Rating, Visit
from feedback.collecting.paper_models import PaperBatch
from feedback.db import db
from feedback.demo import covered, fill, heap
from feedback.scoring import recompute
from feedback.screening.models import Flag, FlagRating
from tests.demo.conftest import NOW
from tests.demo.test_fill import how_many, quietly

COUNT = 3_000


def test_one_brand_has_a_review_that_waits_for_the_committee(demo: Flask) -> None:
    fill("1", COUNT, quietly)
    assert how_many(Rating, FlagRating) == [COUNT, heap.COUNT]
    flag, name = db.session.execute(select(Flag, Brand.name).join(Brand, Brand.id == Flag.brand_id)).one()
    assert (flag.detector, name) == ("stuffed", heap.BRAND)
    assert db.session.scalar(select(func.count()).where(FlagRating.grade != 5)) == 0
    assert recompute.differences() == []
    by_code_or_on_paper()
    nobody_scans_one_board()


def nobody_scans_one_board() -> None:
    """Look at the point whose code is covered: scanned in autumn, and no more in the last ten days."""
    here = (Brand.name == covered.BRAND, Point.name == covered.POINT)
    asked = select(func.max(Visit.day)).join(Point, Point.id == Visit.point_id).join(Brand).where(*here)
    last = db.session.scalars(asked).one()
    assert last is not None
    assert NOW.date() - timedelta(days=60) < last <= NOW.date() - timedelta(days=10)


def by_code_or_on_paper() -> None:
    """Look at what came in by no scan, in the same world: filling one takes seconds."""
    rows = db.session.execute(select(Rating.source, func.count()).group_by(Rating.source))
    sources = {row[0]: row[1] for row in rows}
    assert set(sources) == {"scan", "code", "paper"}
    batch = db.session.scalars(select(CodeBatch)).one()
    assert unused(batch) == batch.size - sources["code"] < batch.size
    done, waits = db.session.scalars(select(PaperBatch).order_by(PaperBatch.id))
    assert (done.state, done.size, done.forms) == ("confirmed", sources["paper"], [])
    assert done.decided_by not in (None, done.entered_by)
    assert (waits.state, waits.size) == ("waiting", len(waits.forms))
