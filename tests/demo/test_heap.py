"""Somebody rated again and again at one point of the demo world, and the detectors see it, and nothing else."""

from flask import Flask
from sqlalchemy import func, select

from feedback.admission import CodeBatch
from feedback.admission.code_actions import unused
from feedback.brands import Brand
from feedback.collecting import Rating
from feedback.collecting.paper_models import PaperBatch
from feedback.db import db
from feedback.demo import fill, heap
from feedback.scoring import recompute
from feedback.screening.models import Flag, FlagRating
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
